"""How a series repeats, in words that can be typed too."""

from collections.abc import Sequence
from datetime import date

from bot.recurring import LAST, WORKING_DAYS, Choice, Frequency, Recurrence

_UNITS = {Frequency.DAILY: "day", Frequency.WEEKLY: "week", Frequency.MONTHLY: "month"}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WHICH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", LAST: "last"}
_IN_EVERY_MONTH = 28
_IF_THERE_IS_ONE = ", in months that have one"
_LABELS = {
    Choice.NEVER: "Does not repeat",
    Choice.WEEKDAYS: "Every weekday",
    Choice.DAILY: "Every day",
    Choice.WEEKLY: "Every week",
    Choice.TWO_WEEKS: "Every 2 weeks",
    Choice.SAME_DATE: "Every month on the same date",
    Choice.SAME_WEEKDAY: "Every month on the same weekday",
}


def choices() -> list[tuple[str, str]]:
    """What a form offers: a label and the value that `from_choice` takes, for each."""
    return [(label, choice.value) for choice, label in _LABELS.items()]


def in_words(recurrence: Recurrence, *, zone: str) -> str:
    """As in "every 2 weeks on Monday and Thursday until 1 March 2027": days as they are counted in `zone`."""
    rule = _rule(recurrence)
    return f"{rule}{_end(recurrence, rule)}"


def _rule(said: Recurrence) -> str:
    if said.weekdays and said.every == 1:
        return f"every {_weekdays(said.weekdays)}"
    unit = _UNITS[said.frequency]
    every = f"every {unit}" if said.every == 1 else f"every {said.every} {unit}s"
    return " on ".join(part for part in (every, _on(said)) if part)


def _on(said: Recurrence) -> str:
    if said.weekdays:
        return "weekdays" if said.weekdays == WORKING_DAYS else _weekdays(said.weekdays)
    if said.nth:
        which, weekday = said.nth
        return f"the {_WHICH[which]} {_WEEKDAYS[weekday]}"
    return _month_day(said.month_day) if said.month_day else ""


def _weekdays(days: tuple[int, ...]) -> str:
    if days == WORKING_DAYS:
        return "weekday"
    return _listed([_WEEKDAYS[day] for day in days])


def _listed(words: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _month_day(day: int) -> str:
    if day == LAST:
        return "the last day"
    return f"the {day}{_suffix(day)}{_IF_THERE_IS_ONE if day > _IN_EVERY_MONTH else ''}"


def _suffix(day: int) -> str:
    return {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th") if day not in (11, 12, 13) else "th"


def _end(said: Recurrence, rule: str) -> str:
    if said.until:
        return f"{',' if rule.endswith(_IF_THERE_IS_ONE) else ''} until {_day(said.until)}"
    if said.count:
        return f", {said.count} times" if said.count > 1 else ", once"
    return ""


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
