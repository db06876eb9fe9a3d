"""What the other commands do with a conference that is to come."""

import pytest

from bot.model import DeliveryKind, Stage
from playground.slack.seed import BEN, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.handlers.talk import Talk


async def test_show_shows_a_copy_of_its_card(plenum: Backstage, talk: Talk) -> None:
    conference = await plenum.plan()

    shown = await talk.types("show")

    assert f"It opens here at its time, with Join. `{conference.code}`" in shown.words
    assert "As of" in shown.words


async def test_whoever_is_invited_to_it_is_asked_for_then(plenum: Backstage, talk: Talk) -> None:
    await plenum.plan()
    await plenum.deliver()

    await talk.types(f"invite <@{BEN}|ben>")
    await plenum.deliver()

    assert [message["text"] for message in plenum.direct(BEN)] == ["You are invited to Weekly sync"]
    (card,) = plenum.slack.board.all(TEAM_CHANNEL)
    assert f"with <@{BEN}>" in str(card.blocks)


@pytest.mark.parametrize(
    "text",
    [
        "people nudge",
        "people ring",
        "record start",
        "mute",
        "lock",
        "kick Ben",
        "call 101",
        "host",
    ],
)
async def test_what_needs_a_live_one_says_that_it_is_not_going_on(plenum: Backstage, talk: Talk, text: str) -> None:
    await plenum.plan()

    assert "conference *Weekly sync* is not live now" in (await talk.types(text)).words


async def test_nobody_gets_a_way_to_host_what_has_no_room_yet(plenum: Backstage, talk: Talk) -> None:
    await plenum.plan()

    await talk.types("host")

    assert await plenum.owed(DeliveryKind.HOST_SECRET) == []


async def test_it_can_be_cancelled_from_what_its_planner_reads(plenum: Backstage, talk: Talk) -> None:
    planned = await talk.types("schedule Weekly sync at tomorrow 15:00")

    asked = await talk.presses(planned.choice("Cancel it"))
    await talk.presses(asked.choice("Cancel it"))

    assert [one.stage for one in await plenum.all()] == [Stage.CANCELLED]


async def test_a_second_one_is_started_beside_it_without_a_question(plenum: Backstage, talk: Talk) -> None:
    await plenum.plan()

    await talk.types("start Budget")

    assert [one.stage for one in await plenum.all()] == [Stage.SCHEDULED, Stage.LIVE]
