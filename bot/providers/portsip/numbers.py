"""The extension numbers that an administrator sets aside for Plenum's rooms."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Self
from zlib import crc32

_WRITTEN = re.compile(r"([0-9]{3,64})-([0-9]{3,64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRange:
    """From `first` to `last`, both included, written with so many digits."""

    first: int
    last: int
    digits: int

    @classmethod
    def read(cls, text: str) -> Self:
        """A range as it is written in the settings. Raises `ValueError` with what is wrong."""
        written = _WRITTEN.fullmatch(text)
        if written is None:
            raise ValueError("is not two numbers of 3 to 64 digits with a hyphen between")
        low, high = written.groups()
        if len(low) != len(high) or low > high:
            raise ValueError("does not go from a number up to one of as many digits")
        return cls(first=int(low), last=int(high), digits=len(low))

    def free(self, taken: Container[str], *, reference: str) -> Iterator[str]:
        """Those that are not `taken`, each once. Where it begins depends on the reference.

        So two rooms asked for at once seldom want the same number, and one that has just become free rests a while.
        """
        count = self.last - self.first + 1
        start = crc32(reference.encode())
        numbers = (f"{self.first + (start + step) % count:0{self.digits}}" for step in range(count))
        return (number for number in numbers if number not in taken)
