"""`/conf start`: a conference now."""

import asyncio
from datetime import date

import pytest

from bot.errors import BadCommand, Mistake, NoPlace, ServiceClosed, TooOld, Unanswered, UnknownProvider
from bot.model import Conference, DeliveryKind, Place, Stage
from handlers.commands import start
from playground.slack.seed import ANA, ANA_BEN, BEN, CLEO, DAN, DESIGN, OLD, SECRET, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.handlers.conftest import Said

ANSWER_HERE = "https://hooks.slack.com/commands/T1/1/x"


async def type_in(plenum: Backstage, said: Said, text: str, **call: object) -> None:
    await start.run(plenum.call(text, **call), plenum.desk, said)


async def only_one(plenum: Backstage) -> Conference:
    (conference,) = await plenum.all()
    return conference


async def test_a_topic_starts_a_conference_and_needs_no_word(plenum: Backstage, said: Said) -> None:
    await type_in(plenum, said, "Weekly sync")

    conference = await only_one(plenum)
    assert (conference.plan.topic, conference.stage, conference.host_id) == ("Weekly sync", Stage.LIVE, ANA)
    assert said == []


async def test_without_a_topic_it_is_the_hosts(plenum: Backstage, said: Said) -> None:
    await type_in(plenum, said, "")

    assert (await only_one(plenum)).plan.topic == "ana’s conference"


async def test_whoever_is_named_is_invited_and_the_host_hears_who_was_reached(plenum: Backstage, said: Said) -> None:
    await type_in(plenum, said, f"Weekly sync <@{BEN}|ben> <@{DAN}|dan>")

    conference = await only_one(plenum)
    assert [one.person_id for one in conference.invitations] == [BEN]
    assert f"Not reached: <@{DAN}>, whose account is deactivated." in said.words
    assert not said[0].public


async def test_the_members_of_a_group_are_invited(plenum: Backstage, said: Said) -> None:
    await type_in(plenum, said, f"Weekly sync <!subteam^{DESIGN}|@design>")

    assert {one.person_id for one in (await only_one(plenum)).invitations} == {BEN, CLEO}


async def test_a_name_is_shown_where_a_mention_stands_in_the_topic(plenum: Backstage, said: Said) -> None:
    await type_in(plenum, said, f"Talk with <@{BEN}> about money")

    assert (await only_one(plenum)).plan.topic == "Talk with @ben about money"


@pytest.mark.parametrize("name", ["<!channel>", "ben|<!here", "b>en<@U0CLEO0001"])
async def test_a_hostile_name_stays_a_name(plenum: Backstage, said: Said, name: str) -> None:
    plenum.slack.change_person(BEN, name=name)

    await type_in(plenum, said, f"Talk with <@{BEN}> about money")

    conference = await only_one(plenum)
    assert [one.person_id for one in conference.invitations] == [BEN]
    assert not set("<>|") & set(conference.plan.topic)


async def test_the_back_end_can_be_named(plenum: Backstage, said: Said) -> None:
    await type_in(plenum, said, "Weekly sync via dial")

    assert (await only_one(plenum)).provider == "dial"


async def test_a_room_to_be_dialled_gets_its_card_and_the_host_the_pin(plenum: Backstage, said: Said) -> None:
    await type_in(plenum, said, "Weekly sync via dial")
    await plenum.deliver()

    (card,) = plenum.slack.board.all(TEAM_CHANNEL)
    assert "*Dial 7004* · PIN 482913" in str(card.blocks)
    assert "915573" not in str(card.blocks)
    assert "Host PIN" in str(plenum.direct(ANA)[0]["blocks"])


async def test_the_same_command_again_changes_nothing(plenum: Backstage, said: Said) -> None:
    for _ in range(2):
        await type_in(plenum, said, "Weekly sync")

    await only_one(plenum)
    assert len(await plenum.owed(DeliveryKind.CARD)) == 1


async def test_two_people_at_once_get_one_and_a_private_question(plenum: Backstage) -> None:
    ana, ben = Said(), Said()

    await asyncio.gather(
        type_in(plenum, ana, "Weekly sync"), type_in(plenum, ben, "Budget", key="command:2", person_id=BEN)
    )

    await only_one(plenum)
    (question,) = [*ana, *ben]
    assert not question.public
    assert "here" in question.message.text


async def test_a_second_one_here_is_a_private_question(plenum: Backstage, said: Said) -> None:
    budget = await plenum.start(topic="Budget")

    await type_in(plenum, said, "Weekly sync", key="command:2", person_id=BEN)

    assert f"*Budget* is live here already, called by <@{ANA}>" in said.words
    assert said.button("Join")["url"].endswith(budget.reference)
    assert said.button("Start another one")


async def test_one_that_can_only_be_dialled_is_said_to_be_live_with_its_number(plenum: Backstage, said: Said) -> None:
    await plenum.start(topic="Budget", provider="dial")

    await type_in(plenum, said, "Weekly sync", key="command:2", person_id=BEN)

    assert "*Budget* is live here already" in said.words
    assert "*Dial 7004* · PIN 482913" in said.words


async def test_one_that_is_being_started_is_said_to_be(plenum: Backstage, said: Said) -> None:
    await plenum.intents.announce(plenum.wish(topic="Budget"), provider="hq", now=plenum.clock())

    await type_in(plenum, said, "Weekly sync", key="command:2", person_id=BEN)

    assert "is starting *Budget* here right now" in said.words


# More than twenty


async def test_more_than_twenty_are_asked_only_when_confirmed(plenum: Backstage, said: Said) -> None:
    group = plenum.crowd(25)

    await type_in(plenum, said, f"Weekly sync <!subteam^{group}|@everybody>")

    conference = await only_one(plenum)
    assert conference.invitations == ()
    assert said.words == "That is 25 people. Shall each of them get a direct message about *Weekly sync*?"
    assert said.button("Invite all 25")
    assert said.button("No, the card is enough")["value"] == conference.id


async def test_twenty_are_asked_at_once(plenum: Backstage, said: Said) -> None:
    group = plenum.crowd(20)

    await type_in(plenum, said, f"Weekly sync <!subteam^{group}|@everybody>")

    assert len((await only_one(plenum)).invitations) == 20


# Where the card can stand


@pytest.mark.parametrize("channel", [ANA_BEN, SECRET])
async def test_where_plenum_may_not_post_the_card_is_the_public_answer(
    plenum: Backstage, said: Said, channel: str
) -> None:
    await type_in(plenum, said, "Quick one", place=Place(channel_id=channel), response_url=ANSWER_HERE)

    assert [reply.public for reply in said] == [True]
    assert said[0].message.text == "Quick one is live: join now"
    assert await plenum.owed(DeliveryKind.CARD) == []


@pytest.mark.parametrize(("channel", "code"), [(OLD, "is_archived"), (SECRET, "not_in_channel")])
async def test_where_no_card_can_stand_no_back_end_is_asked(
    plenum: Backstage, said: Said, channel: str, code: str
) -> None:
    with pytest.raises(NoPlace) as refused:
        await type_in(plenum, said, "Weekly sync", place=Place(channel_id=channel))

    assert refused.value.code == code
    assert await plenum.all() == []
    assert plenum.room_ids() == []


# What cannot be started


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ('""', Mistake.EMPTY_TOPIC),
        ("x" * 300, Mistake.TOPIC_TOO_LONG),
        ("<!channel> sync", Mistake.BROADCAST),
        ("Weekly sync +recrod", Mistake.UNKNOWN_OPTION),
        ("Weekly sync <!subteam^S0GONE|@gone>", Mistake.GROUP_UNREAD),
    ],
)
async def test_a_mistake_starts_nothing(plenum: Backstage, said: Said, text: str, mistake: Mistake) -> None:
    with pytest.raises(BadCommand) as raised:
        await type_in(plenum, said, text)

    assert raised.value.what is mistake
    assert await plenum.all() == []


async def test_an_unknown_back_end_starts_nothing(plenum: Backstage, said: Said) -> None:
    with pytest.raises(UnknownProvider):
        await type_in(plenum, said, "Weekly sync via zoom")

    assert await plenum.all() == []


async def test_what_is_too_old_starts_nothing(plenum: Backstage, said: Said) -> None:
    call = plenum.call("Weekly sync")
    plenum.clock.advance(minutes=6)

    with pytest.raises(TooOld):
        await start.run(call, plenum.desk, said)


async def test_a_back_end_that_refuses_is_told_with_both_ways_on(plenum: Backstage, said: Said) -> None:
    plenum.trueconf.faults.change({"busy_status": 503})

    await type_in(plenum, said, "Weekly sync")

    assert said.words.startswith("*Weekly sync* was not started: the conference server *hq* is too busy right now.")
    assert said.button("Try again")
    assert said.button("Use dial instead")


async def test_a_back_end_that_its_maker_closed_is_told_with_the_one_way_on(plenum: Backstage, said: Said) -> None:
    plenum.poor.makes = False
    plenum.poor.failing = ServiceClosed("dial", title="Old Meet", since=date(2025, 6, 30))

    await type_in(plenum, said, "Weekly sync via dial")

    assert "Old Meet was closed by its maker on 30 June 2025" in said.words
    assert said.button("Use hq instead")
    with pytest.raises(StopIteration):
        said.button("Try again")


async def test_an_answer_that_is_lost_is_told_as_a_perhaps(plenum: Backstage, said: Said) -> None:
    plenum.trueconf.faults.change({"drop_after": True, "match": "POST .*/conferences$"})

    await type_in(plenum, said, "Weekly sync")

    assert said.words.startswith("*Weekly sync* may have been created")
    assert said.button("Try again")


async def test_where_nothing_can_be_found_nobody_is_told_to_wait(plenum: Backstage, said: Said) -> None:
    plenum.poor.failing = Unanswered("dial")

    await type_in(plenum, said, "Weekly sync via dial")

    assert "*Weekly sync* was not started: the conference server *dial* did not answer in time." in said.words
