"""PortSIP PBX as a back end: a conference there is a room with an extension number of its own, which one dials."""

from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Annotated

import httpx
from pydantic import AfterValidator, Field, SecretStr

from bot.clock import Clock
from bot.errors import Denied, Garbled, Gone, ProviderError, Refusal, Refused, Unanswered
from bot.live import RoomStatus
from bot.model import Account, Feature, HostAccess, Room, RoomState, RoomWish
from bot.providers.auth import Grant, Login, Token, TokenAuth
from bot.providers.base import ConferenceProvider, ProviderSettings, ServerUrl
from bot.providers.http import PATIENCE, Api, Patience, after_effect, before_effect
from bot.providers.portsip import reasons, wire
from bot.providers.portsip.numbers import NumberRange

_CLIENT_ID = "9d806019-75b2-4b3d-bb8b-f5a3a412cc0a"
"""The same for everybody: the vendor's documentation fixes it."""
_ROWS, _PAGES = 100, 20
_TRIES = 20
_ROUNDS = (0.2, 0.3, 0.5, 0.5, 0.5)
"""Seconds before each further look at who is still in a room that is being cleared."""


def _a_range(text: str) -> str:
    NumberRange.read(text)
    return text


class PortSip(ConferenceProvider):
    """See docs/providers/portsip.md."""

    kind, title = "portsip", "PortSIP PBX"
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
        """`numbers` are Plenum's alone, `capacity` is how many people fit into each room."""

        base_url: ServerUrl = Field(examples=["https://pbx.example.org:8887/api"])
        username: str = Field(min_length=1, max_length=64, examples=["plenum"])
        password: SecretStr = Field(min_length=1, examples=["…, of that user"])
        domain: str = Field(min_length=1, examples=["example.org"])
        numbers: Annotated[str, AfterValidator(_a_range)] = Field(examples=["7000-7099"])
        capacity: int = Field(50, ge=1, le=200, examples=["50"])

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
        self._numbers = NumberRange.read(settings.numbers)
        self._api = Api(
            name,
            http,
            base_url=self._root,
            auth=TokenAuth(self._login, stale=reasons.is_stale_token, clock=clock),
            verdict=lambda answer: reasons.meaning(name, answer),
            patience=patience,
        )

    async def create(self, wish: RoomWish) -> Room:
        with before_effect():
            rooms = await self._rooms()
        earlier = next((room.id for room in rooms if room.carries(wish.reference)), None)
        if earlier:
            with after_effect():
                return await self._opened(earlier)
        room_id = await self._made(wish, taken={room.extension_number for room in rooms})
        with after_effect():
            return await self._read_new(room_id)

    async def check(self) -> str:
        rooms = await self._api.call("GET", "conference_rooms", params={"top": "1"}, answers=wire.Page[wire.ListedRoom])
        await self._api.call("GET", "users", params={"top": "1"}, answers=wire.Page[wire.User])
        await self._is_free(next(self._numbers.free((), reference="")))
        count = "" if rooms.count is None else f", {rooms.count} rooms there"
        who = f"{self.settings.username} of {self.settings.domain}"
        return f"{self.title} at {self._root}: signed in as {who}{count}, rooms get {self.settings.numbers}"

    async def find(self, reference: str) -> Room | None:
        try:
            made = (room.id for room in await self._rooms() if room.carries(reference))
            return self._room(await self._detailed(room_id)) if (room_id := next(made, None)) else None
        except Gone:
            return None

    async def remove(self, room_id: str) -> None:
        """Raises `Refused` with `RECORDED` where recordings would go with the room: then it is only shut."""
        try:
            status = await self._status(room_id)
            if status.on_call:
                await self._clear(room_id)
            if status.recording or (await self._recordings(room_id)).any:
                await self._try(room_id, "lock")
                raise Refused(self.name, "recordings are in the room", why=Refusal.RECORDED)
            await self._do(room_id, "destroy")
        except Gone:
            return

    async def end(self, room_id: str) -> None:
        try:
            if (await self._status(room_id)).on_call:
                await self._clear(room_id)
                await self._try(room_id, "unlock")
        except Gone:
            return

    async def status(self, room_id: str) -> RoomStatus:
        try:
            status = await self._status(room_id)
        except Gone:
            return RoomStatus(state=RoomState.GONE)
        return RoomStatus(state=RoomState.LIVE if status.on_call else RoomState.EMPTY)

    async def account(self, email: str) -> Account | None:
        wanted = email.casefold()
        for query in ({"filter": wire.email_is(email)}, {"search": email}):
            page = await self._api.call("GET", "users", params=query, answers=wire.Page[wire.User])
            matches = [user for user in page.items if (user.email or "").casefold() == wanted]
            if matches:
                return matches[0].account() if len(matches) == 1 else None
        return None

    async def ring(self, room_id: str, account: Account) -> None:
        try:
            await self._do(room_id, "participants", "invite", json={"number": account.id})
        except Refused as refused:  # whatever it is about: nobody was called
            raise Refused(self.name, refused.detail, why=Refusal.PERSON_UNAVAILABLE) from refused

    async def host_access(self, room: Room, account: Account | None) -> HostAccess:
        """Everybody may host who has the PIN: `*8` in the conference asks for it."""
        pin = room.host_pin or (await self._detailed(room.id)).admin_pin
        if pin is None:
            raise Garbled(self.name, "a room without an admin_pin")
        return HostAccess(pin=pin)

    async def _made(self, wish: RoomWish, *, taken: AbstractSet[str]) -> str:
        """The id of the new room, which has the first number that the server lets us have."""
        for _, number in zip(range(_TRIES), self._numbers.free(taken, reference=wish.reference), strict=False):
            if not await self._is_free(number):
                continue
            body = wire.new_room(wish, number=number, capacity=self.settings.capacity, now=self.clock())
            try:
                return (await self._api.call("POST", "conference_rooms", json=body, answers=wire.Made)).id
            except Refused:  # the code for a taken number is not documented, so look whether that was it
                if await self._is_free(number):
                    raise
        raise Refused(self.name, "no free number found in NUMBERS", why=Refusal.ROOM_LIMIT)

    async def _is_free(self, number: str) -> bool:
        with before_effect():
            try:
                await self._api.call("GET", "extension_numbers", number, answers=wire.Taken)
            except Gone:
                return True
        return False

    async def _read_new(self, room_id: str) -> Room:
        """The room that was just made. One that may not be read is taken away, so that the refusal leaves nothing."""
        try:
            return self._room(await self._detailed(room_id))
        except (Refused, Denied):
            await self._undo(room_id)
            raise

    async def _undo(self, room_id: str) -> None:
        try:
            await self._do(room_id, "destroy")
        except Gone:
            return
        except ProviderError as error:
            raise Unanswered(self.name, f"made, but not read, nor removed: {error.detail}") from error

    async def _opened(self, room_id: str) -> Room:
        """A room that an earlier try made, open for people, whatever became of it since."""
        if (await self._status(room_id)).locked:
            try:
                await self._do(room_id, "unlock")
            except Refused as refused:
                raise Garbled(self.name, f"a locked room that cannot be unlocked: {refused.detail}") from refused
        return self._room(await self._detailed(room_id))

    async def _clear(self, room_id: str) -> None:
        """Send everybody out and leave the room locked: who is sent out would dial again at once."""
        await self._try(room_id, "lock")
        for pause in (*_ROUNDS, None):
            inside = await self._inside(room_id)
            if not inside:
                return
            for participant in inside:
                await self._try(room_id, "participants", participant.id, "destroy")
            if pause:
                await self.patience.sleep(pause)
        raise Unanswered(self.name, "people are still in after being sent out again and again")

    async def _inside(self, room_id: str) -> list[wire.Participant]:
        """Who is in. An empty room may say so by refusing to tell."""
        try:
            call = ("GET", "conference_rooms", room_id, "participants")
            return (await self._api.call(*call, answers=wire.Participants)).items
        except (Refused, Gone):
            return []

    async def _recordings(self, room_id: str) -> wire.Recordings:
        return await self._api.call("GET", "conference_rooms", room_id, "recordings", answers=wire.Recordings)

    async def _status(self, room_id: str) -> wire.Status:
        return await self._api.call("GET", "conference_rooms", room_id, "status", answers=wire.Status)

    async def _detailed(self, room_id: str) -> wire.ConferenceRoom:
        return await self._api.call("GET", "conference_rooms", room_id, answers=wire.ConferenceRoom)

    async def _try(self, room_id: str, *action: str) -> None:
        """An action that the room may be past already: one in which nobody is takes none."""
        try:
            await self._do(room_id, *action)
        except (Refused, Gone):
            return

    async def _do(self, room_id: str, *action: str, json: dict[str, str] | None = None) -> None:
        """An action, which is answered without a body."""
        answer = await self._api.send("POST", "conference_rooms", room_id, *action, json=json)
        if answer.content.strip():
            self._api.read(answer, wire.Done)

    async def _rooms(self) -> list[wire.ListedRoom]:
        """All rooms of the tenant, the newest first. Whether the server can filter by our mark is not documented."""
        rooms: list[wire.ListedRoom] = []
        for _ in range(_PAGES):
            query = {"top": str(_ROWS), "skip": str(len(rooms)), "orderby": "created_at desc"}
            page = await self._api.call("GET", "conference_rooms", params=query, answers=wire.Page[wire.ListedRoom])
            rooms += page.items
            if page.is_last(seen=len(rooms), size=_ROWS):
                return rooms
        raise Garbled(self.name, f"GET conference_rooms: more than {_PAGES} pages of rooms")

    def _login(self, last: Token | None) -> Login:
        """By the refresh token if there is one that is still good, else by the password."""
        if last and last.refresh:
            renewed = yield self._grant(grant_type="refresh_token", refresh_token=last.refresh.get_secret_value())
            if not reasons.is_refused_login(renewed):
                token = self._token(renewed)
                return replace(token, by_refresh=True, refresh=token.refresh or last.refresh)
        us = {"username": self.settings.username, "domain": self.settings.domain, "scope": "all"}
        password = self.settings.password.get_secret_value()
        answer = yield self._grant(grant_type="password", password=password, **us)
        return self._token(answer)

    def _grant(self, **form: str) -> httpx.Request:
        body = form | {"client_id": _CLIENT_ID}
        return self.http.build_request("POST", f"{self._root}{reasons.TOKEN_PATH}", data=body)

    def _token(self, answer: httpx.Response) -> Token:
        return self._api.read(self._api.accept(answer), Grant).token(self.clock())

    def _room(self, room: wire.ConferenceRoom) -> Room:
        base = self.settings.join_base_url
        return Room(
            id=room.id,
            join_url=room.web_link(str(base) if base else None),
            dial_number=room.extension_number,
            guest_pin=room.room_pin,
            host_pin=room.admin_pin,
        )
