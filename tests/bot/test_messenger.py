"""Messages into Slack: what is sent with them, and how one is found again."""

from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from bot.errors import CannotLook, SlackRefused, SlackUnreachable
from bot.messenger import PAGES, Messenger
from bot.model import Message, Place
from tests.bot.slack_stub import Form, SlackStub, answers, refuses

SINCE = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HELLO = Message(text="hello", blocks=({"type": "divider"},))


async def test_a_post_carries_its_mark_and_unfurls_nothing(slack: SlackStub, messenger: Messenger) -> None:
    stands = await messenger.post("T1", Place(channel_id="C1", thread_ts="1.2"), HELLO, delivery_ids=["d1"])

    form = slack.called("chat.postMessage")[0]
    assert form == {
        "channel": "C1",
        "thread_ts": "1.2",
        "text": "hello",
        "blocks": [{"type": "divider"}],
        "metadata": {"event_type": "plenum_delivery", "event_payload": {"id": "d1"}},
        "unfurl_links": "false",
        "unfurl_media": "false",
    }
    assert stands == ("C1", slack.posts[0]["ts"])


async def test_a_plain_message_has_no_blocks_and_no_mark(slack: SlackStub, messenger: Messenger) -> None:
    await messenger.post("T1", Place(channel_id="C1"), Message(text="hello"))

    assert slack.called("chat.postMessage")[0].keys() == {"channel", "text", "unfurl_links", "unfurl_media"}


async def test_a_yes_without_a_ts_leaves_open_what_stands(slack: SlackStub, messenger: Messenger) -> None:
    slack.next("chat.postMessage", answers(200, '{"ok": true}'))

    with pytest.raises(SlackUnreachable, match="garbled"):
        await messenger.post("T1", Place(channel_id="C1"), HELLO)


async def test_a_direct_channel_is_opened_once_per_person_and_workspace(slack: SlackStub, messenger: Messenger) -> None:
    channels = [await messenger.direct(*pair) for pair in (("T1", "U1"), ("T1", "U1"), ("T2", "U1"))]

    assert channels == ["DU1", "DU1", "DU1"]
    assert slack.called("conversations.open") == [{"users": "U1"}, {"users": "U1"}]


async def test_a_direct_channel_that_slack_does_not_name_is_no_channel(slack: SlackStub, messenger: Messenger) -> None:
    slack.next("conversations.open", answers(200, '{"ok": true, "channel": null}'))

    with pytest.raises(SlackUnreachable, match="garbled"):
        await messenger.direct("T1", "U1")


async def test_an_update_to_plain_text_takes_the_blocks_away(slack: SlackStub, messenger: Messenger) -> None:
    await messenger.update("T1", "C1", "1.2", Message(text="over"))

    assert slack.updates == [{"channel": "C1", "ts": "1.2", "text": "over", "blocks": []}]


async def test_a_whisper_is_for_one_person(slack: SlackStub, messenger: Messenger) -> None:
    await messenger.whisper("T1", Place(channel_id="C1"), "U1", HELLO)

    form = slack.called("chat.postEphemeral")[0]
    assert (form["channel"], form["user"], form["text"]) == ("C1", "U1", "hello")


async def test_a_look_finds_the_message_with_the_mark(slack: SlackStub, messenger: Messenger) -> None:
    place = Place(channel_id="C1")
    for name in ("d0", "d1", "d2"):
        await messenger.post("T1", place, HELLO, delivery_ids=[name])

    ts = await messenger.look("T1", place, delivery_id="d1", since=SINCE)

    assert ts == slack.posts[1]["ts"]
    asked = slack.called("conversations.history")[0]
    assert (asked["oldest"], asked["include_all_metadata"]) == (f"{SINCE.timestamp():.6f}", "true")


async def test_a_look_finds_nothing_where_nothing_stands(slack: SlackStub, messenger: Messenger) -> None:
    await messenger.post("T1", Place(channel_id="C1"), HELLO)

    assert await messenger.look("T1", Place(channel_id="C1"), delivery_id="d1", since=SINCE) is None


async def test_a_look_into_a_thread_reads_its_replies(slack: SlackStub, messenger: Messenger) -> None:
    place = Place(channel_id="C1", thread_ts="1.2")
    await messenger.post("T1", place, HELLO, delivery_ids=["d1"])

    ts = await messenger.look("T1", place, delivery_id="d1", since=SINCE)

    assert ts == slack.posts[0]["ts"]
    assert slack.called("conversations.replies")[0]["ts"] == "1.2"


async def test_nothing_stands_in_a_thread_that_is_gone(slack: SlackStub, messenger: Messenger) -> None:
    slack.next("conversations.replies", refuses("thread_not_found"))

    assert await messenger.look("T1", Place(channel_id="C1", thread_ts="1"), delivery_id="d1", since=SINCE) is None


@pytest.mark.parametrize("code", ["missing_scope", "not_in_channel"])
async def test_a_closed_door_is_not_taken_for_an_empty_room(slack: SlackStub, messenger: Messenger, code: str) -> None:
    slack.next("conversations.history", refuses(code))

    with pytest.raises(CannotLook, match=code):
        await messenger.look("T1", Place(channel_id="C1"), delivery_id="d1", since=SINCE)


async def test_another_refusal_of_a_look_stays_what_it_is(slack: SlackStub, messenger: Messenger) -> None:
    slack.next("conversations.history", refuses("channel_not_found"))

    with pytest.raises(SlackRefused, match="channel_not_found") as caught:
        await messenger.look("T1", Place(channel_id="C1"), delivery_id="d1", since=SINCE)

    assert not isinstance(caught.value, CannotLook)


async def _endless(stub: SlackStub, method: str, form: Form) -> web.Response:
    answer: dict[str, Any] = {"ok": True, "messages": [{"ts": "1"}], "response_metadata": {"next_cursor": "more"}}
    return web.json_response(answer)


async def test_a_look_reads_a_few_pages_and_then_says_that_it_does_not_know(
    slack: SlackStub, messenger: Messenger
) -> None:
    slack.always["conversations.history"] = _endless

    with pytest.raises(CannotLook):
        await messenger.look("T1", Place(channel_id="C1"), delivery_id="d1", since=SINCE)

    asked = slack.called("conversations.history")
    assert [form.get("cursor") for form in asked] == [None, *["more"] * (PAGES - 1)]
