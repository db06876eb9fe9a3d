"""A back end makes the room and its answer is lost: there is one card with one way in, on every kind."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.model import Feature
from bot.providers import PROVIDERS
from playground.kinds import KINDS
from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.doors import door_of
from tests.entrances import Entrance, ways_shown
from tests.stage import Stage, stage

LIVE = "Weekly sync is live: join now"
MAKERS = [one.kind for one in KINDS if door_of(one.kind).makes]
FINDERS = [kind for kind in MAKERS if Feature.FIND in PROVIDERS[kind].features]
FORGETFUL = [kind for kind in MAKERS if kind not in FINDERS]


@pytest.fixture
async def on_stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """With a server of the kind in question, which loses its next answer to whoever wants a room."""
    kind: str = request.getfixturevalue("kind")
    async with stage(tmp_path, kinds=[kind]) as set_up:
        await set_up.servers[kind].does("faults", drop_after=True, times=1, match=door_of(kind).makes)
        yield set_up


async def rooms(on_stage: Stage, kind: str) -> int:
    return len(await Entrance(on_stage.servers[kind], door_of(kind)).rooms())


@pytest.mark.parametrize("kind", FINDERS)
async def test_where_it_can_be_found_it_is_looked_for_and_used(on_stage: Stage, kind: str) -> None:
    await on_stage.types(ANA, TEAM_CHANNEL, f"/conf start Weekly sync via {on_stage.servers[kind].name}")

    await on_stage.sees("may have been created", only_for=ANA)
    await on_stage.sees(LIVE, channel=TEAM_CHANNEL)
    assert (len(on_stage.posts(LIVE)), len(ways_shown(on_stage)), await rooms(on_stage, kind)) == (1, 1, 1)


@pytest.mark.parametrize("kind", FORGETFUL)
async def test_where_it_cannot_be_found_trying_again_makes_another_which_alone_is_shown(
    on_stage: Stage, kind: str
) -> None:
    await on_stage.types(ANA, TEAM_CHANNEL, f"/conf start Weekly sync via {on_stage.servers[kind].name}")
    told = await on_stage.sees("was not started", only_for=ANA)

    await on_stage.presses(ANA, told, "start.again")

    await on_stage.sees(LIVE, channel=TEAM_CHANNEL)
    assert (len(on_stage.posts(LIVE)), len(ways_shown(on_stage)), await rooms(on_stage, kind)) == (1, 1, 2)
