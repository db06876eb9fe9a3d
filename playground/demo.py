"""The demo: a playground, and Plenum itself as a child process that serves it."""

import asyncio
import os
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from cryptography.fernet import Fernet

from playground.kinds import KINDS
from playground.playing import playing
from playground.ports import Ports

Say = Callable[[str], None]

BOT = (sys.executable, "-m", "bot", "serve")
READY_S = 40.0
"""How long the bot may take to answer; a cold disk needs some seconds."""
STOP_S = 12.0
"""It has 10 s to finish what it is doing; then it is killed."""

_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "VIRTUAL_ENV", "COVERAGE_PROCESS_START")
"""All that the bot's environment shares with ours: a real token or a proxy lying about must not get into the demo."""
_PAUSE_S = 0.1
_LINES = 30
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_ROOT = Path(__file__).parent.parent


class BotError(Exception):
    """The bot ended, or never answered. The text holds its last lines."""


class Bot:
    """The bot's process and the last lines it wrote."""

    def __init__(self, process: asyncio.subprocess.Process, *, echo: bool) -> None:
        self._process = process
        self._echo = echo
        self._lines: deque[str] = deque(maxlen=_LINES)
        self.ended = asyncio.create_task(self._follow())

    @classmethod
    async def start(
        cls, command: Sequence[str], environment: Mapping[str, str], folder: str, *, echo: bool = False
    ) -> "Bot":
        """`folder` is where it works: no `.env` of the project is read there. With `echo` its lines are passed on."""
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=folder,
            env=dict(environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C goes to us alone; we pass it on in our own time
        )
        return cls(process, echo=echo)

    async def ready(self, address: str) -> None:
        """Wait until it answers. Raises BotError."""
        answering = asyncio.create_task(_answers(address))
        await asyncio.wait({answering, self.ended}, timeout=READY_S, return_when=asyncio.FIRST_COMPLETED)
        if answering.done():
            return
        answering.cancel()
        raise self.failure("ended before it was ready" if self.ended.done() else f"did not answer in {READY_S:.0f} s")

    def failure(self, what: str) -> BotError:
        return BotError("\n".join([f"Plenum {what}. Its last lines:", *(f"  {line}" for line in self._lines)]))

    async def stop(self) -> None:
        """Ask it to finish; kill it if it does not."""
        if not self.ended.done():
            self._process.terminate()
        done, _ = await asyncio.wait({self.ended}, timeout=STOP_S)
        if not done:
            self._process.kill()
            await self.ended

    async def _follow(self) -> int:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            text = line.decode(errors="replace").rstrip()
            self._lines.append(text)
            if self._echo:
                sys.stderr.write(f"{text}\n")
        return await self._process.wait()


async def demo(
    ports: Ports, stop: asyncio.Event, *, say: Say, command: Sequence[str] = BOT, echo: bool = False
) -> None:
    """Say where to look once all is up, and go on until `stop`. Raises BotError when the bot dies."""
    with TemporaryDirectory(prefix="plenum-demo-") as folder:
        async with playing(ports) as played:
            bot = await Bot.start(command, bot_environment(played.settings, folder), folder, echo=echo)
            try:
                await _carry(bot, ports, stop, say)
            finally:
                await bot.stop()


async def _carry(bot: Bot, ports: Ports, stop: asyncio.Event, say: Say) -> None:
    stopping = asyncio.create_task(stop.wait())
    getting_ready = asyncio.create_task(bot.ready(ports.address(ports.bot)))
    try:
        await asyncio.wait({getting_ready, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if stopping.done():
            return
        await getting_ready
        say(welcome(ports.address(ports.slack)))
        await asyncio.wait({stopping, bot.ended}, return_when=asyncio.FIRST_COMPLETED)
        if not stopping.done():
            raise bot.failure(f"ended by itself with status {bot.ended.result()}")
    finally:
        for task in (stopping, getting_ready):
            task.cancel()


def welcome(address: str) -> str:
    """Where to look, and what is there."""
    count, another, widest = _NUMBERS[len(KINDS)], KINDS[1].name, max(len(one.name) for one in KINDS)
    return "\n".join(
        [
            f"Plenum is ready: open {address}/",
            f"{count} kinds of conference server are played;"
            f" `/conf start` uses the first, or with `via {another}` another:",
            *(f"  {one.name:<{widest}}  {one.title}" for one in KINDS),
            "Ctrl-C ends it all.",
        ]
    )


def bot_environment(settings: Mapping[str, str], folder: str) -> dict[str, str]:
    """All that the bot's process is told: nothing of ours gets in but what every program needs."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    own = {
        "PYTHONPATH": str(_ROOT),
        "PYTHONUNBUFFERED": "1",
        "DATABASE_URL": f"sqlite:///{folder}/plenum.sqlite3",
        "SECRET_KEYS": Fernet.generate_key().decode(),
        "LOG_FORMAT": "console",
    }
    return inherited | own | dict(settings)


async def _answers(address: str) -> None:
    """Returns once the process there says that it lives."""
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=2.0) as http:
        while True:
            try:
                if (await http.get("/healthz")).is_success:
                    return
            except httpx.TransportError:
                pass  # not listening yet
            await asyncio.sleep(_PAUSE_S)
