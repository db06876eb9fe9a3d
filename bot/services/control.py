"""What those who host a conference do to it from Slack, where its back end can: record, lock, mute, send out, call."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.errors import NotInside, NotLive, TooMany, Unsupported
from bot.live import Seen
from bot.model import Conference, Feature, Person, Stage
from bot.providers.base import ConferenceProvider
from bot.services.conferences import Conferences, may_host
from bot.services.permits import Permits
from bot.store.conferences import ConferenceStore
from bot.store.database import Database

MOST_CALLS = 20
"""So many numbers may be called into one conference: each may cost money."""
LOOK_AFTER = timedelta(seconds=2)
"""When the room is looked at after it was changed from here."""


class Order(StrEnum):
    """What can be done to a room as a whole."""

    RECORD = "record"
    STOP_RECORDING = "stop_recording"
    PAUSE_RECORDING = "pause_recording"
    MUTE_ALL = "mute_all"
    UNMUTE_ALL = "unmute_all"
    LOCK = "lock"
    UNLOCK = "unlock"


class OneOrder(StrEnum):
    """What can be done to one participant."""

    MUTE = "mute"
    UNMUTE = "unmute"
    KICK = "kick"
    HAND_OVER = "hand_over"


Ask = Callable[[ConferenceProvider, str], Awaitable[None]]
_ROOM: dict[Order, tuple[Feature, Ask, dict[str, Any]]] = {
    Order.RECORD: (Feature.RECORD, lambda p, room: p.record(room, on=True), {"recording": True}),
    Order.STOP_RECORDING: (Feature.RECORD, lambda p, room: p.record(room, on=False), {"recording": False}),
    Order.PAUSE_RECORDING: (Feature.PAUSE_RECORDING, lambda p, room: p.pause_recording(room), {}),
    Order.MUTE_ALL: (Feature.MUTE_ALL, lambda p, room: p.mute_all(room, on=True), {"muted": True}),
    Order.UNMUTE_ALL: (Feature.MUTE_ALL, lambda p, room: p.mute_all(room, on=False), {"muted": False}),
    Order.LOCK: (Feature.LOCK, lambda p, room: p.lock(room, on=True), {"locked": True}),
    Order.UNLOCK: (Feature.LOCK, lambda p, room: p.lock(room, on=False), {"locked": False}),
}
_ONE: dict[OneOrder, tuple[Feature, Callable[[ConferenceProvider, str, str], Awaitable[None]]]] = {
    OneOrder.MUTE: (Feature.MUTE, lambda p, room, who: p.mute(room, who, on=True)),
    OneOrder.UNMUTE: (Feature.MUTE, lambda p, room, who: p.mute(room, who, on=False)),
    OneOrder.KICK: (Feature.KICK, lambda p, room, who: p.kick(room, who)),
    OneOrder.HAND_OVER: (Feature.HAND_OVER, lambda p, room, who: p.hand_over(room, who)),
}


class Control:
    def __init__(
        self, *, database: Database, rows: ConferenceStore, conferences: Conferences, permits: Permits
    ) -> None:
        self._database = database
        self._rows = rows
        self._conferences = conferences
        self._permits = permits

    async def room(self, conference: Conference, order: Order, *, by: Person, now: datetime) -> None:
        """Raises `NotAllowed`, `NotLive`, `Unsupported`, `ProviderError`."""
        feature, ask, shown = _ROOM[order]
        provider, room_id = self._reach(conference, feature, by=by)
        await self._conferences.backends.ask(conference.provider, ask(provider, room_id))
        await self._note(conference, shown, now=now)

    async def participant(
        self, conference: Conference, order: OneOrder, one: Seen, *, by: Person, now: datetime
    ) -> None:
        """Raises as `room` does, and `NotInside`."""
        feature, ask = _ONE[order]
        provider, room_id = self._reach(conference, feature, by=by)
        if not one.inside:
            raise NotInside(one.name)
        await self._conferences.backends.ask(conference.provider, ask(provider, room_id, one.id))
        await self._note(conference, {}, now=now)

    def allow(self, conference: Conference, order: OneOrder, *, by: Person) -> None:
        """Raises `NotAllowed`, `NotLive`, `Unsupported`: said before anybody is looked for among those inside."""
        self._reach(conference, _ONE[order][0], by=by)

    async def call(self, conference: Conference, number: str, *, by: Person, now: datetime) -> None:
        """Telephone `number` into it. Raises as `room` does, and `NumberNotAllowed`, `TooMany`."""
        provider, room_id = self._reach(conference, Feature.CALL, by=by)
        await self._permits.dial(conference.workspace_id, number)
        async with self._database.write() as connection:  # counted before it may cost anything
            if not await self._rows.count_call(connection, conference, most=MOST_CALLS):
                raise TooMany(MOST_CALLS)
        await self._conferences.backends.ask(conference.provider, provider.call(room_id, number))
        await self._note(conference, {}, now=now)

    def steers(self, conference: Conference, person: Person) -> bool:
        """Whether `person` may do any of this."""
        return not conference.stage.over and may_host(conference, person)

    def _reach(self, conference: Conference, feature: Feature, *, by: Person) -> tuple[ConferenceProvider, str]:
        if conference.stage is not Stage.LIVE or conference.room is None:
            raise NotLive(conference.plan.topic)
        self._conferences.allow_hosting(conference, by, what="do that")
        provider = self._conferences.backends.named(conference.provider)
        if feature not in provider.features:
            raise Unsupported(feature, provider=conference.provider)
        return provider, conference.room.id

    async def _note(self, conference: Conference, columns: dict[str, Any], *, now: datetime) -> None:
        """What was asked for is shown at once, and held against the room soon after."""
        look: dict[str, Any] = {"care_at": now + LOOK_AFTER, "care_attempts": 0}
        async with self._database.write() as connection:
            still = await self._rows.change(connection, conference, stages=(Stage.LIVE,), **(columns | look))
            if still and columns.keys() & {"recording", "locked", "muted"}:
                await self._conferences.refresh(connection, conference, now=now)
        self._conferences.wake()


def inside_by_name(conference: Conference, said: str, *, person_id: str | None) -> list[Seen]:
    """Who is in and may be meant: the person of Slack that was mentioned, else those whose name begins like that."""
    inside = conference.inside
    if person_id is not None:
        return [one for one in inside if one.person_id == person_id]
    wanted = _simple(said)
    exact = [one for one in inside if _simple(one.name) == wanted]
    return exact or [one for one in inside if wanted and _simple(one.name).startswith(wanted)]


def _simple(name: str) -> str:
    return re.sub(r"\s+", " ", name).strip().casefold()
