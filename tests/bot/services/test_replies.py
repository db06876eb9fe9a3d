"""Answers to the person who asked: in place, else in the channel, else by direct message."""

import logging
from typing import Any

import pytest

from bot.model import Message, Place
from playground.slack.seed import ANA, ANA_BEN, SECRET, TEAM, TEAM_CHANNEL
from tests.backstage import Backstage

BLOCKS = ({"type": "section", "text": {"type": "mrkdwn", "text": "*hello*"}},)
HELLO = Message(text="hello", blocks=BLOCKS)


async def say(plenum: Backstage, channel: str = TEAM_CHANNEL, **changes: Any) -> None:
    usual: dict[str, Any] = {
        "workspace_id": TEAM,
        "person_id": ANA,
        "place": Place(channel_id=channel),
        "response_url": None,
        "message": HELLO,
    }
    await plenum.replies.say(**(usual | changes))


def url(plenum: Backstage, channel: str = TEAM_CHANNEL, *, message_ts: str | None = None) -> str:
    """Where Slack takes an answer to something that Ana did there."""
    slack = plenum.slack
    made, _ = slack.response_url(
        slack.workspace.people[ANA], slack.workspace.conversations[channel], message_ts=message_ts
    )
    return made


async def test_an_answer_is_private_and_in_place(plenum: Backstage) -> None:
    await say(plenum, response_url=url(plenum))

    (shown,) = plenum.posts("hello")
    assert (shown["channel"], shown["only_for"], shown["text"]) == (TEAM_CHANNEL, ANA, "hello")
    assert shown["blocks"][0]["text"] == BLOCKS[0]["text"]


async def test_a_public_answer_is_for_everybody_there(plenum: Backstage) -> None:
    await say(plenum, ANA_BEN, response_url=url(plenum, ANA_BEN), public=True)

    (shown,) = plenum.posts("hello")
    assert (shown["channel"], shown["only_for"]) == (ANA_BEN, None)


async def test_an_answer_in_a_thread_stays_in_it(plenum: Backstage) -> None:
    slack = plenum.slack
    root = slack.board.write(slack.workspace.conversations[TEAM_CHANNEL], ANA, "Prices?")

    await say(plenum, place=Place(channel_id=TEAM_CHANNEL, thread_ts=root.ts), response_url=url(plenum))

    assert plenum.posts("hello")[0]["thread_ts"] == root.ts


async def test_an_answer_may_take_the_place_of_the_question(plenum: Backstage) -> None:
    slack = plenum.slack
    question = slack.board.write(slack.workspace.conversations[TEAM_CHANNEL], slack.app.id, "End it?", only_for=ANA)

    await say(plenum, response_url=url(plenum, message_ts=question.ts), replaces=True)

    assert question.text == "hello"
    assert plenum.posts("hello") == []


async def test_without_an_address_it_is_whispered_in_the_channel(plenum: Backstage) -> None:
    await say(plenum)

    (shown,) = plenum.posts("hello")
    assert (shown["channel"], shown["only_for"]) == (TEAM_CHANNEL, ANA)


async def test_a_whisper_in_a_thread_stays_in_it(plenum: Backstage) -> None:
    slack = plenum.slack
    root = slack.board.write(slack.workspace.conversations[TEAM_CHANNEL], ANA, "Prices?")

    await say(plenum, place=Place(channel_id=TEAM_CHANNEL, thread_ts=root.ts))

    assert plenum.posts("hello")[0]["thread_ts"] == root.ts


async def test_an_address_that_has_run_out_is_whispered_instead(plenum: Backstage) -> None:
    old = url(plenum)
    plenum.clock.advance(minutes=31)

    await say(plenum, response_url=old)

    (shown,) = plenum.posts("hello")
    assert shown["only_for"] == ANA


@pytest.mark.parametrize("foreign", ["https://evil.example/answer", "not an address", "http://127.0.0.1:1/x"])
async def test_an_address_that_is_not_slacks_is_not_answered(plenum: Backstage, foreign: str) -> None:
    await say(plenum, response_url=foreign)

    assert len(plenum.posts("hello")) == 1


async def test_where_plenum_is_not_it_goes_by_direct_message(plenum: Backstage) -> None:
    await say(plenum, SECRET)

    assert [message["text"] for message in plenum.direct(ANA)] == ["hello"]


async def test_a_reply_that_reaches_nobody_is_logged_and_raises_nothing(
    plenum: Backstage, caplog: pytest.LogCaptureFixture
) -> None:
    plenum.slack.faults.set("server_error")

    with caplog.at_level(logging.INFO):
        await say(plenum, response_url=url(plenum))

    assert {record.action for record in caplog.records if hasattr(record, "action")} >= {
        "answer_refused",
        "reply_lost",
    }
    assert plenum.posts("hello") == []
