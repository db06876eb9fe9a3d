"""Many rounds on several lanes at once; what went wrong, in words."""

import asyncio
import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.faults.cases import TEMPLATE
from tests.faults.rounds.drawn import USUAL, What, drawn
from tests.faults.rounds.lane import lane
from tests.faults.rounds.played import play
from tests.faults.rounds.verdict import complaints, told
from tests.postgres import PostgresServer

LANES = 4
ROUNDS = int(os.environ.get("PLENUM_FAULT_ROUNDS", "200"))
SEED = int(os.environ.get("PLENUM_FAULT_SEED", "0")) or secrets.randbelow(10**9) + 1
"""The first round's; each further one has the next."""


def failures(
    servers: Sequence[PostgresServer],
    folder: Path,
    *,
    name: str,
    rounds: int,
    kinds: tuple[What, ...] = USUAL,
    history: bool = True,
) -> str:
    """Play rounds; all that is known of those in which something did not hold, empty if there are none."""
    seeds = iter(range(SEED, SEED + rounds))

    async def everything() -> list[str]:
        lanes = [
            _play_on(server, folder / f"{name}{number}", name, seeds, kinds=kinds, history=history)
            for number, server in enumerate(servers[:rounds])
        ]
        return [failure for failures in await asyncio.gather(*lanes) for failure in failures]

    return "\n\n".join(asyncio.run(everything()))


async def _play_on(
    server: PostgresServer, folder: Path, name: str, seeds: Iterator[int], *, kinds: tuple[What, ...], history: bool
) -> list[str]:
    """One round after the other, until no seed is left or something went wrong on this lane."""
    folder.mkdir()
    server.drop(name)
    server.create(name, template=TEMPLATE)
    known: set[str] = set()
    async with lane(folder, server, name, history=history) as ground:
        for seed in seeds:
            played = await play(drawn(seed, kinds), ground)
            if wrong := complaints(played, ground, known):
                return [told(played, ground, wrong)]
            known |= {debt.id for debt in played.debts}
    return []
