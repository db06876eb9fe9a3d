"""Random series in zones whose clocks are changed, and their dates by a reckoning of our own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from hypothesis import strategies as st

from bot.calendars import Entry, Moved

CHANGED = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SINCE, UNTIL = datetime(2025, 12, 31, tzinfo=UTC), datetime(2028, 1, 15, tzinfo=UTC)
"""Two years with every change of the clocks in them, and whoever was moved beyond their ends."""

ZONES = (
    "UTC", "Europe/Berlin", "Europe/London", "Europe/Dublin", "America/New_York", "America/St_Johns",
    "America/Santiago", "America/Havana", "Africa/Cairo", "Africa/Casablanca", "Asia/Kolkata", "Asia/Beirut",
    "Asia/Jerusalem", "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Auckland", "Pacific/Chatham",
    "Pacific/Apia", "Antarctica/Troll",
)  # fmt: skip
"""South and north, half hours, changes at midnight, by half an hour and by two, during Ramadan, and none."""

USUAL: dict[str, Any] = {
    "uid": "k7f3x9q2mw4t@plenum",
    "sequence": 2,
    "topic": "Weekly sync",
    "starts_at": datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    "zone": "Europe/Berlin",
    "length": timedelta(minutes=30),
    "changed_at": CHANGED,
    "where": "#team in Slack",
    "host_name": "Ana",
    "host_email": "ana@acme.example",
    "link": "https://hq.acme.example/c/k7f3",
}

_END = UNTIL.replace(tzinfo=None) + timedelta(days=16)
_DAY = timedelta(days=1)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def make_entry(**changes: Any) -> Entry:
    return Entry(**(USUAL | changes))


def instants(entry: Entry) -> list[datetime]:
    """When it takes place in these two years."""
    moved = {one.occurrence_at: one.starts_at for one in entry.moved}
    dates = (moved.get(at, at) for at in by_rule(entry) if at not in entry.skipped)
    return sorted(at for at in dates if SINCE <= at < UNTIL)


def by_rule(entry: Entry) -> list[datetime]:
    """The dates of its rule, for somewhat longer than these years."""
    rule, _, until = (entry.rule or "").partition(";UNTIL=")
    first = entry.starts_at.astimezone(ZoneInfo(entry.zone)).replace(tzinfo=None)
    walls: Iterator[datetime] = iter(rrulestr(rule, dtstart=first).between(first, _END, inc=True))
    dates = sorted({takes_place(wall, entry.zone) for wall in walls})
    return [at for at in dates if not until or f"{at:%Y%m%dT%H%M%SZ}" <= until]


def takes_place(wall: datetime, zone: str) -> datetime:
    """The first time of two, or the first minute that there is, found by trying one after the other."""
    place = ZoneInfo(zone)
    at = wall.replace(tzinfo=place).astimezone(UTC)
    if at.astimezone(place).replace(tzinfo=None) == wall:
        return at
    at = wall.replace(tzinfo=place, fold=1).astimezone(UTC)
    while at.astimezone(place).replace(tzinfo=None) < wall:
        at += timedelta(minutes=1)
    return at


@st.composite
def hours(draw: st.DrawFn) -> time:
    """Mostly such as clock changes touch."""
    night = draw(st.integers(0, 3))
    return time(draw(st.sampled_from([night, night, 23, 9, 17])), draw(st.sampled_from([0, 15, 30, 45])))


@st.composite
def rules(draw: st.DrawFn) -> str:
    every = f"INTERVAL={draw(st.integers(1, 3))}"
    days = draw(st.lists(st.sampled_from(_DAYS), min_size=1, max_size=4, unique=True))
    weekly = f"FREQ=WEEKLY;{every};BYDAY={','.join(sorted(days, key=_DAYS.index))}"
    monthly = f"FREQ=MONTHLY;BYMONTHDAY={draw(st.sampled_from([1, 8, 13, 25, 28, 29, 31, -1]))}"
    nth = f"FREQ=MONTHLY;BYDAY={draw(st.sampled_from([-1, 1, 2, 4]))}{draw(st.sampled_from(['SU', 'SU', *_DAYS]))}"
    workdays = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    return draw(st.sampled_from([f"FREQ=DAILY;{every}", weekly, workdays, monthly, nth]))


@st.composite
def series(draw: st.DrawFn) -> Entry:
    """One whose first date is on a day that has its hour, with an end or without, and some exceptions."""
    zone, rule, hour = draw(st.sampled_from(ZONES)), draw(rules()), draw(hours())
    begin = datetime.combine(date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 150))), hour)
    first = next(wall for wall in rrulestr(rule, dtstart=begin) if exists(wall, zone))
    entry = make_entry(zone=zone, rule=rule, starts_at=takes_place(first, zone))
    entry = replace(entry, rule=_ended(draw, rule, by_rule(entry)))
    return _with_exceptions(draw, entry, by_rule(entry))


def exists(wall: datetime, zone: str) -> bool:
    return takes_place(wall, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall


def _ended(draw: st.DrawFn, rule: str, dates: list[datetime]) -> str:
    last = draw(st.integers(1, len(dates)))
    ends = ("", f";COUNT={last}", f";UNTIL={dates[last - 1]:%Y%m%dT%H%M%SZ}")
    return rule + draw(st.sampled_from(ends))


def _with_exceptions(draw: st.DrawFn, entry: Entry, dates: list[datetime]) -> Entry:
    some = st.lists(st.integers(0, len(dates) - 1), max_size=4, unique=True)
    skipped, moved = ([dates[place] for place in draw(some)] for _ in range(2))
    far = st.integers(-300, 300).map(lambda quarters: timedelta(minutes=15 * quarters))
    told = [Moved(occurrence_at=at, starts_at=at + draw(far), sequence=3) for at in moved if at not in skipped]
    return replace(entry, skipped=tuple(skipped), moved=tuple(told))


def around_changes(zone: str) -> list[datetime]:
    """Every quarter of an hour on the days around each change of the clocks in these two years."""
    place, days = ZoneInfo(zone), [SINCE + timedelta(days=day) for day in range((UNTIL - SINCE).days)]
    restless = [at for at in days if at.astimezone(place).utcoffset() != (at + _DAY).astimezone(place).utcoffset()]
    return [at + timedelta(minutes=15 * step) for at in restless or days[:1] for step in range(-96, 2 * 96)]
