"""The listeners, in a small Bolt app: each writes down what Slack asked, and answers."""

import logging
from http import HTTPStatus
from typing import Any

import pytest

import handlers
from playground.slack.seed import BEN, BOT_USER, TEAM, TEAM_CHANNEL
from tests.handlers.front import Front, told

# Commands


async def test_what_is_work_is_written_down_and_answered_without_a_word(front: Front) -> None:
    answer = await front.command("start Weekly sync")

    (kept,) = await front.kept()
    assert (answer.status, answer.body) == (HTTPStatus.OK, "")
    assert (kept.workspace_id, kept.kind, kept.body["text"]) == (TEAM, "command", "start Weekly sync")


async def test_the_same_command_sent_twice_is_kept_once(front: Front) -> None:
    payload = front.typed("start Weekly sync")

    for _ in range(2):
        await front.send(payload)

    assert len(await front.kept()) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "What would you like to do?"),
        ("help", "How to use /conf"),
        ("help start", "How to use /conf start"),
        ("weekly sync", "What shall I do with “weekly sync”?"),
        ("<!channel> sync", "A topic cannot call a whole channel"),
    ],
)
async def test_what_needs_no_work_is_answered_at_once_in_private(front: Front, typed: str, words: str) -> None:
    answer = told(await front.command(typed))

    assert answer["text"].startswith(words)
    assert answer["response_type"] == "ephemeral"
    assert await front.kept() == []


async def test_what_cannot_be_written_down_in_time_is_answered_with_try_again(locked: Front) -> None:
    answer = await locked.command("start Weekly sync")

    assert "did not reach me in time, and nothing was done" in told(answer)["text"]


# Presses


async def test_a_press_is_written_down(front: Front) -> None:
    answer = await front.send(front.pressed("conference.end", "c1"))

    (kept,) = await front.kept()
    assert (answer.status, answer.body) == (HTTPStatus.OK, "")
    assert (kept.kind, kept.body["action_id"], kept.body["value"]) == ("press", "conference.end", "c1")


async def test_a_press_on_a_button_that_nobody_knows_is_written_down_too(front: Front) -> None:
    await front.send(front.pressed("something.from.an.older.release"))

    assert [kept.body["action_id"] for kept in await front.kept()] == ["something.from.an.older.release"]


async def test_a_press_that_cannot_be_written_down_is_answered_with_try_again(locked: Front) -> None:
    answer = await locked.send(locked.pressed("conference.end"))

    assert (answer.status, answer.body) == (HTTPStatus.OK, "")
    assert ["did not reach me in time" in text for text in locked.told()] == [True]


async def test_a_press_with_no_way_to_answer_is_at_least_acknowledged(locked: Front) -> None:
    answer = await locked.send(locked.pressed("conference.end", answered=False))

    assert (answer.status, locked.told()) == (HTTPStatus.OK, [])


async def test_an_answer_that_slack_does_not_take_is_logged(locked: Front, caplog: pytest.LogCaptureFixture) -> None:
    locked.plenum.slack.faults.set("server_error", method="response_url")

    with caplog.at_level(logging.INFO):
        answer = await locked.send(locked.pressed("conference.end"))

    assert answer.status == HTTPStatus.OK
    assert "telling_failed" in {record.__dict__.get("action") for record in caplog.records}


async def test_slack_is_answered_before_the_person_is_told(locked: Front) -> None:
    locked.plenum.slack.faults.set("late", method="response_url", seconds=0.5)

    await locked.door.answer(locked.pressed("conference.end"), {})

    assert locked.told() == []
    await locked.aside.close()
    assert len(locked.told()) == 1


# Events


async def test_a_mention_is_written_down(front: Front) -> None:
    answer = await front.send(front.mention("start Prices"))

    (kept,) = await front.kept()
    assert answer.status == HTTPStatus.OK
    assert (kept.kind, kept.body["text"]) == ("mention", "start Prices")


async def test_a_mention_sent_twice_is_kept_once(front: Front) -> None:
    for _ in range(2):
        await front.send(front.mention("start Prices"))

    assert len(await front.kept()) == 1


async def test_a_mention_by_another_app_is_not_heard(front: Front) -> None:
    answer = await front.send(front.mention("start Prices", bot_id="B0OTHER"))

    assert answer.status == HTTPStatus.OK
    assert await front.kept() == []


async def test_an_event_that_cannot_be_written_down_is_refused_so_that_it_comes_again(locked: Front) -> None:
    answer = await locked.send(locked.mention("start Prices"))

    assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE


@pytest.mark.parametrize(
    "event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}}]
)
async def test_being_removed_is_written_down(front: Front, event: dict[str, Any]) -> None:
    await front.send(front.event(event))

    (kept,) = await front.kept()
    assert (kept.kind, kept.workspace_id, kept.body["event"]["type"]) == ("event", TEAM, event["type"])


@pytest.mark.parametrize("kind", handlers.CHANGES)
async def test_a_change_of_a_channel_or_a_person_is_written_down(front: Front, kind: str) -> None:
    about = {"user": {"id": BEN, "deleted": True}} if kind == "user_change" else {"channel": TEAM_CHANNEL}

    await front.send(front.event({"type": kind, **about}))

    (kept,) = await front.kept()
    assert (kept.kind, kept.workspace_id, kept.body["event"]["type"]) == ("event", TEAM, kind)


async def test_being_removed_is_heard_though_the_token_is_gone_already(front: Front) -> None:
    await front.plenum.workspaces.remove(TEAM, front.plenum.clock())

    await front.send(front.event({"type": "app_uninstalled"}))

    assert [kept.kind for kept in await front.kept()] == ["event"]
