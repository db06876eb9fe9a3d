"""Requests from Slack, and from those who are not Slack, at the front of the HTTP listener."""

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.web.front import BODY_LIMIT
from tests.bot.web.conftest import FORM, OLDER_SECRET, PRESS, SECRET, WayIn, command, event, signed

JSON = "application/json"


async def test_a_signed_command_reaches_its_listener(way_in: WayIn) -> None:
    response = await way_in.command("start Weekly sync")

    assert response.status_code == 200
    assert way_in.heard.bodies[0]["text"] == "start Weekly sync"


async def test_the_word_payload_is_text_like_any_other(way_in: WayIn) -> None:
    response = await way_in.command("start review payload format", payload="{}")

    assert response.status_code == 200
    assert way_in.heard.bodies[0]["text"] == "start review payload format"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
async def test_any_text_reaches_the_listener_unchanged(way_in: WayIn, text: str) -> None:
    response = await way_in.command(text)

    assert response.status_code == 200
    assert way_in.heard.bodies[-1]["text"] == text


async def test_a_press_reaches_its_listener(way_in: WayIn) -> None:
    response = await way_in.interact(PRESS)

    assert response.status_code == 200
    assert way_in.heard.bodies == [PRESS]


async def test_an_event_reaches_its_listener_with_the_count_of_its_repetition(way_in: WayIn) -> None:
    response = await way_in.post(event(), content_type=JSON, x_slack_retry_num="2", x_slack_retry_reason="http_timeout")

    assert response.status_code == 200
    assert way_in.heard.bodies[0]["event"]["type"] == "app_mention"
    assert way_in.heard.headers[0]["x-slack-retry-num"] == ["2"]


async def test_the_challenge_for_the_address_is_given_back(way_in: WayIn) -> None:
    body = json.dumps({"type": "url_verification", "token": "t", "challenge": "3eZbrw1a"}).encode()

    response = await way_in.post(body, content_type=JSON)

    assert (response.status_code, response.text) == (200, "3eZbrw1a")
    assert response.headers["content-type"].startswith("text/plain")


async def test_the_check_of_the_certificate_is_answered(way_in: WayIn) -> None:
    response = await way_in.post(b"ssl_check=1&token=t")

    assert (response.status_code, response.text) == (200, "")


async def test_bolt_is_not_told_what_a_client_says_to_steer_it(way_in: WayIn) -> None:
    response = await way_in.post(command("help"), x_slack_bolt_lazy_only="1", x_slack_bolt_lazy_function_name="note")

    assert response.status_code == 200
    assert len(way_in.heard.bodies) == 1


NESTED = b'{"type":"event_callback","event":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"}"
SOMEWHAT_NESTED = b'{"type":"event_callback","event":' + b'{"a":' * 70 + b"1" + b"}" * 70 + b"}"

UNREADABLE: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", FORM),
    "no type of content": (b"", ""),
    "bytes that are no text": (b"\xff\xfe\x00", FORM),
    "escapes that are no text": (b"command=%2Fconf&text=%FF%FE", FORM),
    "no JSON": (b"{", JSON),
    "half of a JSON": (event()[:-5], JSON),
    "JSON of 100 000 levels": (NESTED, JSON),
    "JSON of 70 levels": (SOMEWHAT_NESTED, JSON),
    "a list": (b"[1,2]", JSON),
    "a list of 100 000 levels": (b"[" * 100_000, JSON),
    "a number too long to be one": (b'{"a":' + b"9" * 5_000 + b"}", JSON),
    "null": (b"null", JSON),
    "a payload that is no JSON": (b"payload=%7Boops", FORM),
    "a payload that is a list": (b"payload=%5B%5D", FORM),
    "an empty payload": (b"payload=", FORM),
    "a thousand fields": (urlencode([(f"f{n}", "") for n in range(1000)]).encode(), FORM),
    "an event without event": (event(event=None), JSON),
    "an event that is a word": (event(event="app_mention"), JSON),
    "authorizations that are none": (event(authorizations=["T1"]), JSON),
    "a user that is a number": (json.dumps({**PRESS, "user": 5}).encode(), JSON),
    "a team that is a list": (json.dumps({**PRESS, "team": []}).encode(), JSON),
    "actions that are none": (json.dumps({**PRESS, "actions": [1]}).encode(), JSON),
    "a view that is a word": (json.dumps({"type": "view_submission", "view": "V1"}).encode(), JSON),
    "a type that is a number": (b'{"type":7}', JSON),
}


@pytest.mark.parametrize(("body", "content_type"), UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_what_is_signed_but_unreadable_is_a_bad_request(way_in: WayIn, body: bytes, content_type: str) -> None:
    response = await way_in.post(body, content_type=content_type)

    assert response.status_code == 400
    assert not way_in.heard.bodies


@pytest.mark.parametrize(("body", "content_type"), UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_what_is_unsigned_is_not_read_at_all(way_in: WayIn, body: bytes, content_type: str) -> None:
    response = await way_in.http.post("/slack/events", content=body, headers={"content-type": content_type})

    assert response.status_code == 401


UNSIGNED: dict[str, Callable[[dict[str, str]], dict[str, Any]]] = {
    "no signature": lambda good: {"x-slack-request-timestamp": good["x-slack-request-timestamp"]},
    "no timestamp": lambda good: {"x-slack-signature": good["x-slack-signature"]},
    "an empty signature": lambda good: {**good, "x-slack-signature": ""},
    "a timestamp that is a word": lambda good: {**good, "x-slack-request-timestamp": "abc"},
    "a timestamp below zero": lambda good: {**good, "x-slack-request-timestamp": "-1"},
    "a timestamp in Arabic digits": lambda good: {**good, "x-slack-request-timestamp": "١٢٣".encode()},
    "a timestamp of 5 000 digits": lambda good: {**good, "x-slack-request-timestamp": "9" * 5_000},
    "a fraction of a second": lambda good: {**good, "x-slack-request-timestamp": "1764072000.5"},
    "another instant": lambda good: {**good, "x-slack-request-timestamp": "1764072001"},
    "a signature beyond ASCII": lambda good: {**good, "x-slack-signature": "v0=ü".encode()},
    "a signature of another version": lambda good: {**good, "x-slack-signature": "v1" + good["x-slack-signature"][2:]},
    "a signature in capitals": lambda good: {**good, "x-slack-signature": good["x-slack-signature"].upper()},
    "half a signature": lambda good: {**good, "x-slack-signature": good["x-slack-signature"][:40]},
}


@pytest.mark.parametrize("spoil", UNSIGNED.values(), ids=UNSIGNED.keys())
async def test_a_signature_that_does_not_fit_is_refused(
    way_in: WayIn, spoil: Callable[[dict[str, str]], dict[str, Any]]
) -> None:
    body = command("help")

    response = await way_in.http.post("/slack/events", content=body, headers=spoil(signed(body, at=way_in.clock())))

    assert response.status_code == 401
    assert not way_in.heard.bodies


async def test_the_secret_of_another_app_is_refused(way_in: WayIn) -> None:
    body = command("help")

    response = await way_in.http.post(
        "/slack/events", content=body, headers=signed(body, at=way_in.clock(), secret="of another app")
    )

    assert response.status_code == 401


async def test_every_byte_of_the_body_is_signed(way_in: WayIn) -> None:
    body = command("help")
    headers = signed(body, at=way_in.clock())

    statuses = set()
    for place in range(len(body)):
        changed = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        statuses.add((await way_in.http.post("/slack/events", content=changed, headers=headers)).status_code)

    assert statuses == {401}


@pytest.mark.parametrize("secret", [SECRET, OLDER_SECRET])
async def test_while_a_secret_is_replaced_both_are_good(way_in: WayIn, secret: str) -> None:
    body = command("help")

    response = await way_in.http.post(
        "/slack/events", content=body, headers=signed(body, at=way_in.clock(), secret=secret)
    )

    assert response.status_code == 200


@pytest.mark.parametrize("away", [timedelta(minutes=-6), timedelta(minutes=6)])
async def test_a_request_from_another_time_is_refused(way_in: WayIn, away: timedelta) -> None:
    body = command("help")

    response = await way_in.http.post("/slack/events", content=body, headers=signed(body, at=way_in.clock() + away))

    assert response.status_code == 401


@pytest.mark.parametrize("away", [timedelta(minutes=-4), timedelta(minutes=4)])
async def test_clocks_need_not_agree_to_the_minute(way_in: WayIn, away: timedelta) -> None:
    body = command("help")

    response = await way_in.http.post("/slack/events", content=body, headers=signed(body, at=way_in.clock() + away))

    assert response.status_code == 200


async def test_a_recorded_request_is_worthless_after_five_minutes(way_in: WayIn) -> None:
    body = command("help")
    headers = signed(body, at=way_in.clock())
    way_in.clock.advance(minutes=5, seconds=1)

    response = await way_in.http.post("/slack/events", content=body, headers=headers)

    assert response.status_code == 401


async def test_a_wrong_clock_makes_the_process_unready_until_it_is_right_again(way_in: WayIn) -> None:
    body = command("help")
    way_in.clock.advance(minutes=6)
    stale = signed(body, at=way_in.clock() - timedelta(minutes=6))

    for _ in range(3):
        await way_in.http.post("/slack/events", content=body, headers=stale)
    doubtful = way_in.signatures.clock_is_doubtful
    await way_in.command("help")

    assert doubtful
    assert not way_in.signatures.clock_is_doubtful


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
async def test_other_methods_are_not_allowed(way_in: WayIn, method: str) -> None:
    response = await way_in.http.request(method, "/slack/events")

    assert response.status_code == 405


async def test_a_body_of_just_the_limit_is_read(way_in: WayIn) -> None:
    body = command("").ljust(BODY_LIMIT, b"x")

    response = await way_in.post(body)

    assert response.status_code == 200


async def test_a_body_beyond_the_limit_is_too_large(way_in: WayIn) -> None:
    response = await way_in.post(b"x" * (BODY_LIMIT + 1))

    assert response.status_code == 413


async def test_no_refused_body_is_ever_logged(way_in: WayIn, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    body = b'{"text": "MARKER-IN-THE-BODY"'

    await way_in.post(body, content_type=JSON)
    await way_in.post(body, content_type=JSON, x_slack_signature="v0=forged")
    await way_in.command("MARKER-IN-THE-BODY", command="/nobody-listens")

    assert "MARKER" not in caplog.text


async def test_refusals_are_counted_by_their_reason(way_in: WayIn) -> None:
    await way_in.post(command("help"), x_slack_signature="v0=forged")
    await way_in.post(b"{", content_type=JSON)

    counted = (await way_in.http.get("/metrics")).text

    assert 'plenum_slack_refused_total{why="forged"} 1.0' in counted
    assert 'plenum_slack_refused_total{why="unreadable"} 1.0' in counted
