"""What is seen of live conferences: who comes and goes, what the card says, what is forgotten."""

import json
from datetime import timedelta

import pytest

from bot.errors import Unreachable
from bot.live import Participant
from bot.model import Conference, DeliveryKind, RoomState, Stage
from bot.services.watching import ALONE_FOR, EMPTY_FOR, LEFT_OPEN_FOR
from playground.slack.seed import ANA, BEN, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.poor import Crowded

ANAS = Participant(id="ana/1", name="Ana A", email="ANA@acme.example", host=True)
KELLY = Participant(id="phone/2", name="Kelly")


@pytest.fixture
async def live(plenum: Backstage, hall: Crowded) -> Conference:
    """Ana and Kelly are in, and that was seen and shown."""
    conference = await plenum.start(provider="hall", people=(BEN,))
    await plenum.deliver()
    hall.inside = [ANAS, KELLY]
    await plenum.tend(minutes=1)
    await plenum.deliver(seconds=3)
    return await plenum.known(conference)


def card(plenum: Backstage) -> str:
    return str(next(one.blocks for one in plenum.slack.board.all(TEAM_CHANNEL) if one.bot_id))


async def test_who_is_in_stands_on_the_card_by_their_name_in_slack(plenum: Backstage, live: Conference) -> None:
    assert [(one.name, one.person_id) for one in live.inside] == [("Ana A", ANA), ("Kelly", None)]
    assert f"2 in: <@{ANA}>, +1 guest" in card(plenum)


async def test_who_left_is_not_in_any_more(plenum: Backstage, hall: Crowded, live: Conference) -> None:
    hall.inside = [KELLY]

    await plenum.tend(minutes=1)
    await plenum.deliver(seconds=3)

    (ana,) = [one for one in (await plenum.known(live)).seen if one.person_id == ANA]
    assert not ana.inside
    assert "1 in: Kelly" in card(plenum)


async def test_who_comes_back_on_the_same_device_has_one_stay(
    plenum: Backstage, hall: Crowded, live: Conference
) -> None:
    for inside in ([KELLY], [ANAS, KELLY]):
        hall.inside = inside
        await plenum.tend(minutes=1)

    assert [(one.id, one.inside) for one in (await plenum.known(live)).seen] == [("ana/1", True), ("phone/2", True)]


async def test_where_not_everybody_is_known_no_room_counts_as_empty(
    plenum: Backstage, hall: Crowded, live: Conference
) -> None:
    hall.inside, hall.complete = [], False

    for _ in range(90):
        await plenum.tend(minutes=1)

    assert (await plenum.known(live)).stage is Stage.LIVE
    assert not await plenum.owed(DeliveryKind.NOTICE)


async def test_a_quiet_room_is_looked_at_once_a_minute_and_costs_no_message(
    plenum: Backstage, hall: Crowded, live: Conference
) -> None:
    await plenum.tend(minutes=1)
    looked, owed = hall.looked, len(await plenum.owed(DeliveryKind.CARD_UPDATE))

    for _ in range(40):
        await plenum.tend(seconds=15)

    assert hall.looked - looked <= 10
    assert len(await plenum.owed(DeliveryKind.CARD_UPDATE)) == owed
    assert (await plenum.known(live)).checked_at is not None


async def test_after_a_change_the_room_is_looked_at_sooner(plenum: Backstage, hall: Crowded, live: Conference) -> None:
    hall.inside = [KELLY]
    await plenum.tend(minutes=1)
    looked = hall.looked

    await plenum.tend(seconds=15)

    assert hall.looked == looked + 1


async def test_changes_within_three_seconds_are_one_update(plenum: Backstage, hall: Crowded, live: Conference) -> None:
    hall.inside = [KELLY]
    await plenum.tend(minutes=1)
    await plenum.deliver()
    before = len(plenum.asked("chat.update"))

    for inside in ([ANAS, KELLY], [ANAS], []):
        hall.inside = inside
        await plenum.watching.look(await plenum.known(live), now=plenum.clock())
        await plenum.deliveries.round()
        await plenum.deliveries.idle()
    at_once = len(plenum.asked("chat.update")) - before
    await plenum.deliver(seconds=3)

    assert (at_once, len(plenum.asked("chat.update")) - before) == (0, 1)
    assert "nobody is in" in card(plenum)


@pytest.mark.parametrize(
    ("flag", "said"), [("recording", "Being recorded"), ("locked", "Locked"), ("muted", "Everybody is muted")]
)
async def test_how_the_room_stands_is_said(
    plenum: Backstage, hall: Crowded, live: Conference, flag: str, said: str
) -> None:
    hall.flags = {flag: True}
    await plenum.tend(minutes=1)
    await plenum.deliver(seconds=3)
    on = card(plenum)
    hall.flags = {flag: False}
    await plenum.tend(minutes=1)
    await plenum.deliver(seconds=3)

    assert said in on
    assert said not in card(plenum)


async def test_a_card_that_could_not_be_checked_says_since_when_and_takes_it_back(
    plenum: Backstage, hall: Crowded, live: Conference
) -> None:
    for _ in range(3):
        hall.failing = Unreachable("hall")
        await plenum.tend(minutes=1)
    await plenum.deliver(seconds=3)
    doubted = card(plenum)
    await plenum.tend(minutes=1)
    await plenum.deliver(seconds=3)

    assert "Not checked since" in doubted
    assert "Not checked since" not in card(plenum)
    assert (await plenum.known(live)).stage is Stage.LIVE


async def test_one_failed_look_says_nothing_yet(plenum: Backstage, hall: Crowded, live: Conference) -> None:
    hall.failing = Unreachable("hall")

    await plenum.tend(minutes=1)
    await plenum.deliver(seconds=3)

    assert "Not checked since" not in card(plenum)


class TestForgotten:
    """Hardly anybody is in, and has not been for a while."""

    async def passing(self, plenum: Backstage, span: timedelta) -> None:
        for _ in range(int(span / timedelta(minutes=1)) + 2):
            await plenum.tend(minutes=1)
        await plenum.deliver()

    @pytest.mark.parametrize(
        ("inside", "patience", "said"),
        [([KELLY], ALONE_FOR, "Only Kelly is in"), ([], EMPTY_FOR, "Nobody is in")],
    )
    async def test_the_host_is_asked_once(
        self,
        plenum: Backstage,
        hall: Crowded,
        live: Conference,
        inside: list[Participant],
        patience: timedelta,
        said: str,
    ) -> None:
        hall.inside = inside

        await self.passing(plenum, patience)
        await self.passing(plenum, timedelta(minutes=10))

        asked = [one for one in plenum.direct(ANA) if said in str(one)]
        assert len(asked) == 1
        assert (await plenum.known(live)).stage is Stage.LIVE

    async def test_whoever_keeps_it_open_is_asked_again_after_as_long(
        self, plenum: Backstage, hall: Crowded, live: Conference
    ) -> None:
        hall.inside = [KELLY]
        await self.passing(plenum, ALONE_FOR)

        await plenum.watching.keep(await plenum.known(live), now=plenum.clock())
        await self.passing(plenum, ALONE_FOR)

        assert len([one for one in plenum.direct(ANA) if "Only Kelly is in" in str(one)]) == 2

    async def test_a_room_held_open_for_nobody_is_ended_after_an_hour(
        self, plenum: Backstage, hall: Crowded, live: Conference
    ) -> None:
        hall.inside = []

        await self.passing(plenum, LEFT_OPEN_FOR)

        assert (await plenum.known(live)).stage is Stage.ENDED
        assert hall.ended

    async def test_company_ends_the_wait(self, plenum: Backstage, hall: Crowded, live: Conference) -> None:
        hall.inside = [KELLY]
        await self.passing(plenum, ALONE_FOR - timedelta(minutes=5))
        hall.inside = [ANAS, KELLY]
        await plenum.tend(minutes=1)
        hall.inside = [KELLY]

        await self.passing(plenum, ALONE_FOR - timedelta(minutes=5))

        assert not [one for one in plenum.direct(ANA) if "Only Kelly" in str(one)]
        assert (await plenum.known(live)).quiet_since is not None


async def test_whoever_asks_is_shown_how_it_is_now(plenum: Backstage, hall: Crowded, live: Conference) -> None:
    hall.inside = [KELLY]
    plenum.clock.advance(seconds=20)

    now = await plenum.watching.fresh(live, now=plenum.clock())
    looked = hall.looked
    again = await plenum.watching.fresh(now, now=plenum.clock())

    assert [one.name for one in now.inside] == ["Kelly"]
    assert now.checked_at == plenum.clock()
    assert (again, hall.looked) == (now, looked)


async def test_whoever_asks_while_the_server_is_away_is_shown_how_it_was(
    plenum: Backstage, hall: Crowded, live: Conference
) -> None:
    hall.failing = Unreachable("hall")
    plenum.clock.advance(seconds=20)

    shown = await plenum.watching.fresh(live, now=plenum.clock())

    assert (len(shown.inside), shown.checked_at) == (2, live.checked_at)


async def test_slacks_call_has_those_who_are_in(plenum: Backstage, hall: Crowded, live: Conference) -> None:
    conference = (await plenum.known(live)).change(call_id="R0CALL")

    await plenum.calls.follow(conference)

    (asked,) = plenum.asked("calls.participants.add")
    users = json.loads(asked["users"])
    assert {"slack_id": ANA} in users
    assert {"external_id": "kelly", "display_name": "Kelly"} in users


async def test_a_state_that_says_closed_ends_it_and_everybody_has_left(
    plenum: Backstage, hall: Crowded, live: Conference
) -> None:
    hall.now = RoomState.IDLE

    await plenum.tend(minutes=1)

    ended = await plenum.known(live)
    assert ended.stage is Stage.ENDED
    assert not ended.inside
