"""A plan whose room is there is changed while its back end is away, or will not."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.model import Conference, Options, Plan, RoomStage
from handlers.commands.changing import Change
from playground.slack.seed import BEN
from tests.backstage import Backstage
from tests.handlers.talk import Talk

FOUR_IN_BERLIN = datetime(2026, 11, 24, 15, tzinfo=UTC)
LATER = "Tell people now, change the room when it is back"


async def ready(plenum: Backstage) -> Conference:
    """Planned with Ben; its room is there, and everybody has heard."""
    conference = await plenum.plan(people=(BEN,))
    await plenum.tend()
    await plenum.deliver()
    return await plenum.known(conference)


def away(plenum: Backstage) -> None:
    plenum.trueconf.faults.change({"busy_status": 503, "retry_after": None})


async def test_where_its_server_is_away_nothing_changes_and_there_is_a_way_on(plenum: Backstage, talk: Talk) -> None:
    conference = await ready(plenum)
    away(plenum)

    answer = await talk.types("move to tomorrow 16:00")
    await plenum.deliver()

    assert "was not changed, and stays planned for" in answer.words
    assert answer.offers() == ["Try again", LATER]
    assert (await plenum.known(conference)).plan == conference.plan
    assert len(plenum.direct(BEN)) == 1


async def test_people_can_be_told_at_once_and_the_room_follows(plenum: Backstage, talk: Talk) -> None:
    conference = await ready(plenum)
    away(plenum)
    answer = await talk.types("move to tomorrow 16:00")

    saved = await talk.presses(answer.choice(LATER))
    await plenum.deliver()

    changed = await plenum.known(conference)
    assert "is saved" in saved.words
    assert (changed.plan.starts_at, changed.room_stale) == (FOUR_IN_BERLIN, True)
    assert "has moved" in str(plenum.direct(BEN)[-1]["blocks"])
    assert await plenum.rooms.next_at(now=plenum.clock() - timedelta(seconds=1)) is not None


async def test_once_it_is_back_the_same_change_is_made(plenum: Backstage, talk: Talk) -> None:
    conference = await ready(plenum)
    plenum.trueconf.faults.change({"busy_status": 503, "retry_after": None, "match": "PUT .*|PATCH .*"})
    answer = await talk.types("move to tomorrow 16:00")
    plenum.trueconf.faults.clear()

    await talk.presses(answer.choice("Try again"))

    changed = await plenum.known(conference)
    assert (changed.plan.starts_at, changed.room_stage, changed.room_stale) == (
        FOUR_IN_BERLIN,
        RoomStage.READY,
        False,
    )


async def test_what_its_server_refuses_is_said_and_cannot_be_forced(plenum: Backstage, talk: Talk) -> None:
    conference = await ready(plenum)
    plenum.trueconf.faults.change({"tokens_refused": True})

    answer = await talk.types("move to tomorrow 16:00")

    assert answer.offers() == ["Try again"]
    assert (await plenum.known(conference)).plan == conference.plan


@pytest.mark.parametrize("leads", [None, (), (30, 10)])
@pytest.mark.parametrize("rule", [None, "FREQ=WEEKLY;BYDAY=MO"])
def test_a_change_travels_in_a_button(rule: str | None, leads: tuple[int, ...] | None) -> None:
    plan = Plan(
        topic="“Prices” & more: 100 %",
        starts_at=FOUR_IN_BERLIN,
        duration=timedelta(minutes=45),
        zone="Asia/Kolkata",
        record=True,
        rule=rule,
        leads=leads,
        options=Options(pin="0482", capacity=25),
    )
    change = Change(conference_id="1" * 32, seen=3, plan=plan)

    assert Change.from_value(change.as_value()) == change
    assert len(change.as_value()) < 2000


def test_a_button_of_an_older_release_leaves_reminders_as_they_are_usual() -> None:
    value = json.dumps(["1" * 32, 3, "Sync", FOUR_IN_BERLIN.isoformat(), 0, "UTC", False, None])

    assert Change.from_value(value).plan == Plan(topic="Sync", starts_at=FOUR_IN_BERLIN)
