"""Which conference is meant."""

from typing import Any

import pytest

from bot.errors import BadCommand, Mistake, UnknownConference
from bot.model import Place
from handlers.commands.choosing import chosen, nothing_more
from playground.slack.seed import GENERAL, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.handlers.conftest import Said

END: dict[str, Any] = {"action_id": "conference.end", "verb": "End"}


async def test_a_code_means_its_conference_wherever_it_is(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start(place=Place(channel_id=GENERAL))

    assert await chosen(plenum.call(), conference.code, plenum.desk, said, **END) == conference


async def test_an_unknown_code_is_refused(plenum: Backstage, said: Said) -> None:
    with pytest.raises(UnknownConference) as refused:
        await chosen(plenum.call(), "Q9Q9", plenum.desk, said, **END)

    assert refused.value.code == "Q9Q9"


async def test_without_a_code_the_one_that_is_live_here_is_meant(plenum: Backstage, said: Said) -> None:
    here = await plenum.start()
    await plenum.start(key="command:2", place=Place(channel_id=GENERAL))

    assert await chosen(plenum.call(), None, plenum.desk, said, **END) == here


async def test_where_nothing_is_live_that_is_said(plenum: Backstage, said: Said) -> None:
    await plenum.start(place=Place(channel_id=GENERAL))

    with pytest.raises(BadCommand) as refused:
        await chosen(plenum.call(), None, plenum.desk, said, **END)

    assert refused.value.what is Mistake.NOTHING_HERE


async def test_where_two_fit_the_person_chooses_and_can_tell_them_apart(plenum: Backstage, said: Said) -> None:
    both = [await plenum.start(key=f"command:{n}", another=True) for n in range(2)]

    assert await chosen(plenum.call(), None, plenum.desk, said, **END) is None

    buttons = {one.id: said.button(f"End Weekly sync · {one.code}") for one in both}
    assert {button["value"] for button in buttons.values()} == set(buttons)


async def test_the_buttons_carry_what_they_are_told_to(plenum: Backstage, said: Said) -> None:
    both = [await plenum.start(key=f"command:{n}", another=True) for n in range(2)]

    await chosen(plenum.call(), None, plenum.desk, said, carried=lambda one: f"these:{one.code}", **END)

    assert said.button(f"End Weekly sync · {both[0].code}")["value"] == f"these:{both[0].code}"
    assert both[0].place.channel_id == TEAM_CHANNEL


def test_words_that_belong_to_nothing_are_refused() -> None:
    nothing_more("")
    with pytest.raises(BadCommand) as refused:
        nothing_more("now please")

    assert (refused.value.what, refused.value.said) == (Mistake.EXTRA_WORDS, "now please")


# What is planned


async def test_where_nothing_is_live_the_next_that_is_planned_here_is_meant(plenum: Backstage, said: Said) -> None:
    later, soon = [await plenum.plan(key=f"command:{hours}", hours=hours) for hours in (5, 3)]
    await plenum.plan(key="command:elsewhere", hours=1, place=Place(channel_id=GENERAL))

    found = await chosen(plenum.call(), None, plenum.desk, said, **END)

    assert found == soon != later


async def test_what_is_live_is_meant_rather_than_what_is_planned(plenum: Backstage, said: Said) -> None:
    await plenum.plan()
    live = await plenum.start()

    assert await chosen(plenum.call(), None, plenum.desk, said, **END) == live


async def test_looking_ahead_what_is_planned_is_meant_rather_than_what_is_live(plenum: Backstage, said: Said) -> None:
    planned = await plenum.plan()
    live = await plenum.start()

    found = await chosen(plenum.call(), None, plenum.desk, said, ahead=True, **END)

    assert found == planned != live


async def test_looking_ahead_the_person_chooses_among_several(plenum: Backstage, said: Said) -> None:
    both = [await plenum.plan(key=f"command:{number}") for number in range(2)]

    assert await chosen(plenum.call(), None, plenum.desk, said, ahead=True, **END) is None

    assert said.button(f"End Weekly sync · {both[1].code}")["value"] == both[1].id


async def test_looking_ahead_where_nothing_is_planned_the_one_that_is_live_is_meant(
    plenum: Backstage, said: Said
) -> None:
    live = await plenum.start()

    assert await chosen(plenum.call(), None, plenum.desk, said, ahead=True, **END) == live
