"""The emulated chat.* through Slack's own client."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from playground.slack import seed
from tests.conftest import FrozenClock
from tests.playground.slack.conftest import BUTTONS, Workplace


async def test_a_post_stands_in_the_channel(place: Workplace) -> None:
    posted = await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text="Hello", blocks=BUTTONS)

    seen = await place.sees("messages", as_=seed.BEN, channel=seed.TEAM_CHANNEL)
    assert [(one["ts"], one["text"], one["bot"], one["user"]) for one in seen["messages"]] == [
        (posted["ts"], "Hello", True, seed.BOT_USER)
    ]
    assert seen["messages"][0]["blocks"] == BUTTONS


async def test_blocks_and_elements_without_ids_get_some(place: Workplace) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}
    blocks = [{"type": "actions", "elements": [button]}]

    posted = await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text="Hello", blocks=blocks)

    block = posted["message"]["blocks"][0]
    assert block["block_id"]
    assert block["elements"][0]["action_id"]


async def test_a_persons_id_as_channel_opens_the_direct_message(place: Workplace) -> None:
    posted = await place.web.chat_postMessage(channel=seed.CLEO, text="Psst")

    opened = await place.web.conversations_open(users=seed.CLEO)
    assert posted["channel"] == opened["channel"]["id"]
    assert await place.texts(seed.CLEO, posted["channel"]) == ["Psst"]


async def test_an_answer_in_a_thread_is_counted_and_not_shown_in_the_channel(place: Workplace) -> None:
    root = await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text="Root")

    await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text="Answer", thread_ts=root["ts"])

    seen = await place.sees("messages", as_=seed.BEN, channel=seed.TEAM_CHANNEL)
    assert [(one["text"], one["reply_count"]) for one in seen["messages"]] == [("Root", 1)]
    assert await place.texts(seed.BEN, seed.TEAM_CHANNEL, thread_ts=root["ts"]) == ["Root", "Answer"]


async def test_an_update_changes_text_and_keeps_blocks_that_are_not_named(place: Workplace) -> None:
    posted = await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text="Before", blocks=BUTTONS)

    changed = await place.web.chat_update(channel=seed.TEAM_CHANNEL, ts=posted["ts"], text="After")

    assert changed["message"]["text"] == "After"
    assert changed["message"]["blocks"] == BUTTONS
    assert changed["message"]["edited"]["user"] == seed.BOT


async def test_an_empty_list_of_blocks_takes_them_away(place: Workplace) -> None:
    posted = await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text="Before", blocks=BUTTONS)

    changed = await place.web.chat_update(channel=seed.TEAM_CHANNEL, ts=posted["ts"], text="After", blocks=[])

    assert "blocks" not in changed["message"]


async def test_a_deleted_message_is_gone(place: Workplace) -> None:
    posted = await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text="Oops")

    await place.web.chat_delete(channel=seed.TEAM_CHANNEL, ts=posted["ts"])

    assert await place.texts(seed.BEN, seed.TEAM_CHANNEL) == []


async def test_an_ephemeral_message_is_seen_by_one_person(place: Workplace) -> None:
    await place.web.chat_postEphemeral(channel=seed.TEAM_CHANNEL, user=seed.BEN, text="For you")

    assert await place.texts(seed.BEN, seed.TEAM_CHANNEL) == ["For you"]
    assert await place.texts(seed.ANA, seed.TEAM_CHANNEL) == []


async def test_a_permalink_leads_to_the_message(place: Workplace) -> None:
    posted = await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text="Here")

    link = await place.web.chat_getPermalink(channel=seed.TEAM_CHANNEL, message_ts=posted["ts"])

    assert link["permalink"].endswith(f"/archives/{seed.TEAM_CHANNEL}/p{posted['ts'].replace('.', '')}")


async def test_metadata_is_given_back_only_when_asked_for(place: Workplace) -> None:
    metadata = {"event_type": "plenum_delivery", "event_payload": {"id": "d1"}}
    await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text="Card", metadata=metadata)

    plain = await place.web.conversations_history(channel=seed.TEAM_CHANNEL)
    whole = await place.web.conversations_history(channel=seed.TEAM_CHANNEL, include_all_metadata=True)

    assert "metadata" not in plain["messages"][0]
    assert whole["messages"][0]["metadata"] == metadata


_LONG = "x" * 40_001
_POSTS: list[tuple[dict[str, Any], str]] = [
    ({"channel": "C0NOWHERE1", "text": "x"}, "channel_not_found"),
    ({"channel": seed.SECRET, "text": "x"}, "channel_not_found"),
    ({"channel": seed.ANA_BEN, "text": "x"}, "channel_not_found"),
    ({"channel": "#team", "text": "x"}, "channel_not_found"),
    ({"channel": "U0NOBODY01", "text": "x"}, "channel_not_found"),
    ({"channel": seed.OLD, "text": "x"}, "is_archived"),
    ({"channel": seed.DAN, "text": "x"}, "user_disabled"),
    ({"channel": seed.EVE, "text": "x"}, "user_not_visible"),
    ({"channel": seed.BOT_USER, "text": "x"}, "cannot_dm_bot"),
    ({"channel": seed.TEAM_CHANNEL, "text": ""}, "no_text"),
    ({"channel": seed.TEAM_CHANNEL, "text": _LONG}, "msg_too_long"),
    ({"channel": seed.TEAM_CHANNEL, "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
    ({"channel": seed.TEAM_CHANNEL, "text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
    ({"channel": seed.TEAM_CHANNEL, "text": "x", "username": "Somebody"}, "missing_scope"),
    ({"channel": seed.TEAM_CHANNEL, "text": "x", "colour": "red"}, "invalid_arguments"),
    ({"text": "x"}, "invalid_arguments"),
]


@pytest.mark.parametrize(("args", "error"), _POSTS, ids=[f"{error}-{n}" for n, (_, error) in enumerate(_POSTS)])
async def test_a_post_is_refused_as_slack_does(place: Workplace, args: dict[str, Any], error: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        await place.web.api_call("chat.postMessage", json=args)

    assert refused.value.response["error"] == error


async def test_what_is_wrong_with_arguments_is_said(place: Workplace) -> None:
    with pytest.raises(SlackApiError) as refused:
        await place.web.api_call("chat.postMessage", json={"text": "x", "colour": "red"})

    assert refused.value.response["response_metadata"]["messages"] == [
        "[ERROR] unknown argument: colour",
        "[ERROR] missing required field: channel",
    ]


async def test_others_messages_cannot_be_changed(place: Workplace) -> None:
    said = await place.does("say", as_=seed.ANA, channel=seed.TEAM_CHANNEL, text="Mine")

    with pytest.raises(SlackApiError, match="cant_update_message"):
        await place.web.chat_update(channel=seed.TEAM_CHANNEL, ts=said["ts"], text="Yours")
    with pytest.raises(SlackApiError, match="cant_delete_message"):
        await place.web.chat_delete(channel=seed.TEAM_CHANNEL, ts=said["ts"])


async def test_what_is_not_there_cannot_be_changed(place: Workplace) -> None:
    with pytest.raises(SlackApiError, match="message_not_found"):
        await place.web.chat_update(channel=seed.TEAM_CHANNEL, ts="1.000001", text="x")


async def test_ephemeral_messages_go_to_members_only(place: Workplace) -> None:
    with pytest.raises(SlackApiError, match="user_not_in_channel"):
        await place.web.chat_postEphemeral(channel=seed.TEAM_CHANNEL, user=seed.EVE, text="x")
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await place.web.chat_postEphemeral(channel=seed.GENERAL, user=seed.ANA, text="x")


async def test_public_channels_need_a_scope_or_membership(place: Workplace) -> None:
    await place.web.chat_postMessage(channel=seed.GENERAL, text="Allowed")
    place.slack.installation.scopes -= {"chat:write.public"}

    with pytest.raises(SlackApiError, match="not_in_channel"):
        await place.web.chat_postMessage(channel=seed.GENERAL, text="Refused")


async def test_more_than_a_burst_in_one_channel_is_limited_until_the_clock_moves(
    place: Workplace, clock: FrozenClock
) -> None:
    for number in range(3):
        await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text=f"{number}")

    with pytest.raises(SlackApiError) as limited:
        await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text="One too many")
    clock.advance(seconds=1)
    await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text="Later")

    assert limited.value.response.status_code == 429
    assert limited.value.response.headers["Retry-After"] == "1"


async def test_the_limit_counts_each_channel_apart(place: Workplace) -> None:
    for number in range(3):
        await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text=f"{number}")

    posted = await place.web.chat_postMessage(channel=seed.OPS, text="Elsewhere")

    assert posted["ok"]


async def test_an_archived_channel_takes_nothing(place: Workplace) -> None:
    posted = await place.web.chat_postMessage(channel=seed.OPS, text="Before")
    await place.does("workspace", do="archive", channel=seed.OPS)

    with pytest.raises(SlackApiError, match="is_archived"):
        await place.web.chat_postEphemeral(channel=seed.OPS, user=seed.ANA, text="x")
    with pytest.raises(SlackApiError, match="is_archived"):
        await place.web.chat_update(channel=seed.OPS, ts=posted["ts"], text="After")


async def test_metadata_can_be_changed_and_taken_away(place: Workplace) -> None:
    metadata = {"event_type": "card", "event_payload": {"id": "1"}}
    posted = await place.web.chat_postMessage(channel=seed.OPS, text="Card", metadata=metadata)

    await place.web.api_call("chat.update", json={"channel": seed.OPS, "ts": posted["ts"], "text": "x", "metadata": {}})

    whole = await place.web.conversations_history(channel=seed.OPS, include_all_metadata=True)
    assert "metadata" not in whole["messages"][0]


async def test_a_permalink_into_a_thread_names_the_thread(place: Workplace) -> None:
    root = await place.web.chat_postMessage(channel=seed.OPS, text="Root")
    answer = await place.web.chat_postMessage(channel=seed.OPS, text="Answer", thread_ts=root["ts"])

    link = await place.web.chat_getPermalink(channel=seed.OPS, message_ts=answer["ts"])

    assert link["permalink"].endswith(f"?thread_ts={root['ts']}&cid={seed.OPS}")


async def test_an_answer_may_be_shown_in_the_channel_too(place: Workplace) -> None:
    root = await place.web.chat_postMessage(channel=seed.OPS, text="Root")
    await place.web.chat_postMessage(channel=seed.OPS, text="Answer", thread_ts=root["ts"], reply_broadcast=True)

    assert await place.texts(seed.ANA, seed.OPS) == ["Root", "Answer"]


async def test_a_deleted_root_stays_as_long_as_answers_hang_on_it(place: Workplace) -> None:
    root = await place.web.chat_postMessage(channel=seed.OPS, text="Root")
    answer = await place.web.chat_postMessage(channel=seed.OPS, text="Answer", thread_ts=root["ts"])
    await place.web.chat_delete(channel=seed.OPS, ts=root["ts"])
    seen = await place.sees("messages", as_=seed.ANA, channel=seed.OPS)

    await place.web.chat_delete(channel=seed.OPS, ts=answer["ts"])

    assert [one["deleted"] for one in seen["messages"]] == [True]
    assert await place.texts(seed.ANA, seed.OPS) == []


async def test_attachments_are_not_emulated(place: Workplace) -> None:
    with pytest.raises(SlackApiError, match="invalid_attachments"):
        await place.web.chat_postMessage(channel=seed.OPS, text="x", attachments=[{"text": "x"}])
