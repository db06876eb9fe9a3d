"""What the playground's page asks for: the workspace as one sees it, what is unread, what happens."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError

from playground.clock import PlayClock
from playground.running import running
from playground.slack import SlackConfig, create_app, seed
from tests.conftest import FrozenClock
from tests.playground.slack.conftest import FORM, Workplace


async def names(place: Workplace, person: str) -> list[str]:
    state = await place.sees("state", as_=person)
    return [one["name"] or one["id"] for one in state["conversations"]]


async def test_the_state_is_what_the_page_needs(place: Workplace) -> None:
    state = await place.sees("state", as_=seed.ANA)

    assert (state["me"], state["team"]) == (seed.ANA, {"id": seed.TEAM, "name": "Acme"})
    assert state["app"] == {"name": "Plenum", "user_id": seed.BOT_USER, "home": True, "installed": True}
    assert [one["command"] for one in state["commands"]] == ["/conf"]
    assert [(one["callback_id"], one["type"]) for one in state["shortcuts"]] == [
        ("meet_about_this", "message"),
        ("start_now", "global"),
    ]
    assert {one["name"]: one["tz"] for one in state["people"]}["cleo"] == "Asia/Kolkata"


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        (
            seed.BEN,
            ["general", "team", "old", "partners", "ops", seed.ANA_BEN, "mpdm-ana--ben--cleo-1", "D0BEN00001APP"],
        ),
        (seed.GIL, ["team", "D0GIL00001APP"]),
        (seed.EVE, ["partners", "D0EVE00001APP"]),
    ],
)
async def test_each_sees_their_own_conversations(place: Workplace, person: str, seen: list[str]) -> None:
    assert await names(place, person) == seen


async def test_the_direct_message_with_the_app_is_there_at_first_sight(place: Workplace) -> None:
    state = await place.sees("state", as_=seed.ANA)

    ims = [one for one in state["conversations"] if one["kind"] == "im"]
    assert [one["with"] for one in ims] == [seed.BEN, seed.BOT_USER]


async def test_messages_are_unread_until_looked_at(place: Workplace) -> None:
    await place.does("say", as_=seed.ANA, channel=seed.OPS, text="Hello")

    async def unread() -> int:
        state = await place.sees("state", as_=seed.BEN)
        return int(next(one["unread"] for one in state["conversations"] if one["id"] == seed.OPS))

    before = await unread()
    await place.texts(seed.BEN, seed.OPS)

    assert (before, await unread()) == (1, 0)


async def test_speaking_in_a_public_channel_joins_it(place: Workplace) -> None:
    place.slack.workspace.conversations[seed.GENERAL].members.remove(seed.BEN)

    await place.does("say", as_=seed.BEN, channel=seed.GENERAL, text="Hello")

    assert seed.BEN in place.slack.workspace.conversations[seed.GENERAL].members


@pytest.mark.parametrize(
    ("what", "given"),
    [("state", {}), ("messages", {"as": seed.ANA}), ("messages", {"as": "U0NOBODY01", "channel": "C1"})],
)
async def test_incomplete_questions_are_refused(place: Workplace, what: str, given: dict[str, str]) -> None:
    answer = (await place.http.get(f"/client/{what}", params=given)).json()

    assert not answer["ok"]


class Stream:
    """The events that one open page gets."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            async for line in self._lines:
                if line.startswith("data: "):
                    told: dict[str, Any] = json.loads(line.removeprefix("data: "))
                    return told
        raise AssertionError("the stream ended")


@pytest.fixture
async def stream(place: Workplace) -> AsyncIterator[Stream]:
    """Ben has the page open."""
    async with place.http.stream("GET", "/client/events", params={"as": seed.BEN}) as response:
        lines = response.aiter_lines()
        assert await anext(lines) == ": here"
        yield Stream(lines)


async def test_what_is_posted_changed_and_deleted_is_told(place: Workplace, stream: Stream) -> None:
    posted = await place.web.chat_postMessage(channel=seed.OPS, text="One")
    await place.web.chat_update(channel=seed.OPS, ts=posted["ts"], text="Two")
    await place.web.chat_delete(channel=seed.OPS, ts=posted["ts"])

    told = [await stream.next() for _ in range(3)]

    assert [(one["type"], one["channel"], one["message"]["text"]) for one in told] == [
        ("message", seed.OPS, "One"),
        ("message_changed", seed.OPS, "Two"),
        ("message_deleted", seed.OPS, "Two"),
    ]


async def test_an_answer_in_a_thread_also_changes_its_root(place: Workplace, stream: Stream) -> None:
    root = await place.web.chat_postMessage(channel=seed.OPS, text="Root")
    await place.web.chat_postMessage(channel=seed.OPS, text="Answer", thread_ts=root["ts"])

    told = [await stream.next() for _ in range(3)]

    assert (told[2]["type"], told[2]["message"]["reply_count"]) == ("message_changed", 1)


async def test_nothing_is_told_that_is_for_others(place: Workplace, stream: Stream) -> None:
    await place.web.chat_postEphemeral(channel=seed.OPS, user=seed.ANA, text="For Ana")
    await place.does("say", as_=seed.ANA, channel=seed.SECRET, text="Psst")
    await place.web.chat_postMessage(channel=seed.OPS, text="For all")

    assert (await stream.next())["message"]["text"] == "For all"


async def test_forms_that_open_change_and_close_are_told(place: Workplace, stream: Stream) -> None:
    await place.does("say", as_=seed.BEN, channel=seed.OPS, text="/conf")
    opened = await place.web.views_open(trigger_id=place.app.told[0].payload["trigger_id"], view=FORM)
    await place.web.views_update(view_id=opened["view"]["id"], view=FORM)
    await place.does("close", as_=seed.BEN, view_id=opened["view"]["id"])

    told = [await stream.next() for _ in range(3)]

    assert [one["type"] for one in told] == ["view_opened", "view_updated", "view_closed"]
    assert {one["view"]["id"] for one in told} == {opened["view"]["id"]}


async def test_a_home_page_that_changes_is_told(place: Workplace, stream: Stream) -> None:
    await place.web.views_publish(user_id=seed.BEN, view={"type": "home", "blocks": [{"type": "divider"}]})

    assert (await stream.next())["type"] == "home"


async def test_changes_of_the_workspace_are_told(place: Workplace, stream: Stream) -> None:
    await place.does("workspace", do="archive", channel=seed.TEAM_CHANNEL)
    first = await stream.next()
    await place.does("workspace", do="unarchive", channel=seed.TEAM_CHANNEL)

    assert first == {"type": "state"}
    assert await stream.next() == {"type": "state"}


async def test_a_stranger_has_no_stream(place: Workplace) -> None:
    answer = await place.http.get("/client/events", params={"as": "U0NOBODY01"})

    assert answer.status_code == 400


async def test_the_stream_ends_with_the_emulator(clock: FrozenClock) -> None:
    emulator = create_app(SlackConfig(), clock)
    async with httpx.AsyncClient() as http, running(emulator) as url:
        request = http.build_request("GET", f"{url}/client/events", params={"as": seed.BEN})
        response = await http.send(request, stream=True)
        emulator.state.slack.feed.close()

        lines = [line async for line in response.aiter_lines()]

    assert lines == [": here", ""]


async def test_the_apps_membership_can_be_changed_from_outside(place: Workplace) -> None:
    await place.does("workspace", do="leave", channel=seed.OPS)

    with pytest.raises(SlackApiError, match="channel_not_found"):
        await place.web.chat_postMessage(channel=seed.OPS, text="x")
    assert (await place.does("workspace", do="paint", channel=seed.OPS))["error"] == "invalid_arguments"


async def test_a_token_can_be_revoked_from_outside(place: Workplace) -> None:
    await place.does("workspace", do="revoke")

    with pytest.raises(SlackApiError, match="token_revoked"):
        await place.web.auth_test()


async def test_time_moves_forward_for_everybody() -> None:
    clock = PlayClock()
    async with running(create_app(SlackConfig(), clock)) as url, httpx.AsyncClient(base_url=url) as http:
        before = clock()
        moved = (await http.post("/clock", json={"advance": 3600})).json()["now"]
        now = (await http.get("/clock")).json()["now"]
        wrong = [(await http.post("/clock", json=body)).status_code for body in ({"advance": -1}, {}, {"advance": "x"})]

    assert (clock() - before).total_seconds() >= 3600
    assert moved <= now
    assert wrong == [400, 400, 400]


async def test_a_clock_that_a_test_owns_is_not_moved_from_outside(place: Workplace) -> None:
    answer = await place.http.post("/clock", json={"advance": 1})

    assert answer.status_code == 400
