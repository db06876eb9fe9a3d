"""Bad days: a back end that hangs, an answer that is lost, a locked database. Everybody is told, nothing is doubled."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.timings import Timings
from playground.slack.record import Entry
from playground.slack.seed import ANA, BEN, TEAM_CHANNEL
from tests.stage import Stage, stage

SHORT = Timings(patience=timedelta(seconds=1))


@pytest.fixture
async def impatient(tmp_path: Path) -> AsyncIterator[Stage]:
    """The same stage, with a second's patience for back ends."""
    async with stage(tmp_path, timings=SHORT) as set_up:
        yield set_up


def slowest_answer(on_stage: Stage) -> float:
    """The longest that Slack waited for Plenum, in seconds."""
    return max(entry.seconds for entry in on_stage.slack.record.of("told"))


async def test_with_a_hanging_back_end_slack_is_answered_and_the_person_hears_what_to_press(impatient: Stage) -> None:
    impatient.trueconf.faults.change({"delay_before": 60})

    await impatient.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync")

    told = await impatient.sees("was not started", only_for=ANA)
    assert slowest_answer(impatient) < 1
    assert "start.again" in str(told["blocks"])
    assert "Reference" in str(told["blocks"])


async def test_a_room_whose_answer_was_lost_is_found_and_used(impatient: Stage) -> None:
    impatient.trueconf.faults.change({"delay_after": 60, "match": "POST .*/conferences$"})

    await impatient.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync")

    await impatient.sees("may have been created", only_for=ANA)
    impatient.trueconf.faults.clear()
    await impatient.sees("Weekly sync is live", channel=TEAM_CHANNEL)
    (room,) = impatient.rooms()
    assert room.state == "running"
    assert len(impatient.posts("Weekly sync is live")) == 1


async def test_a_room_that_turns_up_when_nobody_wants_it_is_removed(impatient: Stage) -> None:
    impatient.trueconf.faults.change({"delay_after": 60, "match": "POST .*/conferences$"})
    await impatient.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync")
    await impatient.sees("may have been created", only_for=ANA)
    impatient.trueconf.faults.change({"delay_before": 60, "delay_after": 0, "match": ""})
    impatient.clock.advance(timedelta(minutes=6))
    await impatient.sees("did not come back in time")

    impatient.trueconf.faults.clear()
    impatient.clock.advance(timedelta(minutes=6))

    await until_no_room(impatient)
    assert not impatient.posts("Weekly sync is live")


async def test_try_again_after_a_refusal_starts_the_same_conference_once(impatient: Stage) -> None:
    impatient.trueconf.faults.change({"down": True})
    await impatient.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync")
    told = await impatient.sees("was not started", only_for=ANA)
    impatient.trueconf.faults.clear()

    await impatient.presses(ANA, told, "start.again")
    await impatient.presses(ANA, told, "start.again")

    await impatient.sees("Weekly sync is live: join", channel=TEAM_CHANNEL)
    assert len(impatient.rooms()) == 1
    assert len(impatient.posts("Weekly sync is live: join")) == 1


async def test_whoever_was_invited_at_first_is_asked_when_it_starts_after_all(impatient: Stage) -> None:
    impatient.trueconf.faults.change({"down": True})
    await impatient.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync @ben")
    told = await impatient.sees("was not started", only_for=ANA)
    impatient.trueconf.faults.clear()

    await impatient.presses(ANA, told, "start.again")

    line = await impatient.sees("Invited to", only_for=ANA)
    assert BEN in str(line["blocks"])
    assert len(impatient.posts("invites you to")) == 1


async def test_an_end_that_the_back_end_does_not_answer_can_be_pressed_again(impatient: Stage) -> None:
    await impatient.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync")
    await impatient.sees("Weekly sync is live", channel=TEAM_CHANNEL)
    await impatient.types(ANA, TEAM_CHANNEL, "/conf end")
    question = await impatient.sees("for everyone? It has been going", only_for=ANA)
    impatient.trueconf.faults.change({"down": True})
    await impatient.presses(ANA, question, "conference.end_now")
    told = await impatient.sees("was not ended", only_for=ANA, what="message_changed")
    impatient.trueconf.faults.clear()

    await impatient.presses(ANA, told, "conference.end_now")

    await impatient.sees("Weekly sync has ended", channel=TEAM_CHANNEL, what="message_changed")


async def test_with_a_locked_database_slack_is_answered_at_once_with_try_again(on_stage: Stage) -> None:
    path = on_stage.settings["DATABASE_URL"].removeprefix("sqlite:///")
    lock = await asyncio.to_thread(locked, path)
    began = time.monotonic()

    await on_stage.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync")
    await on_stage.types(BEN, TEAM_CHANNEL, "/conf help")

    await on_stage.sees("did not reach me in time", only_for=ANA)
    assert slowest_answer(on_stage) < 1
    assert time.monotonic() - began < 5
    lock.execute("ROLLBACK")
    lock.close()
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf start Budget")
    await on_stage.sees("Budget is live", channel=TEAM_CHANNEL)
    assert not on_stage.posts("Weekly sync is live")


async def test_a_card_whose_post_was_accepted_without_an_answer_is_found_not_doubled(on_stage: Stage) -> None:
    on_stage.slack.faults.set("drop_after", method="chat.postMessage", times=1)

    await on_stage.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync")

    def looked(entry: Entry) -> bool:
        return entry.name == "conversations.history" and entry.outcome == "ok"

    await on_stage.slack.record.until(looked, timeout_s=20)
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf end")
    await on_stage.sees("for everyone? It has been going", only_for=ANA)
    assert len(on_stage.posts("Weekly sync is live: join")) == 1


def locked(path: str) -> sqlite3.Connection:
    """Somebody else writes to the database, and does not finish."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    return connection


async def until_no_room(on_stage: Stage) -> None:
    """The room is taken away; asking for the time lets everybody else work meanwhile."""
    async with asyncio.timeout(20):
        while on_stage.rooms():
            await on_stage.client.get("/clock")
