"""The form that plans a conference: empty, or with what was understood of what somebody typed."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.blocks import menu, plan_form
from bot.blocks.plan_form import Filled
from bot.errors import BadCommand, Mistake, UnknownProvider
from bot.leads import USUAL
from bot.model import Block, Place, Template
from handlers.commands.call import Call, Desk, Say, labelled
from handlers.commands.dated import reading, repeating
from handlers.commands.drafted import Draft, drafted
from handlers.commands.schedule import PlanAsked, plan_it
from handlers.forms import option_fields
from handlers.forms.form import Asked, Form
from handlers.forms.plan_fields import (
    offered,
    plan_of,
    proposed,
    read_fields,
    repeat_of,
    standing,
    usual_leads,
)

_NOT_SAID_YET = (Mistake.NO_TIME, Mistake.EMPTY_TOPIC)


async def fill(asked: Asked, desk: Desk) -> Block:
    if asked.view is not None:
        return await _again(asked, desk)
    call = asked.call
    person = await desk.people.person(call.workspace_id, call.person_id)
    draft = await _draft(asked, desk)
    usual = (await desk.choices.of(call.workspace_id, call.place.channel_id, person.id)).backend.value
    zone, now = draft.zone or person.zone, desk.clock()
    filled = _filled(draft, await _people(draft, call, desk), call, zone=zone, now=now)
    rule = draft.rule if filled.repeat == plan_form.AS_SAID else None
    more = draft.record or draft.provider is not None or draft.leads is not None
    templates = await _templates(filled, usual, desk) if more else ()
    leads = await usual_leads(call, desk, call.place.channel_id)
    at = draft.starts_at.isoformat() if draft.starts_at else None
    kept = {"zone": zone, "locale": person.locale, "rule": rule, "usual": usual, "at": at, "host": call.person_id}
    return plan_form.schedule(
        filled,
        offered(desk, zone=zone, rule=rule, leads=leads, usual=usual, templates=templates),
        more=more,
        trouble=draft.trouble,
        metadata=asked.metadata(**kept, leads=leads, more=more),
    )


async def _again(asked: Asked, desk: Desk) -> Block:
    """Something in it was used: what stands in it stays, and what stood in it for another back end is remembered."""
    assert asked.view is not None
    kept, filled = asked.remembered, standing(asked.view)
    if not kept["more"]:
        filled = replace(filled, channel=_channel(asked.call.place))
    templates = await _templates(filled, kept["usual"], desk)
    hidden = {"ticked": filled.record, "options_hidden": option_fields.to_remember(filled.options)}
    return plan_form.schedule(
        filled,
        offered(
            desk,
            zone=kept["zone"],
            rule=kept["rule"],
            leads=kept.get("leads", USUAL),
            usual=kept["usual"],
            templates=templates,
        ),
        more=True,
        trouble=None,
        metadata=asked.metadata(**(kept | {"more": True} | hidden)),
    )


async def _templates(filled: Filled, usual: str | None, desk: Desk) -> tuple[Template, ...]:
    """Those of the back end that is chosen."""
    return await desk.backends.templates(filled.provider or usual or desk.backends.default)


async def _draft(asked: Asked, desk: Desk) -> Draft:
    """What was typed, or what the pressed button carried of it. Raises `SlackError`."""
    text = asked.value or asked.call.text
    if not text:
        return Draft()
    labels = await labelled(text, asked.call.workspace_id, desk)
    draft = drafted(labels, await reading(asked.call, desk), await repeating(asked.call, desk))
    try:
        provider = desk.backends.choose(draft.provider) if draft.provider else None
    except UnknownProvider as error:
        return replace(draft, provider=None, trouble=draft.trouble or error)
    trouble = draft.trouble
    if asked.value and isinstance(trouble, BadCommand) and trouble.what in _NOT_SAID_YET:
        trouble = None  # whoever presses [Schedule …] beside a topic, or a time, made no mistake
    return replace(draft, provider=provider, trouble=trouble)


async def _people(draft: Draft, call: Call, desk: Desk) -> tuple[str, ...]:
    """Everybody named, the members of groups among them."""
    if not draft.groups:
        return draft.people
    try:
        named = await desk.invitations.named(
            call.workspace_id, people=draft.people, groups=draft.groups, by=call.person_id
        )
    except BadCommand:
        return draft.people
    return named.reachable


def _filled(draft: Draft, people: tuple[str, ...], call: Call, *, zone: str, now: datetime) -> Filled:
    soon = proposed(now, zone)
    day = draft.day or (soon.date() if draft.hour is None and draft.day is None else None)
    hour = draft.hour or (None if draft.timed else soon.time())
    return Filled(
        topic=draft.topic,
        date=day.isoformat() if day else None,
        time=f"{hour:%H:%M}" if hour else None,
        minutes=round(draft.duration.total_seconds() / 60) if draft.duration else plan_form.USUAL_MINUTES,
        people=people,
        repeat=repeat_of(draft.rule, draft.starts_at or soon, zone),
        provider=draft.provider,
        channel=_channel(call.place),
        record=draft.record,
        leads=draft.leads,
    )


def _channel(place: Place) -> str | None:
    """Where it was asked for, unless that is a direct message: there is no choosing those."""
    return None if place.channel_id.startswith("D") else place.channel_id


async def carry_out(asked: dict[str, Any], call: Call, desk: Desk, say: Say) -> None:
    elsewhere = asked["to"] not in (None, call.place.channel_id)
    await plan_it(
        PlanAsked(
            plan=plan_of(asked),
            people=tuple(asked["people"]),
            provider=asked["backend"],
            place=Place(channel_id=asked["to"]) if elsewhere else None,
        ),
        call,
        desk,
        say,
    )


FORM = Form(
    name=plan_form.SCHEDULE,
    title=plan_form.PLAN_TITLE,
    fill=fill,
    read=read_fields,
    carry_out=carry_out,
    opened_by=(menu.SCHEDULE_FORM, plan_form.OPEN),
)
