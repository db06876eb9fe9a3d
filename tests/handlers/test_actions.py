"""Buttons: what each press means."""

import asyncio
from typing import Any

import pytest

from bot.blocks import conference as shown
from bot.blocks import menu, problem
from bot.errors import NotAllowed, UnknownConference, Unreachable
from bot.model import Conference, DeliveryKind, Place, Stage
from bot.services.starting import NotStarted
from handlers import actions
from handlers.commands.wish import Wish
from playground.slack.seed import ANA, ANA_BEN, BEN, CLEO, DESIGN, GENERAL, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.handlers.conftest import Said


async def press(plenum: Backstage, said: Said, action_id: str, value: str = "", **call: Any) -> None:
    await actions.press(action_id, value, plenum.call(**({"key": "press:1"} | call)), plenum.desk, said)


async def failed(plenum: Backstage, **wish: Any) -> Conference:
    """A start at `dial` that certainly came to nothing."""
    plenum.poor.failing, plenum.poor.makes = Unreachable("dial"), False
    with pytest.raises(NotStarted) as raised:
        await plenum.start(**({"provider": "dial"} | wish))
    plenum.poor.makes = True
    return raised.value.conference


@pytest.mark.parametrize("action_id", ["conference.pause", "", "conference.join.me"])
async def test_a_button_of_an_older_release_is_answered(plenum: Backstage, said: Said, action_id: str) -> None:
    await press(plenum, said, action_id, "whatever")

    assert "from an older version of Plenum. Type `/conf`" in said.words


@pytest.mark.parametrize("action_id", ["conference.join", "conference.end", "conference.host", "start.again"])
async def test_a_button_of_a_conference_that_is_gone_says_so(plenum: Backstage, said: Said, action_id: str) -> None:
    with pytest.raises(UnknownConference):
        await press(plenum, said, action_id, "gone")


async def test_a_button_of_another_workspace_knows_nothing_here(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()

    with pytest.raises(UnknownConference):
        await press(plenum, said, "conference.end_now", conference.id, workspace_id="T0OTHER")


# Join, show, end, host


async def test_join_says_nothing_because_slack_opens_the_link(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()

    await press(plenum, said, "conference.join", conference.id)

    assert said == []


async def test_join_on_an_old_copy_leads_to_the_truth(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()
    await plenum.conferences.close(conference, by=ANA, now=plenum.clock())

    await press(plenum, said, "conference.join", conference.id)

    assert "*Weekly sync* is over." in said.words


async def test_show_shows_the_card_privately(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()

    await press(plenum, said, "conference.show", conference.id)

    assert said.button("Join")["url"].endswith(conference.reference)
    assert not said[0].public


async def test_end_asks_first(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()

    await press(plenum, said, "conference.end", conference.id)

    assert said.button("End for everyone")["value"] == conference.id
    assert (await plenum.known(conference)).stage is Stage.LIVE


async def test_yes_ends_it_and_takes_the_place_of_the_question(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()

    await press(plenum, said, "conference.end_now", conference.id)

    assert (await plenum.known(conference)).stage is Stage.ENDED
    assert said[0].replaces
    assert said.words == "*Weekly sync* has ended."


async def test_yes_pressed_twice_ends_it_once(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()
    await press(plenum, said, "conference.end_now", conference.id)

    await press(plenum, said, "conference.end_now", conference.id, key="press:2")

    assert "*Weekly sync* is over." in said.words
    assert said[-1].replaces


async def test_yes_by_somebody_else_is_refused(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()

    with pytest.raises(NotAllowed):
        await press(plenum, said, "conference.end_now", conference.id, person_id=BEN)


async def test_no_keeps_it_going_and_takes_the_place_of_the_question(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()

    await press(plenum, said, "conference.keep", conference.id)

    assert (said.words, said[0].replaces) == ("*Weekly sync* stays as it was.", True)


async def test_host_sends_the_way_to_host_by_direct_message(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()

    await press(plenum, said, "conference.host", conference.id)

    assert "on its way to you in a direct message" in said.words
    assert [row.target for row in await plenum.owed(DeliveryKind.HOST_SECRET)] == [ANA]


# Start what was meant, or another one


async def test_start_this_starts_what_was_typed(plenum: Backstage, said: Said) -> None:
    value = Wish(key="command:1", topic="Weekly sync", people=(BEN,)).as_value()

    await press(plenum, said, "start.meant", value)

    (conference,) = await plenum.all()
    assert (conference.plan.topic, conference.stage) == ("Weekly sync", Stage.LIVE)
    assert [one.person_id for one in conference.invitations] == [BEN]


async def test_start_this_asks_too_when_one_is_live_here(plenum: Backstage, said: Said) -> None:
    await plenum.start(topic="Budget")

    await press(plenum, said, "start.meant", Wish(key="command:2", topic="Weekly sync").as_value())

    assert "*Budget* is live here already" in said.words


async def test_another_one_is_started_beside_the_first_once(plenum: Backstage, said: Said) -> None:
    await plenum.start(topic="Budget")
    value = Wish(key="command:2", topic="Weekly sync").as_value()

    await asyncio.gather(*(press(plenum, said, "start.another", value, key=f"press:{n}") for n in range(2)))

    assert sorted(one.plan.topic for one in await plenum.all()) == ["Budget", "Weekly sync"]
    assert len(plenum.room_ids()) == 2


async def test_the_answer_to_the_question_is_the_same_wish(plenum: Backstage, said: Said) -> None:
    await plenum.start(topic="Budget")
    await press(plenum, said, "start.meant", Wish(key="command:2", topic="Weekly sync", people=(BEN,)).as_value())

    await press(plenum, said, "start.another", said.button("Start another one")["value"], key="press:2")

    (second,) = [one for one in await plenum.all() if one.plan.topic == "Weekly sync"]
    assert [one.person_id for one in second.invitations] == [BEN]


# Try again, or elsewhere


async def test_try_again_starts_it_and_says_where(plenum: Backstage, said: Said) -> None:
    conference = await failed(plenum)

    await press(plenum, said, "start.again", conference.id)

    assert said.words == f"*Weekly sync* is live in <#{TEAM_CHANNEL}>."
    assert (await plenum.known(conference)).stage is Stage.LIVE


async def test_try_again_that_fails_says_why_and_offers_it_again(plenum: Backstage, said: Said) -> None:
    conference = await failed(plenum)
    plenum.poor.failing, plenum.poor.makes = Unreachable("dial"), False

    await press(plenum, said, "start.again", conference.id)

    assert "*Weekly sync* was not started" in said.words
    assert said.button("Try again")["value"] == conference.id


async def test_use_another_instead_starts_it_there(plenum: Backstage, said: Said) -> None:
    conference = await failed(plenum)

    await press(plenum, said, "start.elsewhere", f"{conference.id}:hq")

    assert f"is live in <#{TEAM_CHANNEL}>" in said.words
    assert len(plenum.room_ids()) == 1


async def test_use_another_instead_pressed_twice_says_the_same(plenum: Backstage, said: Said) -> None:
    conference = await failed(plenum)
    await press(plenum, said, "start.elsewhere", f"{conference.id}:hq")

    await press(plenum, said, "start.elsewhere", f"{conference.id}:hq", key="press:2")

    assert said[0].message == said[1].message
    assert len(plenum.room_ids()) == 1


async def test_a_press_while_another_is_at_it_says_that_it_is_being_started(plenum: Backstage, said: Said) -> None:
    conference = await failed(plenum, card_by_answer=True)
    plenum.poor.busy = asyncio.Event()
    plenum.poor.reached.clear()
    first = asyncio.create_task(press(plenum, Said(), "start.again", conference.id))
    await plenum.poor.reached.wait()

    await press(plenum, said, "start.again", conference.id, key="press:2")

    plenum.poor.busy.set()
    await first
    assert "*Weekly sync* is being started." in said.words
    assert [reply.public for reply in said] == [False]


async def test_where_the_card_is_an_answer_the_retry_shows_it_once(plenum: Backstage, said: Said) -> None:
    conference = await failed(plenum, card_by_answer=True, place=Place(channel_id=ANA_BEN))

    for number in range(2):
        await press(plenum, said, "start.again", conference.id, key=f"press:{number}")

    assert [reply.public for reply in said] == [True, False, False]


async def test_try_again_when_another_one_is_live_here_is_a_question(plenum: Backstage, said: Said) -> None:
    conference = await failed(plenum, people=(BEN,))
    await plenum.start(key="command:2", host_id=BEN, topic="Budget")

    await press(plenum, said, "start.again", conference.id)

    assert "*Budget* is live here already" in said.words
    await press(plenum, said, "start.another", said.button("Start another one")["value"], key="press:2")
    (second,) = (one for one in await plenum.all() if one.stage is Stage.LIVE and one.host_id == ANA)
    assert (second.plan.topic, second.provider) == ("Weekly sync", "dial")
    assert [one.person_id for one in second.invitations] == [BEN]


async def test_try_again_on_what_has_ended_since_says_so(plenum: Backstage, said: Said) -> None:
    conference = await failed(plenum)
    await press(plenum, said, "start.again", conference.id)
    await plenum.conferences.close(conference, by=ANA, now=plenum.clock())

    await press(plenum, said, "start.again", conference.id, key="press:2")

    assert "*Weekly sync* is over." in said.words


# Invite


async def test_invite_all_asks_everybody_who_was_named(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()
    value = Wish(key=conference.id, topic=None, people=(CLEO,), groups=(DESIGN,)).as_value()

    await press(plenum, said, "invite.all", value)

    assert {one.person_id for one in (await plenum.known(conference)).invitations} == {BEN, CLEO}


@pytest.mark.parametrize("key", ["command:1", "meant:command:1", "another:command:1"])
async def test_invite_all_finds_what_its_press_has_started(plenum: Backstage, said: Said, key: str) -> None:
    conference = await plenum.start(key=key)

    await press(plenum, said, "invite.all", Wish(key=key, topic="Weekly sync", people=(BEN,)).as_value())

    assert [one.person_id for one in (await plenum.known(conference)).invitations] == [BEN]


async def test_invite_these_asks_those_who_were_typed(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()

    await press(plenum, said, "invite.these", Wish(key=conference.id, topic=None, people=(BEN,)).as_value())

    assert [one.person_id for one in (await plenum.known(conference)).invitations] == [BEN]


# The menu


async def test_the_menu_lists_what_is_live(plenum: Backstage, said: Said) -> None:
    await plenum.start(place=Place(channel_id=GENERAL))

    await press(plenum, said, "menu.list")

    assert "*Weekly sync*" in said.words


async def test_the_menu_explains_itself(plenum: Backstage, said: Said) -> None:
    await press(plenum, said, "menu.help")

    assert "`/conf start" in said.words


async def test_how_to_add_plenum_is_told(plenum: Backstage, said: Said) -> None:
    await press(plenum, said, "channel.add_plenum")

    assert said.words.startswith(f"Type `/invite @Plenum` in <#{TEAM_CHANNEL}>")


def test_every_button_that_is_shown_means_something() -> None:
    opens_a_form = {shown.INVITE, menu.START_FORM}
    names = {
        value
        for module in (shown, menu, problem)
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str) and value.partition(".")[0] in ("conference", "start", "invite")
    }

    assert names <= {*actions._MEANINGS, *opens_a_form, shown.MORE}
