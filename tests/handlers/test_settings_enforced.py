"""What was chosen in the settings is kept to, and who meets it reads a sentence that says what to do."""

import pytest

from bot.choices import BACKEND, GUESTS, NUMBERS, STARTERS, Scope, Starters, Who
from bot.model import Conference
from playground.slack.seed import BEN, CLEO, DESIGN, GIL, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.handlers.talk import Talk
from tests.poor import Crowded

MEMBERS = Starters(who=Who.MEMBERS)
DESIGNERS = Starters(who=Who.GROUPS, groups=(DESIGN,))


@pytest.mark.parametrize("typed", ["start Sync", "schedule Sync at tomorrow 15:00", "start Sync via dial", "new Sync"])
@pytest.mark.parametrize(
    ("starters", "words"),
    [
        (MEMBERS, "Only members of this workspace, and not its guests, can start or schedule conferences here."),
        (DESIGNERS, f"Only members of <!subteam^{DESIGN}> and administrators can start or schedule"),
    ],
)
async def test_who_may_not_start_hears_who_may(
    talk: Talk, plenum: Backstage, typed: str, starters: Starters, words: str
) -> None:
    await plenum.choose(STARTERS, starters)

    answer = await talk.types(typed, by=GIL)

    assert words in answer.words
    assert await plenum.all() == []


async def test_those_who_may_notice_nothing(talk: Talk, plenum: Backstage) -> None:
    await plenum.choose(STARTERS, DESIGNERS)

    await talk.types("start Sync", by=BEN)

    assert [one.plan.topic for one in await plenum.all()] == ["Sync"]


async def test_a_guest_is_not_invited_where_guests_may_not_be(talk: Talk, plenum: Backstage, live: Conference) -> None:
    await plenum.choose(GUESTS, False)

    answer = await talk.types(f"invite <@{GIL}>")

    assert f"<@{GIL}>, who is a guest here, and guests may not be invited" in answer.words


async def test_a_number_that_may_not_be_called_is_said_to_be_none_with_those_that_may(
    talk: Talk, plenum: Backstage, hall: Crowded, live: Conference
) -> None:
    await plenum.choose(NUMBERS, ("+44", "10"))

    answer = await talk.types("call +33 1 23456789")

    assert answer.words == (
        "Calls to `+33123456789` are not allowed here, only to numbers that begin with `+44`, `10`. "
        "Administrators can allow others in `/conf settings`."
    )
    assert hall.orders == []


@pytest.mark.parametrize("typed", ["start Sync", "schedule Sync at tomorrow 15:00"])
@pytest.mark.parametrize(("by", "via", "used"), [(BEN, "", "dial"), (CLEO, "", "own"), (CLEO, " via hall", "hall")])
async def test_the_chosen_server_is_used_where_nobody_names_one(
    talk: Talk, plenum: Backstage, typed: str, by: str, via: str, used: str
) -> None:
    await plenum.choose(BACKEND, "dial", Scope.CHANNEL, TEAM_CHANNEL)
    await plenum.choose(BACKEND, "own", Scope.PERSON, CLEO)

    await talk.types(typed + via, by=by)

    assert [one.provider for one in await plenum.all()] == [used]


async def test_a_chosen_server_that_cannot_record_is_said_to(talk: Talk, plenum: Backstage) -> None:
    await plenum.choose(BACKEND, "dial")

    answer = await talk.types("start Sync +record")

    assert "The conference server *dial* cannot record from the start." in answer.words
