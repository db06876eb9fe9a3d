"""What a text says about a time, read from left to right, piece by piece. What it means is judged elsewhere."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.when import said_days, said_hours, said_places
from bot.when.phrase import Phrase
from bot.when.words import plain, tidy

TEXT_LIMIT = 120
"""Nobody needs more letters to say when."""

_READERS = (*said_places.MOMENTS, *said_days.READERS, *said_hours.READERS, *said_places.READERS)

_BETWEEN = re.compile(r"(?:[\s,;()!?.@]|(?:at|on|the|um|am|den|le|a)(?![\w'-]))*")
_WORD = re.compile(r"(?:in|dans)\s+[^\s,;()]+|[^\s,;()]+|.")


def read(text: str) -> Phrase:
    """What `text` says; whatever is said twice counts once, and the rest as not understood."""
    shown = tidy(text) if len(text) <= TEXT_LIMIT else ""
    if not shown or len(shown) > TEXT_LIMIT:
        return Phrase(unread=text)
    phrase, gaps = Phrase(), []
    for start, end, piece in _pieces(plain(shown)):
        joined = phrase.joined(piece) if piece else None
        phrase = joined or phrase
        if joined is None:
            gaps.append((start, end))
    settled = _settled(phrase)
    return replace(settled, unread=_first_run(shown, gaps) or settled.unread)


def _pieces(text: str) -> Iterator[tuple[int, int, Phrase | None]]:
    """Where each piece begins and ends; nothing for a word that no reader knows."""
    start = _past(_BETWEEN, text, 0)
    while start < len(text):
        read = (reading for reader in _READERS if (reading := reader(text, start)))
        piece, end = next(read, (None, _past(_WORD, text, start)))
        yield start, end, piece
        start = _past(_BETWEEN, text, end)


def _past(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start + 1


def _settled(phrase: Phrase) -> Phrase:
    """A dotted pair is the day beside an hour, else the hour; where nobody can tell, it stays what it is."""
    if phrase.dotted is None:
        return phrase
    rest, day = replace(phrase, dotted=None), phrase.dotted.day()
    if phrase.hour is None and day and not (phrase.day or phrase.weekday):
        return phrase
    piece = Phrase(day=day) if phrase.hour else said_hours.dotted_hour(phrase.dotted)
    return (piece and rest.joined(piece)) or replace(rest, unread=f"{phrase.dotted.first}.{phrase.dotted.second}")


def _first_run(text: str, gaps: list[tuple[int, int]]) -> str:
    """The first of the gaps, with those that follow it at once."""
    if not gaps:
        return ""
    first, last = gaps[0]
    for start, end in gaps[1:]:
        if text[last:start].strip():
            break
        last = end
    return text[first:last]
