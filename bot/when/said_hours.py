"""Hours as people say them: "15:00", "3 pm", "15h30", "half past 3", "noon"."""

import re

from bot.when.hours import Clock, Hour
from bot.when.phrase import Dotted, Phrase
from bot.when.reading import END, NUMBER, Reader, by
from bot.when.words import HOUR_NUMBERS, MINUTES, any_of, compiled

_HOUR = f"(?P<hour>{NUMBER}|{any_of(HOUR_NUMBERS)})"
_MINUTE = r"(?P<minute>[0-5][0-9])"
_O_CLOCK = r"\s?(?:uhr|o'clock|hours|hrs?|heures?|h)"
_GERMAN_DAY = r"(?:mon|diens|donners|frei|sams)tag|mittwoch|sonn(?:tag|abend)|mo|di|mi|do|fr|sa|so|[0-9]{1,2}\."
_HALF = rf"\s?(?P<half>[ap])\.?\s?m{END}\.?(?!\s+(?:{_GERMAN_DAY}){END})"  # "um 3 am Freitag" is no 3 am

_SHIFTS = {
    "half past": 30,
    "quarter past": 15,
    "quarter after": 15,
    "viertel nach": 15,
    "quarter to": -15,
    "viertel vor": -15,
    "halb": -30,
}


def _noon(match: re.Match[str]) -> Phrase:
    return Phrase(hour=Hour(hour=12))


def _midnight(match: re.Match[str]) -> Phrase:
    return Phrase(hour=Hour(hour=0, clock=Clock.MIDNIGHT))


def _shifted(match: re.Match[str]) -> Phrase | None:
    hour = _number(match["hour"])
    if not 1 <= hour <= 12:
        return None
    hours, minute = divmod(hour * 60 + _SHIFTS[match["shift"]], 60)
    return Phrase(hour=Hour(hour=hours or 12, minute=minute, clock=Clock.SPOKEN))


def _digits(match: re.Match[str]) -> Phrase | None:
    return _exact(int(match["hour"]), int(match["minute"]))


def _dotted(match: re.Match[str]) -> Phrase:
    return Phrase(dotted=Dotted(first=match["hour"], second=match["minute"]))


def _clock(match: re.Match[str]) -> Phrase | None:
    hour, minute = _number(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        return _by_half(hour, minute, afternoon=match["half"] == "p")
    if match["hour"].startswith("0") or not 1 <= hour <= 12:
        return _exact(hour, minute)
    return Phrase(hour=Hour(hour=hour, minute=minute, clock=Clock.COLON if match["minute"] else Clock.SPOKEN))


def dotted_hour(dotted: Dotted) -> Phrase | None:
    """The hour that a dotted pair can be."""
    match = compiled(_CLOCK).fullmatch(f"{dotted.first}:{dotted.second}")
    return _clock(match) if match else None


def _by_half(hour: int, minute: int, *, afternoon: bool) -> Phrase | None:
    if not 1 <= hour <= 12:
        fits = afternoon == (hour > 12)
        return _exact(hour, minute) if fits else None
    return _exact(hour % 12 + (12 if afternoon else 0), minute)


def _exact(hour: int, minute: int) -> Phrase | None:
    possible = hour < 24 or (hour, minute) == (24, 0)
    return Phrase(hour=Hour(hour=hour, minute=minute)) if possible else None


def _number(said: str) -> int:
    return HOUR_NUMBERS.get(said) or int(said)


_MINUTES = rf"(?:\s?[:.h]|\s?uhr\s|\s?heures?\s)\s?{_MINUTE}(?::[0-9]{{2}})?"
_CLOCK = rf"{_HOUR}(?:{_MINUTES})?(?:{_HALF}|{_O_CLOCK})?(?=z?{END})(?![:.][0-9]|\s?-?(?:{any_of(MINUTES)}){END})"

READERS: tuple[Reader, ...] = (
    by(rf"(?:12\s+)?(?:noon|midday|mittags?|midi){END}", _noon),
    by(rf"(?:12\s+)?(?:midnight|mitternachts?|minuit){END}", _midnight),
    by(rf"(?P<shift>{any_of(_SHIFTS)})\s+{_HOUR}{END}", _shifted),
    by(rf"(?P<hour>[01][0-9]|2[0-4]){_MINUTE}(?:{_O_CLOCK})?{END}", _digits),
    by(rf"(?P<hour>1?[0-9]){_MINUTE}{_HALF}", _clock),
    by(rf"(?P<hour>{NUMBER})\.(?P<minute>[0-9]{{2}})(?!\w|:|{_O_CLOCK}{END}|\s?[ap]\.?\s?m{END})", _dotted),
    by(_CLOCK, _clock),
)
"""In this order: what says more comes first."""
