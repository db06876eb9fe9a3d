"""What stands in the settings about reminders, read: lead times, quiet hours, the agenda."""

from collections.abc import Callable
from typing import Any

from bot.blocks import settings_leads as form
from bot.blocks.origins import name
from bot.choices import AGENDA, CHANNEL_LEADS, LEADS, QUIET, Scope
from handlers.forms import lead_field

Payload = dict[str, Any]


def _leads(scope: Scope, field: Payload, fields: Payload) -> list[int] | None:
    chosen = lead_field.chosen(field)
    return None if chosen is None else list(chosen)


def _quiet(scope: Scope, field: Payload, fields: Payload) -> Payload | None:
    """From an hour to the same hour is no time at all."""
    begins, ends = _minute(field), _minute(_other(scope, form.QUIET_TO, fields))
    return None if begins is None or ends is None or begins == ends else {"begins": begins, "ends": ends}


def _agenda(scope: Scope, field: Payload, fields: Payload) -> Payload | None:
    value = (field.get("selected_option") or {}).get("value", form.OFF)
    return None if value == form.OFF else {"at": int(value)}


READ: dict[str, tuple[str, Callable[[Scope, Payload, Payload], Any]]] = {
    form.LEADS: (LEADS.name, _leads),
    form.CHANNEL_LEADS: (CHANNEL_LEADS.name, _leads),
    form.QUIET_FROM: (QUIET.name, _quiet),
    form.AGENDA: (AGENDA.name, _agenda),
}
"""By field: the choice, and what was chosen, as it is written down but for the zone; None: as usual."""

ON_A_WALL = (QUIET.name, AGENDA.name)
"""Hours of whoever chooses them, so their zone is written down with them."""


def wrong(scope: Scope, what: str, field: Payload, fields: Payload) -> str | None:
    """What is wrong with one of these fields, to stand beside it."""
    if what in (form.LEADS, form.CHANNEL_LEADS):
        return lead_field.wrong(field)
    others = {form.QUIET_FROM: form.QUIET_TO, form.QUIET_TO: form.QUIET_FROM}
    if what in others and _minute(field) is None and _minute(_other(scope, others[what], fields)) is not None:
        return form.BOTH_OR_NEITHER
    return None


def _other(scope: Scope, what: str, fields: Payload) -> Payload:
    return fields.get(name(scope, what)) or {}


def _minute(field: Payload) -> int | None:
    hours, _, minutes = (field.get("selected_time") or "").partition(":")
    return int(hours) * 60 + int(minutes) if hours else None
