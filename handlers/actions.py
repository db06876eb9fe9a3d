"""Buttons: what each press means."""

from collections.abc import Awaitable, Callable

from bot.blocks import calendar, control, crowd, menu, plan, problem, question, reminder, replies
from bot.blocks import conference as shown
from bot.blocks import listing as listed
from bot.model import Conference, Message, Stage
from bot.services.intents import AlreadyOne
from bot.services.invitations import Named
from bot.services.starting import NotStarted
from handlers.commands import calendar as calendars
from handlers.commands import (
    cancel,
    changing,
    early,
    end,
    help_about,
    host,
    invite,
    move,
    outside,
    people,
    phone,
    remind,
    rsvp,
    show,
    steering,
    uninvite,
)
from handlers.commands import list as listing
from handlers.commands import reminder as recall
from handlers.commands.call import Call, Desk, Reply, Say
from handlers.commands.wish import Wish, announce, another, carry_out, not_started, tell_whom

FOR_ALL = frozenset({shown.JOIN, shown.JOIN_PRIVATELY, *replies.SAYS, *reminder.FOR_ALL})
"""What people of another organisation may press too, where they may be invited."""

Meaning = Callable[[str, Call, Desk, Say], Awaitable[None]]


async def press(action_id: str, value: str, call: Call, desk: Desk, say: Say) -> None:
    """Carry out one press. A button of an older release is answered, too."""
    meaning = _MEANINGS.get(action_id)
    if meaning is None:
        await say(Reply(message=problem.outdated()))
    else:
        await meaning(value, call, desk, say)


async def _known(value: str, call: Call, desk: Desk) -> Conference:
    return await desk.conferences.known(call.workspace_id, value)


async def _join(value: str, call: Call, desk: Desk, say: Say) -> None:
    """Slack opens the link by itself; on an old copy the truth is told."""
    conference = await _known(value, call, desk)
    if conference.stage.over:
        await say(Reply(message=question.over_already(conference)))


async def _join_privately(value: str, call: Call, desk: Desk, say: Say) -> None:
    """A link of their own for whoever presses."""
    conference = await _known(value, call, desk)
    if conference.stage.over:
        await say(Reply(message=question.over_already(conference)))
        return
    person = await desk.people.likely(call.workspace_id, call.person_id)
    link = await desk.hosting.personal_link(conference, person)
    await say(Reply(message=control.own_link(conference, link)))


async def _people(value: str, call: Call, desk: Desk, say: Say) -> None:
    await people.show(await _known(value, call, desk), call, desk, say)


async def _nudge(value: str, call: Call, desk: Desk, say: Say) -> None:
    await people.nudge(await _known(value, call, desk), call, desk, say)


async def _ring(value: str, call: Call, desk: Desk, say: Say) -> None:
    await people.ring(await _known(value, call, desk), call, desk, say)


async def _dial_in(value: str, call: Call, desk: Desk, say: Say) -> None:
    await people.dial_in(await _known(value, call, desk), call, desk, say)


async def _call_number(value: str, call: Call, desk: Desk, say: Say) -> None:
    conference_id, _, number = value.partition(":")
    await phone.dial(await _known(conference_id, call, desk), number, call, desk, say)


async def _keep_open(value: str, call: Call, desk: Desk, say: Say) -> None:
    conference = await _known(value, call, desk)
    if conference.stage.over:
        await say(Reply(message=question.over_already(conference), replaces=True))
        return
    await desk.watching.keep(conference, now=desk.clock())
    await say(Reply(message=control.kept_open(conference), replaces=True))


def _steers(action: str) -> Meaning:
    async def order(value: str, call: Call, desk: Desk, say: Say) -> None:
        await steering.steer(await _known(value, call, desk), action, call, desk, say)

    return order


def _steers_one(action: str) -> Meaning:
    async def order(value: str, call: Call, desk: Desk, say: Say) -> None:
        conference_id, _, key = value.partition(":")
        conference = await _known(conference_id, call, desk)
        await steering.steer_chosen(conference, action, key, call, desk, say)

    return order


async def _add_to_calendar(value: str, call: Call, desk: Desk, say: Say) -> None:
    await calendars.add(await _known(value, call, desk), call, desk, say)


async def _renew_feed(value: str, call: Call, desk: Desk, say: Say) -> None:
    await calendars.renew(call, desk, say)


async def _opened(value: str, call: Call, desk: Desk, say: Say) -> None:
    """Slack opens the link by itself."""


async def _show(value: str, call: Call, desk: Desk, say: Say) -> None:
    await show.show(await _known(value, call, desk), desk, say)


async def _ask_end(value: str, call: Call, desk: Desk, say: Say) -> None:
    await end.ask(await _known(value, call, desk), call, desk, say)


async def _end(value: str, call: Call, desk: Desk, say: Say) -> None:
    await end.end(await _known(value, call, desk), call, desk, say)


async def _cancel(value: str, call: Call, desk: Desk, say: Say) -> None:
    await cancel.cancel(await _known(value, call, desk), call, desk, say)


async def _cancel_date(value: str, call: Call, desk: Desk, say: Say) -> None:
    conference_id, _, date = value.partition(":")
    await cancel.cancel_date(await _known(conference_id, call, desk), int(date), call, desk, say)


async def _start_early(value: str, call: Call, desk: Desk, say: Say) -> None:
    await early.start(await _known(value, call, desk), call, desk, say)


async def _keep(value: str, call: Call, desk: Desk, say: Say) -> None:
    await say(Reply(message=question.kept(await _known(value, call, desk)), replaces=True))


async def _host(value: str, call: Call, desk: Desk, say: Say) -> None:
    await host.hand_over(await _known(value, call, desk), call, desk, say)


async def _start_another(value: str, call: Call, desk: Desk, say: Say) -> None:
    await carry_out(Wish.from_value(value).pressed("another", another=True), call, desk, say)


async def _start_meant(value: str, call: Call, desk: Desk, say: Say) -> None:
    await carry_out(Wish.from_value(value).pressed("meant"), call, desk, say)


async def _start_again(value: str, call: Call, desk: Desk, say: Say) -> None:
    await _again(value, None, call, desk, say)


async def _start_elsewhere(value: str, call: Call, desk: Desk, say: Say) -> None:
    conference_id, _, provider = value.partition(":")
    await _again(conference_id, provider, call, desk, say)


async def _again(conference_id: str, provider: str | None, call: Call, desk: Desk, say: Say) -> None:
    try:
        started = await desk.starting.start_again(
            call.workspace_id, conference_id, provider=provider, by=call.key, asked_at=call.asked_at, now=desk.clock()
        )
    except AlreadyOne as already:
        wish = _same_wish(await _known(conference_id, call, desk), provider, call)
        await say(Reply(message=another(already.conference, wish, desk)))
    except NotStarted as failed:
        await say(not_started(failed, desk))
    else:
        if started.fresh or call.repeated:
            await announce(started.conference, desk, say)
        await say(Reply(message=_stands(started.conference)))
        if started.fresh:
            await tell_whom(started.conference, _invited(started.conference), desk, say)


def _invited(conference: Conference) -> Named:
    return Named(reachable=tuple(one.person_id for one in conference.invitations), missed=())


def _same_wish(conference: Conference, provider: str | None, call: Call) -> Wish:
    asked = tuple(one.person_id for one in conference.invitations)
    plan, provider = conference.plan, provider or conference.provider
    options = plan.options if provider == conference.provider else plan.options.elsewhere()
    return Wish(key=call.key, topic=plan.topic, people=asked, provider=provider, record=plan.record, options=options)


def _stands(conference: Conference) -> Message:
    if conference.stage.over:
        return question.over_already(conference)
    if conference.stage is Stage.STARTING:
        return question.being_started(conference)
    return question.started_privately(conference)


async def _invite_all(value: str, call: Call, desk: Desk, say: Say) -> None:
    await _invite(value, call, desk, say, confirmed=True)


async def _invite_these(value: str, call: Call, desk: Desk, say: Say) -> None:
    await _invite(value, call, desk, say, confirmed=False)


async def _invite(value: str, call: Call, desk: Desk, say: Say, *, confirmed: bool) -> None:
    wish = Wish.from_value(value)
    conference = await desk.conferences.asked_for(call.workspace_id, wish.key)
    groups, channel = wish.groups, wish.channel
    await invite.invite(conference, wish.people, call, desk, say, groups=groups, channel=channel, confirmed=confirmed)


async def _withdraw_these(value: str, call: Call, desk: Desk, say: Say) -> None:
    wish = Wish.from_value(value)
    conference = await _known(wish.key, call, desk)
    await uninvite.withdraw(conference, wish.people, call, desk, say, groups=wish.groups)


async def _withdraw(value: str, call: Call, desk: Desk, say: Say) -> None:
    """Somebody's id, or a guest's address."""
    conference_id, _, whom = value.partition(":")
    conference = await _known(conference_id, call, desk)
    if "@" in whom and not conference.stage.over:
        await outside.withdraw(conference, [whom], call, desk, say)
    else:
        await uninvite.withdraw(conference, [whom], call, desk, say)


def _replies(action: str) -> Meaning:
    async def said(value: str, call: Call, desk: Desk, say: Say) -> None:
        await rsvp.reply(await _known(value, call, desk), action, call, desk, say)

    return said


async def _list(value: str, call: Call, desk: Desk, say: Say) -> None:
    await listing.run(call, desk, say)


async def _turn(value: str, call: Call, desk: Desk, say: Say) -> None:
    await listing.turn(value, call, desk, say)


async def _help(value: str, call: Call, desk: Desk, say: Say) -> None:
    await say(Reply(message=help_about(None)))


async def _add_here(value: str, call: Call, desk: Desk, say: Say) -> None:
    await say(Reply(message=question.how_to_add(call.place.channel_id)))


_MEANINGS: dict[str, Meaning] = {
    shown.JOIN: _join,
    shown.END: _ask_end,
    question.END_NOW: _end,
    plan.CANCEL: _ask_end,
    plan.CANCEL_NOW: _cancel,
    plan.CANCEL_DATE: _cancel_date,
    plan.START: _start_early,
    move.MOVE_THIS: move.move_chosen,
    remind.REMIND_THIS: remind.remind_chosen,
    plan.MOVE_DATE: move.move_date,
    plan.MOVE_ALL: move.move_all,
    question.KEEP: _keep,
    shown.HOST: _host,
    question.ANOTHER: _start_another,
    question.INVITE_ALL: _invite_all,
    question.INVITE_THESE: _invite_these,
    shown.ADD_HERE: _add_here,
    show.SHOW: _show,
    shown.JOIN_PRIVATELY: _join_privately,
    shown.DIAL_IN: _dial_in,
    crowd.PEOPLE: _people,
    crowd.NUDGE: _nudge,
    crowd.RING: _ring,
    control.KEEP_OPEN: _keep_open,
    phone.CALL_THIS: _call_number,
    replies.WITHDRAW: _withdraw,
    replies.WITHDRAW_THESE: _withdraw_these,
    **{action: _replies(action) for action in replies.SAYS},
    **{action: _steers(action) for action in steering.ROOM},
    **{action: _steers_one(action) for action in steering.ONE},
    menu.START_THIS: _start_meant,
    menu.LIST: _list,
    listed.TURN: _turn,
    menu.HELP: _help,
    calendar.ADD: _add_to_calendar,
    calendar.RENEW: _renew_feed,
    **dict.fromkeys(calendar.OPENED, _opened),
    reminder.LATE: recall.late,
    reminder.SNOOZE: recall.snooze,
    reminder.AT_START: recall.at_start,
    reminder.NOT_COMING: recall.not_coming,
    reminder.FEWER: recall.fewer,
    reminder.ONLY: recall.only,
    reminder.NEVER: recall.never,
    problem.AGAIN: _start_again,
    problem.CHANGE_AGAIN: changing.once_more,
    problem.CHANGE_NOW: changing.room_later,
    problem.ELSEWHERE: _start_elsewhere,
}
