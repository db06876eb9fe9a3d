"""The form that changes a plan: filled in with what holds; what is sent takes its place."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.blocks import plan_form, problem
from bot.blocks.plan import CHANGE
from bot.blocks.plan_form import Filled
from bot.errors import BadCommand, ChangedMeanwhile, Mistake, NotPlanned
from bot.model import Block, Conference, Feature, Person, Plan, Stage, Template
from bot.options import options_json
from bot.services.ahead import REPLACING
from handlers.commands import show
from handlers.commands.call import Call, Desk, Reply, Say, code_and_rest
from handlers.commands.changing import change
from handlers.commands.choosing import nothing_more
from handlers.commands.invite import invite
from handlers.commands.uninvite import withdraw
from handlers.forms import option_fields
from handlers.forms.form import Asked, Form, Reading, View, remembered
from handlers.forms.plan_fields import offered, plan_of, read_fields, repeat_of, usual_leads

MOST_PEOPLE = 100
"""So many invited people fit into what a form remembers."""


async def fill(asked: Asked, desk: Desk) -> Block:
    """Raises `UnknownConference`, `NotPlanned`, `NotAllowed`, `BadCommand`, `SlackError`."""
    meant = await _meant(asked, desk)
    if len(meant) > 1:
        return plan_form.which(meant, metadata=asked.metadata())
    call, conference = asked.call, meant[0]
    person = await desk.people.person(call.workspace_id, call.person_id)
    desk.conferences.allow_hosting(conference, person, what="change it")
    if conference.stage is not Stage.SCHEDULED:
        raise NotPlanned(conference.plan.topic)
    templates = await _templates(conference, desk)
    leads = await usual_leads(call, desk, conference.place.channel_id)
    return _form(conference, person, asked, desk, templates=templates, leads=leads)


async def _meant(asked: Asked, desk: Desk) -> list[Conference]:
    """One, or those that are planned here."""
    call = asked.call
    if asked.value:
        return [await desk.conferences.known(call.workspace_id, asked.value)]
    code, rest = code_and_rest(call.text)
    nothing_more(rest)
    if code is not None:
        return [await desk.conferences.by_code(call.workspace_id, code)]
    here = await desk.conferences.planned_here(call.workspace_id, call.place.channel_id)
    if not here:
        raise BadCommand(Mistake.NOTHING_HERE)
    return here


async def _templates(conference: Conference, desk: Desk) -> tuple[Template, ...]:
    """Those of its back end, its own among them whatever that says."""
    found, own = await desk.backends.templates(conference.provider), conference.plan.options.template
    strange = own is not None and own not in (one.id for one in found)
    return (Template(id=own, name=own), *found) if own and strange else found


def _form(
    conference: Conference,
    person: Person,
    asked: Asked,
    desk: Desk,
    *,
    templates: tuple[Template, ...],
    leads: tuple[int, ...],
) -> Block:
    plan = conference.plan
    zone = plan.zone if conference.series else person.zone
    repeat = repeat_of(plan.rule, plan.starts_at, zone)
    rule = plan.rule if repeat == plan_form.AS_SAID else None
    invited = [one.person_id for one in conference.invitations]
    shown = invited if len(invited) <= MOST_PEOPLE else None
    kept = {
        "conference": conference.id,
        "seen": conference.sequence,
        "zone": zone,
        "locale": person.locale,
        "at": plan.starts_at.isoformat(),
        "rule": rule,
        "backend": conference.provider,
        "invited": shown,
        "host": conference.host_id,
        "record": plan.record,
        "options": options_json(plan.options),
        "leads": plan.leads,
    }
    return plan_form.edit(
        conference,
        _filled(conference, shown, zone=zone, repeat=repeat),
        _choosable(conference, offered(desk, zone=zone, rule=rule, leads=leads, templates=templates)),
        metadata=asked.metadata(**kept),
    )


def _choosable(conference: Conference, all_there_is: plan_form.Offered) -> plan_form.Offered:
    """Without what its room, once it is made, can neither become nor give way for."""
    features = frozenset(all_there_is.backends.get(conference.provider, ()))
    if conference.room is not None and REPLACING - features:
        features -= {Feature.RECORD_FROM_START, Feature.TEMPLATES}
    return replace(all_there_is, backends={conference.provider: features})


def read(view: View, now: datetime) -> Reading:
    asked, errors = read_fields(view, now)
    kept = remembered(view)
    before = kept["invited"]
    people = asked["people"] if before is not None else []
    asked["people"] = [one for one in people if one not in (before or ())]
    asked["withdrawn"] = [one for one in before or () if one not in people]
    seen = {"seen": kept["seen"], "leads_seen": kept.get("leads")}
    return asked | seen, errors


async def carry_out(asked: dict[str, Any], call: Call, desk: Desk, say: Say) -> None:
    conference = await desk.conferences.known(call.workspace_id, asked["conference"])
    try:
        changed = await change(conference, _wanted(asked, conference), asked["seen"], call, desk, say)
    except ChangedMeanwhile as error:
        known = await desk.conferences.known(call.workspace_id, conference.id)
        await say(Reply(message=plan_form.changed_meanwhile(known, problem.explain(error, reference=""))))
        await show.show(known, desk, say)
        return
    if changed is None:
        return
    await say(Reply(message=plan_form.saved(changed)))
    if others := [one for one in asked["people"] if one != call.person_id]:
        await invite(changed, others, call, desk, say)
    if asked["withdrawn"]:
        await withdraw(changed, asked["withdrawn"], call, desk, say)


def _wanted(asked: dict[str, Any], conference: Conference) -> Plan:
    """The plan as it was filled in. Reminders that were left as they stood are left as they are now: changing them
    does not count as a change."""
    plan = plan_of(asked)
    left = asked.get("leads") == asked.get("leads_seen")
    return replace(plan, leads=conference.plan.leads) if left else plan


def _filled(conference: Conference, people: list[str] | None, *, zone: str, repeat: str) -> Filled:
    plan = conference.plan
    local = plan.starts_at.astimezone(ZoneInfo(zone))
    return Filled(
        topic=plan.topic,
        date=local.date().isoformat(),
        time=f"{local:%H:%M}",
        minutes=round(plan.duration / timedelta(minutes=1)) if plan.duration else 0,
        people=None if people is None else tuple(people),
        repeat=repeat,
        record=plan.record,
        options=option_fields.filled(plan.options),
        leads=plan.leads,
    )


FORM = Form(
    name=plan_form.EDIT,
    title=plan_form.CHANGE_TITLE,
    fill=fill,
    read=read,
    carry_out=carry_out,
    opened_by=(CHANGE,),
)
