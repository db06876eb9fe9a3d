"""Who somebody is on a back end: Slack's address, or the one that they chose for it."""

import pytest

from bot.choices import Scope, account
from bot.live import Participant
from bot.model import Account
from playground.slack.seed import ANA, BEN, CLEO, TEAM
from tests.backstage import Backstage
from tests.poor import Crowded

OLD = "ben@old.example"


@pytest.fixture
async def elsewhere(plenum: Backstage) -> None:
    """On the back end `hall`, Ben has another address."""
    await plenum.choose(account("hall"), OLD, Scope.PERSON, BEN)


@pytest.mark.parametrize(("backend", "email"), [("hall", OLD), ("hq", "ben@acme.example")])
@pytest.mark.usefixtures("elsewhere")
async def test_somebody_has_their_chosen_address_on_that_back_end_alone(
    plenum: Backstage, backend: str, email: str
) -> None:
    assert (await plenum.accounts.likely(TEAM, BEN, backend=backend)).email == email


@pytest.mark.usefixtures("elsewhere")
async def test_a_room_is_asked_for_with_the_addresses_that_lead_to_accounts(plenum: Backstage, hall: Crowded) -> None:
    await plenum.start(provider="hall", host_id=BEN, people=(CLEO,))

    (wish,) = hall.asked
    assert (wish.host.email, wish.guests[0].email) == (OLD, "cleo@acme.example")


@pytest.mark.usefixtures("elsewhere")
async def test_the_account_with_the_chosen_address_is_rung(plenum: Backstage, hall: Crowded) -> None:
    hall.accounts[OLD] = Account(id="ben.o", name="Ben Okafor")
    conference = await plenum.start(provider="hall", people=(BEN,))
    await plenum.tend(minutes=3)

    rung = await plenum.desk.nudging.ring(await plenum.known(conference), by=ANA, now=plenum.clock())

    assert rung.reached == (BEN,)
    assert hall.orders == [("ring", "ben.o")]


@pytest.mark.usefixtures("elsewhere")
async def test_who_is_in_with_the_chosen_address_is_known(plenum: Backstage, hall: Crowded) -> None:
    conference = await plenum.start(provider="hall", people=(BEN,))
    hall.inside = [Participant(id="1", name="B. Okafor", email=OLD)]

    await plenum.tend(minutes=3)

    assert [one.person_id for one in (await plenum.known(conference)).inside] == [BEN]


@pytest.mark.usefixtures("elsewhere")
async def test_what_two_have_chosen_is_nobodys(plenum: Backstage) -> None:
    alone = await plenum.accounts.whose(TEAM, "hall", OLD)

    await plenum.choose(account("hall"), OLD, Scope.PERSON, CLEO)

    assert (alone, await plenum.accounts.whose(TEAM, "hall", OLD)) == (BEN, None)


async def test_whose_address_it_is_in_slack_comes_first(plenum: Backstage) -> None:
    await plenum.choose(account("hall"), "ana@acme.example", Scope.PERSON, BEN)

    assert await plenum.accounts.whose(TEAM, "hall", "ana@acme.example") == ANA


async def test_a_chosen_address_opens_no_link_that_signs_one_in(plenum: Backstage) -> None:
    await plenum.choose(account("hq"), "ana@acme.example", Scope.PERSON, BEN)
    conference = await plenum.start(host_id=BEN)
    ana, ben = await plenum.people.person(TEAM, ANA), await plenum.people.person(TEAM, BEN)

    theirs, hers = await plenum.hosting.access(conference, ben), await plenum.hosting.access(conference, ana)

    assert (theirs.account, theirs.url) == ("ana", None)
    assert hers.url
