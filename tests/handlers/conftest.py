"""All services between emulators, for handlers; ears for what they say; and the front that Slack meets."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.live import Participant
from bot.model import Conference, Message
from bot.providers.base import ConferenceProvider
from handlers.commands.call import Reply
from playground.slack.seed import BEN, CLEO
from tests.backstage import Backstage, backstage
from tests.bot.conftest import sqlite_template as sqlite_template
from tests.bot.conftest import sqlite_url as sqlite_url
from tests.bot.services.conftest import hall as hall
from tests.bot.services.conftest import own as own
from tests.conftest import FrozenClock
from tests.handlers.front import AT_ONCE, Front, make_front
from tests.handlers.talk import Talk
from tests.poor import Crowded, Private

ANAS = Participant(id="ana/1", name="Ana Ortega", email="ana@acme.example", host=True)
BENS = Participant(id="ben/1", name="Ben Okafor", email="ben@acme.example")
KELLY = Participant(id="phone/2", name="Kelly", muted=True)


class Said(list[Reply]):
    """What was said, in order; called, it is a `Say`."""

    async def __call__(self, reply: Reply) -> None:
        self.append(reply)

    @property
    def words(self) -> str:
        """The last thing that was said, as it is read."""
        return words(self[-1].message)

    @property
    def text(self) -> str:
        """Everything that was said, as notifications show it."""
        return "\n".join(reply.message.text for reply in self)

    def button(self, label: str) -> dict[str, Any]:
        """The button of the last thing that was said whose label begins so."""
        return button(self[-1].message, label)


def words(message: Message) -> str:
    """What a message shows: its texts, one a line."""
    return "\n".join(block["text"]["text"] for block in message.blocks if "text" in block)


def button(message: Message, label: str) -> dict[str, Any]:
    elements = [one for block in message.blocks for one in block.get("elements", ()) if "action_id" in one]
    return next(one for one in elements if one.get("text", {}).get("text", "").startswith(label))


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture
async def plenum(sqlite_url: str, clock: FrozenClock) -> AsyncIterator[Backstage]:
    """With `hq` and `dial`, with `hall`, which tells and obeys, and `own`, where each has a link of their own; and
    little patience for all."""
    further: dict[str, ConferenceProvider] = {"hall": Crowded("hall", clock=clock), "own": Private("own", clock=clock)}
    async with backstage(sqlite_url, clock=clock, patience=timedelta(seconds=2), providers=further) as built:
        yield built


@pytest.fixture
def talk(plenum: Backstage) -> Talk:
    return Talk(plenum)


@pytest.fixture
async def live(plenum: Backstage, hall: Crowded) -> Conference:
    """Ana called it with Ben and Cleo; she, Ben and a guest are in, and that was seen. Nothing was sent yet."""
    conference = await plenum.start(provider="hall", people=(BEN, CLEO))
    await enter(plenum, hall, ANAS, BENS, KELLY)
    return await plenum.known(conference)


async def enter(plenum: Backstage, hall: Crowded, *inside: Participant) -> None:
    """These are in now, and a minute later Plenum knows."""
    hall.inside = list(inside)
    await plenum.tend(minutes=1)


@pytest.fixture
async def front(plenum: Backstage) -> AsyncIterator[Front]:
    async with aiohttp.ClientSession() as session:
        yield make_front(plenum, session)


@pytest.fixture
async def locked(plenum: Backstage) -> AsyncIterator[Front]:
    """While somebody else writes to the database, and does not finish."""
    async with aiohttp.ClientSession() as session, plenum.database.write():
        yield make_front(plenum, session, within=AT_ONCE)


@pytest.fixture
async def hasty_front(plenum: Backstage) -> AsyncIterator[Front]:
    """Forms must open in no time."""
    async with aiohttp.ClientSession() as session:
        yield make_front(plenum, session, form_deadline_s=0.05)
