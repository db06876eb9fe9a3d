"""What is said after the settings were saved: what changed, and what stands in the way of it."""

from collections.abc import Callable, Sequence
from typing import Any

from bot.blocks import kit, leads, settings, settings_leads
from bot.choices import (
    ACCOUNT,
    ADMINS,
    AGENDA,
    BACKEND,
    CHANNEL_LEADS,
    GUESTS,
    LEADS,
    NUMBERS,
    OUTSIDERS,
    QUIET,
    STARTERS,
    Change,
    Scope,
)
from bot.model import Message

_NAMES: dict[str, str] = {
    BACKEND.name: "Conference server, when nobody names one",
    STARTERS.name: "Who may start and schedule",
    GUESTS.name: "Guests may be invited",
    OUTSIDERS.name: "People of other organisations may be invited",
    NUMBERS.name: "Telephone numbers that may be called",
    ADMINS.name: "Further administrators",
    LEADS.name: "Reminders",
    CHANNEL_LEADS.name: "Reminders in the channel itself",
    QUIET.name: "Quiet hours",
    AGENDA.name: "What the day brings",
}


def saved(changes: Sequence[Change], notes: Sequence[str] = ()) -> Message:
    """To whoever sent the form."""
    what = "The settings are saved." if changes else "Nothing was changed in the settings."
    lines = [f"• {_line(change)}" for change in changes]
    blocks = [kit.section("\n".join((what, *lines)))]
    blocks += [kit.section("\n".join(notes))] if notes else []
    return Message(text=" ".join((what, *notes)).replace("*", ""), blocks=tuple(blocks))


def unknown_account(backend: str, email: str) -> str:
    """It is kept all the same: the account may come later."""
    return (
        f"*{kit.escape(backend)}* knows no account with the address {kit.escape(email)} now. "
        "If that is a slip, correct it in `/conf settings`."
    )


def unasked(backend: str, email: str) -> str:
    return f"*{kit.escape(backend)}* could not be asked whether it knows {kit.escape(email)}: it does not answer now."


def somebody_elses(email: str, person_id: str) -> str:
    return f"{kit.escape(email)} was not saved as yours: in Slack it is the address of {kit.person(person_id)}."


def _line(change: Change) -> str:
    return f"{_name(change.choice.name)}, {_where(change)}: {_value(change)}"


def _name(name: str) -> str:
    if name.startswith(ACCOUNT):
        return f"E-mail address on *{kit.escape(name.removeprefix(ACCOUNT))}*"
    return _NAMES[name]


def _where(change: Change) -> str:
    if change.scope is Scope.CHANNEL:
        return f"in {kit.channel(change.scope_id)}"
    return "in this workspace" if change.scope is Scope.WORKSPACE else "for you"


def _value(change: Change) -> str:
    value: Any = change.value
    if value is None:
        return "no choice any more"
    if isinstance(value, bool):
        return "yes" if value else "no"
    in_words = _IN_WORDS.get(change.choice.name)
    return in_words(value) if in_words else f"*{kit.escape(value)}*"


_IN_WORDS: dict[str, Callable[[Any], str]] = {
    STARTERS.name: settings.mentioned,
    NUMBERS.name: settings.begins,
    ADMINS.name: kit.people,
    LEADS.name: leads.before,
    CHANNEL_LEADS.name: leads.before,
    QUIET.name: settings_leads.quiet_words,
    AGENDA.name: settings_leads.agenda_words,
}
