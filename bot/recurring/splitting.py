"""Where in a typed text the repetition stands: behind the time, up to the end, or right before the hour."""

import re
from collections.abc import Iterable

from bot.errors import BadTime
from bot.recurring.grammar import pieces, rule
from bot.recurring.reading import TEXT_LIMIT
from bot.recurring.words import BEGINS, EVERY, TIMES, UNTIL
from bot.when import names_day, names_hour, read_span
from bot.when.words import compiled, plain, tidy

_TIME_WORDS = 6
"""No time takes more words."""
_BETWEEN = " \t\n,;–-"
_EVERY = re.compile(rf"{EVERY}(?!\w)")
_LEADS = re.compile(r"\s(?:at|@|um|à)\s+", re.IGNORECASE)
_MORE = re.compile(rf"\s(?={UNTIL}\b|{TIMES}\b)", re.IGNORECASE)
"""Where an hour ends, and the end of a series follows."""
_LENGTH = re.compile(r"(?P<before>.+)\sfor\s+(?P<length>.+)", re.IGNORECASE | re.DOTALL)


def split_repeat(text: str) -> tuple[str, str | None]:
    """What stands before the repetition, and the repetition, if there is one.

    It is one if all of it can be read; behind a time it also is if only its beginning can. What stands before its hour,
    as in "every weekday at 9:30", is put behind it.
    """
    if turned := _turned(text):
        return turned
    tails = [(text[: word.start()], text[word.start() :]) for word in re.finditer(r"\S+", text)]
    near = [(before, tail) for before, tail in tails if len(tail) <= TEXT_LIMIT]
    found = next((parts for parts in near if _reads(parts[1])), None) or _meant(text, near)
    return (found[0].rstrip(_BETWEEN), found[1].strip()) if found else (text, None)


def _turned(text: str) -> tuple[str, str] | None:
    """The text without the repetition that leads to its hour, and that repetition. "Team weekly" is a topic."""
    for word in list(re.finditer(r"\S+", text))[1:]:
        tail = text[word.start() :]
        if len(tail) <= TEXT_LIMIT and _EVERY.match(plain(tidy(tail))):
            for lead in _LEADS.finditer(tail):
                hour, _, more = _MORE.sub("\0", tail[lead.end() :], count=1).partition("\0")
                repetition = f"{tail[: lead.start()]} {more}".strip()
                if _reads(repetition) and names_hour(hour):
                    return f"{text[: word.start()].rstrip(_BETWEEN)} at {hour.strip()}", repetition
    return None


def _meant(text: str, near: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """What begins like one behind a time, unless it is a topic that a time follows."""
    if _ends_in_a_time(text):
        return None
    return next((parts for parts in near if _begins_like_one(parts[1]) and _ends_in_a_time(parts[0])), None)


def _reads(tail: str) -> bool:
    said = pieces(plain(tidy(tail)))
    return rule(said.words) is not None and (said.until is None or names_day(said.until))


def _begins_like_one(tail: str) -> bool:
    return compiled(BEGINS).match(plain(tidy(tail))) is not None


def _ends_in_a_time(text: str) -> bool:
    """A length may follow."""
    words = _without_length(text.rstrip(_BETWEEN)).split()
    return any(names_hour(" ".join(words[-number:])) for number in range(1, min(len(words), _TIME_WORDS) + 1))


def _without_length(text: str) -> str:
    match = _LENGTH.fullmatch(text)
    if match is None:
        return text
    try:
        read_span(match["length"])
    except BadTime:
        return text
    return match["before"]
