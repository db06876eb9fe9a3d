"""A field in which lead times are chosen, read."""

from typing import Any

from bot.blocks import leads
from bot.leads import MOST, tidy


def chosen(field: dict[str, Any]) -> tuple[int, ...] | None:
    """What stands in it; None where nothing does, and for what `wrong` explains."""
    values = _values(field)
    if values == [leads.OFF]:
        return ()
    return None if not values or wrong(field) else tidy(map(int, values))


def wrong(field: dict[str, Any]) -> str | None:
    """What is wrong with it, to stand beside it."""
    values = _values(field)
    if leads.OFF in values and len(values) > 1:
        return leads.OFF_ALONE
    return leads.TOO_MANY if len(values) > MOST else None


def _values(field: dict[str, Any]) -> list[str]:
    return [one["value"] for one in field.get("selected_options") or ()]
