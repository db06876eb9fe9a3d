"""Telephone numbers: those set aside for Plenum's rooms, those that may be called, what a number looks like."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Self
from zlib import crc32

_RANGE = re.compile(r"([0-9]{3,64})-([0-9]{3,64})")
_BEGINNING = re.compile(r"\+[0-9]{0,15}|[0-9]{1,15}")
_NUMBER = re.compile(r"\+?[0-9]{2,32}")


def is_number(text: str) -> bool:
    """Whether this can be dialled: digits, perhaps with a plus before them."""
    return _NUMBER.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRange:
    """From `first` to `last`, both included, written with so many digits."""

    first: int
    last: int
    digits: int

    @classmethod
    def read(cls, text: str) -> Self:
        """A range as it is written in the settings. Raises `ValueError` with what is wrong."""
        written = _RANGE.fullmatch(text)
        if written is None:
            raise ValueError("is not two numbers of 3 to 64 digits with a hyphen between")
        low, high = written.groups()
        if len(low) != len(high) or low > high:
            raise ValueError("does not go from a number up to one of as many digits")
        return cls(first=int(low), last=int(high), digits=len(low))

    def __contains__(self, number: str) -> bool:
        plain = number.isascii() and number.isdecimal()
        return plain and len(number) == self.digits and self.first <= int(number) <= self.last

    def free(self, taken: Container[str], *, reference: str) -> Iterator[str]:
        """Those that are not `taken`, each once. Where it begins depends on the reference.

        So two rooms asked for at once seldom want the same number, and one that has just become free rests a while.
        """
        count = self.last - self.first + 1
        start = crc32(reference.encode())
        numbers = (f"{self.first + (start + step) % count:0{self.digits}}" for step in range(count))
        return (number for number in numbers if number not in taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginnings:
    """How numbers begin that may be called although they are nobody's of the tenant; none: no such number may."""

    allowed: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str | None) -> Self:
        """As they are written in the settings, with commas between. Raises `ValueError` with what is wrong."""
        parts = tuple(part.strip() for part in (text or "").split(",") if part.strip())
        if not all(_BEGINNING.fullmatch(part) for part in parts):
            raise ValueError(
                "is not beginnings of telephone numbers, digits with or without a plus, and commas between"
            )
        return cls(allowed=parts)

    def allow(self, number: str) -> bool:
        """Whether this number begins like one of them."""
        return number.startswith(self.allowed)
