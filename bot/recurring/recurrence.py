"""How a series repeats, as a value, and the text of RFC 5545 that stands for it."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.walls import instant, wall_clock

MOST_APART = 99
"""So many days, weeks or months at most lie between two dates."""
LAST = -1
WORKING_DAYS = (0, 1, 2, 3, 4)
WEEKEND = (5, 6)

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NTH = re.compile(r"([+-]?\d+)([A-Z]{2})")


class Frequency(StrEnum):
    """What is counted from one date to the next."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """What was not said is as on the first date: `anchored` fills it in.

    `weekdays` (Monday is 0, in order) belong to weeks; `month_day` and `nth` (which one, of which weekday) to months,
    where -1 is the last. Months without such a day are left out. `until` is the last day on which there may be a date,
    `count` the number of dates, the first one included.
    """

    frequency: Frequency
    every: int = 1
    weekdays: tuple[int, ...] = ()
    month_day: int | None = None
    nth: tuple[int, int] | None = None
    until: date | None = None
    count: int | None = None

    def __post_init__(self) -> None:
        if trouble := _trouble(self):
            raise ValueError(trouble)

    def anchored(self, first: datetime, zone: str) -> "Recurrence":
        """With everything that the first date says about the others."""
        day = wall_clock(first, zone)
        if self.frequency is Frequency.WEEKLY and not self.weekdays:
            return replace(self, weekdays=(day.weekday(),))
        if self.frequency is Frequency.MONTHLY and self.month_day is None and self.nth is None:
            return replace(self, month_day=day.day)
        return self

    def to_text(self) -> str:
        """As it is kept: `UNTIL` is a day."""
        return self._text(f"{self.until:%Y%m%d}" if self.until else None)

    @classmethod
    def from_text(cls, text: str) -> "Recurrence":
        """What `to_text` wrote. Raises `ValueError`."""
        parts = dict(_part(part) for part in text.split(";"))
        by_day = parts.pop("BYDAY", None)
        nth = _NTH.fullmatch(by_day) if by_day else None
        read = cls(
            frequency=Frequency(parts.pop("FREQ", "")),
            every=int(parts.pop("INTERVAL", 1)),
            weekdays=tuple(map(_WEEKDAYS.index, by_day.split(","))) if by_day and not nth else (),
            month_day=_number(parts.pop("BYMONTHDAY", None)),
            nth=(int(nth[1]), _WEEKDAYS.index(nth[2])) if nth else None,
            until=date.fromisoformat(parts.pop("UNTIL")) if "UNTIL" in parts else None,
            count=_number(parts.pop("COUNT", None)),
        )
        if parts:
            raise ValueError(f"{text}: {', '.join(parts)}")
        return read

    def rrule(self, first: datetime, zone: str) -> str:
        """As calendars want it beside a DTSTART in `zone`: `UNTIL` is the last second of that day, in UTC."""
        rule = self.anchored(first, zone)
        if rule.until is None:
            return rule._text(None)
        midnight = instant(datetime.combine(rule.until + timedelta(days=1), time()), ZoneInfo(zone))
        return rule._text(f"{(midnight - timedelta(seconds=1)).astimezone(UTC):%Y%m%dT%H%M%SZ}")

    def _text(self, until: str | None) -> str:
        weekdays = ",".join(_WEEKDAYS[day] for day in self.weekdays)
        parts = {
            "FREQ": self.frequency,
            "INTERVAL": self.every if self.every > 1 else None,
            "BYDAY": f"{self.nth[0]}{_WEEKDAYS[self.nth[1]]}" if self.nth else weekdays or None,
            "BYMONTHDAY": self.month_day,
            "UNTIL": until,
            "COUNT": self.count,
        }
        return ";".join(f"{name}={part}" for name, part in parts.items() if part is not None)


def _trouble(said: Recurrence) -> str | None:
    """The first thing that is wrong with it."""
    weekly, monthly = said.frequency is Frequency.WEEKLY, said.frequency is Frequency.MONTHLY
    wrong = {
        f"every {said.every}": not 1 <= said.every <= MOST_APART,
        f"weekdays {said.weekdays}": list(said.weekdays) != sorted(set(said.weekdays) & set(range(7))),
        "weekdays belong to weeks": bool(said.weekdays) and not weekly,
        "days of the month belong to months": (said.month_day, said.nth) != (None, None) and not monthly,
        "one day of the month": None not in (said.month_day, said.nth),
        f"month_day {said.month_day}": said.month_day not in (None, LAST, *range(1, 32)),
        f"nth {said.nth}": said.nth is not None and not _in_a_month(*said.nth),
        "an end by day or by number": None not in (said.until, said.count),
        f"count {said.count}": said.count is not None and said.count < 1,
    }
    return next((trouble for trouble, holds in wrong.items() if holds), None)


def _in_a_month(which: int, weekday: int) -> bool:
    return which in (LAST, 1, 2, 3, 4, 5) and weekday in range(7)


def _part(text: str) -> tuple[str, str]:
    name, _, said = text.partition("=")
    return name, said


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)
