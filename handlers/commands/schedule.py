"""`/conf schedule`: a conference later, typed or by form."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.blocks import plan_form, plan_told, question
from bot.errors import BadCommand, BadTime, Mistake, TimeTrouble
from bot.model import Place, Plan, Stage
from bot.recurring import read_repeat, split_repeat
from bot.services.invitations import MANY
from bot.services.places import Standing
from bot.services.planning import PlanWish
from bot.when import read_leads, read_span, read_when
from handlers.commands.call import Call, Desk, Reply, Say, Subcommand, as_read, labelled, taken_apart, topic_of
from handlers.commands.dated import Read, Repeats, blame_options, dated, reading, repeating
from handlers.commands.wish import Wish, tell_whom

_HEADS = re.compile(r"\sfor\s+\d+\s*$", re.IGNORECASE)
"""A dinner for 12 at seven does not last twelve minutes."""
_LASTS = re.compile(r"\sfor\s+(?P<length>(?!\d+\s*$)\d\S*(?:\s+(?:min\w*|hours?|hrs?))?)\s*$", re.IGNORECASE)
"""With a figure and a unit: "for 25h". What is for a week is a topic."""
_REMINDS = re.compile(r"\sremind\s+(?P<leads>\d.*)$", re.IGNORECASE)


LONGEST = 2000
_NEVER_A_TIME = frozenset(
    {
        TimeTrouble.UNREADABLE,
        TimeTrouble.NO_TIME,
        TimeTrouble.UNKNOWN_ZONE,
        TimeTrouble.UNREADABLE_SPAN,
        TimeTrouble.TOO_SHORT,
        TimeTrouble.TOO_LONG,
        TimeTrouble.UNREADABLE_DAY,
        TimeTrouble.UNREADABLE_REPEAT,
        TimeTrouble.AMBIGUOUS_REPEAT,
        TimeTrouble.TOO_FEW_TIMES,
        TimeTrouble.TOO_MANY_TIMES,
        TimeTrouble.UNREADABLE_LEAD,
        TimeTrouble.TOO_MANY_LEADS,
        TimeTrouble.LEAD_TOO_LONG,
    }
)
"""What is wrong wherever somebody is, and whatever time it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAsked:
    """What is planned, with whom, on which back end, and where; `place` None: where it was asked."""

    plan: Plan
    people: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    provider: str | None = None
    place: Place | None = None


async def run(call: Call, desk: Desk, say: Say) -> None:
    """What cannot be planned as it was typed is told, with a button for the form."""
    read, repeats = await reading(call, desk), await repeating(call, desk)
    text = await labelled(call.text, call.workspace_id, desk)
    try:
        asked = read_plan(text, read, repeats)
    except (BadCommand, BadTime) as error:
        await say(Reply(message=plan_form.not_understood(error, typed=call.text)))
        return
    await plan_it(asked, call, desk, say)


def by_form(text: str, now: datetime) -> bool:
    """Whether something is missing or unclear, wherever they are who typed it. A very long text is left to the work:
    Slack waits while this is found out."""
    if len(text) > LONGEST:
        return False

    def repeats(said: str, zone: str) -> str:
        return read_repeat(said, now=now, zone=zone, locale=None).to_text()

    try:
        read_plan(text, partial(read_when, now=now, zone="UTC", locale=None), repeats)
    except BadCommand:
        return True
    except BadTime as error:
        return error.why in _NEVER_A_TIME
    return False


async def plan_it(asked: PlanAsked, call: Call, desk: Desk, say: Say) -> None:
    """From what was asked to the card, and one private line about the people. Raises what `bot.blocks.problem`
    explains."""
    place = asked.place or call.place
    here = place == call.place
    standing, named = await asyncio.gather(
        desk.places.standing(call.workspace_id, place.channel_id, can_answer=here and call.can_answer),
        desk.invitations.named(call.workspace_id, people=asked.people, groups=asked.groups, by=call.person_id),
    )
    if standing is Standing.ANSWER:
        await say(Reply(message=plan_told.no_place_here()))
        return
    many = len(named.reachable) > MANY
    wish = PlanWish(
        workspace_id=call.workspace_id,
        key=call.key,
        host_id=call.person_id,
        place=place,
        plan=asked.plan,
        people=() if many else named.reachable,
        provider=asked.provider,
    )
    conference = await desk.planning.plan(wish, now=desk.clock())
    if conference.stage is not Stage.SCHEDULED:
        return  # the same command, carried out again, later: its card says how it went
    await say(Reply(message=plan_told.planned(conference, elsewhere=not here)))
    if many:
        those = Wish(key=call.key, topic=None, people=asked.people, groups=asked.groups).as_value()
        await say(Reply(message=question.about_many(conference, len(named.reachable), asked=those)))
    else:
        await tell_whom(conference, named, desk, say)


def read_plan(text: str, read: Read, repeats: Repeats) -> PlanAsked:
    """Options may stand on both sides of the time. Raises `BadCommand`, `BadTime`."""
    typed = taken_apart(text, lasting=True)
    before, repeated = split_repeat(typed.rest)
    spanning = taken_apart(before, lasting=True) if repeated else typed
    found = dated(spanning.rest, read)
    named = taken_apart(found.before, lasting=not _HEADS.search(found.before))
    topic = topic_of(named)
    if topic is None:
        raise BadCommand(Mistake.EMPTY_TOPIC)
    duration = typed.duration or spanning.duration or named.duration
    leads = next((one.leads for one in (typed, spanning, named) if one.leads is not None), None)
    if duration is None:
        _none_such(_LASTS.search(named.rest), read_span)
    if leads is None:
        _none_such(_REMINDS.search(named.rest), read_leads)
    return PlanAsked(
        plan=Plan(
            topic=topic,
            starts_at=found.when.starts_at,
            duration=duration,
            zone=found.when.zone,
            record=typed.record or spanning.record or named.record,
            rule=_rule(as_read(repeated), found.when.zone, repeats) if repeated else None,
            leads=leads,
        ),
        people=typed.people,
        groups=typed.groups,
        provider=typed.provider or spanning.provider or named.provider,
    )


def _none_such(said: re.Match[str] | None, read_option: Callable[[str], object]) -> None:
    """Raises `BadTime` for a length that no conference has, or too long a time ahead, at the end of a topic."""
    try:
        if said:
            read_option(said[1])
    except BadTime as error:
        if error.why not in (TimeTrouble.UNREADABLE_SPAN, TimeTrouble.UNREADABLE_LEAD):
            raise


def _rule(said: str, zone: str, repeats: Repeats) -> str:
    try:
        return repeats(said, zone)
    except BadTime:
        blame_options(said, lambda before: repeats(before, zone))
        raise


SUBCOMMAND = Subcommand(
    name="schedule",
    usage="schedule TOPIC at WHEN [for SPAN] [every ... [until DATE|N times]] [with @people @group] [via BACKEND] "
    "[remind 15m,5m] [+record]",
    summary="Plans a conference and posts its card here; at its time it opens here by itself, with Join.",
    examples=(
        "schedule Weekly sync at tomorrow 15:00",
        "schedule Budget at Friday 9:30 for 45m with @ben via hq",
        "schedule Standup at 9:30 for 15m every weekday until 18 December",
        "schedule Board at 1 March 10:00 remind 1 day,15m",
        'schedule "Lunch at Joe’s" at 12 December noon',
    ),
    near=("plan", "book"),
    run=run,
    form=plan_form.SCHEDULE,
    by_form=by_form,
)
