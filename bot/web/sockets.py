"""Socket Mode: outbound connections over which Slack sends what it would otherwise post. No public address needed.

https://docs.slack.dev/apis/events-api/using-socket-mode, read 2026-11-24. The SDK's client was not taken: it tries a
single-use address again and again when connecting fails, closes the old connection before the new one stands, and
leaves what it is handling behind when it is closed.
"""

import asyncio
import logging
import time
from contextlib import suppress

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackError
from bot.proxies import proxy_for
from bot.web.asking import ask
from bot.web.door import Door
from bot.web.line import Line

CONNECTIONS = 2
"""While one is replaced, which Slack asks for every few hours, the other hears."""

HEARTBEAT_S = 10.0
HELLO_WITHIN_S = 10.0
GRACE_S = 3.0
"""Slack waits no longer for an answer."""

LINGER_S = 10.0
"""Slack closes a connection that it wanted replaced about this long after it said so."""

STABLE_AFTER_S = 5.0
PAUSES_S = (0.5, 1, 2, 5, 10, 30)

_FAILURES = (SlackError, aiohttp.ClientError, OSError, TimeoutError, KeyError, TypeError, ValueError)

log = logging.getLogger(__name__)


class Sockets:
    """Keeps some connections open and takes what arrives to the door. `session` knows the certificates."""

    def __init__(
        self,
        door: Door,
        *,
        app_token: str,
        client: AsyncWebClient,
        session: aiohttp.ClientSession,
        connections: int = CONNECTIONS,
        pauses_s: tuple[float, ...] = PAUSES_S,
    ) -> None:
        self._door = door
        self._app_token = app_token
        self._client = client
        self._session = session
        self._connections = connections
        self._pauses_s = pauses_s
        self._lines: set[Line] = set()
        self._retiring: set[asyncio.Task[None]] = set()

    async def check(self) -> None:
        """For /readyz: raises while Slack cannot reach us."""
        if not self._lines:
            raise RuntimeError("no Socket Mode connection stands")

    async def serve(self, stopping: asyncio.Event) -> None:
        """Stay connected until `stopping` is set; then answer what has arrived, and leave."""
        async with asyncio.TaskGroup() as keeping:
            for _ in range(self._connections):
                keeping.create_task(self._stay_connected(stopping))
        if self._retiring:
            _, lingering = await asyncio.wait(self._retiring, timeout=GRACE_S)
            for one in lingering:
                one.cancel()

    async def _stay_connected(self, stopping: asyncio.Event) -> None:
        failures = 0
        while not stopping.is_set():
            began = time.monotonic()
            try:
                await self._live(stopping)
            except _FAILURES as error:
                _report(error, failures)
            failures = failures + 1 if time.monotonic() - began < STABLE_AFTER_S else 0
            if failures:
                with suppress(TimeoutError):
                    await asyncio.wait_for(stopping.wait(), self._pauses_s[min(failures, len(self._pauses_s)) - 1])

    async def _live(self, stopping: asyncio.Event) -> None:
        """One connection, until Slack wants it replaced, it breaks, or we stop."""
        line = await self._connected(stopping)
        if line is None:
            return
        self._lines.add(line)
        endings = {asyncio.create_task(line.until_over()), asyncio.create_task(stopping.wait())}
        try:
            await asyncio.wait(endings, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for ending in endings:
                ending.cancel()
            self._lines.discard(line)
            self._retire(line, linger_s=0 if stopping.is_set() else LINGER_S)

    async def _connected(self, stopping: asyncio.Event) -> Line | None:
        """None if we stop before there is one: Slack may take its time."""
        connecting, stopped = asyncio.create_task(self._connect()), asyncio.create_task(stopping.wait())
        try:
            await asyncio.wait({connecting, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return await connecting if connecting.done() else None
        finally:
            stopped.cancel()
            connecting.cancel()

    async def _connect(self) -> Line:
        opened = await ask(self._client, "apps.connections.open", token=self._app_token)
        url = str(opened.answer.get("url"))
        socket = await self._session.ws_connect(url, heartbeat=HEARTBEAT_S, proxy=proxy_for(url))
        try:
            hello = await socket.receive_json(timeout=HELLO_WITHIN_S)
            if hello["type"] != "hello":
                raise ConnectionRefusedError(f"Slack said {hello.get('reason', hello['type'])} instead of hello")
        except BaseException:
            await socket.close()
            raise
        return Line(socket, self._door)

    def _retire(self, line: Line, *, linger_s: float) -> None:
        """Let a connection answer what it heard while the next one opens."""
        retiring = asyncio.create_task(line.retire(linger_s=linger_s, grace_s=GRACE_S))
        self._retiring.add(retiring)
        retiring.add_done_callback(self._retiring.discard)


def _report(error: Exception, failures: int) -> None:
    """The first failure in a row is news. Addresses are not said: they hold a ticket."""
    why = type(error).__name__
    if isinstance(error, SlackError):
        why = error.code
    elif isinstance(error, OSError):
        why = f"{why}: {error}"
    level = logging.DEBUG if failures else logging.WARNING
    log.log(level, "Socket Mode is not connected (%s); trying again", why, extra={"action": "socket_failed"})
