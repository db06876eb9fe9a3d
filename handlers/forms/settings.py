"""The form "Settings": filled with what holds, read, and what was chosen is kept."""

import asyncio
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.blocks import chosen as words
from bot.blocks import menu
from bot.blocks import settings as form
from bot.blocks.kit import plain
from bot.blocks.origins import name as name_of
from bot.choices import (
    ACCOUNT,
    ADMINS,
    BACKEND,
    EMAIL,
    GUESTS,
    NUMBER,
    NUMBERS,
    OUTSIDERS,
    STARTERS,
    Change,
    Scope,
    Who,
    known,
)
from bot.errors import ProviderError, SlackError
from bot.model import Block, Feature, Person
from handlers.commands.call import Call, Desk, Reply, Say
from handlers.forms import reminder_fields
from handlers.forms.form import Asked, Form, Reading, View, entered

Payload = dict[str, Any]

_SPACING = re.compile(r"[\s().\-/]")


async def fill(asked: Asked, desk: Desk) -> Block:
    """As it is for whoever asked. Raises `SlackError` where Slack does not say who they are."""
    call = asked.call
    workspace_id, channel_id = call.workspace_id, call.place.channel_id
    person = await desk.people.person(workspace_id, call.person_id)
    in_channel = not channel_id.startswith("D")
    sheet = form.Sheet(
        mine=await desk.choices.of(workspace_id, channel_id, person.id),
        here=await desk.choices.of(workspace_id, channel_id) if in_channel else None,
        everywhere=await desk.choices.of(workspace_id),
        backends=desk.backends.names,
        with_accounts=[one for one in desk.backends.names if one in desk.backends.able(Feature.ACCOUNTS)],
        groups=await _groups(workspace_id, desk) if person.admin else (),
        email=person.email,
        channel_id=channel_id,
        admin=person.admin,
        zone=person.zone,
    )
    return form.form(sheet, metadata=asked.metadata())


async def _groups(workspace_id: str, desk: Desk) -> list[tuple[str, str]]:
    """None can be chosen while Slack does not say which there are, or where its plan knows none."""
    try:
        return await desk.people.groups(workspace_id)
    except SlackError:
        return []


def read(view: View, now: datetime) -> Reading:
    """What was chosen, as triples of scope, name and value (null where it is left to what is wider); and what is wrong
    with it: a sentence for each field."""
    fields = entered(view)
    errors = {name: wrong for name, field in fields.items() if (wrong := _wrong(name, field, fields))}
    return {"chosen": [list(one) for name, field in fields.items() for one in _chosen(name, field, fields)]}, errors


async def save(asked: Payload, call: Call, desk: Desk, say: Say) -> None:
    """Keep it all, but addresses that are somebody else's; and say what changed. Raises `AdminsOnly`."""
    by = await desk.people.person(call.workspace_id, call.person_id)
    wanted = [_change(call, by, *one) for one in asked["chosen"]]
    looked_at = await asyncio.gather(*(_looked_at(one, call, desk) for one in wanted))
    kept = [one.change for one in looked_at if one.keep]
    changes = await desk.choices.choose(call.workspace_id, kept, by=by)
    notes = [one.note for one in looked_at if one.note and (one.change in changes or not one.keep)]
    await say(Reply(message=words.saved(changes, notes)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _LookedAt:
    """A change, whether it is to be made, and what its person should know about it."""

    change: Change
    keep: bool = True
    note: str = ""


def _change(call: Call, by: Person, scope: str, name: str, value: Any) -> Change:
    whom = {Scope.WORKSPACE: call.workspace_id, Scope.CHANNEL: call.place.channel_id, Scope.PERSON: call.person_id}
    choice, where = known(name), Scope(scope)
    if value is not None and name in reminder_fields.ON_A_WALL:
        value |= {"zone": by.zone}
    return Change(scope=where, scope_id=whom[where], choice=choice, value=None if value is None else choice.read(value))


async def _looked_at(change: Change, call: Call, desk: Desk) -> _LookedAt:
    """An account is looked for where it should be; one that is not there is kept all the same, as it may come."""
    name, email = change.choice.name, change.value
    if not name.startswith(ACCOUNT) or email is None:
        return _LookedAt(change=change)
    whose = await desk.people.by_email(call.workspace_id, email)
    if whose not in (None, call.person_id):
        return _LookedAt(change=change, keep=False, note=words.somebody_elses(email, str(whose)))
    backend = name.removeprefix(ACCOUNT)
    try:
        there = await desk.backends.ask(backend, desk.backends.named(backend).account(email))
    except ProviderError:
        return _LookedAt(change=change, note=words.unasked(backend, email))
    return _LookedAt(change=change, note="" if there else words.unknown_account(backend, email))


def _wrong(name: str, field: Payload, fields: Payload) -> str | None:
    scope, what = _parts(name)
    if what == form.GROUPS:
        wanted = _option(fields[name_of(scope, form.STARTERS)]) == Who.GROUPS
        return form.NO_GROUP if wanted and not _options(field) else None
    if what == form.NUMBERS:
        said = next((one for one in _numbers(field) if not NUMBER.fullmatch(one)), None)
        return form.NO_NUMBER.format(said=said[:40]) if said else None
    if what.startswith(ACCOUNT):
        return form.NO_EMAIL if _text(field) and not EMAIL.fullmatch(_text(field)) else None
    return reminder_fields.wrong(scope, what, field, fields)


def _chosen(name: str, field: Payload, fields: Payload) -> Iterator[tuple[str, str, Any]]:
    """What stands for the usual is no choice."""
    scope, what = _parts(name)
    if what.startswith(ACCOUNT):
        yield scope, what, _text(field) or None
    elif what == form.INVITED:
        yield scope, GUESTS.name, None if form.GUESTS in _options(field) else False
        yield scope, OUTSIDERS.name, True if form.OUTSIDERS in _options(field) else None
    elif what in _READ:
        choice, value = _READ[what]
        yield scope, choice, value(scope, field, fields)


def _backend(scope: Scope, field: Payload, fields: Payload) -> str | None:
    return None if _option(field) == form.AS_WIDER else _option(field)


def _starters(scope: Scope, field: Payload, fields: Payload) -> dict[str, Any] | None:
    who = _option(field)
    if who == form.AS_WIDER or (scope is Scope.WORKSPACE and who == Who.EVERYONE):
        return None
    groups = _options(fields.get(name_of(scope, form.GROUPS)) or {}) if who == Who.GROUPS else []
    return {"who": who, "groups": groups}


_READ: dict[str, tuple[str, Callable[[Scope, Payload, Payload], Any]]] = {
    form.BACKEND: (BACKEND.name, _backend),
    form.STARTERS: (STARTERS.name, _starters),
    form.NUMBERS: (NUMBERS.name, lambda scope, field, fields: _numbers(field) or None),
    form.ADMINS: (ADMINS.name, lambda scope, field, fields: list(field.get("selected_users") or ()) or None),
    **reminder_fields.READ,
}


def _parts(name: str) -> tuple[Scope, str]:
    scope, _, what = name.partition(".")
    return Scope(scope), what


def _option(field: Payload) -> str | None:
    return (field.get("selected_option") or {}).get("value")


def _options(field: Payload) -> list[str]:
    return [one["value"] for one in field.get("selected_options") or ()]


def _text(field: Payload) -> str:
    return plain(field.get("value") or "")


def _numbers(field: Payload) -> list[str]:
    """Without what people write between digits."""
    parts = (_SPACING.sub("", one) for one in _text(field).split(","))
    return list(dict.fromkeys(filter(None, parts)))


FORM = Form(name=form.FORM, title=form.TITLE, fill=fill, read=read, carry_out=save, opened_by=(menu.SETTINGS,))
