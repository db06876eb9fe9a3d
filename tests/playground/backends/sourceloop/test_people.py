"""Who comes and goes at the host's web client, and what the emulated SourceLoop service knows of it."""

from typing import Any

import pytest

from playground.backends.sourceloop.config import SourceLoopConfig


async def test_whoever_joins_and_leaves_is_an_attendee_who_came_and_is_gone(loop: Any) -> None:
    link = await loop.session()
    await loop.join(link, "Ana")
    await loop.join(link, "Ben")

    await loop.leave(link, name="Ana")

    assert await loop.attendees(link) == [("Ana", True), ("Ben", False)]
    assert await loop.attendees(link, active="true") == [("Ben", False)]
    assert await loop.attendees(link, active="True") == [("Ana", True), ("Ben", False)]


@pytest.mark.parametrize(("client_data", "expected"), [("name", "Ana"), ("id", "user-"), ("nothing", None)])
async def test_the_client_passes_on_what_it_chooses(build: Any, client_data: str, expected: str | None) -> None:
    async with build(client_data=client_data) as loop:
        joined = await loop.join(await loop.session(), "Ana")

    assert joined["data"] is None if expected is None else joined["data"].startswith(expected)


async def test_a_unique_datum_is_the_attendee(loop: Any) -> None:
    link = await loop.session()

    await loop.join(link, "Ana", data="U024BE7LH")

    assert await loop.attendees(link) == [("U024BE7LH", False)]


async def test_one_of_two_devices_leaving_marks_the_person_as_gone(loop: Any) -> None:
    link = await loop.session()
    phone, _ = [await loop.join(link, "Ana") for _ in range(2)]

    await loop.leave(link, seat=phone["seat"])

    assert (await loop.state())[0]["inside"] == ["Ana"]
    assert await loop.attendees(link) == [("Ana", True)]


async def test_without_a_datum_the_first_attendee_is_taken_for_whoever_comes(build: Any) -> None:
    async with build() as loop:
        link = await loop.session()
        await loop.join(link, "Ana")
        await loop.leave(link)
        await loop.control("config", client_data="nothing")

        await loop.join(link, "Zoe")

        assert await loop.attendees(link) == [("Ana", False)]


async def test_a_first_attendee_without_a_datum_is_not_stored(build: Any) -> None:
    async with build(client_data="nothing") as loop:
        link = await loop.session()

        await loop.join(link, "Ana")

        assert await loop.attendees(link) == []


async def test_who_only_listens_publishes_no_stream(loop: Any) -> None:
    link = await loop.session()

    joined = await loop.join(link, "Ana", role="subscriber")

    rows = await loop.ok("GET", f"/session/{link}/attendees")
    assert joined["role"] == "subscriber"
    assert rows[0]["extMetadata"]["webhookPayload"]["event"] == "connectionCreated"


@pytest.mark.parametrize(
    ("settings", "stored"),
    [
        ({"attendees": "as published"}, False),
        ({"attendees": "as published", "release": "4.1.18"}, True),
        ({"attendees": "unheard"}, False),
        ({"attendees": "repaired"}, True),
    ],
)
async def test_attendees_are_stored_or_never(build: Any, settings: dict[str, Any], stored: bool) -> None:
    async with build(**settings) as loop:
        link = await loop.session()

        await loop.join(link, "Ana")

        assert bool(await loop.attendees(link)) is stored
        assert (await loop.state())[0]["inside"] == ["Ana"]


async def test_what_was_stored_cannot_be_changed_as_published(loop: Any) -> None:
    link = await loop.session()
    await loop.join(link, "Ana")
    await loop.control("config", attendees="as published")

    await loop.leave(link)

    assert await loop.attendees(link) == [("Ana", False)]


async def test_the_webhook_takes_what_anybody_posts(loop: Any) -> None:
    link = await loop.session()
    letter = {
        "sessionId": loop.row(link).session_id,
        "event": "connectionCreated",
        "connection": {"id": "forged", "data": "<!channel>"},
    }

    answer = await loop.http.post("/webhooks/session", json=letter)

    assert answer.status_code == 204
    assert await loop.attendees(link) == [("<!channel>", False)]


async def test_the_end_puts_nobody_out_and_keeps_newcomers_out(loop: Any) -> None:
    link = await loop.session()
    token = (await loop.ok("POST", f"/session/{link}/token", {"data": "U9"}))["token"]
    await loop.join(link, "Ana")

    await loop.ok("PATCH", f"/session/{link}/end")

    assert await loop.not_done("join", session=link, name="Ben") == (409, "ended")
    await loop.join(link, "Cleo", token=token)
    assert (await loop.state())[0]["inside"] == ["Ana", "Cleo"]
    assert await loop.attendees(link, active="true") == [("Ana", False), ("U9", False)]


async def test_nobody_comes_in_early(loop: Any) -> None:
    link = await loop.scheduled(hours=1)

    assert await loop.not_done("join", session=link, name="Ana") == (409, "early")


async def test_a_service_that_fails_lets_nobody_in(build: Any) -> None:
    async with build() as loop:
        link = await loop.session()
        await loop.control("config", migrated=False)

        assert await loop.not_done("join", session=link, name="Ana") == (409, "broken")


async def test_with_twilio_a_connection_is_an_attendee_and_whoever_comes_back_is_another(build: Any) -> None:
    async with build(provider="twilio") as loop:
        link = await loop.session()
        first = await loop.join(link, "Ana")
        await loop.leave(link)
        second = await loop.join(link, "Ana")

        rows = await loop.attendees(link)

    assert rows == [(first["connection_id"], True), (second["connection_id"], False)]


@pytest.mark.parametrize(
    ("event", "status"), [("participant-connected", 204), ("participant-disconnected", 500), ("room-ended", 204)]
)
async def test_with_twilio_whoever_goes_must_have_come(build: Any, event: str, status: int) -> None:
    async with build(provider="twilio") as loop:
        letter = {"roomSid": "RM1", "participantSid": "PA1", "statusCallbackEvent": event}

        assert (await loop.http.post("/webhooks/session", json=letter)).status_code == status


async def test_with_twilio_one_who_is_told_of_again_stays_gone(build: Any) -> None:
    async with build(provider="twilio") as loop:
        letters = [
            {"roomSid": "RM1", "participantSid": "PA1", "statusCallbackEvent": f"participant-{what}"}
            for what in ("connected", "disconnected", "connected")
        ]
        for letter in letters:
            await loop.http.post("/webhooks/session", json=letter)

        assert [one.gone for one in loop.service.attendees.rows] == [True]


def test_secrets_are_not_in_the_configurations_text() -> None:
    assert "hush" not in repr(SourceLoopConfig(jwt_secret="hush"))
