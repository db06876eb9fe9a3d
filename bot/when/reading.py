"""How a reader is made: it knows one way to say one thing, and is asked where a word begins."""

import re
from collections.abc import Callable

from bot.when.phrase import Phrase
from bot.when.words import compiled

Reading = tuple[Phrase, int]
"""What was read, and where it ended."""

Reader = Callable[[str, int], Reading | None]

END = r"(?!\w)"
NUMBER = r"[0-9]{1,2}"


def by(pattern: str, piece: Callable[[re.Match[str]], Phrase | None]) -> Reader:
    """A reader of what fits `pattern`, unless `piece` makes nothing of it."""

    def read(text: str, start: int) -> Reading | None:
        match = compiled(pattern).match(text, start)
        found = piece(match) if match else None
        return (found, match.end()) if match and found else None

    return read
