"""Two processes on one PostgreSQL: what one owes the other sends at once; at the pulse, where it could not hear it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from bot.alarms import Alarms
from bot.clock import SharedClock, utc_now
from bot.messenger import Messenger
from bot.store.database import Database
from bot.store.neighbours import Neighbours
from bot.store.outlook import Outlook
from tests.bot.services.conftest import Sending, make_sending
from tests.bot.slack_stub import SlackStub
from tests.bot.store.rows import owed, write

pytestmark = pytest.mark.postgres

NEVER = timedelta(hours=1)
"""A pulse that no test lives to see."""

HALF_A_MINUTE = timedelta(seconds=30)

Connect = Callable[[str, int], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


class Pipe:
    """In front of the database: lets everything through until it swallows it, and nobody is told."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open = asyncio.Event()
        self._open.set()

    def swallow(self) -> None:
        self._open.clear()

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            await asyncio.gather(self._pass_on(reader, back), self._pass_on(there, writer))
        finally:
            for end in (writer, back):
                end.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while read := await reader.read(65536):
                await self._open.wait()
                writer.write(read)
            writer.close()


@asynccontextmanager
async def piped(url: str) -> AsyncIterator[tuple[str, Pipe]]:
    """The address of the database behind a pipe."""
    port = urlsplit(url).port
    assert port is not None
    pipe = Pipe(port)
    server = await asyncio.start_server(pipe, "127.0.0.1", 0)
    yield url.replace(f":{port}/", f":{server.sockets[0].getsockname()[1]}/"), pipe
    server.close()


@asynccontextmanager
async def process(
    url: str,
    slack: SlackStub,
    messenger: Messenger,
    *,
    pulse: timedelta = NEVER,
    listening: str | None = None,
    wrong: timedelta = timedelta(),
) -> AsyncIterator[tuple[Sending, Alarms]]:
    """A process that sends, put together as the house does; it hears what others tell through `listening`. The clock of
    its machine is `wrong` by so much."""
    database, ears = await Database.open(url), await Database.open(listening or url)
    clock = SharedClock(lambda: utc_now() + wrong)
    look, neighbours = Outlook(database, clock), Neighbours(ears, by="B")
    await look()
    alarms = Alarms(clock, pulse=pulse, look=look)
    sending = make_sending(database, slack, messenger, clock, alarms, by="B")  # type: ignore[arg-type]  # only asked
    alarms.start()
    heard = asyncio.Event()

    def hear() -> None:
        alarms.heard()
        heard.set()

    running = [asyncio.create_task(sending.deliveries.run()), asyncio.create_task(neighbours.listen(hear))]
    await asyncio.wait_for(heard.wait(), 5)
    yield sending, alarms
    await sending.deliveries.stop()
    running[1].cancel()
    await asyncio.gather(*running, return_exceptions=True)
    alarms.stop()
    for one in (database, ears):
        await one.close()


@pytest.fixture
async def first(postgres_url: str) -> AsyncIterator[Database]:
    """The database as the first process sees it, which owes and never sends."""
    database = await Database.open(postgres_url)
    yield database
    await database.close()


async def sent(sending: Sending, *, within_s: float = 5) -> bool:
    try:
        async with asyncio.timeout(within_s):
            while await sending.states() != ["sent"]:  # noqa: ASYNC110  # the table is what tells
                await asyncio.sleep(0.01)
    except TimeoutError:
        return False
    return True


async def owes(database: Database, *, due_in: timedelta = timedelta()) -> None:
    """Write it down; then the neighbours are told."""
    await write(database, owed(due_at=utc_now() + due_in), now=utc_now())
    neighbours = Neighbours(database, by="A")
    neighbours.tell()
    await neighbours.told()


@pytest.mark.parametrize("due_in", [timedelta(), timedelta(milliseconds=300)], ids=["now", "soon"])
async def test_what_one_process_owes_the_other_sends_without_waiting_for_its_pulse(
    due_in: timedelta, first: Database, postgres_url: str, slack: SlackStub, messenger: Messenger
) -> None:
    async with process(postgres_url, slack, messenger) as (sending, _):
        await owes(first, due_in=due_in)

        assert await sent(sending)


async def test_where_it_cannot_be_heard_the_pulse_sends_it(
    first: Database, postgres_url: str, slack: SlackStub, messenger: Messenger
) -> None:
    async with piped(postgres_url) as (behind, pipe):
        there = process(postgres_url, slack, messenger, pulse=timedelta(milliseconds=300), listening=behind)
        async with there as (sending, _):
            pipe.swallow()

            await owes(first)

            assert await sent(sending)


@pytest.mark.parametrize("wrong", [HALF_A_MINUTE, -HALF_A_MINUTE, timedelta(hours=1), timedelta(hours=-1)])
async def test_a_machine_whose_clock_is_wrong_sends_at_its_instant_all_the_same(
    wrong: timedelta, first: Database, postgres_url: str, slack: SlackStub, messenger: Messenger
) -> None:
    async with process(postgres_url, slack, messenger, wrong=wrong) as (sending, _):
        due_at = utc_now() + timedelta(milliseconds=400)
        await owes(first, due_in=due_at - utc_now())

        assert await sent(sending)
        assert timedelta() <= utc_now() - due_at < timedelta(seconds=1)
