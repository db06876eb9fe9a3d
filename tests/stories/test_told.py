"""A back end tells by webhook who comes and goes: the card follows, whatever the messages are like, and doubts them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.stage import Server, Stage, stage
from tests.stories.ledger import until

ALL_DONE = "select count(*) from requests where state != 'done'"
HABITS: dict[str, dict[str, Any]] = {
    "twice": {"copies": 2},
    "JSON in JSON": {"double_encoded": True},
    "in reverse": {"reversed_order": True},
    "all at once": {"copies": 2, "double_encoded": True, "reversed_order": True, "participant_names": "participant-"},
}


@pytest.fixture
async def on_stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """With an emulated Vonage that posts to the bot's own port."""
    async with stage(tmp_path, kinds=["vonage"]) as set_up:
        yield set_up


@pytest.fixture
def cloud(on_stage: Stage) -> Server:
    return on_stage.servers["vonage"]


async def started(on_stage: Stage) -> Any:
    """A conference there; gives its room."""
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync via cloud")
    await on_stage.sees("Weekly sync is live", channel=TEAM_CHANNEL)
    (room,) = on_stage.servers["vonage"].state.service.rooms.values()
    return room


async def followed(on_stage: Stage) -> None:
    """Everything that was told has been carried out."""
    await on_stage.servers["vonage"].state.service.post.idle()
    await until(on_stage, ALL_DONE, [(0,)])


async def shows(on_stage: Stage, words: str) -> None:
    """The card says so in the end. Changes are gathered for three seconds, which pass at once."""
    await followed(on_stage)
    on_stage.clock.advance(timedelta(seconds=3))
    await on_stage.sees(words, channel=TEAM_CHANNEL, what="message_changed")


async def post(url: str, told: dict[str, Any]) -> int:
    async with httpx.AsyncClient(trust_env=False) as http:
        return (await http.post(url, json=told)).status_code


async def test_who_comes_stands_on_the_card_and_who_goes_does_not(on_stage: Stage, cloud: Server) -> None:
    room = await started(on_stage)

    await cloud.does("join", room=room.id, name="Kelly")
    await shows(on_stage, "1 in: Kelly")
    await cloud.does("leave", room=room.id, name="Kelly")

    await shows(on_stage, "nobody is in")
    assert {status for letter in cloud.state.service.post.letters for status in letter.answers} == {204}


@pytest.mark.parametrize("habits", HABITS.values(), ids=HABITS)
async def test_however_it_is_told_it_comes_to_the_same(on_stage: Stage, cloud: Server, habits: dict[str, Any]) -> None:
    await cloud.does("config", **habits)
    room = await started(on_stage)

    await cloud.does("join", room=room.id, name="Kelly")
    await cloud.does("join", room=room.id, name="Lee")
    await cloud.does("leave", room=room.id, name="Lee")
    await shows(on_stage, "1 in: Kelly")
    await cloud.does("leave", room=room.id, name="Kelly")

    await shows(on_stage, "nobody is in")
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf people")
    await on_stage.sees("Nobody is in, as far as *cloud* tells.", only_for=ANA)


async def test_who_is_told_to_have_left_before_they_came_is_not_in(on_stage: Stage, cloud: Server) -> None:
    await cloud.does("config", held=True)
    room = await started(on_stage)
    for name in ("Kelly", "Lee"):
        await cloud.does("join", room=room.id, name=name)
    await cloud.does("leave", room=room.id, name="Lee")
    _, kelly, lee, lee_left = (letter.number for letter in cloud.state.service.post.letters)

    for number in (lee_left, lee, kelly):
        await cloud.does("deliver", numbers=[number])
        await followed(on_stage)

    await shows(on_stage, "1 in: Kelly")


async def test_what_somebody_else_tells_changes_nothing(on_stage: Stage, cloud: Server) -> None:
    room = await started(on_stage)
    url = room.settings["callback_urls"]["sessions_callback_url"]
    joined = {"event": "session:participant:joined", "participant_id": "p1", "session_id": "s1"}
    mallory = joined | {"name": "Mallory", "is_host": True, "room_id": room.id}

    answers = [
        await post(f"{url[:-1]}{'A' if url[-1] != 'A' else 'B'}", mallory),
        await post(url.replace("/cloud/", "/hq/"), mallory),
        await post(url, mallory | {"room_id": "5c1f0c93-6f6f-4c9b-9d59-8b1c0f9f4d5e"}),
        await post(url, {"event": "room:expired", "room_id": room.id}),
    ]
    await followed(on_stage)
    await cloud.does("join", room=room.id, name="Kelly")

    await shows(on_stage, "1 in: Kelly")
    assert answers == [404, 404, 204, 204]
    assert "Mallory" not in str(on_stage.slack.record.of("shown"))
    await until(on_stage, "select stage from conferences", [("live",)])
