"""The messenger and the delivery loop against the emulated Slack, which is as strict as Slack is."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.alarms import Alarms
from bot.errors import CannotLook
from bot.messenger import Messenger
from bot.model import Message, Owed, Place
from bot.services.deliveries import Deliveries
from bot.slack import SlackDoor
from bot.store.database import Database
from bot.store.deliveries import DeliveryStore
from playground.running import running
from playground.slack import SlackConfig, create_app
from playground.slack.faults import FaultName
from playground.slack.seed import ANA, DAN, GENERAL, OLD, TEAM, TEAM_CHANNEL
from playground.slack.slack import Slack
from tests.bot.conftest import OneToken
from tests.bot.services.conftest import BLOCKS, Words
from tests.bot.store.rows import owed, rows, write
from tests.conftest import FrozenClock

MANIFEST = Path(__file__).parents[3] / "app-manifest.yml"
HELLO = Message(text="hello", blocks=BLOCKS)


@dataclass(kw_only=True)
class Scene:
    """A messenger and a loop that speak to an emulated Slack."""

    slack: Slack
    messenger: Messenger
    deliveries: Deliveries
    db: Database
    clock: FrozenClock

    async def owe(self, *batch: Owed) -> list[str]:
        return await write(self.db, *batch, now=self.clock())

    async def pass_by(self, **span: float) -> None:
        self.clock.advance(**span)
        while await self.deliveries.round():
            await self.deliveries.idle()

    def shown(self, channel_id: str) -> list[str]:
        """What stands in a channel."""
        return [
            str(entry.args["text"])
            for entry in self.slack.history.of("shown", "message")
            if entry.args["channel"] == channel_id
        ]

    async def states(self) -> list[tuple[str, str | None]]:
        return [(row.state, row.reason) for row in await rows(self.db)]


@pytest.fixture
async def scene(db: Database, clock: FrozenClock, alarms: Alarms) -> AsyncIterator[Scene]:
    emulator = create_app(SlackConfig(manifest=MANIFEST, burst=1), clock)
    async with running(emulator) as url:
        slack: Slack = emulator.state.slack
        token = SlackConfig().bot_token
        assert token is not None
        door = SlackDoor(OneToken(token), api_url=f"{url}/api/", timeout=timedelta(seconds=2))
        messenger = Messenger(door)
        deliveries = Deliveries(DeliveryStore(db, by="me"), messenger, Words(), clock, alarms, jitter=lambda: 1.0)
        yield Scene(slack=slack, messenger=messenger, deliveries=deliveries, db=db, clock=clock)
        await door.close()


def to(target: str) -> Owed:
    return owed(target, workspace_id=TEAM)


async def test_a_message_is_posted_found_changed_and_found_again(scene: Scene) -> None:
    place = Place(channel_id=TEAM_CHANNEL)

    channel_id, ts = await scene.messenger.post(TEAM, place, HELLO, delivery_ids=["d1"])
    await scene.messenger.update(TEAM, channel_id, ts, Message(text="over"))

    assert await scene.messenger.look(TEAM, place, delivery_id="d1", since=scene.clock() - timedelta(seconds=5)) == ts
    assert await scene.messenger.look(TEAM, place, delivery_id="d2", since=scene.clock()) is None


async def test_a_message_in_a_thread_is_found_there(scene: Scene) -> None:
    _, parent = await scene.messenger.post(TEAM, Place(channel_id=TEAM_CHANNEL), HELLO)
    thread = Place(channel_id=TEAM_CHANNEL, thread_ts=parent)
    scene.clock.advance(seconds=1)

    _, ts = await scene.messenger.post(TEAM, thread, HELLO, delivery_ids=["d1"])

    assert await scene.messenger.look(TEAM, thread, delivery_id="d1", since=scene.clock() - timedelta(seconds=5)) == ts


async def test_a_direct_message_arrives_and_is_found(scene: Scene) -> None:
    channel_id = await scene.messenger.direct(TEAM, ANA)

    _, ts = await scene.messenger.post(TEAM, Place(channel_id=channel_id), HELLO, delivery_ids=["d1"])

    found = await scene.messenger.look(
        TEAM, Place(channel_id=channel_id), delivery_id="d1", since=scene.clock() - timedelta(seconds=5)
    )
    assert found == ts


async def test_a_channel_plenum_is_not_in_cannot_be_looked_into(scene: Scene) -> None:
    with pytest.raises(CannotLook):
        await scene.messenger.look(TEAM, Place(channel_id=GENERAL), delivery_id="d1", since=scene.clock())


async def test_the_loop_keeps_slacks_pace_by_itself(scene: Scene) -> None:
    await scene.owe(*(to(TEAM_CHANNEL) for _ in range(3)))

    for _ in range(3):
        await scene.pass_by(seconds=1)

    assert len(scene.shown(TEAM_CHANNEL)) == 3
    assert not [entry for entry in scene.slack.history.entries if "ratelimited" in str(entry)]


@pytest.mark.parametrize("target", [TEAM_CHANNEL, ANA])
async def test_an_answer_lost_on_the_way_is_no_second_message(scene: Scene, target: str) -> None:
    scene.slack.faults.set(FaultName.DROP_AFTER, method="chat.postMessage", times=1)
    await scene.owe(to(target))
    await scene.pass_by()

    await scene.pass_by(seconds=2)

    assert len(scene.slack.history.of("shown", "message")) == 1
    assert await scene.states() == [("sent", None)]


async def test_where_looking_is_refused_a_doubtful_post_is_not_repeated(scene: Scene) -> None:
    scene.slack.faults.set(FaultName.DROP_AFTER, method="chat.postMessage", times=1)
    scene.slack.faults.set(FaultName.HISTORY_REFUSED)
    await scene.owe(to(TEAM_CHANNEL))
    await scene.pass_by()

    await scene.pass_by(seconds=2)

    assert len(scene.shown(TEAM_CHANNEL)) == 1
    assert await scene.states() == [("closed", "unsure")]


async def test_slacks_own_limit_is_obeyed(scene: Scene) -> None:
    scene.slack.faults.set(FaultName.RATE_LIMIT, method="chat.postMessage", times=1, seconds=7)
    await scene.owe(to(TEAM_CHANNEL))
    await scene.pass_by()
    await scene.pass_by(seconds=6)
    assert scene.shown(TEAM_CHANNEL) == []

    await scene.pass_by(seconds=1)

    assert len(scene.shown(TEAM_CHANNEL)) == 1


@pytest.mark.parametrize(("target", "reason"), [(OLD, "is_archived"), ("C0NOWHERE1", "channel_not_found")])
async def test_a_closed_channel_ends_a_delivery(scene: Scene, target: str, reason: str) -> None:
    await scene.owe(to(target))

    await scene.pass_by()

    assert await scene.states() == [("closed", reason)]


async def test_somebody_who_left_ends_a_delivery(scene: Scene) -> None:
    await scene.owe(to(DAN))

    await scene.pass_by()

    ((state, reason),) = await scene.states()
    assert state == "closed"
    assert reason
