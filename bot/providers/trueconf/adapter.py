"""TrueConf Server as a back end: a conference there is a virtual room with our reference as its id."""

import asyncio
from collections.abc import Callable
from typing import Literal
from urllib.parse import urljoin

import httpx
from pydantic import Field, SecretStr

from bot.clock import Clock
from bot.errors import Denied, Garbled, Gone, ProviderError, Refusal, Refused, Unanswered
from bot.live import RoomStatus
from bot.model import Account, Feature, HostAccess, Room, RoomState, RoomWish
from bot.providers.auth import Grant, Login, Token, TokenAuth, in_header, in_query
from bot.providers.base import ConferenceProvider, ProviderSettings, ServerUrl, moved
from bot.providers.http import PATIENCE, Api, Patience, after_effect, before_effect
from bot.providers.trueconf import reasons, wire

Version = Literal["v3.3", "v3.4", "v3.5", "v3.6", "v3.7", "v3.8", "v3.9", "v3.10"]

_POLLS = (0.2, 0.2, 0.3, 0.3, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5)
"""Seconds between looks at a room that is starting or stopping: four in all."""
_ROWS, _PAGES = 1000, 10
_FROM_OUTSIDE = {"url_type": "fixed"}
"""Addresses as the control panel has them: the default is the host that we asked, which may be an internal one."""
_SCOPES = {
    "conferences:read": "to see whether a room is live",
    "conferences:write": "to make, run, stop and remove rooms",
    "conferences.participants:write": "to ring people",
    "conferences.records:read": "to keep rooms that hold recordings",
    "users:read": "to find people by their e-mail address",
}


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
        }
    )

    class Settings(ProviderSettings):
        """`owner` is the account that owns a room whose host has none with the same e-mail address."""

        base_url: ServerUrl = Field(examples=["https://conf.example.org"])
        client_id: str = Field(min_length=1, examples=["…, from the OAuth2 application in the control panel"])
        client_secret: SecretStr = Field(min_length=1, examples=["…, beside the client id"])
        api_version: Version = Field("v3.10", examples=["v3.10"])
        owner: str | None = Field(None, min_length=1, max_length=64, examples=["meetings"])
        guests: bool = Field(False, examples=["true"])
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

    async def create(self, wish: RoomWish) -> Room:
        with before_effect():
            owners, guests = await self._people(wish)
        made = await self._made(wish, owners, guests)
        with after_effect():
            return self._room(await self._opened(made))

    async def check(self) -> str:
        listed = await self._api.call(
            "GET", "conferences", params={"page_id": "1", "page_size": "1"}, answers=wire.Conferences
        )
        await self._users_page(1, size=1)
        self._check_scopes()
        await self._check_owner()
        count = "" if listed.cnt is None else f", {listed.cnt} conferences there"
        return f"{self.title} at {self._root}, API {self.settings.api_version}: signed in{count}"

    async def find(self, reference: str) -> Room | None:
        try:
            return self._room(await self._conference(reference))
        except Gone:
            return None

    async def remove(self, room_id: str) -> None:
        """What was recorded cannot be asked for without its conference, so one with recordings is only stopped."""
        await self._take_away(room_id, unless_recorded=True)

    async def end(self, room_id: str) -> None:
        try:
            await self._stop(room_id)
        except Gone:
            return

    async def status(self, room_id: str) -> RoomStatus:
        try:
            conference = await self._conference(room_id)
        except Gone:
            return RoomStatus(state=RoomState.GONE)
        return RoomStatus(state=RoomState.IDLE if conference.stopped else RoomState.LIVE)

    async def account(self, email: str) -> Account | None:
        wanted = email.casefold()
        rows = await self._users(email=email)
        matches = {row.id: row for row in rows if (row.email or "").casefold() == wanted and row.is_active != 0}
        return next(iter(matches.values())).account() if len(matches) == 1 else None

    async def ring(self, room_id: str, account: Account) -> None:
        if (await self._conference(room_id)).stopped:  # whether ringing would start it again is not documented
            raise Refused(self.name, "the conference is stopped", why=Refusal.FINISHED)
        try:
            # Not `invite`, which takes several people and says of none whether they were reached.
            body = {"participant_id": account.id}
            await self._api.call("POST", "conferences", room_id, "participants", json=body, answers=wire.Rung)
        except Refused as refused:
            if refused.detail == reasons.ALREADY_INSIDE:
                return
            if refused.why is Refusal.NO_SUCH_OWNER:  # here the user who was not found is the one to ring
                raise Refused(self.name, refused.detail, why=Refusal.PERSON_UNAVAILABLE) from refused
            raise

    async def host_access(self, room: Room, account: Account | None) -> HostAccess:
        owner = room.host_account or (await self._conference(room.id)).owner_login
        if owner is None:
            raise Garbled(self.name, "a conference without an owner")
        if account is None or account.id.casefold() != owner.casefold():
            return HostAccess(account=owner)
        query = {"call_id": room.id, "user": account.id, "case": "join_conference_button"}
        ways = await self._api.call("GET", "software", "clients", params=query, answers=wire.Clients)
        link = ways.in_browser()
        return HostAccess(account=owner, url=link and self._from_outside(link, like=room.join_url))

    async def _people(self, wish: RoomWish) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Who may own the room, best first, and which guests have an account."""
        host, *guests = await asyncio.gather(*map(self._login_of, (wish.host.email, *(g.email for g in wish.guests))))
        owners = tuple(dict.fromkeys(filter(None, (host, self.settings.owner))))
        if not owners:
            raise Refused(self.name, "no account for the host, and no OWNER", why=Refusal.NO_SUCH_OWNER)
        return owners, tuple(filter(None, guests))

    async def _login_of(self, email: str | None) -> str | None:
        account = await self.account(email) if email else None
        return account.id if account else None

    async def _made(self, wish: RoomWish, owners: tuple[str, ...], guests: tuple[str, ...]) -> wire.Conference:
        """The new conference, owned by the first of `owners` that the server knows."""
        owner, *others = owners
        try:
            return await self._made_for(owner, wish, guests)
        except Refused as refused:
            if refused.why is not Refusal.NO_SUCH_OWNER or not others:
                raise
        return await self._made(wish, tuple(others), guests)

    async def _made_for(self, owner: str, wish: RoomWish, guests: tuple[str, ...]) -> wire.Conference:
        body = wire.new_conference(wish, owner=owner, guests=guests, public=self.settings.guests)
        try:
            answer = await self._api.call("POST", "conferences", json=body, answers=wire.OneConference)
            return answer.conference
        except Refused as refused:
            # A taken id: an earlier try arrived. Its reason is not documented, so one that we do not know may be it.
            if refused.why not in (Refusal.ALREADY_EXISTS, Refusal.OTHER):
                raise
            with after_effect():
                return await self._earlier(wish.reference, refused)

    async def _earlier(self, reference: str, refused: Refused) -> wire.Conference:
        try:
            return await self._conference(reference)
        except Gone:
            raise refused from None

    async def _opened(self, conference: wire.Conference) -> wire.Conference:
        """The conference, running. One that may not run is taken away again, so that the refusal leaves nothing."""
        try:
            if conference.stopped:
                await self._api.call("POST", "conferences", conference.id, "run", answers=wire.Run)
            return await self._settled(conference.id, lambda now: now.running)
        except (Refused, Denied):
            await self._undo(conference.id)
            raise

    async def _undo(self, room_id: str) -> None:
        try:
            await self._take_away(room_id, unless_recorded=False)  # nobody was in
        except ProviderError as error:
            raise Unanswered(self.name, f"made, but not opened, nor removed: {error.detail}") from error

    async def _take_away(self, room_id: str, *, unless_recorded: bool) -> None:
        try:
            await self._shut(room_id, unless_recorded=unless_recorded)
            await self._delete(room_id, unless_recorded=unless_recorded)
        except Gone:
            return

    async def _shut(self, room_id: str, *, unless_recorded: bool) -> None:
        """Stopped, and looked at for recordings. One that goes on until now is listed only some time after the stop."""
        conference = await self._conference(room_id)
        if not conference.stopped:
            await self._stop(room_id)
        if unless_recorded and (conference.recording or await self._recorded(room_id)):
            raise Refused(self.name, "recordings are in the room", why=Refusal.RECORDED)

    async def _recorded(self, room_id: str) -> bool:
        return bool((await self._api.call("GET", "conferences", room_id, "records", answers=wire.Records)).records)

    async def _stop(self, room_id: str) -> None:
        try:
            await self._api.call("POST", "conferences", room_id, "stop", answers=wire.Stop)
        except Refused as refused:
            if refused.why is not Refusal.FINISHED:
                raise
        await self._settled(room_id, lambda now: now.stopped)

    async def _delete(self, room_id: str, *, unless_recorded: bool) -> None:
        try:
            await self._api.call("DELETE", "conferences", room_id, answers=wire.Deleted)
        except Refused as refused:
            if refused.why is not Refusal.RUNNING:
                raise
            await self._shut(room_id, unless_recorded=unless_recorded)  # somebody came in meanwhile
            await self._api.call("DELETE", "conferences", room_id, answers=wire.Deleted)

    async def _settled(self, room_id: str, there: Callable[[wire.Conference], bool]) -> wire.Conference:
        for pause in (*_POLLS, None):
            conference = await self._conference(room_id)
            if there(conference):
                return conference
            if pause:
                await self.patience.sleep(pause)
        raise Unanswered(self.name, f"still between two states after {sum(_POLLS):g} s")

    async def _conference(self, room_id: str) -> wire.Conference:
        answer = await self._api.call("GET", "conferences", room_id, params=_FROM_OUTSIDE, answers=wire.OneConference)
        return answer.conference

    async def _users(self, **wanted: str) -> list[wire.User]:
        """All rows that match; whether the server compares whole values is not documented, so it may be too many."""
        rows: list[wire.User] = []
        page = 1
        for _ in range(_PAGES):
            found = await self._users_page(page, size=_ROWS, **wanted)
            rows += found.users
            following = found.next_page(page, size=_ROWS)
            if following is None:
                return rows
            page = following
        raise Garbled(self.name, f"GET users: more than {_PAGES} pages match one value")

    async def _users_page(self, page: int, *, size: int, **wanted: str) -> wire.Users:
        query = {"page_id": str(page), "page_size": str(size), **wanted}
        return await self._api.call("GET", "users", params=query, answers=wire.Users)

    def _login(self, last: Token | None) -> Login:
        """This grant needs no refresh token: the client's own secret does."""
        secret = self.settings.client_secret.get_secret_value()
        body = {"grant_type": "client_credentials", "client_id": self.settings.client_id, "client_secret": secret}
        answer = yield self.http.build_request("POST", f"{self._root}/oauth2/v1/token", json=body)
        return self._api.read(self._api.accept(answer), Grant).token(self.clock())

    def _check_scopes(self) -> None:
        granted = self._auth.token.scopes if self._auth.token else frozenset()
        for scope, purpose in _SCOPES.items():
            if granted and not granted & {scope, scope.partition(":")[0]}:
                raise Denied(self.name, f"the OAuth2 application lacks the permission {scope}, {purpose}")

    async def _check_owner(self) -> None:
        if owner := self.settings.owner:
            known = await self._users(login_name=owner)
            if not any(owner in (user.id, user.uid, user.login_name) for user in known):
                raise Refused(self.name, f"OWNER: there is no account {owner}", why=Refusal.NO_SUCH_OWNER)

    def _room(self, conference: wire.Conference) -> Room:
        return Room(
            id=conference.id,
            join_url=self._from_outside(str(conference.url)),
            guest_pin=conference.pin or None,
            host_account=conference.owner_login,
        )

    def _from_outside(self, link: str, *, like: str | None = None) -> str:
        """The link at the address where people reach the server: the one that is set, else where `like` leads."""
        if base := self.settings.join_base_url:
            return moved(link, to=str(base))
        return moved(link, to=urljoin(like, "/")) if like else link
