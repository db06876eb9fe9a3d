"""The repetitions that a form offers."""

from datetime import datetime
from enum import StrEnum

from bot.recurring.recurrence import LAST, WORKING_DAYS, Frequency, Recurrence
from bot.walls import wall_clock


class Choice(StrEnum):
    """What a form offers, by the values that it sends."""

    NEVER = "never"
    WEEKDAYS = "weekdays"
    DAILY = "daily"
    WEEKLY = "weekly"
    TWO_WEEKS = "two_weeks"
    SAME_DATE = "same_date"
    SAME_WEEKDAY = "same_weekday"


_SAID = {
    Choice.WEEKDAYS: Recurrence(frequency=Frequency.WEEKLY, weekdays=WORKING_DAYS),
    Choice.DAILY: Recurrence(frequency=Frequency.DAILY),
    Choice.WEEKLY: Recurrence(frequency=Frequency.WEEKLY),
    Choice.TWO_WEEKS: Recurrence(frequency=Frequency.WEEKLY, every=2),
    Choice.SAME_DATE: Recurrence(frequency=Frequency.MONTHLY),
}


def from_choice(value: str, first: datetime, zone: str) -> Recurrence | None:
    """What was chosen for a series that begins at `first`. Raises `ValueError` for what no form offers."""
    choice = Choice(value)
    if choice is Choice.NEVER:
        return None
    if choice is Choice.SAME_WEEKDAY:
        return Recurrence(frequency=Frequency.MONTHLY, nth=_nth(first, zone))
    return _SAID[choice].anchored(first, zone)


def _nth(first: datetime, zone: str) -> tuple[int, int]:
    """The fifth, which few months have, stands for the last."""
    day = wall_clock(first, zone)
    which = (day.day - 1) // 7 + 1
    return (which if which < 5 else LAST, day.weekday())
