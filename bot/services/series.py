"""A series: one conference that stands for all dates to come. Its plan begins at the next of them; each date becomes a
conference of its own when its time comes, or when it alone is moved."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.model import Conference, Invitation, Plan, Rsvp, Series, Stage
from bot.recurring import LAST, Recurrence, aligned, dates
from bot.services.intents import drawn
from bot.store import Connection
from bot.store import dates as own_dates
from bot.store.conference_shape import series_column
from bot.store.conferences import ConferenceStore


def begun(plan: Plan) -> tuple[Plan, Series | None]:
    """A plan as it is written down: a repeating one begins at the first date that fits its rule."""
    if plan.rule is None:
        return plan, None
    recurrence = Recurrence.from_text(plan.rule)
    first_at = aligned(recurrence, plan.starts_at, plan.zone)
    rule = recurrence.anchored(first_at, plan.zone).to_text()
    return replace(plan, starts_at=first_at, rule=rule), Series(first_at=first_at)


def next_date(head: Conference, *, after: datetime) -> datetime | None:
    """The next date later than `after` that is neither left out nor at another time; None where there is none."""
    assert head.series is not None
    assert head.plan.rule is not None
    apart = {*head.series.skipped, *(by_rule for by_rule, _ in head.series.moved)}
    recurrence = Recurrence.from_text(head.plan.rule)
    coming = dates(recurrence, head.series.first_at, head.plan.zone, after=after)
    return next((at for at in coming if at not in apart), None)


def rolled(head: Conference, *, after: datetime, now: datetime) -> Conference:
    """A series whose next date is another one; it is over where there is none."""
    at = next_date(head, after=after)
    if at is None:
        return head.change(stage=Stage.ENDED, ended_at=now)
    return head.change(plan=replace(head.plan, starts_at=at), room_stale=head.room is not None)


def columns(rolled: Conference, *, care_at: datetime) -> dict[str, Any]:
    """What is kept of that."""
    if rolled.stage is Stage.ENDED:
        return {"stage": Stage.ENDED, "ended_at": rolled.ended_at, "care_at": None}
    return {"starts_at": rolled.plan.starts_at, "room_stale": rolled.room_stale, "care_at": care_at, "late": None}


def occurrence(head: Conference, *, starts_at: datetime, now: datetime) -> Conference:
    """Its next date as a conference of its own, with those who are asked to all of them."""
    plan = replace(head.plan, starts_at=starts_at, rule=None)
    conference = drawn(
        plan,
        workspace_id=head.workspace_id,
        provider=head.provider,
        host_id=head.host_id,
        place=head.place,
        people=(),
        now=now,
    )
    return conference.change(
        planned=True,
        series_id=head.id,
        occurrence_at=head.plan.starts_at,
        late=head.late if starts_at == head.plan.starts_at else (),
        invitations=tuple(_asked(one, again=starts_at != head.plan.starts_at) for one in head.invitations),
        guests=head.guests,
    )


def key(head: Conference) -> str:
    """What its next date is known by, so that it becomes a conference once. A series that was moved may come to a time
    again at which one of its dates was already."""
    return f"occurrence:{head.id}:{head.sequence}:{int(head.plan.starts_at.timestamp())}"


def without_next(head: Conference, *, moved_to: datetime | None = None) -> Series:
    """What it knows once its next date is left out, or takes place at another time."""
    assert head.series is not None
    at = head.plan.starts_at
    if moved_to is None:
        return replace(head.series, skipped=(*head.series.skipped, at))
    return replace(head.series, moved=(*head.series.moved, (at, moved_to)))


def at_other_times(head: Conference, starts_at: datetime) -> tuple[Plan, Series]:
    """All dates that are to come moved with the next one, which is at `starts_at` from now on. What was left out or
    moved keeps its distance; of several weekdays each stays."""
    assert head.series is not None
    assert head.plan.rule is not None
    plan = head.plan
    recurrence = _remaining(head, Recurrence.from_text(head.plan.rule))
    shift = _wall(starts_at, plan.zone) - _wall(plan.starts_at, plan.zone)
    recurrence = _reanchored(recurrence, starts_at, plan.zone)
    moved = aligned(recurrence, starts_at, plan.zone)
    skipped = tuple(_shifted(at, shift, plan.zone) for at in head.series.skipped if at > plan.starts_at)
    apart = tuple((_shifted(rule_at, shift, plan.zone), at) for rule_at, at in head.series.moved)
    return replace(plan, starts_at=moved, rule=recurrence.to_text()), Series(
        first_at=moved, skipped=skipped, moved=apart
    )


async def note(
    connection: Connection, rows: ConferenceStore, one: Conference, *, at: datetime | None
) -> Conference | None:
    """In the transaction in which a date that stands alone moves again or is cancelled (`at` None): its series knows.
    The series, where it goes on."""
    if one.series_id is None or one.occurrence_at is None:
        return None
    head = await rows.by_id(connection, one.workspace_id, one.series_id)
    if head is None or head.series is None or head.stage is not Stage.SCHEDULED:
        return None
    was = one.plan.starts_at  # the series may have moved since, and its dates with it
    by_rule = next((rule_at for rule_at, moved_to in head.series.moved if moved_to == was), one.occurrence_at)
    others = tuple(pair for pair in head.series.moved if pair[0] != by_rule)
    if at is None:
        series = replace(head.series, moved=others, skipped=(*head.series.skipped, by_rule))
    else:
        series = replace(head.series, moved=(*others, (by_rule, at)))
    await own_dates.keep_series(connection, head, series_column(series))
    return head.change(series=series)


def _asked(one: Invitation, *, again: bool) -> Invitation:
    return replace(one, reply=Rsvp.NONE) if again else one


def _remaining(head: Conference, recurrence: Recurrence) -> Recurrence:
    """A number of times counts from the next date on, where the series begins anew."""
    if recurrence.count is None:
        return recurrence
    assert head.series is not None
    first_at, zone = head.series.first_at, head.plan.zone
    past = sum(1 for at in dates(recurrence, first_at, zone) if at < head.plan.starts_at)
    return replace(recurrence, count=recurrence.count - past)


def _reanchored(recurrence: Recurrence, starts_at: datetime, zone: str) -> Recurrence:
    """On another day than before, where there is one day only; the last local day stays."""
    if len(recurrence.weekdays) > 1:
        return recurrence
    day = _wall(starts_at, zone)
    if recurrence.nth is not None:
        which = LAST if recurrence.nth[0] == LAST else min((day.day - 1) // 7 + 1, 4)
        return replace(recurrence, nth=(which, day.weekday()))
    return replace(recurrence, weekdays=(), month_day=None).anchored(starts_at, zone)


def _wall(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _shifted(at: datetime, shift: timedelta, zone: str) -> datetime:
    local = (_wall(at, zone) + shift).replace(tzinfo=ZoneInfo(zone))
    return local.astimezone(at.tzinfo)
