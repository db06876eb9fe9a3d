"""Killed at each step of a delivery and of a request: nothing is lost, nothing is posted twice."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import pytest

from bot.alarms import Alarms
from bot.faults import kill_point
from bot.services.runner import Runner
from bot.store.database import Database
from bot.store.requests import Request, RequestStore
from bot.store.vault import Vault
from tests.bot.services.conftest import Sending, make_sending
from tests.bot.services.dying import DONE, KEY
from tests.bot.slack_stub import SlackStub
from tests.bot.store.rows import owed, write
from tests.conftest import FrozenClock


async def die(verb: str, at: str, database_url: str, slack: SlackStub) -> int:
    """Run a process until it is killed; its return code."""
    environment = {**os.environ, "PLENUM_KILL_AT": at, "SLACK_API_URL": f"{slack.url}api/", "PYTHONPATH": os.getcwd()}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bot.services.dying", verb, database_url, f"{slack.url}api/", env=environment
    )
    return await process.wait()


@pytest.mark.parametrize("at", ["after_claim", "after_post", "before_finish"])
async def test_a_delivery_survives_the_death_of_its_process(
    at: str, database_url: str, slack: SlackStub, reopen: Callable[..., Any], clock: FrozenClock
) -> None:
    db = await Database.open(database_url)
    await write(db, owed("C1"))
    await db.close()

    killed = await die("send", at, database_url, slack)

    sending: Sending = await reopen()
    await sending.pass_by(seconds=60)
    assert killed == -signal.SIGKILL
    assert await sending.states() == ["sent"]
    assert len(slack.posts) == 1


@pytest.mark.parametrize(("at", "worked_before"), [("after_keep", 0), ("before_work", 0), ("before_done", 1)])
async def test_a_request_survives_the_death_of_its_process(
    at: str, worked_before: int, database_url: str, slack: SlackStub, clock: FrozenClock, alarms: Alarms
) -> None:
    killed = await die("ask", at, database_url, slack)

    db, seen = await Database.open(database_url), list[Request]()

    async def work(request: Request) -> None:
        seen.append(request)

    runner = Runner(RequestStore(db, Vault([KEY]), by="next"), work, clock, alarms)
    clock.advance(seconds=60)
    await runner.round()
    await runner.idle()
    assert killed == -signal.SIGKILL
    assert [post["text"] for post in slack.posts] == [DONE] * worked_before
    assert [(request.key, request.attempt) for request in seen] == [("k", 2)]
    await db.close()


@pytest.fixture
async def reopen(database_url: str, slack: SlackStub, messenger: Any, clock: FrozenClock, alarms: Alarms) -> Any:
    """The next process over the same database."""
    opened: list[Database] = []

    async def reopen() -> Sending:
        opened.append(await Database.open(database_url))
        return make_sending(opened[0], slack, messenger, clock, alarms, by="next")

    yield reopen
    for db in opened:
        await db.close()


@pytest.mark.parametrize("address", ["https://slack.com/api/", "http://10.0.0.1/api/", ""])
def test_nobody_is_killed_where_slack_is_real(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("PLENUM_KILL_AT", "after_post")
    monkeypatch.setenv("SLACK_API_URL", address)

    kill_point("after_post")  # and the test goes on


def test_nobody_is_killed_at_another_point(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLENUM_KILL_AT", "after_post")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:1/api/")

    kill_point("after_claim")  # and the test goes on
