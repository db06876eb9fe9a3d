"""`filter` and `orderby`: the part of OData that the PBX understands."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from playground.backends.portsip import instants

Row = dict[str, Any]
Test = Callable[[Row], bool]

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^']|'')*') | (?P<instant>\d{4}-\d\d-\d\dT[0-9:.]+(?:Z|[+-]\d\d:\d\d))
    | (?P<number>-?\d+) | (?P<word>[A-Za-z_][A-Za-z_0-9]*) | (?P<sign>[(),]))""",
    re.VERBOSE,
)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
_INSIDE: dict[str, Callable[[str, str], bool]] = {
    "startswith": str.startswith,
    "endswith": str.endswith,
    "contains": operator.contains,
}
_WORTH = {"true": True, "false": False, "null": None}


class NotUnderstood(ValueError):  # noqa: N818  # it says what happened
    """The text is no filter, or no order."""


def matching(text: str, names: frozenset[str]) -> Test:
    """The filter as a test of rows; `names` are the fields it may speak of. Raises NotUnderstood."""
    return _Reader(_tokens(text), names).whole()


def ordering(text: str, names: frozenset[str]) -> list[tuple[str, bool]]:
    """The fields to sort by, and whether from the last to the first. Raises NotUnderstood."""
    order = []
    for part in text.split(","):
        name, _, direction = part.strip().partition(" ")
        if name not in names or direction.strip() not in ("", "asc", "desc"):
            raise NotUnderstood(text)
        order.append((name, direction.strip() == "desc"))
    return order


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at, text = [], 0, text.rstrip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or token.lastgroup is None:
            raise NotUnderstood(text)
        found.append((token.lastgroup, token[token.lastgroup]))
        at = token.end()
    return found


@dataclass(slots=True)
class _Reader:
    """Reads from left to right: `or` binds loosest, then `and`, then `not`."""

    tokens: list[tuple[str, str]]
    names: frozenset[str]
    at: int = field(default=0)

    def whole(self) -> Test:
        test = self._either()
        if self.at != len(self.tokens):
            raise NotUnderstood(self.tokens[self.at][1])
        return test

    def _either(self) -> Test:
        tests = [self._both()]
        while self._took("or"):
            tests.append(self._both())
        return lambda row: any(test(row) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._took("and"):
            tests.append(self._one())
        return lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        if self._took("not"):
            turned = self._one()
            return lambda row: not turned(row)
        if self._took("("):
            inner = self._either()
            self._must(")")
            return inner
        kind, word = self._next()
        if kind == "word" and word in _INSIDE:
            return self._inside(_INSIDE[word])
        return self._comparison(word)

    def _inside(self, test: Callable[[str, str], bool]) -> Test:
        self._must("(")
        name = self._name(self._next()[1])
        self._must(",")
        part = self._value()
        self._must(")")
        if not isinstance(part, str):
            raise NotUnderstood(str(part))
        return lambda row: isinstance(row.get(name), str) and test(row[name], part)

    def _comparison(self, word: str) -> Test:
        name = self._name(word)
        sign = self._next()[1]
        if sign not in _COMPARE:
            raise NotUnderstood(sign)
        compare, value = _COMPARE[sign], self._value()
        return lambda row: _compared(compare, row.get(name), value)

    def _name(self, word: str) -> str:
        if word not in self.names:
            raise NotUnderstood(word)
        return word

    def _value(self) -> Any:
        kind, word = self._next()
        if kind == "text":
            return word[1:-1].replace("''", "'")
        if kind == "instant":
            return instants.read(word)
        if kind == "number":
            return int(word)
        if word not in _WORTH:
            raise NotUnderstood(word)
        return _WORTH[word]

    def _next(self) -> tuple[str, str]:
        if self.at == len(self.tokens):
            raise NotUnderstood("the end")
        self.at += 1
        return self.tokens[self.at - 1]

    def _took(self, word: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at] in (("word", word), ("sign", word)):
            self.at += 1
            return True
        return False

    def _must(self, word: str) -> None:
        if not self._took(word):
            raise NotUnderstood(word)


def _compared(compare: Callable[[Any, Any], bool], held: Any, value: Any) -> bool:
    """Things of different kinds are never greater or smaller, only different."""
    if isinstance(value, datetime):
        held = instants.read(held) if isinstance(held, str) and held else None
    if type(held) is not type(value):
        return compare is operator.ne
    return compare(held, value) if value is not None or compare in (operator.eq, operator.ne) else False
