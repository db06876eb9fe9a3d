"""Those who were invited and are missing: asked, or rung."""

import pytest

from bot.errors import NotLive, TooSoon, Unsupported
from bot.live import Participant
from bot.model import Account, Conference
from playground.slack.seed import ANA, BEN, CLEO
from tests.backstage import Backstage
from tests.poor import Crowded

ANAS = Participant(id="ana/1", name="Ana A", email="ana@acme.example")


@pytest.fixture
async def live(plenum: Backstage, hall: Crowded) -> Conference:
    """Ana is in, Ben and Cleo are not."""
    conference = await plenum.start(provider="hall", people=(BEN, CLEO))
    hall.inside = [ANAS]
    await plenum.tend(minutes=1)
    await plenum.deliver(seconds=3)
    return await plenum.known(conference)


async def test_nobody_is_missing_in_the_first_two_minutes(plenum: Backstage, live: Conference) -> None:
    assert plenum.desk.nudging.missing(live, now=plenum.clock()) == ()


async def test_after_that_whoever_was_invited_and_is_not_in_is_missing(plenum: Backstage, live: Conference) -> None:
    plenum.clock.advance(minutes=1)

    assert plenum.desk.nudging.missing(live, now=plenum.clock()) == (BEN, CLEO)


async def test_where_it_is_not_known_who_is_in_nobody_is_missing(plenum: Backstage) -> None:
    conference = await plenum.start(provider="eye", people=(BEN,))
    plenum.clock.advance(minutes=5)

    assert plenum.desk.nudging.missing(conference, now=plenum.clock()) == ()


async def test_a_nudge_is_one_direct_message_with_join(plenum: Backstage, live: Conference) -> None:
    plenum.clock.advance(minutes=2)

    for _ in range(2):
        await plenum.desk.nudging.nudge(live, by=ANA, now=plenum.clock())
    await plenum.deliver()

    for person in (BEN, CLEO):
        nudges = [one for one in plenum.direct(person) if "asks whether you are coming" in str(one)]
        assert len(nudges) == 1


async def test_who_came_in_meanwhile_is_not_asked(plenum: Backstage, hall: Crowded, live: Conference) -> None:
    plenum.clock.advance(minutes=2)
    await plenum.desk.nudging.nudge(live, by=ANA, now=plenum.clock())
    hall.inside = [ANAS, Participant(id="ben/1", name="Ben B", email="ben@acme.example")]
    await plenum.tend(minutes=1)

    await plenum.deliver()

    assert not [one for one in plenum.direct(BEN) if "asks whether" in str(one)]
    assert [one for one in plenum.direct(CLEO) if "asks whether" in str(one)]


async def test_ringing_says_who_was_reached_and_why_others_were_not(
    plenum: Backstage, hall: Crowded, live: Conference
) -> None:
    hall.accounts = {"ben@acme.example": Account(id="ben", name="Ben")}
    plenum.clock.advance(minutes=2)

    rung = await plenum.desk.nudging.ring(live, by=ANA, now=plenum.clock())

    assert (rung.reached, rung.missed) == ((BEN,), ((CLEO, "no_account"),))
    assert hall.orders == [("ring", "ben")]


async def test_a_client_that_is_off_is_said_to_be(plenum: Backstage, hall: Crowded, live: Conference) -> None:
    hall.accounts = {"ben@acme.example": Account(id="ben", name="Ben")}
    hall.unavailable = {"ben"}
    plenum.clock.advance(minutes=2)

    rung = await plenum.desk.nudging.ring(live, by=CLEO, now=plenum.clock())

    assert (rung.reached, rung.missed) == ((), ((BEN, "unavailable"),))


async def test_what_is_over_nudges_and_rings_nobody(plenum: Backstage, live: Conference) -> None:
    await plenum.conferences.close(live, by=ANA, now=plenum.clock())
    over = await plenum.known(live)

    with pytest.raises(NotLive):
        await plenum.desk.nudging.nudge(over, by=ANA, now=plenum.clock())
    with pytest.raises(NotLive):
        await plenum.desk.nudging.ring(over, by=ANA, now=plenum.clock())


async def test_nobody_is_nudged_or_rung_in_the_first_two_minutes(plenum: Backstage, live: Conference) -> None:
    with pytest.raises(TooSoon):
        await plenum.desk.nudging.nudge(live, by=ANA, now=plenum.clock())
    with pytest.raises(TooSoon):
        await plenum.desk.nudging.ring(live, by=ANA, now=plenum.clock())


async def test_a_back_end_that_cannot_ring_says_so(plenum: Backstage) -> None:
    conference = await plenum.start(provider="eye")

    with pytest.raises(Unsupported):
        await plenum.desk.nudging.ring(conference, by=ANA, now=plenum.clock())
