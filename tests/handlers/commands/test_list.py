"""`/conf list`: what is live and what comes, and only to those who may know."""

import pytest

from bot.errors import BadCommand
from bot.model import Place, Rsvp, Stage
from handlers.commands import list as listing
from playground.slack.seed import ANA, BEN, BOT_USER, CLEO, GENERAL, OPS, SECRET, TEAM, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.handlers.conftest import Said
from tests.handlers.talk import Answer, Talk


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
    ("text", "unknown"),
    [("everywhere", "everywhere"), ("here now", "now"), ("mine all", "all"), ("today week", "week")],
)
async def test_other_words_are_refused_by_name(plenum: Backstage, said: Said, text: str, unknown: str) -> None:
    with pytest.raises(BadCommand) as refused:
        await run(plenum, said, text)

    assert refused.value.said == unknown


# What comes


@pytest.fixture
async def ahead(plenum: Backstage) -> Backstage:
    """In 3 hours, in 30 and in 9 days, all in #team; Ana is the host, and it is one in the afternoon for her."""
    for number, (topic, hours) in enumerate([("Late", 9 * 24), ("Soon", 3), ("Tomorrow", 30)]):
        await plenum.plan(key=f"command:{number}", topic=topic, hours=hours)
    return plenum


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("", ["Soon", "Tomorrow", "Late"]),
        ("week", ["Soon", "Tomorrow"]),
        ("here week", ["Soon", "Tomorrow"]),
        ("mine today", ["Soon"]),
        ("TODAY", ["Soon"]),
        ("today here", ["Soon"]),
        ("live", []),
    ],
)
async def test_what_comes_is_listed_the_soonest_first(
    ahead: Backstage, said: Said, text: str, topics: list[str]
) -> None:
    words = await run(ahead, said, text, by=ANA)

    assert [line.split("*")[1] for line in words.split("\n") if line.startswith("*") and " · " in line] == topics


async def test_today_is_over_at_midnight_where_the_asker_is(plenum: Backstage, said: Said) -> None:
    await plenum.plan(topic="Night", hours=11.5)  # half past eleven in the evening in London, half past six for Ben

    assert "Night" not in await run(plenum, said, "today", by=ANA)
    assert "Night" in await run(plenum, said, "today", by=BEN)


async def test_what_comes_stands_under_what_is_live(ahead: Backstage, said: Said) -> None:
    await ahead.start(key="command:now", topic="Running")

    words = await run(ahead, said)

    assert words.index("*Running*") < words.index("*Coming*") < words.index("*Soon*")


@pytest.mark.parametrize("text", ["", "mine"])
async def test_what_comes_in_a_private_place_is_not_listed_to_others(plenum: Backstage, said: Said, text: str) -> None:
    await plenum.plan(topic="Quiet", place=Place(channel_id=SECRET))

    assert "Quiet" not in await run(plenum, said, text)


async def test_those_who_are_invited_see_what_comes_wherever_it_is(plenum: Backstage, said: Said) -> None:
    await plenum.plan(topic="Quiet", place=Place(channel_id=SECRET), people=(BEN,))

    assert "*Quiet*" in await run(plenum, said, "mine")


async def test_one_that_was_cancelled_comes_no_more(plenum: Backstage, said: Said) -> None:
    ana = await plenum.people.person(TEAM, ANA)
    await plenum.desk.planning.cancel(await plenum.plan(), by=ana, now=plenum.clock())

    assert "Weekly sync" not in (await run(plenum, said, "here")).partition("Start one")[0]


async def test_those_who_may_host_start_it_from_there_and_others_see_its_card(plenum: Backstage, talk: Talk) -> None:
    conference = await plenum.plan()

    anas, bens = await talk.types("list"), await talk.types("list", by=BEN)
    shown = await talk.presses(bens.choice("Show"), by=BEN)
    await talk.presses(anas.choice("Start"))

    assert (anas.offers(), bens.offers()) == (["Start"], ["Show"])
    assert f"It opens here at its time, with Join.\n`{conference.code}`" in shown.words
    assert (await plenum.known(conference)).stage is Stage.LIVE


async def test_what_people_replied_stands_beside_it_before_and_after_its_start(plenum: Backstage, talk: Talk) -> None:
    conference = await plenum.plan(people=(BEN, CLEO))
    for person, said in ((BEN, Rsvp.YES), (CLEO, Rsvp.MAYBE)):
        await plenum.invitations.reply(conference, person, said, now=plenum.clock())

    before = await talk.types("list")
    await plenum.tend(hours=3)
    after = await talk.types("list")

    assert f"`{conference.code}` · 1 yes, 1 maybe" in before.words
    assert f"`{conference.code}` · 1 yes, 1 maybe" in after.words


# Pages


@pytest.fixture
async def full(plenum: Backstage) -> Backstage:
    """Two are live in #team, and 21 come there, one an hour."""
    for number in range(2):
        plenum.clock.advance(seconds=1)
        await plenum.start(key=f"live:{number}", topic=f"Live {number}", another=True)
    for number in range(21):
        await plenum.plan(key=f"plan:{number}", topic=f"Plan {number}", hours=number + 1)
    return plenum


def topics(answer: Answer) -> list[str]:
    return [line.split("*")[1] for line in answer.words.split("\n") if line.startswith("*") and " · " in line]


async def test_ten_are_a_page_and_buttons_lead_on_and_back(full: Backstage, talk: Talk) -> None:
    first = await talk.types("list here")
    second = await talk.presses(first.choice("Later"))
    third = await talk.presses(second.choice("Later"))
    back = await talk.presses(third.choice("Earlier"))

    assert topics(first) == ["Live 1", "Live 0", *(f"Plan {number}" for number in range(8))]
    assert topics(second) == [f"Plan {number}" for number in range(8, 18)]
    assert topics(third) == ["Plan 18", "Plan 19", "Plan 20"]
    assert back.words == second.words
    assert [page.offers()[-2:] for page in (first, second, third)] == [
        ["Start", "Later"],
        ["Earlier", "Later"],
        ["Start", "Earlier"],
    ]


async def test_a_page_takes_the_place_of_the_one_before(full: Backstage, said: Said) -> None:
    await listing.turn("here:week:10", full.call(person_id=BEN), full.desk, said)

    assert said[0].replaces


async def test_where_what_was_there_is_over_meanwhile_the_last_page_is_shown(full: Backstage, talk: Talk) -> None:
    answer = await talk.presses({"type": "button", "action_id": "list.page.1", "value": "all:live:10"})

    assert topics(answer) == ["Live 1", "Live 0"]


async def test_those_one_may_see_are_found_behind_however_many_one_may_not(plenum: Backstage, talk: Talk) -> None:
    for number in range(60):
        await plenum.plan(key=f"plan:{number}", topic="Quiet", hours=1, place=Place(channel_id=SECRET))
    await plenum.plan(topic="Open", hours=2)

    assert topics(await talk.types("list", by=BEN)) == ["Open"]
