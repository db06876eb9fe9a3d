"""A process to be killed: sends what is due, or keeps and works on one request, and dies where it is told to.

`python -m tests.bot.services.dying send|ask DATABASE_URL SLACK_URL`, with PLENUM_KILL_AT and SLACK_API_URL set.
"""

import asyncio
import sys

from bot.alarms import Alarms
from bot.messenger import Messenger
from bot.services.inbox import Inbox
from bot.services.runner import Runner
from bot.slack import SlackDoor
from bot.store.database import Database
from bot.store.requests import Request, RequestStore
from bot.store.vault import Vault
from tests.conftest import FrozenClock

KEY = "0" * 43 + "="
DONE = "worked"
"""What the work leaves behind: a post with this text."""


class _Token:
    async def token(self, workspace_id: str) -> str:
        return "xoxb-1"

    async def distrust(self, workspace_id: str) -> None:
        return None


async def send(db: Database, messenger: Messenger, clock: FrozenClock, alarms: Alarms) -> None:
    from bot.model import Message
    from bot.services.deliveries import Deliveries, Post
    from bot.store.deliveries import DeliveryStore

    class Words:
        async def render(self, delivery: object, now: object) -> Post:
            return Post(message=Message(text="hello"))

    deliveries = Deliveries(DeliveryStore(db, by="dying"), messenger, Words(), clock, alarms)
    await deliveries.round()
    await deliveries.idle()


async def ask(db: Database, messenger: Messenger, clock: FrozenClock, alarms: Alarms) -> None:
    from bot.model import Message, Place

    async def work(request: Request) -> None:
        await messenger.post("T1", Place(channel_id="C1"), Message(text=DONE))

    store = RequestStore(db, Vault([KEY]), by="dying")
    runner = Runner(store, work, clock, alarms)
    await Inbox(store, clock, runner=runner).keep("command", "T1", "k", {})
    await runner.idle()


async def main(verb: str, database_url: str, slack_url: str) -> None:
    db, door, clock = await Database.open(database_url), SlackDoor(_Token(), api_url=slack_url), FrozenClock()
    alarms = Alarms(clock)
    alarms.start()
    await (send if verb == "send" else ask)(db, Messenger(door), clock, alarms)
    raise SystemExit("was not killed")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
