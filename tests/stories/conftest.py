"""The stage on which stories are told: over signed HTTP and over Socket Mode."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.stage import Stage, stage


@pytest.fixture
async def on_stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as set_up:
        yield set_up


@pytest.fixture(params=["http", "socket mode"])
async def both_ways(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """The same over each way in."""
    async with stage(tmp_path, socket_mode=request.param == "socket mode") as set_up:
        yield set_up
