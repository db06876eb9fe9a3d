"""A back end that can do next to nothing: rooms to dial, a host PIN, no way to find, end, watch or remove one."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import httpx

from bot.clock import Clock
from bot.errors import Garbled, ProviderError, Refusal, Refused
from bot.live import DialIn, Participant, Presence, ProviderEvent, RoomStatus, Stay
from bot.model import Account, Feature, HostAccess, Person, Room, RoomState, RoomWish, Template
from bot.providers.base import ConferenceProvider, ProviderSettings

HOST_PIN = "915573"


class Poor(ConferenceProvider):
    """Remembers what it made. `failing` is raised after the next room was made, or before if `makes` is off."""

    kind, title = "poor", "Telephone bridge"
    Settings = ProviderSettings

    def __init__(self, name: str, *, clock: Clock) -> None:
        line = httpx.AsyncClient(transport=httpx.MockTransport(_nobody_there))
        super().__init__(name, ProviderSettings.model_validate({}), http=line, clock=clock)
        self.rooms: list[Room] = []
        self.asked: list[RoomWish] = []
        self.failing: Exception | None = None
        self.makes = True
        self.busy: asyncio.Event | None = None
        self.reached = asyncio.Event()

    async def create(self, wish: RoomWish) -> Room:
        await self._arrive(wish)
        room = Room(id=f"70{len(self.asked):02}", dial_number="7004", guest_pin="482913", host_pin=HOST_PIN)
        if self.makes:
            self.rooms.append(room)
        self._fail()
        return room

    async def check(self) -> str:
        return "there"

    def without_pin(self, room: Room) -> Room:
        """As if it had no host."""
        return replace(room, host_pin=None)

    async def _arrive(self, wish: RoomWish) -> None:
        self.asked.append(wish)
        self.reached.set()
        if self.busy is not None:
            await self.busy.wait()

    def _fail(self) -> None:
        failing, self.failing = self.failing, None
        if failing is not None:
            raise failing


def _nobody_there(request: httpx.Request) -> httpx.Response:
    """It lives in memory: there is no server behind it."""
    raise httpx.ConnectError("no such server", request=request)


class Removing(Poor):
    """Can take a room away, if one knows its id and nothing was `recorded`; that is all."""

    kind = "removing"
    features = frozenset({Feature.REMOVE})
    recorded = False
    refusing: Refusal | None = None

    async def remove(self, room_id: str) -> None:
        self._fail()
        if self.refusing:
            raise Refused(self.name, why=self.refusing)
        if self.recorded:
            raise Refused(self.name, why=Refusal.RECORDED)
        self.rooms = [room for room in self.rooms if room.id != room_id]


class Linked(Poor):
    """Its rooms have a link, and a link for the host."""

    kind = "linked"

    async def create(self, wish: RoomWish) -> Room:
        room = await super().create(wish)
        link = f"https://linked.example/{room.id}"
        return replace(room, join_url=link, dial_number=None, host_pin=None, host_url=f"{link}?host=1")


class Ending(Poor):
    """Can end a room."""

    kind = "ending"
    features = frozenset({Feature.END})

    def __init__(self, name: str, *, clock: Clock) -> None:
        super().__init__(name, clock=clock)
        self.ended: list[str] = []
        self.trouble: ProviderError | None = None

    async def end(self, room_id: str) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.ended.append(room_id)


class Watched(Removing):
    """Finds its rooms by our reference, and says whether one is live."""

    kind = "watched"
    features = frozenset({Feature.FIND, Feature.REMOVE, Feature.STATE})

    def __init__(self, name: str, *, clock: Clock) -> None:
        super().__init__(name, clock=clock)
        self.now = RoomState.LIVE
        self.looked = 0
        self._made: dict[str, str] = {}

    async def create(self, wish: RoomWish) -> Room:
        if room := self._room(wish.reference):
            await self._arrive(wish)
            return room
        count = len(self.rooms)
        try:
            return await super().create(wish)
        finally:
            if len(self.rooms) > count:
                self._made[wish.reference] = self.rooms[-1].id

    async def find(self, reference: str) -> Room | None:
        self._fail()
        return self._room(reference)

    async def status(self, room_id: str) -> RoomStatus:
        self.looked += 1
        self._fail()
        return RoomStatus(state=self.now)

    def _room(self, reference: str) -> Room | None:
        return next((room for room in self.rooms if room.id == self._made.get(reference)), None)


class Crowded(Watched):
    """Says who is in and what else is known, obeys every order, telephones, logs who came, and tells by webhook."""

    kind = "crowded"
    features = frozenset(Feature) - {Feature.PERSONAL_LINK, Feature.CLOSE}

    def __init__(self, name: str, *, clock: Clock) -> None:
        super().__init__(name, clock=clock)
        self.inside: list[Participant] = []
        self.complete = True
        self.flags: dict[str, Any] = {}
        self.orders: list[tuple[Any, ...]] = []
        self.stays: list[Stay] = []
        self.told: tuple[ProviderEvent, ...] = ()
        self.accounts: dict[str, Account] = {}
        self.unavailable: set[str] = set()
        self.ended: list[str] = []

    async def status(self, room_id: str) -> RoomStatus:
        return replace(await super().status(room_id), **self.flags)

    async def participants(self, room_id: str) -> Presence:
        self._fail()
        return Presence(inside=tuple(self.inside), complete=self.complete)

    async def templates(self) -> tuple[Template, ...]:
        self._fail()
        return (Template(id="t1", name="Town hall"),)

    async def attendance(self, room_id: str, *, since: datetime) -> tuple[Stay, ...]:
        self._fail()
        return tuple(self.stays)

    def events(self, body: bytes, headers: Mapping[str, str]) -> tuple[ProviderEvent, ...]:
        if body == b"garbage":
            raise Garbled(self.name, "garbage")
        return self.told

    async def end(self, room_id: str) -> None:
        self._fail()
        self.ended.append(room_id)

    async def account(self, email: str) -> Account | None:
        return self.accounts.get(email)

    async def ring(self, room_id: str, account: Account) -> None:
        if account.id in self.unavailable:
            raise Refused(self.name, why=Refusal.PERSON_UNAVAILABLE)
        self._obey("ring", account.id)

    async def host_access(self, room: Room, account: Account | None) -> HostAccess:
        return HostAccess(pin=HOST_PIN)

    async def dial_in(self) -> tuple[DialIn, ...]:
        return (DialIn(number="+441494523500", place="United Kingdom"),)

    async def record(self, room_id: str, *, on: bool) -> None:
        self._obey("record", on)

    async def pause_recording(self, room_id: str) -> None:
        self._obey("pause")

    async def mute_all(self, room_id: str, *, on: bool) -> None:
        self._obey("mute_all", on)

    async def mute(self, room_id: str, participant_id: str, *, on: bool) -> None:
        self._obey("mute", participant_id, on)

    async def lock(self, room_id: str, *, on: bool) -> None:
        self._obey("lock", on)

    async def kick(self, room_id: str, participant_id: str) -> None:
        self._obey("kick", participant_id)

    async def hand_over(self, room_id: str, participant_id: str) -> None:
        self._obey("hand_over", participant_id)

    async def call(self, room_id: str, number: str) -> None:
        self._obey("call", number)

    def _obey(self, *order: Any) -> None:
        self._fail()
        self.orders.append(order)


class Private(Linked):
    """Gives each person a link of their own, and lets nobody new in after the end."""

    kind = "private"
    features = frozenset({Feature.PERSONAL_LINK, Feature.CLOSE})

    def __init__(self, name: str, *, clock: Clock) -> None:
        super().__init__(name, clock=clock)
        self.closed: list[str] = []

    async def personal_link(self, room: Room, person: Person, *, host: bool) -> str:
        self._fail()
        return f"{room.join_url}?for={person.id}{'&host=1' if host else ''}"

    async def close(self, room_id: str) -> None:
        self._fail()
        self.closed.append(room_id)
