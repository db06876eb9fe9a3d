"""Add to calendar: the ways in, privately, and a feed whose address can be renewed."""

import re

from bot.blocks import calendar
from playground.slack.seed import BEN, TEAM
from tests.backstage import Backstage
from tests.bot.services.planned import planned
from tests.handlers.talk import Answer, Talk


def address(answer: Answer) -> str:
    found = re.search(r"`(https://plenum\.acme\.example/calendar/all\.[^`]+\.ics)`", answer.words)
    assert found
    return found[1]


async def shown(plenum: Backstage, talk: Talk, by: str = BEN) -> Answer:
    conference = await planned(plenum)
    return await talk.presses({"action_id": calendar.ADD, "type": "button", "value": conference.id}, by=by)


async def test_the_ways_into_a_calendar_are_shown(plenum: Backstage, talk: Talk) -> None:
    answer = await shown(plenum, talk)

    assert answer.offers() == ["Google Calendar", "Outlook", "Download the file (.ics)", "New address"]
    assert "Add *Weekly sync* to your calendar" in answer.words
    assert f"/calendar/all.{TEAM}.{BEN}." in address(answer)


async def test_a_new_address_takes_the_place_of_the_old_one(plenum: Backstage, talk: Talk) -> None:
    before = await shown(plenum, talk)

    after = await talk.presses(before.choice("New address"), by=BEN)

    assert "The old address of your feed no longer works" in after.words
    assert address(after) != address(before)


async def test_opening_a_link_is_answered_by_nothing(plenum: Backstage, talk: Talk) -> None:
    before = await shown(plenum, talk)

    answer = await talk.presses(before.choice("Google Calendar"), by=BEN)

    assert answer.words == ""
