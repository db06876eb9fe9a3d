"""One page of a collection: filtered, searched, put in order, cut."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from playground.backends.portsip import odata
from playground.backends.portsip.refusal import invalid

LONGEST_PAGE = 100
PARAMETERS = frozenset({"filter", "search", "orderby", "skip", "top"})
_SEARCHED = ("subject", "extension_number", "name", "display_name", "email")

_WHOLE = re.compile("[0-9]{1,300}")

Row = dict[str, Any]


def page(rows: Sequence[Row], query: Mapping[str, str], names: frozenset[str]) -> dict[str, Any]:
    """The envelope; `names` are the fields one may ask by. Raises ApiError."""
    skip, top = number(query, "skip", 0, 0), number(query, "top", LONGEST_PAGE, 1, LONGEST_PAGE)
    found = _ordered(_searched(_filtered(rows, query, names), query), query, names)
    return {"count": len(found), "items": found[skip : skip + top]}


def number(query: Mapping[str, str], name: str, default: int, low: int, high: int | None = None) -> int:
    """Raises ApiError."""
    text = query.get(name)
    if text is None:
        return default
    if not _WHOLE.fullmatch(text) or int(text) < low or (high is not None and int(text) > high):
        raise invalid(name)
    return int(text)


def _filtered(rows: Sequence[Row], query: Mapping[str, str], names: frozenset[str]) -> list[Row]:
    if not query.get("filter"):
        return list(rows)
    try:
        test = odata.matching(query["filter"], names)
    except ValueError:
        raise invalid("filter") from None
    return [row for row in rows if test(row)]


def _searched(rows: list[Row], query: Mapping[str, str]) -> list[Row]:
    """By what people call it, in upper or lower case."""
    wanted = query.get("search", "").casefold()
    return [row for row in rows if any(wanted in str(row.get(name, "")).casefold() for name in _SEARCHED)]


def _ordered(rows: list[Row], query: Mapping[str, str], names: frozenset[str]) -> list[Row]:
    for name, backwards in reversed(_order(query, names)):
        rows = sorted(rows, key=partial(_rank, name), reverse=backwards)
    return rows


def _rank(name: str, row: Row) -> tuple[bool, Any]:
    """Rows that have nothing there stand before the others."""
    held = row.get(name)
    return (False, 0) if held is None or held == "" else (True, held)


def _order(query: Mapping[str, str], names: frozenset[str]) -> list[tuple[str, bool]]:
    if not query.get("orderby"):
        return []
    try:
        return odata.ordering(query["orderby"], names)
    except odata.NotUnderstood:
        raise invalid("orderby") from None
