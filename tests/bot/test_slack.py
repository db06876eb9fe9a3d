"""The door to Slack: one try, a time limit, and errors in our words."""

import asyncio
import socket
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import SlackError, SlackLimited, SlackRefused, SlackUnreachable
from bot.slack import SlackDoor
from tests.bot.conftest import OneToken
from tests.bot.slack_stub import SlackStub, answers, drops, limits, refuses, waits


async def test_a_call_carries_the_token_and_nested_arguments_as_json(slack: SlackStub, door: SlackDoor) -> None:
    await door.call("T1", "views.publish", view={"type": "home"}, user_id="U1", flag=True, limit=3, none=None)

    assert slack.calls == [("views.publish", {"view": {"type": "home"}, "user_id": "U1", "flag": "true", "limit": "3"})]
    assert slack.tokens == ["xoxb-1"]


async def test_a_netrc_of_whoever_runs_it_changes_nothing(
    slack: SlackStub, door: SlackDoor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))

    await door.call("T1", "users.info", user="U1")

    assert slack.tokens == ["xoxb-1"]


@pytest.mark.parametrize(("told", "waited"), [("7", 7), ("0", 0), ("", 30), ("soon", 30), ("-1", 30), ("9999999", 30)])
async def test_a_limit_says_how_long_to_stay_away(slack: SlackStub, door: SlackDoor, told: str, waited: int) -> None:
    slack.next("chat.update", answers(429, "", {"Retry-After": told}))

    with pytest.raises(SlackLimited) as caught:
        await door.call("T1", "chat.update")

    assert caught.value.retry_after == timedelta(seconds=waited)


async def test_what_an_answer_lacks_is_an_error_of_slack_when_it_is_read(slack: SlackStub, door: SlackDoor) -> None:
    slack.next("users.info", answers(200, '{"ok": true}'))

    answer = await door.call("T1", "users.info", user="U1")

    with pytest.raises(SlackUnreachable, match="garbled"):
        answer["user"]


async def test_a_limit_told_in_the_body_counts_too(slack: SlackStub, door: SlackDoor) -> None:
    slack.next("chat.update", refuses("ratelimited"))

    with pytest.raises(SlackLimited):
        await door.call("T1", "chat.update")


@pytest.mark.parametrize(
    "fault",
    [
        answers(500),
        answers(503, "<html>"),
        answers(200, "<html>we are back soon</html>"),
        answers(200, '{"ok": tru'),
        answers(200, "[]"),
        answers(200, '{"ok": "yes"}'),
        answers(302, "", {"Location": "https://elsewhere.example/"}),
        refuses("internal_error"),
        drops(after=True),
        drops(after=False),
    ],
    ids=["500", "503", "html", "cut", "list", "no_ok", "redirect", "internal_error", "dropped", "dropped_before"],
)
async def test_an_outage_leaves_open_what_stands(slack: SlackStub, door: SlackDoor, fault: object) -> None:
    slack.next("chat.postMessage", fault)  # type: ignore[arg-type]

    with pytest.raises(SlackUnreachable) as caught:
        await door.call("T1", "chat.postMessage", channel="C1", text="x")

    assert caught.value.sent
    assert len(slack.called("chat.postMessage")) == 1


async def test_a_slack_that_is_not_there_was_sent_nothing(tokens: OneToken) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        door = SlackDoor(tokens, api_url=f"http://127.0.0.1:{unused.getsockname()[1]}/api/")

        with pytest.raises(SlackUnreachable) as caught:
            await door.call("T1", "chat.postMessage")

    assert not caught.value.sent
    await door.close()


async def test_a_slack_that_does_not_answer_in_time_may_have_heard(slack: SlackStub, tokens: OneToken) -> None:
    never = asyncio.Event()
    slack.next("chat.postMessage", waits(never))
    door = SlackDoor(tokens, api_url=f"{slack.url}api/", timeout=timedelta(milliseconds=50))

    with pytest.raises(SlackUnreachable) as caught:
        await door.call("T1", "chat.postMessage", channel="C1")

    assert (caught.value.code, caught.value.sent) == ("no_answer", True)
    never.set()
    await door.close()


async def test_a_migrating_workspace_will_be_back(slack: SlackStub, door: SlackDoor) -> None:
    slack.next("chat.postMessage", refuses("team_added_to_org"))

    with pytest.raises(SlackUnreachable):
        await door.call("T1", "chat.postMessage")


async def test_a_refusal_keeps_slacks_word(slack: SlackStub, door: SlackDoor) -> None:
    slack.next("chat.postMessage", refuses("is_archived"))

    with pytest.raises(SlackRefused, match="is_archived"):
        await door.call("T1", "chat.postMessage")


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive", "token_expired"])
async def test_a_refused_token_is_distrusted_and_a_newer_one_used(slack: SlackStub, code: str) -> None:
    tokens = OneToken("xoxb-old", "xoxb-new")
    door = SlackDoor(tokens, api_url=f"{slack.url}api/")
    slack.next("auth.test", refuses(code))

    await door.call("T1", "auth.test")

    assert slack.tokens == ["xoxb-old", "xoxb-new"]
    assert tokens.distrusted == ["T1"]
    await door.close()


async def test_a_refused_token_without_a_newer_one_is_not_tried_again(
    slack: SlackStub, door: SlackDoor, tokens: OneToken
) -> None:
    slack.next("auth.test", refuses("invalid_auth"))

    with pytest.raises(SlackRefused, match="invalid_auth"):
        await door.call("T1", "auth.test")

    assert len(slack.calls) == 1
    assert tokens.distrusted == ["T1"]


async def test_no_token_is_ever_in_an_error(slack: SlackStub, door: SlackDoor) -> None:
    slack.next("auth.test", answers(500))

    with pytest.raises(SlackError) as caught:
        await door.call("T1", "auth.test")

    assert "xoxb" not in repr(caught.value)


async def test_an_answer_goes_to_its_response_url(slack: SlackStub, door: SlackDoor) -> None:
    await door.respond(f"{slack.url}answers/1", {"text": "hello"})

    assert slack.answers == [{"text": "hello"}]
    assert slack.tokens == []


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/answers/1",
        "http://hooks.slack.com/actions/1",
        "https://hooks.slack.com.evil.example/1",
        "http://127.0.0.1:1/answers/1",
        "//hooks.slack.com/1",
        "file:///etc/passwd",
        "https://hooks.slack.com:8443/1",
        "https://hooks.slack.com:99999999/1",
        "",
    ],
)
async def test_a_response_url_of_somebody_else_is_not_called(slack: SlackStub, door: SlackDoor, url: str) -> None:
    with pytest.raises(SlackRefused, match="foreign_response_url"):
        await door.respond(url, {"text": "hello"})

    assert slack.answers == []


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (answers(404, '{"ok": false, "error": "used_url"}'), SlackRefused("used_url")),
        (answers(404, "no_team"), SlackRefused("no_team")),
        (answers(404, "<html>"), SlackRefused("expired_url")),
        (limits(3), SlackLimited("ratelimited", retry_after=timedelta(seconds=3))),
        (answers(500), SlackUnreachable("http_500")),
    ],
)
async def test_an_answer_that_is_not_taken_is_raised(
    slack: SlackStub, door: SlackDoor, fault: object, error: SlackError
) -> None:
    slack.next("respond", fault)  # type: ignore[arg-type]

    with pytest.raises(type(error), match=error.code):
        await door.respond(f"{slack.url}answers/1", {"text": "hello"})
