"""What goes wrong in a round, made at its moment and undone again."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from playground.slack.faults import FaultName
from tests.faults.rounds.drawn import Trouble, What
from tests.faults.rounds.lane import Lane
from tests.postgres import FAST, IMMEDIATE

_LONG_S = 3.0
"""Longer than Plenum waits for Slack here."""


async def make(trouble: Trouble, lane: Lane, *, held: set[str]) -> None:
    """Carry it out; `held` hears what a process had claimed that is frozen."""
    await asyncio.sleep(trouble.at)
    if trouble.what is What.FROZEN:
        await _freeze(trouble, lane, held)
    else:
        await _MADE[trouble.what](trouble, lane)


async def _kill(trouble: Trouble, lane: Lane) -> None:
    await lane.crew.kill(trouble.whom)
    await asyncio.sleep(trouble.lasts)
    await lane.crew.start(trouble.whom)


async def _stop(trouble: Trouble, lane: Lane) -> None:
    await lane.crew.stop(trouble.whom)
    await asyncio.sleep(trouble.lasts)
    await lane.crew.start(trouble.whom)


async def _freeze(trouble: Trouble, lane: Lane, held: set[str]) -> None:
    process = lane.crew.member(trouble.whom)
    if process is not None:
        process.signal(signal.SIGSTOP)
        held |= await lane.held_by(process.pid)
        await asyncio.sleep(trouble.lasts)
        process.signal(signal.SIGCONT)


async def _restart(how: signal.Signals, trouble: Trouble, lane: Lane) -> None:
    async with lane.restarting:
        await asyncio.to_thread(lane.server.stop, how)
        await asyncio.sleep(trouble.lasts)
        await asyncio.to_thread(lane.server.start)


async def _terminate(trouble: Trouble, lane: Lane) -> None:
    await lane.end_connections()


async def _cut(trouble: Trouble, lane: Lane) -> None:
    lane.way.cut()
    await asyncio.sleep(trouble.lasts)
    lane.way.mend()


async def _swallow(trouble: Trouble, lane: Lane) -> None:
    """Half of the time what was swallowed comes after all, else the connections turn out to be broken."""
    lane.way.swallow()
    await asyncio.sleep(trouble.lasts)
    if trouble.whom % 2:
        lane.way.cut()
    lane.way.mend()


async def _upset(name: FaultName, seconds: float, trouble: Trouble, lane: Lane) -> None:
    lane.slack.faults.set(name, method=trouble.method, seconds=seconds)
    await asyncio.sleep(trouble.lasts)
    lane.slack.faults.clear(name)


async def _late(trouble: Trouble, lane: Lane) -> None:
    await _upset(FaultName.LATE, trouble.lasts, trouble, lane)


async def _jump(trouble: Trouble, lane: Lane) -> None:
    lane.clock.jump(timedelta(seconds=trouble.step))


async def _set(trouble: Trouble, lane: Lane) -> None:
    assert lane.own is not None
    lane.own.set(timedelta(seconds=trouble.step))


_MADE: dict[What, Callable[[Trouble, Lane], Awaitable[None]]] = {
    What.KILLED: _kill,
    What.STOPPED: _stop,
    What.FAST: partial(_restart, FAST),
    What.IMMEDIATE: partial(_restart, IMMEDIATE),
    What.TERMINATED: _terminate,
    What.CUT: _cut,
    What.HOLE: _swallow,
    What.LIMITED: partial(_upset, FaultName.RATE_LIMIT, 1.0),
    What.FAILING: partial(_upset, FaultName.SERVER_ERROR, 0.0),
    What.SLOW: partial(_upset, FaultName.SLOW, _LONG_S),
    What.LATE: _late,
    What.DROPPED: partial(_upset, FaultName.DROP_AFTER, 0.0),
    What.UNANSWERED: partial(_upset, FaultName.NO_ANSWER, 0.0),
    What.STEPPED: _jump,
    What.SET: _set,
}
