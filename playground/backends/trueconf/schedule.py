"""When a conference begins and ends by its schedule: never, once, or weekly in the server's zone."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playground.backends.trueconf.times import from_unix, unix

NONE, WEEKLY, ONCE = -1, 0, 1
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Schedule = dict[str, Any]


def duration(schedule: Schedule) -> timedelta:
    return timedelta(seconds=schedule["duration"])


def end(schedule: Schedule) -> datetime | None:
    """When a once-conference is over for good."""
    if schedule["type"] != ONCE:
        return None
    return from_unix(schedule["start_time"]) + duration(schedule)


def finished(schedule: Schedule, now: datetime) -> bool:
    over_at = end(schedule)
    return over_at is not None and over_at <= now


def next_start(schedule: Schedule, after: datetime, zone: str) -> datetime | None:
    """The first start later than `after`; for a once-conference its start, if that is later."""
    if schedule["type"] == NONE:
        return None
    if schedule["type"] == ONCE:
        starts_at = from_unix(schedule["start_time"])
        return starts_at if starts_at > after else None
    return next(start for start in _weekly(schedule, after, zone) if start > after)


def occurrence_end(schedule: Schedule, now: datetime, zone: str) -> datetime | None:
    """When the session that begins `now` is ended by the schedule, if it is."""
    if schedule["type"] != WEEKLY:
        return end(schedule)
    started = next_start(schedule, now - duration(schedule), zone)
    return started + duration(schedule) if started and started <= now else None


def _weekly(schedule: Schedule, after: datetime, zone: str) -> list[datetime]:
    local = after.astimezone(ZoneInfo(zone))
    hours, minutes = map(int, schedule["time"].split(":"))
    days = [local.date() + timedelta(days=ahead) for ahead in range(9)]
    named = [day for day in days if DAYS[day.weekday()] in schedule["days"]]
    return [datetime.combine(day, time(hours, minutes), ZoneInfo(zone)) for day in named]


def answered(schedule: Schedule, now: datetime, zone: str) -> Schedule:
    """The schedule as the server tells it: with the next start of a weekly one, and the server's offset."""
    if schedule["type"] == NONE:
        return {"type": NONE}
    if schedule["type"] == ONCE:
        shown = {name: schedule[name] for name in ("type", "start_time", "duration")}
        return shown | {"time_offset": offset(from_unix(schedule["start_time"]), zone)}
    starts_at = next_start(schedule, now, zone)
    assert starts_at is not None
    shown = {name: schedule[name] for name in ("type", "duration", "time", "days")}
    return shown | {"start_time": unix(starts_at), "time_offset": offset(starts_at, zone)}


def offset(at: datetime, zone: str) -> int:
    """The zone's distance from UTC in minutes, at that instant."""
    away = at.astimezone(ZoneInfo(zone)).utcoffset()
    assert away is not None
    return int(away.total_seconds() // 60)
