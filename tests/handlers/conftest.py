"""All services between emulators, for handlers; an ear for what they say; and the front that Slack meets."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from bot.model import Message
from handlers.commands.call import Reply
from tests.backstage import Backstage, backstage
from tests.bot.conftest import sqlite_template as sqlite_template
from tests.bot.conftest import sqlite_url as sqlite_url
from tests.conftest import FrozenClock
from tests.handlers.front import AT_ONCE, Front, make_front


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
    """With `hq` and `dial`, and little patience for both."""
    async with backstage(sqlite_url, clock=clock, patience=timedelta(seconds=2)) as built:
        yield built


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
