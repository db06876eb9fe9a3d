"""What can be understood of a plan that was typed, where something is missing or unclear."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.blocks import kit
from bot.errors import BadCommand, BadTime, TimeTrouble, UserError
from bot.recurring import split_repeat
from handlers.commands.call import TOPIC_LIMIT, Typed, as_read, taken_apart
from handlers.commands.dated import Read, Repeats, dated
from handlers.commands.schedule import PlanAsked, read_plan

_BROADCAST = re.compile(r"<!(?:channel|here|everyone)(?:\|[^>]*)?>")
_OPTION = re.compile(r"(?:^|\s)\+[A-Za-z][\w-]*(?=\s|$)")
_JOINT = re.compile(r"(?:(?:^|\s)(?:on|at|for|remind))+$", re.IGNORECASE)
_OPTIONS = (
    TimeTrouble.UNREADABLE_SPAN,
    TimeTrouble.TOO_SHORT,
    TimeTrouble.TOO_LONG,
    TimeTrouble.UNREADABLE_LEAD,
    TimeTrouble.TOO_MANY_LEADS,
    TimeTrouble.LEAD_TOO_LONG,
)
"""What is wrong behind a time, which may be all right."""
_HOUR_ONLY = (TimeTrouble.PAST, TimeTrouble.TOO_FAR)

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`day` and `hour` as on the wall in `zone`, which is None where none was meant; `starts_at` where both are
    certain. `timed`: something was said about the time. `trouble`: the first thing that was not understood."""

    topic: str = ""
    people: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    provider: str | None = None
    record: bool = False
    duration: timedelta | None = None
    rule: str | None = None
    leads: tuple[int, ...] | None = None
    zone: str | None = None
    starts_at: datetime | None = None
    day: date | None = None
    hour: time | None = None
    timed: bool = False
    trouble: UserError | None = None


def drafted(text: str, read: Read, repeats: Repeats) -> Draft:
    """As much as can be understood. Never raises for what was typed."""
    try:
        return _whole(read_plan(text, read, repeats))
    except (BadCommand, BadTime) as error:
        return _pieces(text, read, repeats, error)


def _whole(asked: PlanAsked) -> Draft:
    plan = asked.plan
    return Draft(
        topic=plan.topic,
        people=asked.people,
        groups=asked.groups,
        provider=asked.provider,
        record=plan.record,
        duration=plan.duration,
        rule=plan.rule,
        leads=plan.leads,
        **_moment(plan.starts_at, plan.zone),
    )


def _pieces(text: str, read: Read, repeats: Repeats, trouble: UserError) -> Draft:
    typed = _taken(text)
    before, repeated = split_repeat(typed.rest)
    spanning = _taken(before) if repeated else typed
    rest, when = _timed(spanning.rest, read)
    named = _taken(rest)
    return Draft(
        topic=kit.cut(kit.plain(named.words), TOPIC_LIMIT),
        people=typed.people,
        groups=typed.groups,
        provider=typed.provider or spanning.provider or named.provider,
        record=typed.record or spanning.record or named.record,
        duration=typed.duration or spanning.duration or named.duration,
        rule=_rule(as_read(repeated), repeats, when.zone or "UTC") if repeated else None,
        leads=next((one.leads for one in (typed, spanning, named) if one.leads is not None), None),
        zone=when.zone,
        starts_at=when.starts_at,
        day=when.day,
        hour=when.hour,
        timed=when.timed,
        trouble=trouble,
    )


def _taken(text: str) -> Typed:
    """Read apart, without what cannot be read."""
    try:
        return taken_apart(text, lasting=True)
    except BadCommand:
        return taken_apart(_OPTION.sub("", _BROADCAST.sub("", text)), lasting=True)


def _timed(text: str, read: Read) -> tuple[str, Draft]:
    """What stands before the time, and what the time says."""
    try:
        found = dated(text, read)
    except BadCommand:
        return text, Draft()
    except BadTime as error:
        before = _before(text, error.said)
        if error.why in _OPTIONS and before != text:
            return _timed(before, read)
        return before, _nearly(error)
    return found.before, Draft(**_moment(found.when.starts_at, found.when.zone))


def _before(text: str, said: str) -> str:
    """What stands before the words that were no time."""
    for word in re.finditer(r"\S+", text):
        if as_read(text[word.start() :]) == said:
            return _JOINT.sub("", text[: word.start()].rstrip(" ,:–-")).rstrip(" ,:–-")
    return text


def _nearly(error: BadTime) -> Draft:
    """Day and hour, where all that may have been meant agree."""
    said = Draft(day=error.day, timed=True)
    meant = [choice.at for choice in error.choices] or ([error.understood] if error.understood else [])
    if not meant:
        return said
    hour = _one(at.time().replace(tzinfo=None) for at in meant)
    day = None if error.why in _HOUR_ONLY and not error.choices else _one(at.date() for at in meant)
    zone = meant[0].tzinfo.key if isinstance(meant[0].tzinfo, ZoneInfo) else None
    return replace(said, day=day or error.day, hour=hour, zone=zone)


def _one(values: Iterable[Value]) -> Value | None:
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else None


def _moment(starts_at: datetime, zone: str) -> dict[str, Any]:
    local = starts_at.astimezone(ZoneInfo(zone))
    return {"starts_at": starts_at, "zone": zone, "day": local.date(), "hour": local.time(), "timed": True}


def _rule(said: str, repeats: Repeats, zone: str) -> str | None:
    try:
        return repeats(said, zone)
    except BadTime:
        return None
