"""Where a card can stand, found out before a back end is asked."""

import pytest

from bot.errors import NoPlace
from bot.services.places import Places, Standing
from playground.slack.seed import (
    ANA,
    ANA_BEN,
    BOT_USER,
    GENERAL,
    GROUP,
    OLD,
    OPS,
    SECRET,
    TEAM,
    TEAM_CHANNEL,
)
from tests.backstage import Backstage


async def standing(plenum: Backstage, channel: str, *, can_answer: bool = True) -> Standing:
    return await plenum.places.standing(TEAM, channel, can_answer=can_answer)


@pytest.mark.parametrize("channel", [TEAM_CHANNEL, GENERAL, OPS])
async def test_plenum_posts_in_its_channels_and_in_any_public_one(plenum: Backstage, channel: str) -> None:
    assert await standing(plenum, channel) is Standing.POST


async def test_plenum_posts_in_its_own_direct_messages(plenum: Backstage) -> None:
    own = plenum.slack.workspace.app_direct(ANA)

    assert await standing(plenum, own.id) is Standing.POST


@pytest.mark.parametrize("channel", [SECRET, ANA_BEN, GROUP])
async def test_elsewhere_the_card_is_the_answer(plenum: Backstage, channel: str) -> None:
    assert await standing(plenum, channel) is Standing.ANSWER


async def test_where_nothing_can_be_answered_either_no_card_can_stand(plenum: Backstage) -> None:
    with pytest.raises(NoPlace) as refused:
        await standing(plenum, SECRET, can_answer=False)

    assert (refused.value.code, refused.value.channel_id) == ("not_in_channel", SECRET)


async def test_an_archived_channel_is_refused(plenum: Backstage) -> None:
    with pytest.raises(NoPlace) as refused:
        await standing(plenum, OLD)

    assert refused.value.code == "is_archived"


async def test_a_channel_is_remembered_for_a_minute(plenum: Backstage) -> None:
    await standing(plenum, SECRET)
    plenum.slack.enter(plenum.slack.workspace.conversations[SECRET], BOT_USER)

    known = await standing(plenum, SECRET)
    plenum.clock.advance(minutes=1)
    later = await standing(plenum, SECRET)

    assert (known, later) == (Standing.ANSWER, Standing.POST)


async def test_not_every_channel_is_remembered_for_ever(plenum: Backstage) -> None:
    forgetful = Places(plenum.door, clock=plenum.clock, most=1)

    for channel in (GENERAL, OPS, GENERAL):
        await forgetful.standing(TEAM, channel, can_answer=True)

    assert len(plenum.asked("conversations.info")) == 3


async def test_when_slack_cannot_be_asked_posting_is_tried_and_nothing_remembered(plenum: Backstage) -> None:
    plenum.slack.faults.set("server_error", method="conversations.info", times=1)

    assert await standing(plenum, SECRET) is Standing.POST
    assert await standing(plenum, SECRET) is Standing.ANSWER


@pytest.mark.parametrize(
    ("channel", "public"), [(TEAM_CHANNEL, True), (GENERAL, True), (OPS, False), (SECRET, False), (ANA_BEN, False)]
)
async def test_only_public_channels_are_open_to_all(plenum: Backstage, channel: str, public: bool) -> None:
    assert await plenum.places.open_to_all(TEAM, channel) is public


async def test_when_slack_cannot_be_asked_nothing_is_open_to_all(plenum: Backstage) -> None:
    plenum.slack.faults.set("server_error", method="conversations.info")

    assert not await plenum.places.open_to_all(TEAM, GENERAL)
