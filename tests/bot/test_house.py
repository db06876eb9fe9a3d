"""A whole Plenum on PostgreSQL: it tells its neighbours what it wrote down, and listens for what they tell."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from bot.store.neighbours import CHANNEL
from bot.timings import USUAL
from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.stage import Stage, stage

pytestmark = pytest.mark.postgres


@pytest.fixture
async def plenum(postgres_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    told = {"DATABASE_URL": postgres_url, "CLOCK_URL": ""}
    async with stage(tmp_path, settings=told, timings=replace(USUAL, pulse=timedelta(hours=1))) as set_up:
        yield set_up


@pytest.fixture
async def neighbour(postgres_url: str) -> AsyncIterator[psycopg.AsyncConnection]:
    """What another process has of the database."""
    url = postgres_url.replace("postgres://", "postgresql://")
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        yield connection


async def test_what_is_written_down_is_told(plenum: Stage, neighbour: psycopg.AsyncConnection) -> None:
    await neighbour.execute(f"LISTEN {CHANNEL}")

    await plenum.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync")

    assert [one async for one in neighbour.notifies(timeout=10, stop_after=1)]


async def test_what_a_neighbour_tells_is_listened_for(plenum: Stage, neighbour: psycopg.AsyncConnection) -> None:
    listening = (
        "SELECT 1 FROM pg_stat_activity WHERE application_name = 'plenum listening' AND query = %s"
        " AND state = 'idle' AND datname = current_database()"
    )

    async with asyncio.timeout(10):
        while not (await neighbour.execute(listening, [f"LISTEN {CHANNEL}"])).rowcount:  # noqa: ASYNC110  # the server tells
            await asyncio.sleep(0.02)
