"""Conferences and their cards: looked up, added, changed."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Card, Conference, Place, Plan, Room, RoomStage, Stage
from bot.store import guests, invitations
from bot.store.conference_shape import ConferenceShape, plan_columns
from bot.store.inserting import insert
from bot.store.stays import seen_in
from bot.store.tables import cards, conferences
from bot.store.vault import Vault

OVER = tuple(stage for stage in Stage if stage.over)


class CodeTaken(Exception):  # noqa: N818  # a turn of events, not an error: the caller draws another code
    """Another conference of the workspace has that code."""


class ConferenceStore:
    """All methods take the connection of the caller's transaction."""

    def __init__(self, vault: Vault) -> None:
        self._shape = ConferenceShape(vault)

    async def lock_channel(self, connection: AsyncConnection, workspace_id: str, channel_id: str) -> None:
        """Until this transaction ends, nobody else gets past here for this channel. SQLite has one writer anyway."""
        if connection.dialect.name == "postgresql":
            digest = hashlib.blake2b(f"{workspace_id}/{channel_id}".encode(), digest_size=8).digest()
            key = int.from_bytes(digest, "big", signed=True)
            await connection.execute(select(func.pg_advisory_xact_lock(key)))

    async def add(self, connection: AsyncConnection, conference: Conference, *, asked_key: str) -> None:
        """Write a new one down with its invitations. Raises `CodeTaken`."""
        row = self._shape.row(conference) | {"asked_key": asked_key}
        row |= {"remind_from": conference.created_at if conference.planned else None}
        try:
            async with connection.begin_nested():
                await connection.execute(insert(connection, conferences).values(row))
        except IntegrityError as error:
            raise CodeTaken(conference.code) from error
        await invitations.add(connection, conference)
        await guests.add(connection, conference)

    async def by_id(self, connection: AsyncConnection, workspace_id: str, conference_id: str) -> Conference | None:
        return await self._one(connection, workspace_id, conferences.c.id == conference_id)

    async def by_code(self, connection: AsyncConnection, workspace_id: str, code: str) -> Conference | None:
        return await self._one(connection, workspace_id, conferences.c.code == code.upper())

    async def by_reference(self, connection: AsyncConnection, reference: str) -> Conference | None:
        """Whichever workspace's it is: our references are unique over all."""
        rows = (await connection.execute(select(conferences).where(conferences.c.reference == reference))).all()
        found = await self.values(connection, rows)
        return found[0] if found else None

    async def by_asked_key(self, connection: AsyncConnection, workspace_id: str, key: str) -> Conference | None:
        return await self._one(connection, workspace_id, conferences.c.asked_key == key)

    async def open_here(
        self,
        connection: AsyncConnection,
        workspace_id: str,
        channel_id: str,
        *,
        starting_since: datetime,
        planned_by: datetime,
    ) -> list[Conference]:
        """Live in this channel, being started there since `starting_since`, or to begin there by `planned_by`; newest
        first."""
        where = and_(
            conferences.c.channel_id == channel_id,
            or_(
                conferences.c.stage == Stage.LIVE,
                and_(conferences.c.stage == Stage.STARTING, conferences.c.starts_at >= starting_since),
                and_(conferences.c.stage == Stage.SCHEDULED, conferences.c.starts_at <= planned_by),
            ),
        )
        return await self._many(connection, workspace_id, where)

    async def live(self, connection: AsyncConnection, workspace_id: str) -> list[Conference]:
        """All that are live in the workspace, newest first."""
        return await self._many(connection, workspace_id, conferences.c.stage == Stage.LIVE)

    async def change(
        self,
        connection: AsyncConnection,
        conference: Conference,
        *,
        room_stages: Sequence[RoomStage] | None = None,
        stages: Sequence[Stage] | None = None,
        free_for: tuple[str, datetime] | None = None,
        starts_by: datetime | None = None,
        sequence_is: int | None = None,
        **columns: Any,
    ) -> bool:
        """Set `columns` if the row still is in one of the given stages, and, with `free_for` (a name and the present
        instant), if nobody else looks after its room, with `starts_by`, if it was not moved to later, and, with
        `sequence_is`, if its plan has been changed so many times; says whether it was."""
        where: list[ColumnElement[bool]] = [conferences.c.id == conference.id]
        if free_for is not None:
            by, now = free_for
            free = or_(conferences.c.care_until.is_(None), conferences.c.care_until <= now)
            where.append(or_(free, conferences.c.care_by == by))
        if room_stages is not None:
            where.append(conferences.c.room_stage.in_(room_stages))
        if stages is not None:
            where.append(conferences.c.stage.in_(stages))
        if starts_by is not None:
            where.append(conferences.c.starts_at <= starts_by)
        if sequence_is is not None:
            where.append(conferences.c.sequence == sequence_is)
        done: CursorResult[Any] = await connection.execute(update(conferences).where(*where).values(columns))
        return done.rowcount == 1

    async def change_plan(
        self,
        connection: AsyncConnection,
        conference: Conference,
        plan: Plan,
        room: Room | None,
        *,
        now: datetime,
        **columns: Any,
    ) -> bool:
        """The same of one that is to come, with another plan, and its room as the back end gave it now."""
        changed = (
            plan_columns(plan) | (self._shape.room_columns(room) if room else {}) | {"guests_at": guests.again(now)}
        )
        return await self.change(connection, conference, stages=(Stage.SCHEDULED,), **columns, **changed)

    async def count_call(self, connection: AsyncConnection, conference: Conference, *, most: int) -> bool:
        """One more number is called into it; False where it has called the most already."""
        row = and_(conferences.c.id == conference.id, conferences.c.calls_made < most)
        raised = update(conferences).where(row).values(calls_made=conferences.c.calls_made + 1)
        done: CursorResult[Any] = await connection.execute(raised)
        return done.rowcount == 1

    async def next_generation(self, connection: AsyncConnection, conference: Conference) -> int:
        """What the conference shows has changed: one more than anybody has seen before."""
        raised = (
            update(conferences)
            .where(conferences.c.id == conference.id)
            .values(generation=conferences.c.generation + 1)
            .returning(conferences.c.generation)
        )
        return int((await connection.execute(raised)).scalar_one())

    async def keep_room(
        self, connection: AsyncConnection, conference: Conference, room: Room, *, now: datetime, care_at: datetime
    ) -> bool:
        """The room is there and people can come in: live from `now`. False if nobody wants it any more."""
        return await self.change(
            connection,
            conference,
            stages=(Stage.STARTING,),
            stage=Stage.LIVE,
            started_at=now,
            seen_live_at=now,
            checked_at=now,
            recording=True if conference.plan.record else None,
            room_stage=RoomStage.READY,
            guests_at=guests.again(now),
            care_at=care_at,
            care_attempts=0,
            care_by=None,
            care_until=None,
            **self._shape.room_columns(room),
        )

    async def keep_room_ahead(
        self, connection: AsyncConnection, conference: Conference, room: Room, *, now: datetime
    ) -> bool:
        """Its room is there before its time; nobody needs to look after it until then. False if it is not to come any
        more. Where the plan changed meanwhile, the room has not heard of it, and is told."""
        same = conferences.c.sequence == conference.sequence
        return await self.change(
            connection,
            conference,
            stages=(Stage.SCHEDULED,),
            room_stage=RoomStage.READY,
            guests_at=guests.again(now),
            room_stale=not_(same),
            care_at=case((same, conferences.c.starts_at), else_=now),
            care_attempts=0,
            care_by=None,
            care_until=None,
            **self._shape.room_columns(room),
        )

    async def forget_room(self, connection: AsyncConnection, conference: Conference, *, care_at: datetime) -> None:
        """The room of one that is to come is not there any more, or goes with one of its dates."""
        free: dict[str, Any] = {"care_attempts": 0, "care_by": None, "care_until": None}
        await self.change(
            connection,
            conference,
            stages=(Stage.SCHEDULED,),
            care_at=care_at,
            **self.no_room(),
            **free,
        )

    def no_room(self) -> dict[str, Any]:
        """The columns of one that has no room, and wants one."""
        return self._shape.room_columns(None) | {"room_stage": RoomStage.WANTED, "room_stale": False}

    async def leave_room(
        self, connection: AsyncConnection, conference: Conference, *, now: datetime, unused: bool = False
    ) -> None:
        """It is over before it had a room: one that may be there, or may still turn up, is to be taken away. `unused`:
        one that was made ahead of its time, too, for it was never live."""
        may_be = [RoomStage.ASKED, RoomStage.LOST, RoomStage.UNWANTED, *([RoomStage.READY] if unused else [])]
        unwanted: dict[str, Any] = {"room_stage": RoomStage.UNWANTED, "care_at": now, "care_attempts": 0}
        await self.change(connection, conference, room_stages=may_be, **unwanted)

    async def refuse_room(
        self, connection: AsyncConnection, conference: Conference, room: Room, *, now: datetime
    ) -> bool:
        """The room is there, and nobody wants it: it is to be taken away, unless people have been in it."""
        return await self.change(
            connection,
            conference,
            stages=OVER,
            room_stages=[stage for stage in RoomStage if stage is not RoomStage.READY],
            room_stage=RoomStage.UNWANTED,
            care_at=now,
            care_attempts=0,
            care_by=None,
            care_until=None,
            **self._shape.room_columns(room),
        )

    async def quiet(self, connection: AsyncConnection, looks: Sequence[tuple[Conference, datetime, datetime]]) -> None:
        """Live ones that were looked at and had not changed: each with when that was, and when the next look is due."""
        where = and_(conferences.c.id == bindparam("this"), conferences.c.stage == Stage.LIVE)
        done: dict[str, Any] = {name: bindparam(f"{name}_is") for name in ("checked_at", "seen_live_at", "care_at")}
        free: dict[str, Any] = {"care_attempts": 0, "care_by": None, "care_until": None}
        rows = [
            {"this": one.id, "checked_at_is": now, "seen_live_at_is": now, "care_at_is": at} for one, now, at in looks
        ]
        await connection.execute(update(conferences).where(where).values(**done, **free), rows)

    async def cards(self, connection: AsyncConnection, conference_id: str) -> list[Card]:
        rows = await connection.execute(select(cards).where(cards.c.conference_id == conference_id))
        return [
            Card(
                conference_id=row.conference_id,
                place=Place(channel_id=row.channel_id, thread_ts=row.thread_ts),
                ts=row.ts,
            )
            for row in rows
        ]

    async def call_people(self, connection: AsyncConnection, conference: Conference) -> dict[str, dict[str, str]]:
        """Who Slack was told is in its call: by a name of ours, each as Slack was given them."""
        query = select(conferences.c.call_people).where(conferences.c.id == conference.id)
        return dict(await connection.scalar(query) or {})

    async def give_up_all(self, connection: AsyncConnection, workspace_id: str, *, now: datetime) -> None:
        """The workspace took Plenum out. Rooms that are being made are unwanted; those that people may be in are left
        to them, for a room that anybody entered is not ours to remove."""
        theirs = conferences.c.workspace_id == workspace_id
        live = update(conferences).where(theirs, conferences.c.stage == Stage.LIVE)
        await connection.execute(live.values(stage=Stage.ENDED, ended_at=now, care_at=None))
        unwanted = {"room_stage": RoomStage.UNWANTED, "care_at": now, "care_attempts": 0}
        planned = update(conferences).where(theirs, conferences.c.stage == Stage.SCHEDULED)
        in_use = conferences.alias("in_use")
        entered = exists().where(in_use.c.kept_reference == conferences.c.reference, in_use.c.stage == Stage.ENDED)
        ahead = planned.where(conferences.c.room_stage != RoomStage.WANTED, ~entered)
        await connection.execute(ahead.values(stage=Stage.CANCELLED, ended_at=now, **unwanted))
        await connection.execute(planned.values(stage=Stage.CANCELLED, ended_at=now, care_at=None))
        starting = update(conferences).where(theirs, conferences.c.stage == Stage.STARTING)
        await connection.execute(starting.values(stage=Stage.CANCELLED, ended_at=now, **unwanted))

    async def _one(self, connection: AsyncConnection, workspace_id: str, where: Any) -> Conference | None:
        found = await self._many(connection, workspace_id, where, limit=1)
        return found[0] if found else None

    async def _many(
        self, connection: AsyncConnection, workspace_id: str, where: Any, *, limit: int = 100
    ) -> list[Conference]:
        query: Select[Any] = (
            select(conferences)
            .where(conferences.c.workspace_id == workspace_id, where)
            .order_by(conferences.c.created_at.desc(), conferences.c.id)
            .limit(limit)
        )
        return await self.values(connection, (await connection.execute(query)).all())

    async def values(self, connection: AsyncConnection, rows: Sequence[Row[Any]]) -> list[Conference]:
        """Whole rows of the table as conferences, with who was asked and who was seen."""
        asked = await invitations.of(connection, [row.id for row in rows])
        outside = await guests.of(connection, [row.id for row in rows])
        seen = await seen_in(connection, [row.id for row in rows if row.watched])
        found = [self._shape.value(row, asked.get(row.id, ()), seen.get(row.id, ())) for row in rows]
        return [one.change(guests=outside[one.id]) if one.id in outside else one for one in found]
