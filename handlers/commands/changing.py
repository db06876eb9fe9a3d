"""A plan is changed: its room first, where that is there; if its back end is away, people may be told all the same."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.blocks import plan_form, problem
from bot.errors import Busy, ProviderError, Unanswered, Unreachable
from bot.model import Conference, Plan
from bot.options import options_json, read_options
from handlers.commands.call import Call, Desk, Reply, Say
from handlers.telling import reference_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The whole plan as it shall be, small enough for a button. `seen`: how often it had been changed before."""

    conference_id: str
    seen: int
    plan: Plan

    def as_value(self) -> str:
        plan = self.plan
        minutes = round(plan.duration / timedelta(minutes=1)) if plan.duration else 0
        parts = [plan.topic, plan.starts_at.isoformat(), minutes, plan.zone, plan.record, plan.rule, plan.leads]
        parts.append(options_json(plan.options))
        return json.dumps([self.conference_id, self.seen, *parts], ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_value(cls, value: str) -> "Change":
        """Older buttons knew neither leads nor options."""
        said = [*json.loads(value), None, None][:10]
        conference_id, seen, topic, at, minutes, zone, record, rule, leads, options = said
        plan = Plan(
            topic=topic,
            starts_at=datetime.fromisoformat(at),
            duration=timedelta(minutes=minutes) or None,
            zone=zone,
            record=record,
            rule=rule,
            leads=None if leads is None else tuple(leads),
            options=read_options(options),
        )
        return cls(conference_id=conference_id, seen=seen, plan=plan)


async def change(
    conference: Conference, plan: Plan, seen: int, call: Call, desk: Desk, say: Say, *, room_later: bool = False
) -> Conference | None:
    """The plan as it is then; None where its room could not be changed, which the person was told.

    Raises `NotAllowed`, `NotPlanned`, `ChangedMeanwhile`, `Unsupported`, `BadTime`.
    """
    person = await desk.people.likely(call.workspace_id, call.person_id)
    try:
        return await desk.planning.change(
            conference, plan, by=person, seen=seen, now=desk.clock(), room_later=room_later
        )
    except ProviderError as error:
        wanted = Change(conference_id=conference.id, seen=seen, plan=plan).as_value()
        attempt = problem.not_changed(conference, wanted=wanted, away=isinstance(error, _AWAY))
        await say(Reply(message=problem.explain(error, reference=reference_for(error), attempt=attempt)))
        return None


async def once_more(value: str, call: Call, desk: Desk, say: Say) -> None:
    """The same change again."""
    await _pressed(value, call, desk, say, room_later=False)


async def room_later(value: str, call: Call, desk: Desk, say: Say) -> None:
    """People are told now; the room follows when its back end is back."""
    await _pressed(value, call, desk, say, room_later=True)


async def _pressed(value: str, call: Call, desk: Desk, say: Say, *, room_later: bool) -> None:
    wanted = Change.from_value(value)
    conference = await desk.conferences.known(call.workspace_id, wanted.conference_id)
    changed = await change(conference, wanted.plan, wanted.seen, call, desk, say, room_later=room_later)
    if changed is not None:
        await say(Reply(message=plan_form.saved(changed), replaces=True))


_AWAY = (Unreachable, Unanswered, Busy)
