"""The delivery loop over a real database and a Slack that misbehaves on demand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from bot.alarms import Alarms
from bot.messenger import Messenger
from bot.model import Delivery, Message, Owed
from bot.providers.base import ConferenceProvider
from bot.services.deliveries import Deliveries, Drop, Post, Update
from bot.services.inbox import Inbox
from bot.store.database import Database
from bot.store.deliveries import DeliveryStore
from tests.backstage import Backstage, backstage
from tests.bot.services.asking import CountingStore
from tests.bot.slack_stub import SlackStub
from tests.bot.store.rows import rows, write
from tests.conftest import FrozenClock
from tests.poor import Crowded, Private, Removing, Watched

BLOCKS = ({"type": "section", "text": {"type": "mrkdwn", "text": "*hello*"}},)


@dataclass
class Words:
    """A renderer that says what it was told to, else names the target."""

    rendered: list[tuple[Delivery, datetime]] = field(default_factory=list)
    say: Callable[[Delivery], Post | Update | Drop] | None = None
    meanwhile: Callable[[], Any] | None = None

    async def render(self, delivery: Delivery, now: datetime) -> Post | Update | Drop:
        self.rendered.append((delivery, now))
        if self.meanwhile is not None:
            await self.meanwhile()
        if self.say is not None:
            return self.say(delivery)
        return Post(message=Message(text=f"to {delivery.target}", blocks=BLOCKS))


@dataclass(kw_only=True)
class Sending:
    """One process that sends."""

    db: Database
    store: DeliveryStore
    slack: SlackStub
    clock: FrozenClock
    words: Words
    deliveries: Deliveries
    counted: list[str]

    async def owe(self, *batch: Owed) -> list[str]:
        return await write(self.db, *batch, now=self.clock())

    async def pass_by(self, **span: float) -> None:
        """Let time pass, then send what is due, until nothing more can be sent now."""
        self.clock.advance(**span)
        while await self.deliveries.round():
            await self.deliveries.idle()

    async def states(self) -> list[str]:
        return [row.state for row in await rows(self.db)]

    async def reasons(self) -> list[str | None]:
        return [row.reason for row in await rows(self.db)]


@pytest.fixture
async def alarms(clock: FrozenClock) -> AsyncIterator[Alarms]:
    alarms = Alarms(clock, pulse=timedelta(hours=1))
    alarms.start()
    yield alarms
    alarms.stop()


def make_sending(
    db: Database,
    slack: SlackStub,
    messenger: Messenger,
    clock: FrozenClock,
    alarms: Alarms,
    *,
    by: str = "me",
    **options: Any,
) -> Sending:
    """A process that sends, not running yet; `by` is its name."""
    words, store = Words(), DeliveryStore(db, by=by)
    counted: list[str] = []
    usual: dict[str, Any] = {"count": counted.append, "jitter": lambda: 1.0}
    deliveries = Deliveries(store, messenger, words, clock, alarms, **(usual | options))
    return Sending(db=db, store=store, slack=slack, clock=clock, words=words, deliveries=deliveries, counted=counted)


@pytest.fixture
def start(
    db: Database, slack: SlackStub, messenger: Messenger, clock: FrozenClock, alarms: Alarms
) -> Callable[..., Sending]:
    """Makes further processes over the same database."""
    return partial(make_sending, db, slack, messenger, clock, alarms)


@pytest.fixture
async def sending(start: Callable[..., Sending]) -> AsyncIterator[Sending]:
    sending = start()
    yield sending
    await sending.deliveries.stop(within=timedelta(seconds=1))


async def let_go(event: asyncio.Event) -> None:
    """Used where something must have begun before the test goes on."""
    await asyncio.wait_for(event.wait(), 5)


@pytest.fixture
async def plenum(sqlite_url: str, clock: FrozenClock) -> AsyncIterator[Backstage]:
    """All services between emulators, with further back ends: `eye`, which can find, remove and watch, `hall`, which
    tells and obeys, and `own`, where each has a link of their own."""
    async with backstage(sqlite_url, clock=clock, providers=_further(clock)) as built:
        yield built


def _further(clock: FrozenClock) -> dict[str, ConferenceProvider]:
    return {
        "eye": Watched("eye", clock=clock),
        "hall": Crowded("hall", clock=clock),
        "own": Private("own", clock=clock),
    }


@pytest.fixture
def hall(plenum: Backstage) -> Crowded:
    hall = plenum.backends.named("hall")
    assert isinstance(hall, Crowded)
    return hall


@pytest.fixture
def own(plenum: Backstage) -> Private:
    own = plenum.backends.named("own")
    assert isinstance(own, Private)
    return own


@pytest.fixture
def eye(plenum: Backstage) -> Watched:
    eye = plenum.backends.named("eye")
    assert isinstance(eye, Watched)
    return eye


@pytest.fixture
async def impatient(sqlite_url: str, clock: FrozenClock) -> AsyncIterator[Backstage]:
    """With little patience for all back ends, and one more, `spare`, which can only remove."""
    more = {"spare": Removing("spare", clock=clock)}
    async with backstage(sqlite_url, clock=clock, patience=timedelta(milliseconds=150), providers=more) as built:
        yield built


@pytest.fixture
def store(db: Database) -> CountingStore:
    return CountingStore(db)


@pytest.fixture
async def inbox(store: CountingStore, clock: FrozenClock) -> AsyncIterator[Inbox]:
    inbox = Inbox(store, clock)
    yield inbox
    await inbox.close()
