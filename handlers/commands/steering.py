"""What is done to a conference from Slack: by typing, from its card, from the list of who is in."""

from collections.abc import Callable, Sequence

from bot.blocks import control, crowd
from bot.errors import BadCommand, Mistake, NotInside
from bot.live import Seen
from bot.model import Conference
from bot.services.control import OneOrder, Order, inside_by_name
from handlers.commands.call import Call, Desk, Reply, Say, labelled, named_one

ROOM = {f"control.{order}": order for order in Order}
ONE = {f"control.{order}": order for order in OneOrder}
"""What each button of `bot.blocks.crowd` orders."""


async def steer(conference: Conference, action: str, call: Call, desk: Desk, say: Say) -> None:
    """One of `ROOM`. Raises what `bot.services.control` raises."""
    person = await desk.people.likely(call.workspace_id, call.person_id)
    await desk.control.room(conference, ROOM[action], by=person, now=desk.clock())
    await say(Reply(message=control.done(conference, action)))


async def steer_named(conference: Conference, action: str, said: str, call: Call, desk: Desk, say: Say) -> None:
    """One of `ONE`, for whoever is called or mentioned so. Raises `BadCommand` and what `bot.services.control` does."""
    name, person_id = named_one(await labelled(said, call.workspace_id, desk))
    await _steer(conference, action, lambda: _meant(conference, name, person_id=person_id), call, desk, say)


async def steer_chosen(conference: Conference, action: str, key: str, call: Call, desk: Desk, say: Say) -> None:
    """One of `ONE`, for whom a button of the list stands for. Raises what `bot.services.control` raises."""
    await _steer(conference, action, lambda: [_by_key(conference, key)], call, desk, say)


async def _steer(
    conference: Conference, action: str, whom: Callable[[], Sequence[Seen]], call: Call, desk: Desk, say: Say
) -> None:
    """What cannot or may not be done at all is said before anybody is looked for."""
    person = await desk.people.likely(call.workspace_id, call.person_id)
    desk.control.allow(conference, ONE[action], by=person)
    found = whom()
    for one in found:
        await desk.control.participant(conference, ONE[action], one, by=person, now=desk.clock())
    features = desk.backends.features(conference.provider)
    await say(Reply(message=control.done(conference, action, features=features, whom=found[0])))


def _meant(conference: Conference, said: str, *, person_id: str | None) -> list[Seen]:
    """Who of those inside is meant, on each device that they are in on; two who only have the same name are two."""
    found = inside_by_name(conference, said, person_id=person_id)
    if not found:
        raise NotInside(said)
    if len({one.person_id or one.account or one.id for one in found}) > 1:
        raise BadCommand(Mistake.WHICH_OF_THEM, said=said)
    return found


def _by_key(conference: Conference, key: str) -> Seen:
    """Raises `NotInside` for one who has left since the list was shown."""
    for one in conference.inside:
        if crowd.key_of(one.id) == key:
            return one
    left = next((one.name for one in conference.seen if crowd.key_of(one.id) == key), "that person")
    raise NotInside(left)
