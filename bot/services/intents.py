"""Intents: what is written down before, while and after a back end is asked for a room. One press makes one."""

import hashlib
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bot.model import Conference, Feature, Guest, Invitation, Options, Place, Plan, Room, RoomStage, Stage
from bot.store import Connection
from bot.store.conferences import CodeTaken, ConferenceStore
from bot.store.database import Database

log = logging.getLogger(__name__)

DUPLICATE_WINDOW = timedelta(minutes=5)
"""How long one that is still being started counts as "there is one here already"."""
PLANNED_SOON = timedelta(minutes=15)
"""How soon one that is planned here counts as the one that is meant."""
TOO_OLD = timedelta(minutes=5)
"""A start that was asked for longer ago than this is not carried out unasked."""
FIRST_LOOK = timedelta(seconds=2)
"""How soon after a lost answer the back end is asked whether the room is there."""

ASKING = timedelta(seconds=60)
"""How long one press may be at it before somebody else may ask for the room."""

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
REFERENCE_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


class AlreadyOne(Exception):  # noqa: N818  # a question to ask, not an error
    """One is live here, being started, or planned for soon."""

    def __init__(self, conference: Conference) -> None:
        super().__init__(conference.code)
        self.conference = conference


@dataclass(frozen=True, slots=True, kw_only=True)
class StartWish:
    """What somebody asked for. Everything with the same `key` is one conference; `by` names the one press that asks,
    however often it is taken up again."""

    workspace_id: str
    key: str
    by: str
    host_id: str
    place: Place
    topic: str
    asked_at: datetime
    people: tuple[str, ...] = ()
    provider: str | None = None
    another: bool = False
    record: bool = False
    options: Options = field(default_factory=Options)
    card_by_answer: bool = False
    guests: tuple[Guest, ...] = ()

    def needs(self) -> frozenset[Feature]:
        """What a back end must be able to do for it."""
        return self.plan(self.asked_at).needs()

    def plan(self, starts_at: datetime) -> Plan:
        """What is agreed on, where it begins then."""
        return Plan(topic=self.topic, starts_at=starts_at, record=self.record, options=self.options)


class Intents:
    """`wake` tells the loops that something became due."""

    def __init__(self, *, database: Database, rows: ConferenceStore, wake: Callable[[], None]) -> None:
        self._database = database
        self._rows = rows
        self._wake = wake

    async def asked(self, wish: StartWish) -> Conference | None:
        """What the same wish began before."""
        async with self._database.read() as connection:
            return await self._rows.by_asked_key(connection, wish.workspace_id, wish.key)

    async def instead_of(self, old: Conference) -> Conference | None:
        """What was started in the place of one that was given up."""
        async with self._database.read() as connection:
            return await self._rows.by_asked_key(connection, old.workspace_id, instead(old))

    async def announce(self, wish: StartWish, *, provider: str, now: datetime) -> Conference:
        """Write the intent down before anybody is asked, so that no room can be lost."""
        while True:
            conference = _announced(wish, provider=provider, now=now)
            try:
                async with self._database.write() as connection:
                    return await self._only_one(connection, wish) or await self._added(
                        connection, conference, wish, now=now
                    )
            except CodeTaken:
                log.debug("code taken, drawing another", extra={"action": "code_taken"})

    async def _only_one(self, connection: Connection, wish: StartWish) -> Conference | None:
        """From here on nobody else starts anything in this channel; what the same press began already, if it did."""
        await self._rows.lock_channel(connection, wish.workspace_id, wish.place.channel_id)
        return await self._rows.by_asked_key(connection, wish.workspace_id, wish.key)

    async def _added(
        self, connection: Connection, conference: Conference, wish: StartWish, *, now: datetime
    ) -> Conference:
        if not wish.another:
            await self._refuse_second(connection, conference, now=now)
        await self._rows.add(connection, conference, asked_key=wish.key)
        return conference

    async def _refuse_second(self, connection: Connection, conference: Conference, *, now: datetime) -> None:
        here = await self._rows.open_here(
            connection,
            conference.workspace_id,
            conference.place.channel_id,
            starting_since=now - DUPLICATE_WINDOW,
            planned_by=now + PLANNED_SOON,
        )
        others = [one for one in here if one.id != conference.id]
        if others:
            raise AlreadyOne(others[0])

    async def mark_asked(self, conference: Conference, *, by: str, now: datetime, again: timedelta = TOO_OLD) -> bool:
        """From here on a room may exist, and `by` alone asks for it; should nobody come back, the rooms' care does,
        after `again`. False where another press is at it."""
        async with self._database.write() as connection:
            return await self._rows.change(
                connection,
                conference,
                stages=(Stage.STARTING,),
                free_for=(_signature(by), now),
                room_stage=RoomStage.ASKED,
                care_by=_signature(by),
                care_until=now + ASKING,
                care_at=now + again,
                care_attempts=0,
            )

    async def note_failure(
        self, conference: Conference, *, perhaps: bool, now: datetime, again: timedelta | None = None
    ) -> None:
        """What is known of the room now: certainly none, or perhaps one that must be looked for. Where nobody presses
        again, it is looked at once more after `again`, in case its host was not told."""
        lost: dict[str, Any] = {"room_stage": RoomStage.LOST, "care_at": now + FIRST_LOOK}
        told_at = now + again if again is not None else None
        failed: dict[str, Any] = {"stage": Stage.FAILED, "room_stage": RoomStage.REFUSED, "care_at": told_at}
        freed: dict[str, Any] = {"care_by": None, "care_until": None}
        known = (lost if perhaps else failed) | {"care_attempts": 0}
        async with self._database.write() as connection:
            if not await self._rows.change(connection, conference, stages=(Stage.STARTING,), **known, **freed):
                await self._rows.change(connection, conference, **freed)  # given up meanwhile
        self._wake()

    async def take_up_again(self, old: Conference, *, now: datetime) -> None:
        """What was given up, or is being looked for, is being started again. Where the room may be there already, the
        search goes on until somebody asks for it; one that was made ahead is opened. Raises `AlreadyOne`."""
        ruled_out = old.room_stage in (RoomStage.REFUSED, RoomStage.REMOVED, RoomStage.READY)
        afresh: dict[str, Any] = {"room_stage": RoomStage.WANTED, "care_at": now + TOO_OLD} if ruled_out else {}
        async with self._database.write() as connection:
            await self._rows.lock_channel(connection, old.workspace_id, old.place.channel_id)
            await self._refuse_second(connection, old, now=now)
            await self._rows.change(
                connection,
                old,
                stages=(Stage.FAILED, Stage.STARTING),
                room_stages=(RoomStage.REFUSED, RoomStage.REMOVED, RoomStage.READY, RoomStage.LOST),
                stage=Stage.STARTING,
                starts_at=now,
                **afresh,
            )

    async def unwant(self, conference: Conference, *, now: datetime) -> None:
        """Nobody wants this one any more; a room of it that is there, or turns up, is taken away."""
        async with self._database.write() as connection:
            given_up = await self._rows.change(
                connection, conference, stages=(Stage.STARTING, Stage.FAILED), stage=Stage.CANCELLED, care_at=None
            )
            if given_up:
                await self._rows.leave_room(connection, conference, now=now, unused=True)
        self._wake()

    async def unwant_room(self, conference: Conference, room: Room, *, now: datetime) -> None:
        """The room came, and the conference is not being started any more: somebody was faster, or gave it up."""
        async with self._database.write() as connection:
            await self._rows.refuse_room(connection, conference, room, now=now)
        self._wake()


def instead(old: Conference) -> str:
    """The key of the one conference that is started in the place of `old`, whoever presses for it."""
    return f"instead:{old.id}"


def _announced(wish: StartWish, *, provider: str, now: datetime) -> Conference:
    conference = drawn(
        wish.plan(now),
        workspace_id=wish.workspace_id,
        provider=provider,
        host_id=wish.host_id,
        place=wish.place,
        people=wish.people,
        now=now,
    )
    return conference.change(card_by_answer=wish.card_by_answer, guests=wish.guests)


def drawn(
    plan: Plan, *, workspace_id: str, provider: str, host_id: str, place: Place, people: Sequence[str], now: datetime
) -> Conference:
    """A new one with an id, a code and a reference of its own, being started. The host is not asked to come."""
    return Conference(
        id=uuid4().hex,
        workspace_id=workspace_id,
        code="".join(secrets.choice(CODE_LETTERS) for _ in range(4)),
        plan=plan,
        provider=provider,
        host_id=host_id,
        place=place,
        stage=Stage.STARTING,
        reference=drawn_reference(),
        room_stage=RoomStage.WANTED,
        created_at=now,
        invitations=tuple(
            Invitation(person_id=person, invited_by=host_id) for person in dict.fromkeys(people) if person != host_id
        ),
    )


def drawn_reference() -> str:
    """What a back end shall know a room by."""
    return "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(12))


def _signature(by: str) -> str:
    """A press's name, as long as its column."""
    return hashlib.blake2b(by.encode(), digest_size=16).hexdigest()
