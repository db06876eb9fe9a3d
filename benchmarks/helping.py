"""`/conf help` at 1, 32 and 256 at once: Plenum beside two bare Bolt apps, round by round."""

import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from benchmarks.figures import floor, median, table
from benchmarks.load import Sample, lines, steady
from benchmarks.plenum import plenum
from benchmarks.processes import BESIDE, HOST, MEASURED, child, cpu_s, free_port
from benchmarks.scale import Scale
from benchmarks.slashing import Commands

AT_ONCE = (1, 32, 256)
PLENUM, DEFAULT, DIRECT, ECHO = "Plenum", "bare Bolt, default", "bare Bolt, direct", "echo: the generator's ceiling"
_BARE = {DEFAULT: "default", DIRECT: "direct", ECHO: "echo"}


@dataclass(frozen=True, slots=True)
class Server:
    """Where one listens, which process it is, and what its answer must hold."""

    port: int
    pid: int
    says: bytes = b""


Samples = Mapping[tuple[str, int], list[Sample]]


async def measure(scale: Scale) -> None:
    """Run everything, print the table and the floors."""
    taken: dict[tuple[str, int], list[Sample]] = defaultdict(list)
    async with _servers() as servers:
        for server in servers.values():
            await _warm(server, min(1.0, scale.seconds))
        for turn in range(scale.rounds):
            for at_once in AT_ONCE:
                for name, server in servers.items():
                    taken[name, at_once].append(await _sample(server, at_once, scale.seconds))
            print(f"round {turn + 1} of {scale.rounds}", file=sys.stderr)
    _report(taken)


async def _warm(server: Server, seconds: float) -> None:
    async with lines(server.port, 1) as (line,):
        status = await line.ask(Commands("help")())
        if status != 200 or server.says not in line.body:
            raise RuntimeError(f"a wrong answer, with status {status}: {line.body!r}")
    await steady(server.port, Commands("help"), at_once=32, seconds=seconds)


async def _sample(server: Server, at_once: int, seconds: float) -> Sample:
    begun = cpu_s(server.pid)
    sample = await steady(server.port, Commands("help"), at_once=at_once, seconds=seconds)
    sample.cpu_s = cpu_s(server.pid) - begun
    return sample


@asynccontextmanager
async def _servers() -> AsyncIterator[dict[str, Server]]:
    """All of them, side by side on one core: those that are not asked have nothing to do."""
    async with AsyncExitStack() as stack:
        slack = free_port()
        await stack.enter_async_context(child("playground", "slack", "--port", str(slack), where=BESIDE, port=slack))
        address = f"http://{HOST}:{slack}/api/"
        nobody = f"http://{HOST}:{free_port()}"  # help asks no back end
        port, process = await stack.enter_async_context(plenum(slack=address, trueconf=nobody))
        servers = {PLENUM: Server(port, process.pid, says=b"/conf start")}
        for name, kind in _BARE.items():
            port = free_port()
            bare = child("benchmarks.bare", kind, str(port), where=MEASURED, port=port)
            servers[name] = Server(port, (await stack.enter_async_context(bare)).pid)
        yield servers


def _report(taken: Samples) -> None:
    heads = [
        "/conf help",
        *(f"{at_once} at once: req/s (p50 / p99 ms)" for at_once in AT_ONCE),
        "CPU ms per request",
        "errors",
    ]
    names = (PLENUM, DIRECT, DEFAULT, ECHO)
    table("A command that is answered at once", heads, [_row(taken, name) for name in names])
    one = _ratio(taken, 1, DEFAULT, "p50")
    floor("1 at once: median of Plenum / median of bare Bolt with default settings", one, 0.2)
    rate, tail = _ratio(taken, 32, DIRECT, "rate"), _ratio(taken, 32, DIRECT, "p99")
    floor("32 at once: req/s of Plenum / req/s of bare Bolt, direct", rate, 0.8, least=True)
    floor("32 at once: p99 of Plenum / p99 of bare Bolt, direct", tail, 2)
    many = taken[PLENUM, 256]
    floor("256 at once: p99 of Plenum", median(sample.p99 for sample in many), 500, unit=" ms")
    floor("256 at once: errors of Plenum", sum(sample.errors for sample in many), 0)


def _row(taken: Samples, name: str) -> list[str]:
    cells = [name]
    for at_once in AT_ONCE:
        rate, p50, p99 = (median(getattr(s, what) for s in taken[name, at_once]) for what in ("rate", "p50", "p99"))
        cells.append(f"{rate:,.0f} ({p50:.2f} / {p99:.1f})")
    cells.append(f"{median(sample.cpu_ms for sample in taken[name, AT_ONCE[1]]):.2f}")
    return [*cells, str(sum(sample.errors for at_once in AT_ONCE for sample in taken[name, at_once]))]


def _ratio(taken: Samples, at_once: int, other: str, what: str) -> float:
    """Plenum's figure through the other's, within a round; the median over the rounds."""
    pairs = zip(taken[PLENUM, at_once], taken[other, at_once], strict=True)
    return median(getattr(ours, what) / getattr(theirs, what) for ours, theirs in pairs)
