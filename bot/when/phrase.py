"""What was understood of a text, before anybody has judged what it means."""

from dataclasses import dataclass, fields, replace
from datetime import timedelta

from bot.when.days import CalendarDay, Day, Slashed, Weekday
from bot.when.hours import Hour, Part
from bot.when.zones import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Dotted:
    """Two numbers with a dot between: an hour, or a day where another piece is the hour."""

    first: str
    second: str

    def day(self) -> CalendarDay | None:
        day, month = int(self.first), int(self.second)
        return CalendarDay(month, day) if 1 <= day <= 31 and 1 <= month <= 12 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Each piece is there once at most. `after`: so long from now. `unread`: the first words not understood."""

    day: Day | Slashed | None = None
    weekday: Weekday | None = None
    hour: Hour | None = None
    dotted: Dotted | None = None
    part: Part | None = None
    place: Place | None = None
    after: timedelta | None = None
    unread: str = ""

    def joined(self, other: "Phrase") -> "Phrase | None":
        """Both together, unless they say the same thing twice."""
        said = {name: piece for name in _PIECES if (piece := getattr(other, name)) is not None}
        return None if any(getattr(self, name) is not None for name in said) else replace(self, **said)


_PIECES = tuple(field.name for field in fields(Phrase) if field.name != "unread")
