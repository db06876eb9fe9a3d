"""Many rounds one after the other; what went wrong, in words."""

import asyncio
import os
import secrets
from pathlib import Path

import pytest

from tests.faults.cases import TEMPLATE
from tests.faults.rounds import played
from tests.faults.rounds.drawn import USUAL, What, drawn
from tests.faults.rounds.lane import lane
from tests.faults.rounds.machine import Machine
from tests.faults.rounds.verdict import complaints, told
from tests.postgres import PostgresServer

ROUNDS = int(os.environ.get("PLENUM_FAULT_ROUNDS", "200"))
FEW = -(-ROUNDS // 8)
"""Of each special kind."""
SEED = int(os.environ.get("PLENUM_FAULT_SEED", "0"))
"""The first round's; each further one has the next."""

LANES = 8
"""So many times some of the rounds are played, each time from scratch, so that several can be played at once."""


def share(lane_number: int, *, lanes: int, rounds: int) -> range:
    """The seeds of one lane's rounds."""
    first = SEED or secrets.randbelow(10**9) + 1
    bounds = [first + rounds * number // lanes for number in (lane_number, lane_number + 1)]
    return range(*bounds)


def play(
    server: PostgresServer,
    folder: Path,
    seeds: range,
    *,
    kinds: tuple[What, ...] = USUAL,
    history: bool = True,
    own: Machine | None = None,
) -> None:
    """Play rounds until something does not hold in one of them; then fail with all that is known of it. `own` is the
    machine that one of the processes is on."""
    if not seeds:
        return
    name = "rounds"
    server.drop(name)
    server.create(name, template=TEMPLATE)

    async def everything() -> str:
        known: set[str] = set()
        async with lane(folder, server, name, history=history, own=own) as ground:
            for seed in seeds:
                outcome = await played.play(drawn(seed, kinds), ground)
                if wrong := complaints(outcome, ground, known):
                    return told(outcome, ground, wrong)
                known |= {debt.id for debt in outcome.debts}
        return ""

    if failure := asyncio.run(everything()):
        pytest.fail(failure, pytrace=False)
