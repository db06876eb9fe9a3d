"""How long something lasts: "45m", "1h30", "an hour and a half"."""

import re
from dataclasses import dataclass
from datetime import timedelta

from bot.errors import BadTime, TimeTrouble
from bot.when.words import LENGTHS, MINUTES, NUMBERS, any_of, compiled, plain, tidy

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(hours=24)
"""What a conference can be planned for."""

TEXT_LIMIT = 60
"""No length takes more letters."""

_HOURS = tuple(unit for unit, minutes in MINUTES.items() if minutes == MINUTES["h"])
_OTHERS = tuple(unit for unit in MINUTES if unit not in _HOURS)
_UNIT_ENDS = r"(?![^\W0-9_])\.?"
_COUNT = rf"[0-9]{{0,3}}[.,][0-9]{{1,2}}|[0-9]{{1,4}}|(?:{any_of(NUMBERS)})(?=[\s-])"
_PIECE = (
    rf"(?:(?P<length>{any_of(LENGTHS)})|(?P<count>{_COUNT})(?P<half_before>\s+and\s+a\s+half)?\s*-?"
    rf"(?:(?P<unit>{any_of(_OTHERS)}){_UNIT_ENDS}|(?P<hours>{any_of(_HOURS)}){_UNIT_ENDS}"
    rf"(?:\s?(?P<minutes>[0-9]{{1,2}})(?![\w:.,]|\s*(?:{any_of(MINUTES)})(?!\w)))?))"
    r"(?:\s+(?P<half>and\s+a\s+half|et\s+demie)(?!\w))?"
)
_AND = re.compile(r"\s*(?:,\s*)?(?:(?:and|und|et)\s+)?")
_COLON = re.compile(r"(?P<hours>[0-9]{1,2}):(?P<minutes>[0-5][0-9])(?:\s*h(?:ours|rs?)?)?")
_BARE = re.compile(r"0|[1-9][0-9]{1,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A length, and whether it was said in days and weeks alone, which are as long as the calendar makes them."""

    length: timedelta
    days_alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One number with its unit, such as the hours of a length. `unit`: what it counts, in minutes; `end`: where in the
    text it ends."""

    minutes: float
    unit: int
    end: int


def read_span(text: str) -> timedelta:
    """The length that `text` names, a bare number of two or three digits being minutes. Raises `BadTime`."""
    span = _whole(plain(tidy(text))) if len(text) <= TEXT_LIMIT else None
    if span is None:
        raise BadTime(TimeTrouble.UNREADABLE_SPAN, said=text)
    if span < SHORTEST:
        raise BadTime(TimeTrouble.TOO_SHORT, said=text)
    if span > LONGEST:
        raise BadTime(TimeTrouble.TOO_LONG, said=text)
    return span


def _whole(text: str) -> timedelta | None:
    if colon := _COLON.fullmatch(text):
        return timedelta(hours=int(colon["hours"]), minutes=int(colon["minutes"]))
    if _BARE.fullmatch(text):
        return timedelta(minutes=int(text))
    found = span_at(text, 0)
    return found[0].length if found and found[1] == len(text) else None


def span_at(text: str, start: int) -> tuple[Span, int] | None:
    """The length that begins at `start` of a plain text, and where it ends."""
    minutes, end, days_alone = 0.0, start, True
    piece = piece_at(text, start)
    while piece:
        minutes += piece.minutes
        days_alone = days_alone and _whole_days(piece)
        end = piece.end
        joint = _AND.match(text, end)
        piece = piece_at(text, joint.end() if joint else end)
    if end == start:
        return None
    return Span(length=timedelta(seconds=round(minutes * 60)), days_alone=days_alone), end


def piece_at(text: str, start: int) -> Piece | None:
    """The piece of a length that begins at `start` of a plain text."""
    found = compiled(_PIECE).match(text, start)
    if found is None:
        return None
    unit = MINUTES.get(found["unit"] or found["hours"], 1)
    return Piece(minutes=_minutes(found), unit=unit, end=found.end())


def _minutes(piece: re.Match[str]) -> float:
    half = 0.5 if piece["half"] or piece["half_before"] else 0.0
    if piece["length"]:
        return LENGTHS[piece["length"]]
    return (_count(piece["count"]) + half) * MINUTES[piece["unit"] or piece["hours"]] + int(piece["minutes"] or 0)


def _whole_days(piece: Piece) -> bool:
    return piece.unit >= MINUTES["day"] and piece.minutes % MINUTES["day"] == 0


def _count(text: str) -> float:
    return NUMBERS[text] if text in NUMBERS else float(text.replace(",", "."))
