"""What a text says about a repetition; where it ends is judged elsewhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.recurring.recurrence import LAST, MOST_APART, Frequency, Recurrence
from bot.recurring.words import (
    ADVERBS,
    DAYS,
    EVERY,
    MONTH_DAY,
    NAME,
    NAMES,
    NUMBER,
    OF_EACH_MONTH,
    OF_THE_MONTH,
    ON,
    ORDINAL,
    ORDINALS,
    SEVERAL,
    SUFFIX,
    TIMES,
    UNITS,
    UNTIL,
    days_in,
    weekday,
)
from bot.when.words import NUMBERS, any_of, compiled

Groups = Mapping[str, str]
"""What a pattern found, by name; several patterns lack some of the names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """A plain text taken apart: the rule, and what was said about its end."""

    words: str
    until: str | None = None
    times: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`either`: the weekday that is every second week's or the second of a month."""

    recurrence: Recurrence
    either: str | None = None


def pieces(text: str) -> Pieces:
    """Whether any of it can be read or not."""
    end = compiled(rf"[\s,]+(?:{UNTIL}\s+(?P<until>.+)|(?:for\s+)?{TIMES})$").search(text)
    if end is None:
        return Pieces(words=text)
    return Pieces(words=text[: end.start()], until=end["until"], times=_number(end["times"]) if end["times"] else None)


def rule(words: str) -> Rule | None:
    """What is repeated, in plain words without an end; nothing where they are not understood."""
    for pattern, read in _READERS:
        if match := compiled(pattern).fullmatch(words):
            return read(match.groupdict())
    return None


def _number(said: str) -> int:
    return NUMBERS.get(said) or int(said)


def _on_days(said: Groups) -> Rule | None:
    return _weeks(1, said["days"])


def _every_other(said: Groups) -> Rule | None:
    return _weeks(2, said["days"])


def _either(said: Groups) -> Rule | None:
    return Rule(recurrence=Recurrence(frequency=Frequency.WEEKLY, every=2), either=said["days"])


def _each_month(said: Groups) -> Rule | None:
    return _months(1, said)


def _two_weeks(said: Groups) -> Rule | None:
    return _on(Frequency.WEEKLY, 2, said)


def _adverb(said: Groups) -> Rule | None:
    return _on(*ADVERBS[said["adverb"]], said)


def _counted(said: Groups) -> Rule | None:
    """So many days, weeks or months apart."""
    frequency, at_once = UNITS[said["unit"]]
    every = _apart(said.get("apart")) * at_once
    return _on(frequency, every, said) if 1 <= every <= MOST_APART else None


def _apart(said: str | None) -> int:
    """0 where it is the first or the last: "every last week" is no repetition."""
    if said in ORDINALS:
        return ORDINALS[said] if ORDINALS[said] > 1 else 0
    return 2 if said == "other" else _number(said or "one")


def _on(frequency: Frequency, every: int, said: Groups) -> Rule | None:
    """Days of the week belong to weeks, those of the month to months."""
    if days := said.get("days"):
        return _weeks(every, days) if frequency is Frequency.WEEKLY else None
    if said.get("date") or said.get("nth"):
        return _months(every, said) if frequency is Frequency.MONTHLY else None
    return Rule(recurrence=Recurrence(frequency=frequency, every=every))


def _weeks(every: int, days: str) -> Rule:
    return Rule(recurrence=Recurrence(frequency=Frequency.WEEKLY, every=every, weekdays=days_in(days)))


def _months(every: int, said: Groups) -> Rule | None:
    """On a date or on one of its weekdays, whichever was said; nothing where there is no such date."""
    if name := said.get("weekday"):
        nth = (ORDINALS[said["nth"]], weekday(name))
        return Rule(recurrence=Recurrence(frequency=Frequency.MONTHLY, every=every, nth=nth))
    date = said.get("date")
    day = int(date) if date else ORDINALS[said["nth"]]
    known = day in (LAST, *range(1, 32))
    return Rule(recurrence=Recurrence(frequency=Frequency.MONTHLY, every=every, month_day=day)) if known else None


_DATE = rf"(?P<date>{MONTH_DAY})"
_NTH_WEEKDAY = rf"(?P<nth>{ORDINAL})\s+(?P<weekday>{NAME})(?!\w)"
_NTH = rf"(?P<nth>{ORDINAL})\s+(?:(?P<weekday>{NAME})|day|tag|jour)(?!\w)"
_IN_MONTHS = r"(?:,\s*in\s+months\s+that\s+have\s+one)?"
_ON_THE = (
    rf"(?:[\s,]+(?:{ON}\s+)?(?:{EVERY}\s+)?(?P<days>{DAYS})"
    rf"|[\s,]+(?:{ON}\s+)+{_DATE}{SUFFIX}?(?:\s+{OF_THE_MONTH})?{_IN_MONTHS}"
    rf"|[\s,]+(?:{ON}\s+)*{_NTH}(?:\s+{OF_THE_MONTH})?)?"
)
_SECOND = "|".join(word for word, number in ORDINALS.items() if number == 2)

_READERS: tuple[tuple[str, Callable[[Groups], Rule | None]], ...] = (
    (r"(?:tous\s+les\s+)(?:15|quinze)\s+jours", _two_weeks),
    (rf"{EVERY}\s+(?P<days>{DAYS})", _on_days),
    (rf"(?P<days>{SEVERAL})", _on_days),
    (rf"{EVERY}\s+other\s+(?P<days>{NAMES})", _every_other),
    (rf"{EVERY}\s+(?:{_SECOND})\s+(?P<days>{NAMES})", _either),
    (rf"{EVERY}\s+{_NTH_WEEKDAY}", _each_month),
    (rf"{EVERY}\s+{_NTH}\s+{OF_THE_MONTH}", _each_month),
    (rf"(?:{ON}\s+)*{_NTH}\s+{OF_EACH_MONTH}", _each_month),
    (rf"{EVERY}\s+{_DATE}{SUFFIX}(?:\s+{OF_THE_MONTH})?{_IN_MONTHS}", _each_month),
    (rf"(?:{ON}\s+)+{_DATE}{SUFFIX}?\s+{OF_EACH_MONTH}", _each_month),
    (rf"{EVERY}\s+(?:(?P<apart>other|{NUMBER}|{ORDINAL})\s+)?(?P<unit>{any_of(UNITS)}){_ON_THE}", _counted),
    (rf"(?P<adverb>{any_of(ADVERBS)}){_ON_THE}", _adverb),
)
"""In this order, the first that fits the whole."""
