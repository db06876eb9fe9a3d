"""What those who host do to a conference from Slack."""

from dataclasses import replace
from typing import Any

import pytest

from bot.errors import NotAllowed, NotInside, NotLive, TooMany, Unreachable, Unsupported
from bot.live import Participant, Seen
from bot.model import Conference, Feature, Person
from bot.services.control import MOST_CALLS, OneOrder, Order, inside_by_name
from playground.slack.seed import ANA, BEN, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.conftest import NOON
from tests.makers import make_conference
from tests.poor import Crowded

HOST = Person(id=ANA, name="Ana")
SOMEBODY = Person(id=BEN, name="Ben")
ADMIN = Person(id="U0ADMIN", name="Dana", admin=True)
KELLY = Participant(id="phone/2", name="Kelly")


@pytest.fixture
async def live(plenum: Backstage, hall: Crowded) -> Conference:
    conference = await plenum.start(provider="hall")
    hall.inside = [KELLY]
    await plenum.tend(minutes=1)
    await plenum.deliver(seconds=3)
    return await plenum.known(conference)


@pytest.mark.parametrize(
    ("order", "obeyed"),
    [
        (Order.RECORD, ("record", True)),
        (Order.STOP_RECORDING, ("record", False)),
        (Order.PAUSE_RECORDING, ("pause",)),
        (Order.MUTE_ALL, ("mute_all", True)),
        (Order.UNMUTE_ALL, ("mute_all", False)),
        (Order.LOCK, ("lock", True)),
        (Order.UNLOCK, ("lock", False)),
    ],
)
async def test_an_order_reaches_the_back_end(
    plenum: Backstage, hall: Crowded, live: Conference, order: Order, obeyed: tuple[Any, ...]
) -> None:
    await plenum.desk.control.room(live, order, by=HOST, now=plenum.clock())

    assert hall.orders == [obeyed]


@pytest.mark.parametrize(
    ("order", "obeyed"),
    [
        (OneOrder.MUTE, ("mute", KELLY.id, True)),
        (OneOrder.UNMUTE, ("mute", KELLY.id, False)),
        (OneOrder.KICK, ("kick", KELLY.id)),
        (OneOrder.HAND_OVER, ("hand_over", KELLY.id)),
    ],
)
async def test_an_order_for_one_names_them_as_the_back_end_does(
    plenum: Backstage, hall: Crowded, live: Conference, order: OneOrder, obeyed: tuple[Any, ...]
) -> None:
    await plenum.desk.control.participant(live, order, live.inside[0], by=HOST, now=plenum.clock())

    assert hall.orders == [obeyed]


async def test_the_card_says_at_once_what_was_ordered_and_the_room_is_looked_at_soon(
    plenum: Backstage, hall: Crowded, live: Conference
) -> None:
    await plenum.desk.control.room(live, Order.LOCK, by=ADMIN, now=plenum.clock())
    await plenum.deliver()
    hall.flags = {"locked": True}

    assert any("Locked" in str(one.blocks) for one in plenum.slack.board.all(TEAM_CHANNEL))
    assert await plenum.tend(seconds=2) == 1
    assert (await plenum.known(live)).locked


async def test_nobody_else_gives_orders(plenum: Backstage, hall: Crowded, live: Conference) -> None:
    with pytest.raises(NotAllowed):
        await plenum.desk.control.room(live, Order.LOCK, by=SOMEBODY, now=plenum.clock())

    assert not hall.orders
    assert not plenum.desk.control.steers(live, SOMEBODY)
    assert plenum.desk.control.steers(live, ADMIN)


@pytest.mark.parametrize("order", Order)
async def test_what_a_back_end_cannot_is_not_asked_of_it(plenum: Backstage, order: Order) -> None:
    conference = await plenum.start(provider="eye")

    with pytest.raises(Unsupported):
        await plenum.desk.control.room(conference, order, by=HOST, now=plenum.clock())


async def test_what_is_over_takes_no_orders(plenum: Backstage, hall: Crowded, live: Conference) -> None:
    await plenum.conferences.close(live, by=ANA, now=plenum.clock())

    with pytest.raises(NotLive):
        await plenum.desk.control.room(await plenum.known(live), Order.LOCK, by=HOST, now=plenum.clock())


async def test_who_has_left_is_not_sent_out(plenum: Backstage, hall: Crowded, live: Conference) -> None:
    gone = replace(live.inside[0], left_at=plenum.clock())

    with pytest.raises(NotInside):
        await plenum.desk.control.participant(live, OneOrder.KICK, gone, by=HOST, now=plenum.clock())

    assert not hall.orders


async def test_an_order_that_did_not_arrive_is_not_shown_as_done(
    plenum: Backstage, hall: Crowded, live: Conference
) -> None:
    hall.failing = Unreachable("hall")

    with pytest.raises(Unreachable):
        await plenum.desk.control.room(live, Order.RECORD, by=HOST, now=plenum.clock())

    assert not (await plenum.known(live)).recording


class TestCalls:
    async def test_a_number_is_called(self, plenum: Backstage, hall: Crowded, live: Conference) -> None:
        await plenum.desk.control.call(live, "101", by=HOST, now=plenum.clock())

        assert hall.orders == [("call", "101")]

    async def test_one_conference_calls_only_so_many(self, plenum: Backstage, hall: Crowded, live: Conference) -> None:
        for _ in range(MOST_CALLS):
            await plenum.desk.control.call(live, "101", by=HOST, now=plenum.clock())

        with pytest.raises(TooMany):
            await plenum.desk.control.call(live, "101", by=HOST, now=plenum.clock())

        assert len(hall.orders) == MOST_CALLS

    async def test_a_back_end_without_telephones_says_so(self, plenum: Backstage) -> None:
        conference = await plenum.start(provider="eye")

        with pytest.raises(Unsupported) as refused:
            await plenum.desk.control.call(conference, "101", by=HOST, now=plenum.clock())

        assert refused.value.what is Feature.CALL


INSIDE = make_conference(
    seen=(
        Seen(id="1", name="Kelly Smith", joined_at=NOON),
        Seen(id="2", name="kelly  jones", joined_at=NOON),
        Seen(id="3", name="Ana A", person_id=ANA, joined_at=NOON),
        Seen(id="4", name="Gone", joined_at=NOON, left_at=NOON),
    )
)


@pytest.mark.parametrize(
    ("said", "person_id", "ids"),
    [
        ("Kelly Jones", None, ["2"]),
        ("KELLY", None, ["1", "2"]),
        ("ana", None, ["3"]),
        ("Ana", ANA, ["3"]),
        ("Ben", BEN, []),
        ("gone", None, []),
        ("", None, []),
    ],
)
def test_who_is_meant(said: str, person_id: str | None, ids: list[str]) -> None:
    assert [one.id for one in inside_by_name(INSIDE, said, person_id=person_id)] == ids
