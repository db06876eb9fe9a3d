"""What a value may be: small checks that the tables of fields are made of."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Check = Callable[[object], bool]
"""Whether a value is allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a body: what it may hold, since which version (the 10 of v3.10), where it may be written.

    `write`: C on creation, U on change. `until`: the last version that has it.
    """

    check: Check
    write: str = "CU"
    since: int = 3
    until: int = 99

    def known(self, version: int, write: str) -> bool:
        return write in self.write and self.since <= version <= self.until


Fields = Mapping[str, Field]


def boolean(value: object) -> bool:
    return isinstance(value, bool)


def integer(low: int | None = None, high: int | None = None) -> Check:
    def check(value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, int):
            return False
        return (low is None or value >= low) and (high is None or value <= high)

    return check


def one_of(*allowed: object) -> Check:
    """One of these, and of the same type: 1 is not true here."""
    return lambda value: any(type(value) is type(one) and value == one for one in allowed)


def text(low: int = 0, high: int | None = None) -> Check:
    return lambda value: isinstance(value, str) and len(value) >= low and (high is None or len(value) <= high)


def matching(pattern: str) -> Check:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def nullable(check: Check) -> Check:
    return lambda value: value is None or check(value)


def list_of(check: Check, *, low: int = 0, high: int | None = None) -> Check:
    def every(value: object) -> bool:
        if not isinstance(value, list) or len(value) < low or (high is not None and len(value) > high):
            return False
        return all(check(one) for one in value)

    return every


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these members and no other."""
    known = {**required, **(optional or {})}

    def check(value: object) -> bool:
        if not isinstance(value, dict) or not required.keys() <= value.keys() <= known.keys():
            return False
        return all(known[name](member) for name, member in value.items())

    return check


def mapping(check: Check) -> Check:
    """An object with any names, each holding the same kind of thing."""
    return lambda value: isinstance(value, dict) and all(check(member) for member in value.values())


def either(*checks: Check) -> Check:
    return lambda value: any(check(value) for check in checks)
