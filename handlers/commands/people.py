"""`/conf people`: who is in, who came; those who host it steer it from here."""

from bot.blocks import control, crowd, question, replies
from bot.errors import BadCommand, Mistake
from bot.model import Conference, Person, Stage
from bot.services.guests import may_see
from bot.services.invitations import may_withdraw
from handlers.commands.call import Call, Desk, Reply, Say, Subcommand, as_read, code_and_rest
from handlers.commands.choosing import chosen


async def run(call: Call, desk: Desk, say: Say) -> None:
    code, rest = code_and_rest(call.text)
    word, _, after = rest.partition(" ")
    if code is None and after:
        code, after = code_and_rest(after)
    does = _WORDS.get(word.casefold())
    if does is None or after:
        raise BadCommand(Mistake.EXTRA_WORDS, said=as_read(rest))
    action_id, verb, do = does
    conference = await chosen(call, code, desk, say, action_id=action_id, verb=verb)
    if conference is not None:
        await do(conference, call, desk, say)


async def show(conference: Conference, call: Call, desk: Desk, say: Say) -> None:
    """The list as it is now, or who came; of one that is to come, who is asked and what they said."""
    if conference.stage is Stage.SCHEDULED:
        await _asked(conference, call, desk, say)
        return
    conference = await desk.watching.fresh(conference, now=desk.clock())
    if conference.stage.over:
        await say(Reply(message=crowd.attendance(conference)))
        return
    person = await desk.people.likely(call.workspace_id, call.person_id)
    features = desk.backends.features(conference.provider)
    message = crowd.panel(
        conference,
        features=features,
        steers=desk.control.steers(conference, person),
        missing=desk.nudging.missing(conference, now=desk.clock()),
        rings=desk.nudging.rings(conference),
        guests=_guests(conference, person),
        at=(conference.checked_at if crowd.told_of(features) else None) or desk.clock(),
    )
    await say(Reply(message=message))


async def _asked(conference: Conference, call: Call, desk: Desk, say: Say) -> None:
    person = await desk.people.likely(call.workspace_id, call.person_id)
    withdrawable = {one.person_id for one in conference.invitations if may_withdraw(conference, [one], person)}
    guests = _guests(conference, person)
    await say(Reply(message=replies.panel(conference, withdrawable=withdrawable, guests=guests, at=desk.clock())))


def _guests(conference: Conference, person: Person) -> list[str]:
    """The addresses of those from outside that they may see."""
    return [one.address for one in conference.guests if may_see(conference, one, person)]


async def nudge(conference: Conference, call: Call, desk: Desk, say: Say) -> None:
    """A message to each who was invited and is not in."""
    people = await desk.nudging.nudge(conference, by=call.person_id, now=desk.clock())
    await say(Reply(message=control.nudged(conference, people)))


async def ring(conference: Conference, call: Call, desk: Desk, say: Say) -> None:
    """A call to the client of each who was invited and is not in."""
    rung = await desk.nudging.ring(conference, by=call.person_id, now=desk.clock())
    await say(Reply(message=control.rung(conference, rung.reached, rung.missed)))


async def dial_in(conference: Conference, call: Call, desk: Desk, say: Say) -> None:
    """The telephone numbers that lead in. Raises `Unsupported`, `ProviderError`."""
    if conference.stage.over:
        await say(Reply(message=question.over_already(conference)))
        return
    provider = desk.backends.named(conference.provider)
    rows = await desk.backends.ask(conference.provider, provider.dial_in())
    await say(Reply(message=control.numbers(conference, [(one.number, one.place) for one in rows])))


_WORDS = {
    "": (crowd.PEOPLE, "Show", show),
    "nudge": (crowd.NUDGE, "Nudge for", nudge),
    "ring": (crowd.RING, "Ring for", ring),
}

SUBCOMMAND = Subcommand(
    name="people",
    usage="people [code] [nudge|ring]",
    summary="Shows who is in, who came, or who is invited and what they said; nudges or rings those who are missing.",
    examples=("people", "people K7F3", "people nudge"),
    near=("who", "participants", "attendance", "in"),
    run=run,
)
