"""Conferences, their rooms, cards and invitations: rows ↔ values."""

import hashlib
import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Row, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import Unsealable
from bot.live import Seen
from bot.model import Card, Conference, Invitation, Place, Plan, Room, RoomStage, Stage
from bot.store.inserting import insert
from bot.store.stays import seen_in
from bot.store.tables import cards, conferences, invitations
from bot.store.vault import Vault

log = logging.getLogger(__name__)

OVER = tuple(stage for stage in Stage if stage.over)


class CodeTaken(Exception):  # noqa: N818  # a turn of events, not an error: the caller draws another code
    """Another conference of the workspace has that code."""


class ConferenceStore:
    """All methods take the connection of the caller's transaction."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def lock_channel(self, connection: AsyncConnection, workspace_id: str, channel_id: str) -> None:
        """Until this transaction ends, nobody else gets past here for this channel. SQLite has one writer anyway."""
        if connection.dialect.name == "postgresql":
            digest = hashlib.blake2b(f"{workspace_id}/{channel_id}".encode(), digest_size=8).digest()
            key = int.from_bytes(digest, "big", signed=True)
            await connection.execute(select(func.pg_advisory_xact_lock(key)))

    async def add(self, connection: AsyncConnection, conference: Conference, *, asked_key: str) -> None:
        """Write a new one down with its invitations. Raises `CodeTaken`."""
        row = self._row(conference) | {"asked_key": asked_key}
        try:
            async with connection.begin_nested():
                await connection.execute(insert(connection, conferences).values(row))
        except IntegrityError as error:
            raise CodeTaken(conference.code) from error
        if rows := _invitations(conference, conference.invitations, now=conference.created_at):
            await connection.execute(insert(connection, invitations), rows)

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
        self, connection: AsyncConnection, workspace_id: str, channel_id: str, *, starting_since: datetime
    ) -> list[Conference]:
        """Live in this channel, or being started there since `starting_since`; newest first."""
        where = and_(
            conferences.c.channel_id == channel_id,
            or_(
                conferences.c.stage == Stage.LIVE,
                and_(conferences.c.stage == Stage.STARTING, conferences.c.starts_at >= starting_since),
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
        **columns: Any,
    ) -> bool:
        """Set `columns` if the row still is in one of the given stages, and, with `free_for` (a name and the present
        instant), if nobody else looks after its room, and, with `starts_by`, if it was not moved to later; says whether
        it was."""
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
        done: CursorResult[Any] = await connection.execute(update(conferences).where(*where).values(columns))
        return done.rowcount == 1

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
            care_at=care_at,
            care_attempts=0,
            care_by=None,
            care_until=None,
            **self._room_columns(room),
        )

    async def leave_room(self, connection: AsyncConnection, conference: Conference, *, now: datetime) -> None:
        """It is over before it had a room: one that may be there, or may still turn up, is to be taken away."""
        may_be = (RoomStage.ASKED, RoomStage.LOST, RoomStage.UNWANTED)
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
            **self._room_columns(room),
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

    async def invite(
        self, connection: AsyncConnection, conference: Conference, people: Iterable[str], *, by: str, now: datetime
    ) -> list[str]:
        """Ask people; those who were asked before are left as they are. Says who is new."""
        wanted = list(dict.fromkeys(people))
        rows = _invitations(conference, [Invitation(person_id=p, invited_by=by) for p in wanted], now=now)
        if not rows:
            return []
        written = insert(connection, invitations).on_conflict_do_nothing().returning(invitations.c.person_id)
        fresh = set((await connection.execute(written, rows)).scalars())
        return [person for person in wanted if person in fresh]

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
        planned = update(conferences).where(theirs, conferences.c.stage == Stage.SCHEDULED)
        await connection.execute(planned.values(stage=Stage.CANCELLED, ended_at=now, care_at=None))
        starting = update(conferences).where(theirs, conferences.c.stage == Stage.STARTING)
        unwanted = {"room_stage": RoomStage.UNWANTED, "care_at": now, "care_attempts": 0}
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
            .order_by(conferences.c.created_at.desc())
            .limit(limit)
        )
        return await self.values(connection, (await connection.execute(query)).all())

    async def values(self, connection: AsyncConnection, rows: Sequence[Row[Any]]) -> list[Conference]:
        """Whole rows of the table as conferences, with who was asked and who was seen."""
        asked = await self._invitations(connection, [row.id for row in rows])
        seen = await seen_in(connection, [row.id for row in rows if row.watched])
        return [self._value(row, asked.get(row.id, ()), seen.get(row.id, ())) for row in rows]

    async def _invitations(self, connection: AsyncConnection, ids: Sequence[str]) -> dict[str, tuple[Invitation, ...]]:
        if not ids:
            return {}
        rows = await connection.execute(
            select(invitations)
            .where(invitations.c.conference_id.in_(ids))
            .order_by(invitations.c.invited_at, invitations.c.person_id)
        )
        found: dict[str, tuple[Invitation, ...]] = {}
        for row in rows:
            one = Invitation(person_id=row.person_id, invited_by=row.invited_by)
            found[row.conference_id] = (*found.get(row.conference_id, ()), one)
        return found

    def _row(self, conference: Conference) -> dict[str, Any]:
        plan = conference.plan
        row = {
            "id": conference.id,
            "workspace_id": conference.workspace_id,
            "code": conference.code,
            "topic": plan.topic,
            "starts_at": plan.starts_at,
            "duration_s": int(plan.duration.total_seconds()) if plan.duration else None,
            "zone": plan.zone,
            "record": plan.record,
            "planned": conference.planned,
            "host_id": conference.host_id,
            "channel_id": conference.place.channel_id,
            "thread_ts": conference.place.thread_ts,
            "card_by_answer": conference.card_by_answer,
            "stage": conference.stage,
            "generation": conference.generation,
            "created_at": conference.created_at,
            "started_at": conference.started_at,
            "ended_at": conference.ended_at,
            "provider": conference.provider,
            "reference": conference.reference,
            "room_stage": conference.room_stage,
        }
        return row | (self._room_columns(conference.room) if conference.room else {})

    def _room_columns(self, room: Room) -> dict[str, Any]:
        return {
            "room_id": room.id,
            "join_url": room.join_url,
            "dial_number": room.dial_number,
            "guest_pin": room.guest_pin,
            "host_account": room.host_account,
            "host_url_sealed": self._seal(room.host_url),
            "host_pin_sealed": self._seal(room.host_pin),
        }

    def _room(self, row: Row[Any]) -> Room | None:
        if row.room_id is None:
            return None
        return Room(
            id=row.room_id,
            join_url=row.join_url,
            dial_number=row.dial_number,
            guest_pin=row.guest_pin,
            host_account=row.host_account,
            host_url=self._open(row.host_url_sealed),
            host_pin=self._open(row.host_pin_sealed),
        )

    def _seal(self, secret: str | None) -> bytes | None:
        return self._vault.seal(secret) if secret else None

    def _open(self, sealed: bytes | None) -> str | None:
        """What was sealed with a key that is configured no more is lost, and nothing else with it."""
        try:
            return self._vault.open(sealed) if sealed else None
        except Unsealable:
            log.warning("a host secret cannot be opened any more", extra={"action": "secret_lost"})
            return None

    def _value(self, row: Row[Any], asked: tuple[Invitation, ...], seen: tuple[Seen, ...]) -> Conference:
        duration = timedelta(seconds=row.duration_s) if row.duration_s is not None else None
        return Conference(
            id=row.id,
            workspace_id=row.workspace_id,
            code=row.code,
            plan=Plan(
                topic=row.topic, starts_at=row.starts_at, duration=duration, zone=row.zone, record=bool(row.record)
            ),
            provider=row.provider,
            host_id=row.host_id,
            place=Place(channel_id=row.channel_id, thread_ts=row.thread_ts),
            planned=bool(row.planned),
            card_by_answer=row.card_by_answer,
            stage=Stage(row.stage),
            reference=row.reference,
            room_stage=RoomStage(row.room_stage),
            created_at=row.created_at,
            room=self._room(row),
            started_at=row.started_at,
            ended_at=row.ended_at,
            ended_by=row.ended_by,
            seen_live_at=row.seen_live_at,
            checked_at=row.checked_at,
            doubted=bool(row.doubted),
            recording=row.recording,
            locked=row.locked,
            muted=row.muted,
            quiet_since=row.quiet_since,
            reminded_quiet=bool(row.reminded_quiet),
            session_id=row.session_id,
            accounted=bool(row.accounted),
            call_id=row.call_id,
            generation=row.generation,
            invitations=asked,
            seen=seen,
        )


def _invitations(conference: Conference, asked: Sequence[Invitation], *, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "conference_id": conference.id,
            "workspace_id": conference.workspace_id,
            "person_id": one.person_id,
            "invited_by": one.invited_by,
            "invited_at": now,
        }
        for one in asked
    ]
