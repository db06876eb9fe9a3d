"""Slack's own call block: an extra on the card, never needed."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.live import Seen
from bot.services.calls import SCOPE
from bot.store.stays import keep_seen
from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.backstage import Backstage, backstage, manifest
from tests.conftest import FrozenClock
from tests.poor import Linked


@pytest.fixture
async def without_scope(sqlite_url: str, clock: FrozenClock) -> AsyncIterator[Backstage]:
    """The administrators did not grant it."""
    async with backstage(sqlite_url, clock=clock, scopes=manifest().scopes - {SCOPE}) as built:
        yield built


def blocks(plenum: Backstage) -> list[str]:
    """The kinds of blocks on the card in #team."""
    (card,) = plenum.slack.board.all(TEAM_CHANNEL)
    return [block["type"] for block in card.blocks]


async def test_with_the_scope_the_card_carries_a_call(plenum: Backstage) -> None:
    conference = await plenum.start()

    await plenum.deliver()

    (call,) = plenum.slack.workspace.calls.values()
    assert "call" in blocks(plenum)
    assert conference.room is not None
    assert (call.title, call.join_url, call.created_by) == ("Weekly sync", conference.room.join_url, ANA)
    assert (await plenum.known(conference)).call_id == call.id


async def test_without_the_scope_slack_is_not_asked_and_the_card_stands(without_scope: Backstage) -> None:
    await without_scope.start()

    await without_scope.deliver()

    assert without_scope.asked("calls.add") == []
    assert "actions" in blocks(without_scope)


@pytest.mark.parametrize("fault", ["server_error", "rate_limit", "drop_after"])
async def test_whatever_slack_says_the_card_stands(plenum: Backstage, fault: str) -> None:
    plenum.slack.faults.set(fault, method="calls.add")
    await plenum.start()

    await plenum.deliver()

    assert "call" not in blocks(plenum)
    assert "actions" in blocks(plenum)


async def test_a_post_that_is_tried_again_keeps_its_call(plenum: Backstage) -> None:
    plenum.slack.faults.set("server_error", method="chat.postMessage", times=1)
    await plenum.start()

    await plenum.deliver()
    await plenum.deliver(seconds=5)

    assert len(plenum.asked("calls.add")) == 1
    assert "call" in blocks(plenum)


async def test_a_room_that_can_only_be_dialled_is_no_call(plenum: Backstage) -> None:
    await plenum.start(provider="dial")

    await plenum.deliver()

    assert plenum.asked("calls.add") == []


async def test_join_stands_beside_the_call(sqlite_url: str, clock: FrozenClock) -> None:
    async with backstage(sqlite_url, clock=clock, providers={"linked": Linked("linked", clock=clock)}) as plenum:
        await plenum.start(provider="linked")

        await plenum.deliver()

        assert {"call", "actions"} <= set(blocks(plenum))


async def test_the_call_ends_with_the_conference(plenum: Backstage) -> None:
    conference = await plenum.start()
    await plenum.deliver()
    plenum.clock.advance(minutes=41)

    await plenum.conferences.close(conference, by=ANA, now=plenum.clock())
    await plenum.deliver()

    (call,) = plenum.slack.workspace.calls.values()
    assert (call.date_end or 0) - call.date_start == 41 * 60
    assert "call" not in blocks(plenum)


async def test_a_call_that_cannot_be_ended_does_not_keep_the_card_open(plenum: Backstage) -> None:
    conference = await plenum.start()
    await plenum.deliver()
    plenum.slack.faults.set("server_error", method="calls.end")

    await plenum.conferences.close(conference, by=ANA, now=plenum.clock())
    await plenum.deliver()

    assert plenum.standing_in(TEAM_CHANNEL) == ["Weekly sync has ended"]


class TestFollowing:
    """Who is in stands in Slack's call, too."""

    async def seen(self, plenum: Backstage, *inside: Seen) -> None:
        (known,) = await plenum.all()
        gone = [replace(one, left_at=plenum.clock()) for one in known.inside if one not in inside]
        async with plenum.database.write() as connection:
            await keep_seen(connection, known, (*inside, *gone))
        (known,) = await plenum.all()
        await plenum.calls.follow(known)

    async def test_who_comes_and_who_leaves(self, plenum: Backstage) -> None:
        await plenum.start()
        await plenum.deliver()
        ana = Seen(id="1", name="Ana", person_id=ANA, joined_at=plenum.clock())
        kelly = Seen(id="2", name="Kelly", joined_at=plenum.clock())

        await self.seen(plenum, ana, kelly)
        await self.seen(plenum, kelly)

        (removed,) = plenum.asked("calls.participants.remove")
        assert json.loads(removed["users"]) == [{"slack_id": ANA}]

    async def test_what_was_told_is_not_told_again(self, plenum: Backstage) -> None:
        await plenum.start()
        await plenum.deliver()
        ana = Seen(id="1", name="Ana", person_id=ANA, joined_at=plenum.clock())

        for _ in range(3):
            await self.seen(plenum, ana)

        assert len(plenum.asked("calls.participants.add")) == 1

    async def test_without_a_call_nobody_is_told(self, without_scope: Backstage) -> None:
        await without_scope.start()
        await without_scope.deliver()

        await self.seen(without_scope, Seen(id="1", name="Ana", joined_at=without_scope.clock()))

        assert not without_scope.asked("calls.participants.add")
