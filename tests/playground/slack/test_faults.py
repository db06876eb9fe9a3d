"""Faults that can be switched on from the page and from tests."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from playground.slack import seed
from tests.playground.slack.conftest import Workplace


async def post(place: Workplace) -> None:
    await place.web.chat_postMessage(channel=seed.OPS, text="Hello")


async def test_every_switch_is_off_at_first(place: Workplace) -> None:
    faults = (await place.sees("faults"))["faults"]

    assert set(faults.values()) == {False}


async def test_a_switch_shows_how_it_stands(place: Workplace) -> None:
    await place.does("faults", slow={"method": "users.info", "seconds": 2})
    on = (await place.sees("faults"))["faults"]["slow"]

    off = (await place.does("faults", slow=False))["faults"]["slow"]

    assert on == {"method": "users.info", "times": None, "seconds": 2}
    assert off is False


@pytest.mark.parametrize("wrong", [{"gravity": True}, {"slow": {"colour": "red"}}, {"slow": 5}])
async def test_an_unknown_switch_is_refused(place: Workplace, wrong: dict[str, object]) -> None:
    assert (await place.does("faults", **wrong))["error"] == "invalid_fault"


async def test_a_rate_limit_acts_on_one_method_as_often_as_told(place: Workplace) -> None:
    place.slack.faults.set("rate_limit", method="chat.postMessage", times=1, seconds=30)

    with pytest.raises(SlackApiError) as limited:
        await post(place)
    await post(place)

    assert limited.value.response.status_code == 429
    assert limited.value.response.headers["Retry-After"] == "30"
    assert await place.texts(seed.ANA, seed.OPS) == ["Hello"]


async def test_a_server_error_does_nothing(place: Workplace) -> None:
    place.slack.faults.set("server_error", times=1)

    with pytest.raises(SlackApiError) as broken:
        await post(place)

    assert broken.value.response.status_code == 500
    assert await place.texts(seed.ANA, seed.OPS) == []


async def test_a_dropped_connection_leaves_the_message_standing(place: Workplace) -> None:
    place.slack.faults.set("drop_after", method="chat.postMessage", times=1)

    with pytest.raises(aiohttp.ClientError):
        await post(place)

    assert await place.texts(seed.ANA, seed.OPS) == ["Hello"]


async def test_no_answer_leaves_the_message_standing(place: Workplace) -> None:
    place.slack.faults.set("no_answer", method="chat.postMessage", times=1)
    place.web.timeout = 0.1  # type: ignore[assignment]  # aiohttp takes fractions

    with pytest.raises(TimeoutError):
        await post(place)

    assert await place.texts(seed.ANA, seed.OPS) == ["Hello"]


async def test_slow_answers_come_after_the_deed(place: Workplace) -> None:
    place.slack.faults.set("slow", method="chat.postMessage", times=1, seconds=0.2)
    place.web.timeout = 0.1  # type: ignore[assignment]  # aiohttp takes fractions

    with pytest.raises(TimeoutError):
        await post(place)

    assert await place.texts(seed.ANA, seed.OPS) == ["Hello"]


async def test_late_deeds_come_after_the_caller_gave_up(place: Workplace) -> None:
    place.slack.faults.set("late", method="chat.postMessage", times=1, seconds=0.2)
    place.web.timeout = 0.1  # type: ignore[assignment]  # aiohttp takes fractions

    with pytest.raises(TimeoutError):
        await post(place)
    at_first = await place.texts(seed.ANA, seed.OPS)
    await place.slack.history.until(lambda entry: entry.kind == "shown")

    assert at_first == []
    assert await place.texts(seed.ANA, seed.OPS) == ["Hello"]


async def test_history_can_be_refused(place: Workplace) -> None:
    place.slack.faults.set("history_refused")

    with pytest.raises(SlackApiError) as refused:
        await place.web.conversations_history(channel=seed.OPS)

    assert (refused.value.response["error"], refused.value.response["needed"]) == ("missing_scope", "groups:history")


async def test_response_urls_fail_too(place: Workplace) -> None:
    await place.does("say", as_=seed.ANA, channel=seed.OPS, text="/conf")
    url = place.app.told[0].payload["response_url"]
    place.slack.faults.set("server_error", method="response_url", times=1)

    broken = await place.http.post(url, json={"text": "x"})
    answered = await place.http.post(url, json={"text": "x"})

    assert (broken.status_code, answered.status_code) == (500, 200)
