"""Lead times in words, wherever they are shown, and what there is to choose of them."""

from collections.abc import Sequence

from bot.blocks import kit
from bot.leads import MOST
from bot.model import Block

OFF = "off"
"""Chosen instead of any lead time."""
COMMON = (0, 5, 10, 15, 30, 60, 120, 1440)
"""What is offered, in minutes; whatever else holds is offered beside it."""
OFF_ALONE = "Choose times, or “Not at all”: both together mean nothing."
TOO_MANY = f"Choose {MOST} times at most."

_UNITS = {7 * 24 * 60: "week", 24 * 60: "day", 60: "hour", 1: "minute"}


def before(leads: Sequence[int]) -> str:
    """As in "30 and 10 minutes before", "1 hour before", "at the start", "not at all"."""
    ahead, at_start = [lead for lead in leads if lead], "at the start" if 0 in leads else ""
    if not ahead:
        return at_start or "not at all"
    long = [span(lead) for lead in ahead if lead >= 60]
    minutes = [str(lead) for lead in ahead if lead < 60]
    if minutes:
        minutes[-1] = _counted(int(minutes[-1]), "minute")
    return " and ".join(filter(None, (f"{_listed([*long, *minutes])} before", at_start)))


def choice(block_id: str, label: str, chosen: Sequence[int] | None, *, usual: str, hint: str = "") -> Block:
    """A field: several of the common ones, or not at all; none chosen: as usual, which is said in its place."""
    options = [(_option(lead), str(lead)) for lead in sorted({*COMMON, *(chosen or ())})]
    initial = [] if chosen is None else list(map(str, chosen)) or [OFF]
    return kit.several_input(
        block_id, label, [*options, ("Not at all", OFF)], initial=initial, hint=hint, placeholder=usual
    )


def _option(lead: int) -> str:
    text = before((lead,))
    return text[:1].upper() + text[1:]


def span(minutes: int) -> str:
    """As in "1 hour 30 minutes"; `minutes` is one at least."""
    parts = []
    for unit, name in _UNITS.items():
        count, minutes = divmod(minutes, unit)
        parts += [_counted(count, name)] if count else []
    return " ".join(parts)


def _counted(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)
