"""`/conf list`: what is live, and only to those who may know."""

import pytest

from bot.errors import BadCommand
from bot.model import Place
from handlers.commands import list as listing
from playground.slack.seed import ANA, BEN, BOT_USER, CLEO, GENERAL, OPS, SECRET, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.handlers.conftest import Said


async def run(plenum: Backstage, said: Said, text: str = "", *, by: str = BEN, channel: str = TEAM_CHANNEL) -> str:
    await listing.run(plenum.call(text, person_id=by, place=Place(channel_id=channel)), plenum.desk, said)
    return said.words


@pytest.fixture
async def busy(plenum: Backstage) -> Backstage:
    """One in #team, one in #general, a private one of Ana's and Cleo's that Ben was not asked to."""
    for number, (topic, channel) in enumerate([("Open", TEAM_CHANNEL), ("Wide", GENERAL), ("Quiet", SECRET)]):
        await plenum.start(key=f"command:{number}", topic=topic, place=Place(channel_id=channel))
    return plenum


@pytest.mark.parametrize("text", ["", "all", "live", "all live", "ALL"])
async def test_what_is_live_in_public_is_listed_to_everybody(busy: Backstage, said: Said, text: str) -> None:
    words = await run(busy, said, text)

    assert "*2 live in this workspace*" in words
    assert "*Open*" in words
    assert "*Wide*" in words


@pytest.mark.parametrize("text", ["", "mine", "here"])
async def test_what_is_private_is_not_listed_to_others(busy: Backstage, said: Said, text: str) -> None:
    assert "Quiet" not in await run(busy, said, text)


async def test_a_private_channel_that_plenum_is_in_is_private_all_the_same(plenum: Backstage, said: Said) -> None:
    plenum.slack.enter(plenum.slack.workspace.conversations[SECRET], BOT_USER)
    await plenum.start(topic="Quiet", place=Place(channel_id=SECRET))

    assert "Quiet" not in await run(plenum, said, by=CLEO, channel=OPS)


async def test_the_host_sees_their_own(busy: Backstage, said: Said) -> None:
    assert "*3 live that you are in*" in await run(busy, said, "mine", by=ANA)


async def test_those_who_were_invited_see_it(busy: Backstage, said: Said) -> None:
    (quiet,) = (one for one in await busy.all() if one.plan.topic == "Quiet")
    await busy.invitations.invite(quiet, [BEN], by=ANA, now=busy.clock())

    words = await run(busy, said, "mine")

    assert "*Live that you are in*" in words
    assert "*Quiet*" in words


async def test_those_who_ask_in_the_private_place_see_it(busy: Backstage, said: Said) -> None:
    assert "*Quiet*" in await run(busy, said, "here", by=CLEO, channel=SECRET)


async def test_here_lists_only_what_is_here(busy: Backstage, said: Said) -> None:
    words = await run(busy, said, "here")

    assert "*Live here*" in words
    assert "Wide" not in words


async def test_each_has_its_join(busy: Backstage, said: Said) -> None:
    await run(busy, said)

    accessories = [block["accessory"]["url"] for block in said[0].message.blocks if "accessory" in block]
    assert len(accessories) == 2
    assert not said[0].public


async def test_when_nothing_is_live_it_says_how_to_begin(plenum: Backstage, said: Said) -> None:
    assert await run(plenum, said, "here") == "Nothing is live here. Start one: `/conf start Weekly sync`"


async def test_when_slack_cannot_be_asked_what_is_elsewhere_stays_private(busy: Backstage, said: Said) -> None:
    busy.slack.faults.set("server_error", method="conversations.info")

    words = await run(busy, said)

    assert "Wide" not in words
    assert "Open" in words


@pytest.mark.parametrize(
    ("text", "unknown"), [("everywhere", "everywhere"), ("here now", "now"), ("today mine", "today mine")]
)
async def test_other_words_are_refused_by_name(plenum: Backstage, said: Said, text: str, unknown: str) -> None:
    with pytest.raises(BadCommand) as refused:
        await run(plenum, said, text)

    assert refused.value.said == unknown
