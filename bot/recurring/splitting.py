"""Where in a typed text the repetition stands: behind the time, up to the end."""

import re

from bot.errors import BadTime
from bot.recurring.grammar import pieces, rule
from bot.recurring.reading import TEXT_LIMIT
from bot.recurring.words import BEGINS
from bot.when import names_day, names_hour, read_span
from bot.when.words import compiled, plain, tidy

_TIME_WORDS = 6
"""No time takes more words."""
_BETWEEN = " \t\n,;–-"
_LENGTH = re.compile(r"(?P<before>.+)\sfor\s+(?P<length>.+)", re.IGNORECASE | re.DOTALL)


def split_repeat(text: str) -> tuple[str, str | None]:
    """What stands before the repetition, and the repetition, if there is one.

    It is one if all of it can be read; behind a time it also is if only its beginning can.
    """
    tails = [(text[: word.start()], text[word.start() :]) for word in re.finditer(r"\S+", text)]
    near = [(before, tail) for before, tail in tails if len(tail) <= TEXT_LIMIT]
    read = (parts for parts in near if _reads(parts[1]))
    meant = (parts for parts in near if _looks_like_one(parts[1]) and _ends_in_a_time(parts[0]))
    found = next(read, None) or next(meant, None)
    return (found[0].rstrip(_BETWEEN), found[1].strip()) if found else (text, None)


def _reads(tail: str) -> bool:
    said = pieces(plain(tidy(tail)))
    return rule(said.words) is not None and (said.until is None or names_day(said.until))


def _looks_like_one(tail: str) -> bool:
    """That it begins like one, and is no topic before a time."""
    return bool(compiled(BEGINS).match(plain(tidy(tail)))) and not _ends_in_a_time(tail)


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
