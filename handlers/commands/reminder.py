"""Reminders, by the buttons under them."""

from datetime import UTC, datetime

from bot.blocks import lead_told, question, reminder
from bot.choices import LEADS, Change, Held, Scope
from bot.model import Conference, Rsvp, Stage
from bot.services.reminders import leads_of
from handlers.commands.call import Call, Desk, Reply, Say


async def late(value: str, call: Call, desk: Desk, say: Say) -> None:
    """Those who wait are told. Raises `NotInvited`."""
    conference = await _meant(value, call, desk)
    if conference.stage.over:
        await say(Reply(message=question.over_already(conference)))
        return
    await desk.recalls.late(conference, call.person_id, now=desk.clock())


async def snooze(value: str, call: Call, desk: Desk, say: Say) -> None:
    conference = await _meant(value, call, desk)
    await _put_off(conference, call.asked_at + reminder.SNOOZED_FOR, call, desk, say)


async def at_start(value: str, call: Call, desk: Desk, say: Say) -> None:
    conference = await _meant(value, call, desk)
    await _put_off(conference, conference.begins_at, call, desk, say)


async def not_coming(value: str, call: Call, desk: Desk, say: Say) -> None:
    """The same as "No" under the invitation. Raises `NotInvited`."""
    conference = await _meant(value, call, desk)
    if await _too_late(conference, desk, say):
        return
    await desk.invitations.reply(conference, call.person_id, Rsvp.NO, now=desk.clock())
    await desk.recalls.follow(conference, call.person_id, now=desk.clock())


async def _put_off(conference: Conference, to: datetime, call: Call, desk: Desk, say: Say) -> None:
    if await _too_late(conference, desk, say):
        return
    to = min(to, conference.begins_at)
    await desk.recalls.put_off(conference, call.person_id, to=to, now=desk.clock())


async def _too_late(conference: Conference, desk: Desk, say: Say) -> bool:
    """Where it has begun or is over, the truth is told instead."""
    if conference.stage.over:
        await say(Reply(message=question.over_already(conference)))
    elif conference.stage is Stage.LIVE:
        features = desk.backends.features(conference.provider)
        await say(Reply(message=question.begun(conference, features=features)))
    return conference.stage.over or conference.stage is Stage.LIVE


async def fewer(value: str, call: Call, desk: Desk, say: Say) -> None:
    """Asks what is less, where there is anything."""
    conference = await _meant(value, call, desk)
    usual = (await desk.choices.of(call.workspace_id, conference.place.channel_id, call.person_id)).leads
    leads = leads_of(conference, usual)
    if not leads:
        await say(Reply(message=lead_told.mine(usual)))
        return
    await say(Reply(message=reminder.fewer(leads, shortest=min(leads) if len(leads) > 1 else None)))


async def only(value: str, call: Call, desk: Desk, say: Say) -> None:
    await _choose((int(value),), call, desk, say)


async def never(value: str, call: Call, desk: Desk, say: Say) -> None:
    await _choose((), call, desk, say)


async def _choose(leads: tuple[int, ...], call: Call, desk: Desk, say: Say) -> None:
    person = await desk.people.likely(call.workspace_id, call.person_id)
    change = Change(scope=Scope.PERSON, scope_id=call.person_id, choice=LEADS, value=leads)
    await desk.choices.choose(call.workspace_id, [change], by=person)
    await say(Reply(message=lead_told.mine(Held(value=leads, scope=Scope.PERSON)), replaces=True))


async def _meant(value: str, call: Call, desk: Desk) -> Conference:
    conference_id, _, starts_at = value.partition(":")
    at = datetime.fromtimestamp(int(starts_at), UTC)
    return await desk.recalls.concerned(call.workspace_id, conference_id, at)
