"""A series and its dates that became conferences of their own, as one entry of a calendar: no date comes twice."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model import Conference, Rsvp, Stage
from bot.recurring import Recurrence, dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """One conference, or the head of a series with the dates that are left out, and those at another time (pairs: by
    the rule, and in truth)."""

    conference: Conference
    skipped: tuple[datetime, ...] = ()
    moved: tuple[tuple[datetime, datetime], ...] = ()


def folded(
    listed: Sequence[Conference], own_dates: Iterable[Conference], *, person_id: str | None = None
) -> list[Folded]:
    """What is `listed`, with the dates of its series that are conferences of their own laid into them. For a person
    those are left out to which they are not asked, or said no."""
    heads = {one.id for one in listed if one.series is not None}
    of_head: dict[str | None, list[Conference]] = defaultdict(list)
    for one in own_dates:
        of_head[one.series_id].append(one)
    single = [Folded(conference=one) for one in listed if one.series is None and one.series_id not in heads]
    return [*single, *(entry for one in listed if one.series for entry in _series(one, of_head[one.id], person_id))]


def attends(conference: Conference, person_id: str | None) -> bool:
    """Whether it is one of theirs; of nobody's in particular every one is."""
    if person_id in (None, conference.host_id):
        return True
    asked = conference.invitation_of(person_id)
    return asked is not None and asked.reply is not Rsvp.NO


def _series(head: Conference, own_dates: Sequence[Conference], person_id: str | None) -> Iterator[Folded]:
    """The series, and dates of it that it does not know any more, because all others were moved since."""
    assert head.series is not None
    moved = {rule_at: at for rule_at, at in head.series.moved if _by_rule(head, rule_at)}
    known = {at: rule_at for rule_at, at in moved.items()}
    left_out = list(head.series.skipped)
    for one in own_dates:
        at = one.plan.starts_at
        rule_at = known.get(at, one.occurrence_at or at)
        comes = one.stage is not Stage.CANCELLED and attends(one, person_id)
        if not _by_rule(head, rule_at):
            yield from [Folded(conference=one)] if comes else []
        elif not comes:
            left_out.append(rule_at)
            moved.pop(rule_at, None)
        elif at != rule_at:
            moved[rule_at] = at
    yield Folded(conference=head, skipped=tuple(dict.fromkeys(left_out)), moved=tuple(sorted(moved.items())))


def _by_rule(head: Conference, at: datetime) -> bool:
    assert head.series is not None
    recurrence = Recurrence.from_text(head.plan.rule or "")
    just_before = at - timedelta(seconds=1)
    return next(dates(recurrence, head.series.first_at, head.plan.zone, after=just_before), None) == at
