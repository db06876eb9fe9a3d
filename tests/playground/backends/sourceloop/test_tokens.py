"""The tokens that the emulated SourceLoop service gives out, when it does, and for how long they let somebody in."""

from datetime import timedelta
from typing import Any

import pytest


async def test_a_scheduled_meeting_opens_some_minutes_before(loop: Any) -> None:
    link = await loop.scheduled(minutes=11)

    early = await loop.refused("POST", f"/session/{link}/token", {})
    loop.clock.advance(minutes=1)
    on_time = await loop.call("POST", f"/session/{link}/token", {})

    assert early == (400, "Meeting can only be started 10 minutes before\n         the scheduled time")
    assert on_time.status_code == 200


async def test_without_a_time_to_start_no_scheduled_meeting_opens(build: Any) -> None:
    async with build(time_to_start=None) as loop:
        planned, instant = await loop.scheduled(minutes=1), await loop.session()

        assert await loop.refused("POST", f"/session/{planned}/token", {}) == (500, "Internal Server Error")
        assert (await loop.call("POST", f"/session/{instant}/token", {})).status_code == 200


async def test_each_token_is_new_and_leads_to_the_same_session(loop: Any) -> None:
    link = await loop.session()

    first, second = [await loop.ok("POST", f"/session/{link}/token", {"data": "U1"}) for _ in range(2)]

    assert first["token"] != second["token"]
    assert first["sessionId"] == second["sessionId"] == loop.row(link).session_id
    assert first.keys() == {"sessionId", "token"}


async def test_a_token_lets_somebody_in_until_it_runs_out(loop: Any) -> None:
    link = await loop.session()
    token = (await loop.ok("POST", f"/session/{link}/token", {"expireTime": loop.ahead_ms(hours=1)}))["token"]

    inside = await loop.join(link, token=token)
    loop.clock.advance(hours=1)

    assert inside["role"] == "publisher"
    assert await loop.not_done("join", session=link, name="Ben", token=token) == (409, "token")


async def test_an_expiry_in_a_text_gives_a_token_that_dies_in_five_minutes(loop: Any) -> None:
    link = await loop.session()
    wish = {"expireTime": str(loop.ahead_ms(hours=1))}
    token = (await loop.ok("POST", f"/session/{link}/token", wish))["token"]

    loop.clock.advance(minutes=5)

    assert await loop.not_done("join", session=link, name="Ben", token=token) == (409, "token")


@pytest.mark.parametrize("value", [{"ms": 1}, "soon", -1, 0, 1795330585])
async def test_an_expiry_that_is_no_time_to_come_is_refused(loop: Any, value: Any) -> None:
    link = await loop.session()

    answer = await loop.call("POST", f"/session/{link}/token", {"expireTime": value})

    assert answer.status_code == 400


async def test_a_token_without_a_life_of_its_own_is_good_for_a_day(loop: Any) -> None:
    link = await loop.session()
    token = (await loop.ok("POST", f"/session/{link}/token"))["token"]

    loop.clock.advance(hours=23)

    assert (await loop.join(link, token=token))["session_id"] == loop.row(link).session_id


async def test_the_text_about_a_past_expiry_changed_in_15_0_0(build: Any) -> None:
    said = []
    for release in ("14.0.0", "15.0.0"):
        async with build(release=release) as loop:
            link = await loop.session()
            said.append(await loop.refused("POST", f"/session/{link}/token", {"expireTime": 1}))

    assert [status for status, _ in said] == [400, 400]
    assert said[0] != said[1]


async def test_a_refused_role_has_begun_the_meeting_all_the_same(loop: Any) -> None:
    link = await loop.session()

    await loop.refused("POST", f"/session/{link}/token", {"role": "host"})

    assert loop.row(link).started_at == loop.clock.now


# Twilio


async def test_with_twilio_a_meeting_is_scheduled_at_its_creation_only(build: Any) -> None:
    async with build(provider="twilio") as loop:
        link = await loop.scheduled(days=1)

        said = await loop.refused(
            "PATCH", f"/session/{link}", {"isScheduled": True} | {"scheduleTime": loop.ahead(days=2)}
        )

        assert said[0] == 400
        assert loop.row(link).schedule_at == loop.clock.now + timedelta(days=1)


async def test_with_twilio_a_token_lives_for_an_hour_whatever_was_asked(build: Any) -> None:
    async with build(provider="twilio") as loop:
        link = await loop.session()
        wish = {"role": "nonsense", "data": {}, "expireTime": loop.ahead_ms(days=1)}
        token = (await loop.ok("POST", f"/session/{link}/token", wish))["token"]

        inside = await loop.join(link, token=token)
        loop.clock.advance(hours=1)

        assert inside["data"] is None
        assert await loop.not_done("join", session=link, name="Ben", token=token) == (409, "token")
