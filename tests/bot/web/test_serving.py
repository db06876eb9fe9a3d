"""The HTTP listener itself, with clients that are too large, too slow or half gone.

Clients run in threads of their own, so that what the loop does is the server's doing alone.
"""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager

import pytest
from starlette.types import ASGIApp

from bot.web.front import Front
from bot.web.serving import PatientProtocol, listen, serve_http
from tests.bot.web.conftest import FORM, WayIn, command, signed

MOST_LAG_S = 0.05
LARGE = 50 * 1024 * 1024


class Impatient(PatientProtocol):
    """The same, for tests that do not want to wait."""

    head_within_s = 0.2
    head_limit = 4096


@asynccontextmanager
async def _serving(app: ASGIApp, protocol: type[PatientProtocol] = PatientProtocol) -> AsyncIterator[int]:
    listener, stopping = listen("127.0.0.1", 0), asyncio.Event()
    serving = asyncio.create_task(serve_http(app, listener, stopping, protocol=protocol))
    try:
        yield listener.getsockname()[1]
    finally:
        stopping.set()
        await serving


class LoopProbe:
    """How long the loop was busy at a time, in processor time: other programs on this machine do not count."""

    def __init__(self) -> None:
        self.worst_s = 0.0

    async def watch(self) -> None:
        before = time.thread_time()
        while True:
            await asyncio.sleep(0.001)
            now = time.thread_time()
            self.worst_s, before = max(self.worst_s, now - before), now


@pytest.fixture
async def probe() -> AsyncIterator[LoopProbe]:
    probe = LoopProbe()
    watching = asyncio.create_task(probe.watch())
    await asyncio.sleep(0)
    yield probe
    watching.cancel()


@contextmanager
def _connection(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        yield connection


def _head(**headers: str) -> bytes:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"POST /slack/events HTTP/1.1\r\nhost: plenum\r\n{lines}\r\n".encode()


def _rest(connection: socket.socket) -> bytes:
    """What comes until the other side closes, by whichever way."""
    came = b""
    try:
        while part := connection.recv(65536):
            came += part
    except ConnectionError:
        pass
    return came


def _send_large(port: int, *, announced: bool, pause_s: float) -> tuple[bytes, int]:
    """Send 50 MB for as long as somebody takes them: what was answered, and how much was sent."""
    size = {"content_length": str(LARGE)} if announced else {"transfer_encoding": "chunked"}
    part = b"x" * 65536
    framed = part if announced else b"%x\r\n%b\r\n" % (len(part), part)
    sent = 0
    with _connection(port) as connection:
        connection.sendall(_head(content_type=FORM, **size))
        try:
            while sent < LARGE:
                connection.sendall(framed)
                sent += len(part)
                time.sleep(pause_s)
        except ConnectionError:
            pass
        return _rest(connection), sent


def _post(port: int, body: bytes, headers: dict[str, str]) -> bytes:
    with _connection(port) as connection:
        connection.sendall(_head(**headers, content_length=str(len(body)), connection="close") + body)
        return _rest(connection)


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("pause_s", [0, 0.002])
async def test_a_body_of_50_mb_is_refused_while_the_loop_stays_free(
    way_in: WayIn, probe: LoopProbe, announced: bool, pause_s: float
) -> None:
    async with _serving(way_in.web) as port:
        answer, sent = await asyncio.to_thread(_send_large, port, announced=announced, pause_s=pause_s)

    assert answer[:12] in (b"HTTP/1.1 413", b"")  # the kernel may drop an answer that the client did not read in time
    assert sent < LARGE / 2
    assert probe.worst_s < MOST_LAG_S


async def test_malformed_requests_at_once_leave_the_loop_free(way_in: WayIn, probe: LoopProbe) -> None:
    deep = b'{"a":' * 150_000
    headers = signed(deep, at=way_in.clock()) | {"content-type": "application/json"}

    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(8) as clients:  # the default threads are the server's, which reads long bodies in them
        async with _serving(way_in.web) as port:
            answers = await asyncio.gather(
                *(loop.run_in_executor(clients, _post, port, deep, headers) for _ in range(8))
            )

    assert {answer[:12] for answer in answers} == {b"HTTP/1.1 400"}
    assert probe.worst_s < MOST_LAG_S


async def test_a_body_that_drips_is_given_up(way_in: WayIn) -> None:
    front = Front(
        door=way_in.door,
        signatures=way_in.signatures,
        meters=way_in.meters,
        rest=way_in.web,
        body_patience_s=0.1,
    )

    def drip(port: int) -> bytes:
        with _connection(port) as connection:
            connection.sendall(_head(content_type=FORM, content_length="1000") + b"command=")
            return _rest(connection)

    async with _serving(front) as port:
        answer = await asyncio.to_thread(drip, port)

    assert answer.startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize("said", [b"", b"POST /slack/ev", b"POST /slack/events HTTP/1.1\r\nhost: plenum\r\nx-"])
async def test_a_head_that_drips_is_given_up(way_in: WayIn, said: bytes) -> None:
    def dawdle(port: int) -> bytes:
        with _connection(port) as connection:
            connection.sendall(said)
            return _rest(connection)

    async with _serving(way_in.web, Impatient) as port:
        answer = await asyncio.to_thread(dawdle, port)

    assert answer == b""


async def test_the_head_of_a_second_request_may_not_drip_either(way_in: WayIn) -> None:
    def dawdle(port: int) -> bytes:
        with _connection(port) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nhost: plenum\r\n\r\n")
            while not connection.recv(65536).endswith(b"alive\n"):
                pass
            connection.sendall(b"GET /healthz HTTP/1.1\r\nhost:")
            return _rest(connection)

    async with _serving(way_in.web, Impatient) as port:
        answer = await asyncio.to_thread(dawdle, port)

    assert answer == b""


async def test_a_head_without_end_is_refused(way_in: WayIn) -> None:
    def ramble(port: int) -> bytes:
        with _connection(port) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nhost: plenum\r\nx-long: " + b"x" * 8192)
            return _rest(connection)

    async with _serving(way_in.web, Impatient) as port:
        answer = await asyncio.to_thread(ramble, port)

    assert answer.startswith(b"HTTP/1.1 400")


async def test_a_request_that_takes_its_time_outlives_the_limit_for_its_head(way_in: WayIn) -> None:
    body = command("help")
    way_in.heard.then = lambda: asyncio.sleep(3 * Impatient.head_within_s)

    async with _serving(way_in.web, Impatient) as port:
        answer = await asyncio.to_thread(_post, port, body, signed(body, at=way_in.clock()))

    assert answer.startswith(b"HTTP/1.1 200")


async def test_two_hundred_dawdlers_keep_nobody_waiting(way_in: WayIn) -> None:
    body = command("help")

    async with _serving(way_in.web) as port:
        dawdlers = [await asyncio.open_connection("127.0.0.1", port) for _ in range(200)]
        for _, writer in dawdlers:
            writer.write(b"POST /slack/events HT")
        answer = await asyncio.to_thread(_post, port, body, signed(body, at=way_in.clock()))
        for _, writer in dawdlers:
            writer.close()

    assert answer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "said",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST /slack/events HTTP/1.1\r\nhost: plenum\r\ncontent-length: -5\r\n\r\n",
        b"POST /slack/events HTTP/1.1\r\nhost: plenum\r\ncontent-length: " + b"9" * 40 + b"\r\n\r\n",
        b"POST /slack/events HTTP/1.1\r\nhost: plenum\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        b"POST /slack/events HTTP/1.1\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /slack/\xff HTTP/1.1\r\nhost: plenum\r\n\r\n",
        b"GET /%ff%fe HTTP/1.1\r\nhost: plenum\r\nconnection: close\r\n\r\n",
    ],
)
async def test_what_is_hardly_http_gets_no_5xx(way_in: WayIn, said: bytes) -> None:
    def speak(port: int) -> bytes:
        with _connection(port) as connection:
            connection.sendall(said)
            connection.shutdown(socket.SHUT_WR)
            return _rest(connection)

    async with _serving(way_in.web, Impatient) as port:
        answer = await asyncio.to_thread(speak, port)

    assert answer[:10] in (b"HTTP/1.1 4", b"")


async def test_a_request_under_way_is_answered_before_the_end(way_in: WayIn) -> None:
    body = command("help")
    reached, may_go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        reached.set()
        await may_go_on.wait()

    way_in.heard.then = wait
    listener, stopping = listen("127.0.0.1", 0), asyncio.Event()
    port = listener.getsockname()[1]
    serving = asyncio.create_task(serve_http(way_in.web, listener, stopping))

    answering = asyncio.create_task(asyncio.to_thread(_post, port, body, signed(body, at=way_in.clock())))
    await reached.wait()
    stopping.set()
    may_go_on.set()

    assert (await answering).startswith(b"HTTP/1.1 200")
    await serving


async def test_the_server_does_not_say_what_it_is(way_in: WayIn) -> None:
    async with _serving(way_in.web) as port:
        answer = await asyncio.to_thread(_post, port, b"", {})

    assert b"server:" not in answer.lower()


def test_an_address_that_is_taken_is_an_error_of_the_system() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(OSError, match="in use"):
        listen("127.0.0.1", taken.getsockname()[1])
