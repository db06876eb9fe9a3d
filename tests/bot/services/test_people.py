"""Who people are, as Slack knows them; remembered for a while."""

import pytest

from bot.errors import SlackRefused, SlackUnreachable
from bot.model import Person
from bot.services import people
from playground.slack.seed import ANA, BEN, BOT_USER, DAN, DESIGN, EVE, GIL, PARTNERS, TEAM
from tests.backstage import Backstage


async def test_a_person_is_read_with_name_address_zone_and_rights(plenum: Backstage) -> None:
    assert await plenum.people.person(TEAM, ANA) == Person(
        id=ANA, name="ana", email="ana@acme.example", zone="Europe/Berlin", locale="en-GB", admin=True
    )


@pytest.mark.parametrize(
    ("who", "mark"), [(DAN, "deactivated"), (GIL, "guest"), (BOT_USER, "bot"), (EVE, "external"), (ANA, "admin")]
)
async def test_people_are_marked_for_what_they_are(plenum: Backstage, who: str, mark: str) -> None:
    plenum.slack.enter(plenum.slack.workspace.conversations[PARTNERS], BOT_USER)

    person = await plenum.people.person(TEAM, who)

    marks = {name for name in ("deactivated", "guest", "bot", "external", "admin") if getattr(person, name)}
    assert marks == {mark}


async def test_an_administrator_elsewhere_is_none_here(plenum: Backstage) -> None:
    plenum.slack.enter(plenum.slack.workspace.conversations[PARTNERS], BOT_USER)
    plenum.slack.change_person(EVE, is_admin=True)

    assert not (await plenum.people.person(TEAM, EVE)).admin


async def test_a_person_is_remembered_for_an_hour(plenum: Backstage) -> None:
    await plenum.people.person(TEAM, BEN)
    plenum.slack.change_person(BEN, deleted=True)

    known = await plenum.people.person(TEAM, BEN)
    plenum.clock.advance(hours=1)
    later = await plenum.people.person(TEAM, BEN)

    assert (known.deactivated, later.deactivated) == (False, True)
    assert len(plenum.asked("users.info")) == 2


async def test_not_everybody_is_remembered_for_ever(plenum: Backstage) -> None:
    forgetful = people.People(plenum.door, clock=plenum.clock, admins=plenum.choices.admins, most=1)

    for who in (ANA, BEN, ANA):
        await forgetful.person(TEAM, who)

    assert len(plenum.asked("users.info")) == 3


async def test_somebody_unknown_is_an_error_and_not_remembered(plenum: Backstage) -> None:
    for _ in range(2):
        with pytest.raises(SlackRefused):
            await plenum.people.person(TEAM, "U0NOBODY01")

    assert len(plenum.asked("users.info")) == 2


async def test_slack_being_down_is_an_error_and_not_remembered(plenum: Backstage) -> None:
    plenum.slack.faults.set("server_error", method="users.info", times=1)
    with pytest.raises(SlackUnreachable):
        await plenum.people.person(TEAM, ANA)

    assert (await plenum.people.person(TEAM, ANA)).name == "ana"


async def test_where_slack_cannot_be_asked_a_likely_person_has_no_rights(plenum: Backstage) -> None:
    plenum.slack.faults.set("server_error", method="users.info")

    assert await plenum.people.likely(TEAM, ANA) == Person(id=ANA, name=ANA)


async def test_a_group_has_members(plenum: Backstage) -> None:
    assert BEN in await plenum.people.group(TEAM, DESIGN)


async def test_members_of_a_whole_organisation_are_no_strangers_in_its_workspaces() -> None:
    user = {"id": "W1", "team_id": "T2", "name": "ana", "enterprise_user": {"id": "W1"}}

    assert not people._person(user, "T1").external


async def test_who_has_no_name_is_called_by_their_id() -> None:
    assert people._person({"id": "U1"}, "T1") == Person(id="U1", name="U1")


class TestByAddress:
    """Whose e-mail address that is."""

    async def test_somebody_who_was_invited_is_found_without_a_look_up(self, plenum: Backstage) -> None:
        found = await plenum.people.by_email(TEAM, "Ben@ACME.example", likely=(ANA, BEN))

        assert found == BEN
        assert not plenum.asked("users.lookupByEmail")

    async def test_anybody_else_is_looked_up_once(self, plenum: Backstage) -> None:
        for _ in range(3):
            assert await plenum.people.by_email(TEAM, "ben@acme.example") == BEN

        assert len(plenum.asked("users.lookupByEmail")) == 1

    async def test_nobodys_address_is_remembered_to_be_nobodys(self, plenum: Backstage) -> None:
        for _ in range(3):
            assert await plenum.people.by_email(TEAM, "nobody@acme.example", likely=(ANA,)) is None

        assert len(plenum.asked("users.lookupByEmail")) == 1

    async def test_where_slack_does_not_answer_it_is_nobody_that_we_know(self, plenum: Backstage) -> None:
        plenum.slack.faults.set("server_error", method="users.lookupByEmail", times=1)

        assert await plenum.people.by_email(TEAM, "ben@acme.example") is None
        assert await plenum.people.by_email(TEAM, "ben@acme.example") == BEN

    async def test_not_more_are_remembered_than_fit(self, plenum: Backstage) -> None:
        few = people.People(plenum.door, clock=plenum.clock, admins=plenum.choices.admins, most=2)

        for number in range(5):
            await few.by_email(TEAM, f"nobody{number}@acme.example")

        assert len(few._by_email) <= 2
