"""The load: kept-alive connections on bare sockets, each of which sends its next request when it was answered."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from benchmarks.figures import percentile
from benchmarks.processes import HOST

Make = Callable[[], bytes]

_LONGEST_S = 30.0


class Line(asyncio.Protocol):
    """One connection: a request out, its answer in."""

    def __init__(self) -> None:
        self.body = b""
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._answered: asyncio.Future[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # uvloop's is no subclass

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, rest = self._received.partition(b"\r\n\r\n")
        if found and len(rest) >= (length := _length(head)):
            self.body, self._received = rest[:length], rest[length:]
            self._tell(int(head[9:12]))

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        self._tell(0)

    async def ask(self, request: bytes) -> int:
        """The status of the answer; 0 when the connection broke."""
        if self._transport is None:
            return 0
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answered

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _tell(self, status: int) -> None:
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(status)


def _length(head: bytes) -> int:
    lines = head.lower().split(b"\r\n")
    return next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)


@asynccontextmanager
async def lines(port: int, count: int) -> AsyncIterator[Sequence[Line]]:
    """So many open connections."""
    opened: list[Line] = []
    try:
        for _ in range(count):
            _, line = await asyncio.get_running_loop().create_connection(Line, HOST, port)
            opened.append(line)
        yield opened
    finally:
        for line in opened:
            line.close()


@dataclass(slots=True)
class Sample:
    """What was seen: the answered requests' times in milliseconds, how many failed, over how many seconds,
    and the processor's time that the server took for it."""

    times: list[float] = field(default_factory=list)
    errors: int = 0
    seconds: float = 0.0
    cpu_s: float = float("nan")

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    @property
    def cpu_ms(self) -> float:
        """The processor's time for one request."""
        return self.cpu_s * 1000 / len(self.times)

    @property
    def p50(self) -> float:
        return percentile(self.times, 50)

    @property
    def p99(self) -> float:
        return percentile(self.times, 99)

    @property
    def slowest(self) -> float:
        return max(self.times, default=float("nan"))

    async def ask(self, line: Line, request: bytes, *, begun: float | None = None, silent: bool = False) -> None:
        """Send one request and note how it went, and how long since `begun`.

        `silent`: an answer with words in it is an apology, and no success.
        """
        begun = begun or time.perf_counter()
        status = await line.ask(request)
        if status == 200 and not (silent and line.body):
            self.times.append((time.perf_counter() - begun) * 1000)
        else:
            self.errors += 1


async def steady(port: int, make: Make, *, at_once: int, seconds: float) -> Sample:
    """`at_once` requests under way all the time, for so many seconds."""
    sample = Sample()
    async with lines(port, at_once) as opened:
        # The server takes one new connection in each turn of its loop (libuv does), while those that it has keep it
        # busy: without a first answer on each, the last ones would wait for the whole measurement.
        await asyncio.gather(*(line.ask(make()) for line in opened))
        begun = time.perf_counter()
        async with asyncio.timeout(seconds + _LONGEST_S):
            await asyncio.gather(*(_over_and_over(line, make, sample, begun + seconds) for line in opened))
        sample.seconds = time.perf_counter() - begun
    return sample


async def _over_and_over(line: Line, make: Make, sample: Sample, until: float) -> None:
    while time.perf_counter() < until and sample.errors < 100:
        await sample.ask(line, make())
