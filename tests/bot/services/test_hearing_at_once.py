"""What is told in one moment is followed by several at once, each with what it read before: nobody stays in by it."""

import asyncio
import itertools
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.live import EventKind, Participant, ProviderEvent
from bot.model import Conference
from tests.backstage import Backstage
from tests.poor import Crowded

KELLY = Participant(id="p1", name="Kelly")
TOLD = (EventKind.JOINED, EventKind.LEFT, EventKind.EMPTIED)


@pytest.fixture
async def live(plenum: Backstage, hall: Crowded) -> Conference:
    hall.complete = False  # only what is told counts here
    return await plenum.start(provider="hall")


async def follow(plenum: Backstage, stale: Conference, kinds: Sequence[EventKind]) -> Conference:
    """All of them by somebody who knows only how it was before."""
    assert stale.room is not None
    for number, kind in enumerate(kinds):
        event = ProviderEvent(
            kind=kind,
            key=str(number),
            said=kind.value,
            at=plenum.clock() + timedelta(seconds=TOLD.index(kind)),
            room_id=stale.room.id,
            session_id="s1",
            participant=KELLY if kind is not EventKind.EMPTIED else None,
        )
        await plenum.watching.heard(stale, event, now=plenum.clock())
    return await plenum.known(stale)


@pytest.mark.parametrize("kinds", list(itertools.permutations(TOLD)), ids=" ".join)
async def test_whoever_left_has_left_in_whatever_order_it_is_written(
    plenum: Backstage, live: Conference, kinds: Sequence[EventKind]
) -> None:
    known = await follow(plenum, live, kinds)

    assert [(one.name, one.inside) for one in known.seen] == [("Kelly", False)]


async def test_whoever_was_told_to_have_come_keeps_when_that_was(plenum: Backstage, live: Conference) -> None:
    known = await follow(plenum, live, (EventKind.JOINED, EventKind.LEFT))

    (kelly,) = known.seen
    assert (kelly.joined_at, kelly.left_at) == (plenum.clock(), plenum.clock() + timedelta(seconds=1))


async def test_two_processes_at_once_come_to_the_same(plenum: Backstage, live: Conference) -> None:
    await asyncio.gather(*(follow(plenum, live, kinds) for kinds in itertools.permutations(TOLD[:2])))

    assert [(one.name, one.inside) for one in (await plenum.known(live)).seen] == [("Kelly", False)]
