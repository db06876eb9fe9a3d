"""What stands in a calendar: one conference, or a series with its exceptions."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The date of a series that the rule puts at `occurrence_at` takes place at `starts_at`."""

    occurrence_at: datetime
    starts_at: datetime
    sequence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One conference, or a whole series where there is a `rule`: the value of an RRULE, with UNTIL as an instant.

    `starts_at`: of a series its first date by the rule. `sequence` is raised by each change;
    `changed_at` is when the last was, where that is known. `skipped`: dates by the
    rule that are cancelled. `link`: how one joins, known to guests. `where` and `note` are words for people.
    """

    uid: str
    sequence: int
    topic: str
    starts_at: datetime
    zone: str
    length: timedelta
    where: str
    host_name: str
    host_email: str | None = None
    link: str | None = field(default=None, repr=False)
    note: str = field(default="", repr=False)
    cancelled: bool = False
    changed_at: datetime | None = None
    rule: str | None = None
    skipped: tuple[datetime, ...] = ()
    moved: tuple[Moved, ...] = ()

    @property
    def description(self) -> str:
        """What there is to read, and how one joins."""
        return "\n".join(part for part in (self.note, self.link) if part)
