"""Killed, or with the back end down, while a guest is invited: the server writes to each guest once."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.store.tables import choices, conferences, guests
from playground.slack.seed import ANA, TEAM, TEAM_CHANNEL
from tests.faults.cases import KINDS, Case, Grounds, Outcomes, played
from tests.faults.process import Process
from tests.faults.scene import TOPIC, Scene

pytestmark = pytest.mark.postgres

EVE = "eve@else.example"
OUT_OF_CLAIMS = timedelta(seconds=61)
AT = ("after_guests_written", "after_guests_told")
AWAY = "the server is away"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What came of it: whom the server wrote to, whom it has on its list, and what Plenum knows of that."""

    mails: tuple[str, ...] = (EVE,)
    listed: tuple[str, ...] = (EVE,)
    known_as: tuple[str | None, ...] = (EVE,)
    owed: int = 0


async def dies(at: str, scene: Scene) -> Told:
    dying = await _planned(scene, kill_at=at)
    await scene.types(ANA, TEAM_CHANNEL, f"/conf invite {EVE}")
    await dying.ended()
    return await _told(scene)


async def is_away(scene: Scene) -> Told:
    """It is down when the guest is invited, and Plenum is stopped before it is back."""
    process = await _planned(scene)
    server = scene.stage.servers["portsip"]
    server.state.faults.change({"busy_status": 503, "retry_after": None})
    await scene.types(ANA, TEAM_CHANNEL, f"/conf invite {EVE}")
    await scene.stage.sees("has not confirmed this guest yet, and is asked again", only_for=ANA)
    await process.stopped()
    server.state.faults.clear()
    return await _told(scene)


async def _planned(scene: Scene, *, kill_at: str = "") -> Process:
    """With its room, where people of other organisations may be invited."""
    may = {"workspace_id": TEAM, "scope": "workspace", "scope_id": TEAM, "name": "outsiders", "value": True}
    async with scene.database.write() as connection:
        await connection.execute(choices.insert().values(chosen_by=ANA, chosen_at=scene.stage.clock(), **may))
    process = await scene.plenum(kill_at=kill_at)
    await scene.types(ANA, TEAM_CHANNEL, f"/conf schedule {TOPIC} in 3 hours for 45m via pbx")
    await scene.stage.sees(f"{TOPIC} is planned", channel=TEAM_CHANNEL)
    await scene.settled()
    return process


async def _told(scene: Scene) -> Told:
    """How it stands when another process had time enough."""
    await scene.plenum()
    scene.stage.clock.advance(OUT_OF_CLAIMS)
    for _ in range(400):
        if not await _owed(scene):
            break
        await asyncio.sleep(0.1)
    await scene.settled()
    (room,) = scene.stage.servers["portsip"].state.pbx.rooms.values()
    async with scene.database.read() as connection:
        known_as = tuple((await connection.execute(guests.select())).scalars("told_as"))
    return Told(mails=tuple(room.mails), listed=tuple(room.outsiders), known_as=known_as, owed=await _owed(scene))


async def _owed(scene: Scene) -> int:
    """Of how many conferences a back end has to hear something."""
    async with scene.database.read() as connection:
        rows = await connection.execute(conferences.select().where(conferences.c.guests_at.is_not(None)))
        return len(rows.all())


@pytest.fixture(scope="module")
def outcomes(grounds: Grounds) -> Outcomes[tuple[str, str], Told]:
    plays: dict[str, Callable[[Scene], Coroutine[Any, Any, Told]]] = {
        **{at: partial(dies, at) for at in AT},
        AWAY: is_away,
    }
    cases = {
        (what, kind): Case(kind=kind, play=play, moves_time=True, server="portsip")
        for what, play in plays.items()
        for kind in KINDS
    }
    return played(cases, grounds)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", [*AT, AWAY])
def test_a_guest_is_invited_once_whatever_happens(
    what: str, kind: str, outcomes: Outcomes[tuple[str, str], Told]
) -> None:
    assert outcomes[what, kind] == Told()
