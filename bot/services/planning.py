"""Plans: written down, changed and cancelled by people; all that shows one follows."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.errors import ChangedMeanwhile, NotPlanned
from bot.faults import kill_point
from bot.model import Conference, DeliveryKind, Person, Place, Plan, Room, Stage
from bot.services import owed, series
from bot.services.ahead import RoomsAhead, wants_another_room
from bot.services.conferences import Conferences
from bot.services.intents import drawn, drawn_reference
from bot.services.permits import Permits
from bot.store import Connection, invitations, reminding
from bot.store import dates as own_dates
from bot.store.conference_shape import plan_columns, series_column
from bot.store.conferences import CodeTaken, ConferenceStore
from bot.store.database import Database
from bot.store.deliveries import on_the_way, owe, states

UNTENDED: dict[str, Any] = {"care_attempts": 0, "care_by": None, "care_until": None}
"""Whoever was about to bring it live finds that it is not as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWish:
    """What somebody plans. Everything with the same `key` is one conference."""

    workspace_id: str
    key: str
    host_id: str
    place: Place
    plan: Plan
    people: tuple[str, ...] = ()
    provider: str | None = None


class Planning:
    """`wake` tells the loops that something became due."""

    def __init__(
        self,
        *,
        database: Database,
        rows: ConferenceStore,
        conferences: Conferences,
        permits: Permits,
        ahead: RoomsAhead,
        wake: Callable[[], None],
    ) -> None:
        self._permits = permits
        self._ahead = ahead
        self._database = database
        self._rows = rows
        self._conferences = conferences
        self._wake = wake

    async def plan(self, wish: PlanWish, *, now: datetime) -> Conference:
        """Write it down, with its card and the messages to those invited; asked for again, it is the same one.

        Raises `MayNotStart`, `UnknownProvider`, `Unsupported`.
        """
        named = await self._permits.start(wish.workspace_id, wish.place, wish.host_id, provider=wish.provider)
        provider = self._conferences.backends.able_to(named, wish.plan.needs())
        while True:
            conference = _planned(wish, provider=provider, now=now)
            try:
                async with self._database.write() as connection:
                    kept = await self._rows.by_asked_key(connection, wish.workspace_id, wish.key)
                    if kept is None:
                        await self._add(connection, conference, key=wish.key, now=now)
            except CodeTaken:
                continue
            self._wake()
            return kept or conference

    async def change(
        self, conference: Conference, plan: Plan, *, by: Person, seen: int, now: datetime, room_later: bool = False
    ) -> Conference:
        """The whole plan as it shall be, by somebody who saw it after `seen` changes; twice is once.

        Where its time moves, those invited are told, and asked again; every other change only edits what stands. A
        room that is there already changes first, and nothing changes where its back end does not let it, unless
        `room_later`: then it follows when the back end is back, unless it must be another room. When people are
        reminded concerns neither the room nor anything that shows the plan, and does not count as a change.
        Raises `NotAllowed`, `NotPlanned`, `ChangedMeanwhile`, `Unsupported`, `RoomMade`, `BadTime`, `ProviderError`.
        """
        self._conferences.allow_hosting(conference, by, what="change it")
        self._conferences.backends.able_to(conference.provider, plan.needs())
        async with self._database.read() as connection:
            stands = await self._standing(connection, conference)
        plan, dates = _as_written(stands, plan)
        if replace(plan, leads=stands.plan.leads) == stands.plan:
            await self._change_leads(stands, plan, now=now)
        else:
            self._unchanged(stands, seen)
            waits = room_later and not wants_another_room(stands.plan, plan)
            room = None if waits else await self._ahead.changed(stands, plan, now=now)
            kill_point("after_room_changed")
            await self._change_all(stands, plan, dates, room, by=by, seen=seen, now=now)
        kill_point("after_plan_changed")
        self._wake()
        return await self._conferences.known(conference.workspace_id, conference.id)

    async def cancel(
        self, conference: Conference, *, by: Person, now: datetime, date: datetime | None = None
    ) -> Conference:
        """Not at all; of a series only its next date, if that is at `date`. Twice is once.

        Raises `NotAllowed`, `NotPlanned`.
        """
        self._conferences.allow_hosting(conference, by, what="cancel it")
        if conference.series is not None and date is not None:
            return await self._cancel_next(conference, date, by=by, now=now)
        over: dict[str, Any] = {"stage": Stage.CANCELLED, "ended_at": now, "ended_by": by.id, "care_at": None}
        over |= {"sequence": conference.sequence + 1} | UNTENDED
        async with self._database.write() as connection:
            if await self._rows.change(connection, conference, stages=(Stage.SCHEDULED,), **over):
                gone = conference.change(stage=Stage.CANCELLED)
                await self._leave_room(connection, conference, now=now)
                await self._tell(connection, gone, about="cancelled", was=conference.plan.starts_at, by=by, now=now)
                await self._series_knows(connection, conference, at=None, now=now)
        kill_point("after_plan_cancelled")
        self._wake()
        known = await self._conferences.known(conference.workspace_id, conference.id)
        if known.stage is not Stage.CANCELLED or not known.planned:
            raise NotPlanned(known.plan.topic)
        return known

    async def _add(self, connection: Connection, conference: Conference, *, key: str, now: datetime) -> None:
        await self._rows.add(connection, conference, asked_key=key)
        await self._rows.change(connection, conference, care_at=self._ahead.look_at(conference, now=now))
        await owe(connection, owed.when_planned(conference), now=now)

    async def _leave_room(self, connection: Connection, conference: Conference, *, now: datetime) -> None:
        if conference.series is not None:
            fresh: dict[str, Any] = {"reference": drawn_reference(), "no_room": self._rows.no_room()}
            await own_dates.hand_over_room(connection, conference, **fresh)
        await self._rows.leave_room(connection, conference, now=now, unused=True)

    async def _standing(self, connection: Connection, conference: Conference) -> Conference:
        stands = await self._rows.by_id(connection, conference.workspace_id, conference.id)
        if stands is None or stands.stage is not Stage.SCHEDULED:
            raise NotPlanned(conference.plan.topic)
        return stands

    def _unchanged(self, stands: Conference, seen: int) -> None:
        if stands.sequence != seen:
            raise ChangedMeanwhile(stands.plan.topic, code=stands.code)

    async def _change_leads(self, stands: Conference, plan: Plan, *, now: datetime) -> None:
        if plan.leads == stands.plan.leads:
            return
        async with self._database.write() as connection:
            waits = (Stage.SCHEDULED,)
            await self._rows.change(connection, stands, stages=waits, leads=plan_columns(plan)["leads"])
            await reminding.mark(connection, stands.id, now=now)

    async def _change_all(
        self,
        stands: Conference,
        plan: Plan,
        dates: dict[str, Any],
        room: Room | None,
        *,
        by: Person,
        seen: int,
        now: datetime,
    ) -> None:
        """Our own record, with all that follows, in one transaction. Where somebody was faster after all, the room
        hears what they said."""
        stale = stands.room is not None and room is None
        care_at = self._ahead.look_at(stands.change(plan=plan, room_stale=stale), now=now)
        columns: dict[str, Any] = dates | {"room_stale": stale, "care_at": care_at, "sequence": seen + 1}
        async with self._database.write() as connection:
            done = await self._rows.change_plan(
                connection, stands, plan, room, now=now, sequence_is=seen, **columns, **UNTENDED
            )
            if done:
                await self._follow(connection, stands, plan, by=by, now=now)
            elif room is not None:
                again: dict[str, Any] = {"room_stale": True, "care_at": now}
                await self._rows.change(connection, stands, stages=(Stage.SCHEDULED,), **again)
        if not done:
            raise ChangedMeanwhile(stands.plan.topic, code=stands.code)

    async def _follow(
        self, connection: Connection, stands: Conference, plan: Plan, *, by: Person, now: datetime
    ) -> None:
        changed = stands.change(plan=plan)
        if _moves(stands.plan, plan):
            await invitations.ask_again(connection, stands.id)
            await self._tell(connection, changed, about="moved", was=stands.plan.starts_at, by=by, now=now)
            await self._series_knows(connection, stands, at=plan.starts_at, now=now)
        else:
            await self._conferences.refresh(connection, changed, now=now, invitations=True)

    async def move_next(
        self, head: Conference, starts_at: datetime, *, by: Person, now: datetime, duration: timedelta | None = None
    ) -> Conference:
        """The next date of a series, alone: it becomes a conference of its own, to which everybody is asked anew, and
        the series goes on with the others. Twice is once. Raises `NotAllowed`, `ChangedMeanwhile`."""
        self._conferences.allow_hosting(head, by, what="move it")
        while True:
            alone = series.occurrence(head, starts_at=starts_at, now=now).change(stage=Stage.SCHEDULED)
            alone = alone.change(plan=replace(alone.plan, duration=duration or head.plan.duration))
            try:
                async with self._database.write() as connection:
                    kept = await own_dates.moved_to(connection, self._rows, head, starts_at)
                    if kept is None:
                        left = series.without_next(head, moved_to=starts_at)
                        rolled = await self._roll(connection, head.change(series=left), now=now)
                        await self._conferences.refresh(connection, rolled, now=now, invitations=True)
                        await self._rows.add(connection, alone, asked_key=series.key(head))
                        await self._rows.change(connection, alone, care_at=self._ahead.look_at(alone, now=now))
                        await owe(connection, owed.when_moved_alone(alone, by=by.id), now=now)
            except CodeTaken:
                continue
            self._wake()
            return kept or alone

    async def _cancel_next(self, head: Conference, date: datetime, *, by: Person, now: datetime) -> Conference:
        if head.plan.starts_at == date:
            async with self._database.write() as connection:
                rolled = await self._roll(connection, head.change(series=series.without_next(head)), now=now)
                await self._tell(connection, rolled, about="date_cancelled", was=date, by=by, now=now)
            self._wake()
        return await self._conferences.known(head.workspace_id, head.id)

    async def _roll(self, connection: Connection, head: Conference, *, now: datetime) -> Conference:
        """On to the next date, by somebody's order. Raises `ChangedMeanwhile`."""
        rolled = series.rolled(head, after=head.plan.starts_at, now=now)
        columns = series.columns(rolled, care_at=self._ahead.look_at(rolled, now=now))
        columns |= {"series": series_column(head.series), "sequence": head.sequence + 1}
        if not await self._rows.change(
            connection, head, stages=(Stage.SCHEDULED,), sequence_is=head.sequence, **columns, **UNTENDED
        ):
            raise ChangedMeanwhile(head.plan.topic, code=head.code)
        return rolled

    async def _series_knows(
        self, connection: Connection, one: Conference, *, at: datetime | None, now: datetime
    ) -> None:
        head = await series.note(connection, self._rows, one, at=at)
        if head is not None:
            await self._conferences.refresh(connection, head, now=now, invitations=True)

    async def _tell(
        self, connection: Connection, conference: Conference, *, about: str, was: datetime, by: Person, now: datetime
    ) -> None:
        """Cards and invitations change; whoever was asked, and did not do it themselves, gets a short message. One that
        is on its way already says how things stand when it arrives."""
        shown = await self._conferences.refresh(connection, conference, now=now, invitations=True)
        reached = await states(connection, conference_id=conference.id, kind=DeliveryKind.INVITATION)
        asked = {one.target for one in reached if one.message_ts} & {one.person_id for one in conference.invitations}
        waits = await on_the_way(connection, conference.id, DeliveryKind.CHANGE) if about == "moved" else set()
        people = sorted({conference.host_id, *asked} - {by.id} - waits)
        told = [owed.change(shown, person, about=about, was=was, by=by.id, now=now) for person in people]
        await owe(connection, told, now=now)


def _planned(wish: PlanWish, *, provider: str, now: datetime) -> Conference:
    plan, dates = series.begun(wish.plan)
    conference = drawn(
        plan,
        workspace_id=wish.workspace_id,
        provider=provider,
        host_id=wish.host_id,
        place=wish.place,
        people=wish.people,
        now=now,
    )
    return conference.change(stage=Stage.SCHEDULED, planned=True, series=dates)


def _as_written(stands: Conference, plan: Plan) -> tuple[Plan, dict[str, Any]]:
    """The plan as it will be kept, with what a series knows of its dates."""
    if plan.rule is None:
        return plan, {"series": None}
    if stands.series is None or plan.rule != stands.plan.rule:
        plan, dates = series.begun(plan)
        return plan, {"series": series_column(dates)}
    if plan.starts_at == stands.plan.starts_at:
        return plan, {}
    moved, dates = series.at_other_times(stands, plan.starts_at)
    return replace(plan, starts_at=moved.starts_at, rule=moved.rule), {"series": series_column(dates)}


def _moves(before: Plan, after: Plan) -> bool:
    return (before.starts_at, before.rule) != (after.starts_at, after.rule)
