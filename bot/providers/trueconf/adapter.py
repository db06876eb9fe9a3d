"""TrueConf Server as a back end: a conference there is a virtual room with our reference as its id."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal
from urllib.parse import urljoin

import httpx
from pydantic import Field, SecretStr

from bot.clock import Clock
from bot.errors import Denied, Garbled, Gone, Refusal, Refused
from bot.live import Presence, RoomStatus, Stay
from bot.model import Account, Feature, HostAccess, Limits, Person, Room, RoomState, RoomWish, Template
from bot.providers.auth import Grant, Login, Token, TokenAuth, in_header, in_query
from bot.providers.base import ConferenceProvider, ProviderSettings, ServerUrl, moved
from bot.providers.http import PATIENCE, Api, Patience, after_effect, before_effect
from bot.providers.trueconf import reasons, rights
from bot.providers.trueconf.accounts import Accounts
from bot.providers.trueconf.chores import CHORES
from bot.providers.trueconf.guests import GuestLists
from bot.providers.trueconf.live import Live
from bot.providers.trueconf.logs import Logs
from bot.providers.trueconf.rooms import Rooms
from bot.providers.trueconf.templates import Templates
from bot.providers.trueconf.wire.conferences import Conference
from bot.providers.trueconf.wire.people import Clients
from bot.providers.trueconf.wire.values import Id

Version = Literal["v3.3", "v3.4", "v3.5", "v3.6", "v3.7", "v3.8", "v3.9", "v3.10"]

_SINCE: dict[Feature, int] = {Feature.SET_PIN: 4, Feature.WAITING_ROOM: 7, Feature.KICK: 9}
"""The minor version that brought it, where that is not the first."""
_PIN = (4, 10)
"""The document says of a PIN only that it is text; clients send digits, and its length is nowhere."""


class TrueConf(ConferenceProvider):
    """See docs/providers/trueconf.md."""

    kind, title = "trueconf", "TrueConf Server"
    features = frozenset(
        {
            Feature.FIND,
            Feature.REMOVE,
            Feature.END,
            Feature.STATE,
            Feature.ACCOUNTS,
            Feature.RING,
            Feature.HOST_ACCESS,
            Feature.PARTICIPANTS,
            Feature.ATTENDANCE,
            Feature.AHEAD,
            Feature.UPDATE,
            Feature.KEEP,
            Feature.RECORD_FROM_START,
            Feature.SET_PIN,
            Feature.WAITING_ROOM,
            Feature.CAPACITY,
            Feature.TEMPLATES,
            Feature.RECORD,
            Feature.PAUSE_RECORDING,
            Feature.KICK,
            Feature.INVITE_GUESTS,
        }
    )
    chores = CHORES

    class Settings(ProviderSettings):
        """`owner` is the account that owns a room whose host has none with the same e-mail address."""

        base_url: ServerUrl = Field(examples=["https://conf.example.org"])
        client_id: str = Field(min_length=1, examples=["…, from the OAuth2 application in the control panel"])
        client_secret: SecretStr = Field(min_length=1, examples=["…, beside the client id"])
        api_version: Version = Field("v3.10", examples=["v3.10"])
        owner: str | None = Field(None, min_length=1, max_length=64, examples=["meetings"])
        guests: bool = Field(False, examples=["true"])
        template: Id | None = Field(None, examples=["8b566f97"])
        token_in_query: bool = Field(False, examples=["true"])

    settings: Settings

    def __init__(
        self,
        name: str,
        settings: Settings,
        *,
        http: httpx.AsyncClient,
        clock: Clock,
        patience: Patience = PATIENCE,
    ) -> None:
        super().__init__(name, settings, http=http, clock=clock, patience=patience)
        version = int(settings.api_version.removeprefix("v3."))
        self.features = type(self).features - {feature for feature, since in _SINCE.items() if version < since}
        if not settings.guests:  # only a public conference takes people without an account
            self.features -= {Feature.INVITE_GUESTS}
        self._root = str(settings.base_url).rstrip("/")
        self._auth = TokenAuth(
            self._login,
            stale=reasons.is_stale_token,
            clock=clock,
            carry=in_query if settings.token_in_query else in_header,
        )
        self._api = Api(
            name,
            http,
            base_url=f"{self._root}/api/{settings.api_version}",
            auth=self._auth,
            verdict=lambda answer: reasons.meaning(name, answer),
            patience=patience,
        )
        self.rooms = Rooms(name, self._api, patience, public=settings.guests, template=settings.template)
        self.shelf = Templates(self._api, self.rooms)
        self._accounts = Accounts(name, self._api)
        self._live = Live(name, self._api, self.rooms)
        self._guests = GuestLists(self._api, self.rooms)
        self._logs = Logs(name, self._api, self._accounts)

    @property
    def limits(self) -> Limits:
        return replace(super().limits, pin=_PIN)

    async def create(self, wish: RoomWish) -> Room:
        with before_effect():
            owners, guests = await self._people(wish)
        made = await self.rooms.made(wish, owners, guests)
        if wish.opens_at:
            return self._room(made, wish)
        with after_effect():
            return self._room(await self.rooms.opened(made, wish), wish)

    async def open(self, room: Room, wish: RoomWish) -> Room:
        """Unlike a new one, a room that may not run is not taken away: people have its link."""
        try:
            waiting = await self.rooms.read(room.id)
        except Gone:
            return await super().open(room, wish)
        with after_effect():
            return self._room(await self.rooms.running(waiting, wish), wish)

    async def update(self, room: Room, wish: RoomWish) -> Room:
        with before_effect():
            guests = await self._logins(wish.guests)
        return self._room(await self.rooms.changed(room.id, wish, guests), wish)

    async def check(self) -> str:
        count = await self.rooms.count()
        await self._accounts.try_out()
        self._check_rights()
        await self._check_owner()
        await self._check_template()
        counted = "" if count is None else f", {count} conferences there"
        reached = f"{self.title} at {self._root}, API {self.settings.api_version}: signed in{counted}"
        return "; ".join((reached, *self._missed()))

    async def find(self, reference: str) -> Room | None:
        try:
            return self._room(await self.rooms.read(reference))
        except Gone:
            return None

    async def remove(self, room_id: str) -> None:
        """What was recorded cannot be asked for without its conference, so one with recordings is only stopped."""
        await self.rooms.take_away(room_id, unless_recorded=True)

    async def end(self, room_id: str) -> None:
        try:
            await self.rooms.stop(room_id)
        except Gone:
            return

    async def status(self, room_id: str) -> RoomStatus:
        try:
            conference = await self.rooms.read(room_id)
        except Gone:
            return RoomStatus(state=RoomState.GONE)
        return RoomStatus(
            state=RoomState.IDLE if conference.stopped else RoomState.LIVE,
            recording=conference.recording,
            locked=conference.participants_lock_enabled,
        )

    async def participants(self, room_id: str) -> Presence:
        return await self._live.participants(room_id)

    async def attendance(self, room_id: str, *, since: datetime) -> tuple[Stay, ...]:
        return await self._logs.attendance(room_id, since=since)

    async def templates(self) -> tuple[Template, ...]:
        return tuple(Template(id=one.id, name=one.name) for one in await self.shelf.all())

    async def account(self, email: str) -> Account | None:
        return await self._accounts.by_email(email)

    async def ring(self, room_id: str, account: Account) -> None:
        await self._live.ring(room_id, account)

    async def host_access(self, room: Room, account: Account | None) -> HostAccess:
        owner = room.host_account or (await self.rooms.read(room.id)).owner_login
        if owner is None:
            raise Garbled(self.name, "a conference without an owner")
        if account is None or account.id.casefold() != owner.casefold():
            return HostAccess(account=owner)
        query = {"call_id": room.id, "user": account.id, "case": "join_conference_button"}
        ways = await self._api.call("GET", "software", "clients", params=query, answers=Clients)
        link = ways.in_browser()
        return HostAccess(account=owner, url=link and self._from_outside(link, like=room.join_url))

    async def record(self, room_id: str, *, on: bool) -> None:
        await self._live.record(room_id, on=on)

    async def pause_recording(self, room_id: str) -> None:
        await self._live.pause_recording(room_id)

    async def kick(self, room_id: str, participant_id: str) -> None:
        if Feature.KICK not in self.features:
            raise self._cannot(Feature.KICK)
        await self._live.kick(room_id, participant_id)

    async def invite_guests(
        self, room_id: str, *, asked: tuple[str, ...], withdrawn: tuple[str, ...] = (), pin: str | None = None
    ) -> Mapping[str, str]:
        if Feature.INVITE_GUESTS not in self.features:
            raise self._cannot(Feature.INVITE_GUESTS)
        return await self._guests.invite(room_id, asked, withdrawn, pin=pin)

    async def _people(self, wish: RoomWish) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Who may own the room, best first, and which guests have an account."""
        host, guests = await asyncio.gather(self._login_of(wish.host.email), self._logins(wish.guests))
        owners = tuple(dict.fromkeys(filter(None, (host, self.settings.owner))))
        if not owners:
            raise Refused(self.name, "no account for the host, and no OWNER", why=Refusal.NO_SUCH_OWNER)
        return owners, guests

    async def _logins(self, people: Iterable[Person]) -> tuple[str, ...]:
        """Who of them has an account, as one signs in."""
        found = await asyncio.gather(*(self._login_of(person.email) for person in people))
        return tuple(filter(None, found))

    async def _login_of(self, email: str | None) -> str | None:
        account = await self._accounts.by_email(email) if email else None
        return account.id if account else None

    def _login(self, last: Token | None) -> Login:
        """This grant needs no refresh token: the client's own secret does."""
        secret = self.settings.client_secret.get_secret_value()
        body = {"grant_type": "client_credentials", "client_id": self.settings.client_id, "client_secret": secret}
        answer = yield self.http.build_request("POST", f"{self._root}/oauth2/v1/token", json=body)
        return self._api.read(self._api.accept(answer), Grant).token(self.clock())

    @property
    def _granted(self) -> frozenset[str]:
        return self._auth.token.scopes if self._auth.token else frozenset()

    def _check_rights(self) -> None:
        wanted = rights.NEEDED | (rights.TEMPLATES if self.settings.template else {})
        for right in rights.lacking(self._granted, wanted):
            raise Denied(self.name, f"the OAuth2 application lacks the permission {right}, {wanted[right]}")

    async def _check_owner(self) -> None:
        owner = self.settings.owner
        if owner and not await self._accounts.known(owner):
            raise Refused(self.name, f"OWNER: there is no account {owner}", why=Refusal.NO_SUCH_OWNER)

    async def _check_template(self) -> None:
        """One that is not there would have every start refused."""
        if template := self.settings.template:
            try:
                await self.shelf.read(template)
            except Refused as refused:
                raise Refused(self.name, f"TEMPLATE {template}: {refused.detail}", why=refused.why) from refused

    def _missed(self) -> Iterator[str]:
        """What does not work for want of rights that one can do without."""
        wanted = rights.LOGS | rights.CHOOSING | (rights.KICKING if Feature.KICK in self.features else {})
        wanted |= rights.GUESTS if Feature.INVITE_GUESTS in self.features else {}
        for loss, lacking in rights.losses(self._granted, wanted).items():
            yield f"without the permission {' and '.join(lacking)} {loss}"

    def _room(self, conference: Conference, wish: RoomWish | None = None) -> Room:
        """The server shows a PIN to the owner alone, so what was wished stands for it."""
        wished = wish.plan.options.pin if wish else None
        return Room(
            id=conference.id,
            join_url=self._from_outside(str(conference.url)),
            guest_pin=conference.pin or wished,
            host_account=conference.owner_login,
        )

    def _from_outside(self, link: str, *, like: str | None = None) -> str:
        """The link at the address where people reach the server: the one that is set, else where `like` leads."""
        if base := self.settings.join_base_url:
            return moved(link, to=str(base))
        return moved(link, to=urljoin(like, "/")) if like else link
