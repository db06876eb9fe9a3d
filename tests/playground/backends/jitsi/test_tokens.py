"""Tokens at the emulated Jitsi Meet's doors: which let somebody in, and what they say of their holder."""

from base64 import urlsafe_b64encode
from typing import Any

import pytest

from playground.backends.jitsi import JitsiConfig
from tests.playground.backends.jitsi.conftest import APP, HOST

ANA = {"id": "U1", "name": "Ana Lin", "email": "ana@acme.example", "avatar": "https://acme.example/ana.png"}
REFUSED = "You are not allowed to join this meeting."


async def test_a_token_gives_its_holder_a_name_and_an_identity(guarded: Any) -> None:
    token = guarded.token(context={"user": ANA})

    door = await guarded.page("/weekly", jwt=token)
    await guarded.come_in("/weekly", "Somebody else", jwt=token)

    assert ("You come in as " in door, "Ana Lin" in door, 'name="name"' in door) == (True, True, False)
    assert [(one["name"], one["user_id"], one["email"]) for one in (await guarded.rooms())[0]["people"]] == [
        ("Ana Lin", "U1", "ana@acme.example")
    ]


async def test_whoever_has_a_token_without_a_name_types_one(guarded: Any) -> None:
    token = guarded.token()

    door = await guarded.page("/weekly", jwt=token)
    await guarded.come_in("/weekly", "Zoe", jwt=token)

    assert 'name="name"' in door
    assert await guarded.inside() == {"weekly": ["Zoe"]}


async def test_without_a_token_nobody_comes_in(guarded: Any) -> None:
    shown = await guarded.page("/weekly")
    sent = await guarded.http.post("/weekly", data={"name": "Eve"})

    assert (REFUSED in shown, "<form" in shown) == (True, False)
    assert (sent.status_code, REFUSED in sent.text) == (403, True)
    assert await guarded.rooms() == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"secret": "another"}, "Invalid signature"),
        ({"header": {"alg": "none", "typ": "JWT"}}, "Invalid algorithm"),
        ({"header": {"alg": "HS512", "typ": "JWT"}}, "Invalid algorithm"),
        ({"header": {"alg": "HS256"}}, "Invalid typ"),
        ({"iss": "another"}, "Invalid issuer"),
        ({"iss": None}, "'iss' claim is missing"),
        ({"aud": "another"}, "Invalid audience"),
        ({"aud": None}, "'aud' claim is missing"),
        ({"room": "other"}, "mismatched"),
        ({"room": None}, "'room' claim is missing"),
        ({"sub": "other.example.org"}, "mismatched: sub"),
        ({"sub": None}, "mismatched: sub"),
        ({"exp": 0}, "Not acceptable by exp"),
        ({"exp": "tomorrow"}, "exp must be number"),
        ({"nbf": 1e12}, "Not acceptable by nbf"),
        ({"nbf": True}, "nbf must be number"),
        ({"context": {"user": ANA | {"avatar": 7}}}, "no text"),
        ({"context": {"user": {"name": None}}}, "no text"),
        ({"context": {"user": "Ana"}}, "no object"),
    ],
)
async def test_a_token_that_is_not_good_opens_nothing(guarded: Any, changes: dict[str, Any], reason: str) -> None:
    token = guarded.token(**{"room": "weekly"} | changes)

    shown = await guarded.page("/weekly", jwt=token)
    refused = await guarded.not_done("join", room="weekly", jwt=token, name="Eve")

    assert REFUSED in shown
    assert refused[:2] == (409, "refused")
    assert reason in refused[2]


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "é.é.é", ".".join(["W10"] * 3), "..", "{}.{}.x"])
async def test_what_is_no_token_opens_nothing(guarded: Any, token: str) -> None:
    assert REFUSED in await guarded.page("/weekly", jwt=token)


async def test_a_hostile_token_is_never_shown(guarded: Any) -> None:
    header = urlsafe_b64encode(b'{"alg":"<script>alert(1)"}').decode().rstrip("=")

    shown = await guarded.page("/%3Cscript%3Ealert", jwt=f"{header}.{header}.x")

    assert "<script>alert" not in shown


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"room": "*"}, "/anything"),
        ({"room": "Weekly"}, "/wEEkly"),
        ({"room": "weekly%20sync"}, "/Weekly%20Sync"),
        ({"sub": "*"}, "/weekly"),
        ({"exp": None}, "/weekly"),
        ({"nbf": 0}, "/weekly"),
        ({"sub": "acme"}, "/Acme/weekly"),
        ({"context": "nothing"}, "/weekly"),
    ],
)
async def test_a_token_may_be_wide(guarded: Any, changes: dict[str, Any], path: str) -> None:
    await guarded.come_in(path, "Zoe", jwt=guarded.token(**{"room": "weekly"} | changes))

    assert len(await guarded.rooms()) == 1


async def test_a_rooms_name_is_compared_as_the_chat_server_writes_it(guarded: Any) -> None:
    token = guarded.token(room="weekly sync")

    assert REFUSED in await guarded.page("/weekly%20sync", jwt=token)


async def test_a_token_runs_out(guarded: Any) -> None:
    token = guarded.token()
    seat = await guarded.come_in("/weekly", "Ana", jwt=token)

    guarded.clock.advance(hours=1)

    assert REFUSED in await guarded.page("/weekly", jwt=token)
    assert "Leave" in await guarded.page(seat)


@pytest.mark.parametrize(
    ("settings", "changes", "good"),
    [
        ({"audiences": "*"}, {"aud": "whatever"}, True),
        ({"audiences": "one, two"}, {"aud": "two"}, True),
        ({"audiences": "one, two"}, {"aud": "jitsi"}, False),
        ({"domain": "meet.jitsi"}, {"sub": "meet.jitsi"}, True),
        ({"domain": "meet.jitsi"}, {"sub": HOST}, False),
        ({"domain_checked": False}, {"sub": "whatever"}, True),
        ({"domain_checked": False}, {"sub": None}, True),
    ],
)
async def test_deployments_ask_for_different_things(
    build: Any, settings: dict[str, Any], changes: dict[str, Any], good: bool
) -> None:
    async with build(**APP, **settings) as guarded:
        shown = await guarded.page("/weekly", jwt=guarded.token(**changes))

    assert (REFUSED not in shown) is good


@pytest.mark.parametrize(
    ("user", "presides"),
    [
        ({"moderator": True}, True),
        ({"moderator": "true"}, True),
        ({"affiliation": "owner"}, True),
        ({"moderator": False}, False),
        ({"moderator": "false", "affiliation": "member"}, False),
        ({}, False),
    ],
)
async def test_whoever_is_moderator_is_said_by_the_token(guarded: Any, user: dict[str, Any], presides: bool) -> None:
    token = guarded.token(context={"user": ANA | user})

    joined = await guarded.control("join", room="weekly", jwt=token)

    assert joined["moderator"] is presides
    assert ("You are a moderator." in await guarded.page("/weekly", jwt=token)) is presides


async def test_without_the_plug_in_everybody_with_a_token_is_moderator(build: Any) -> None:
    async with build(**APP, moderators="all") as guarded:
        joined = await guarded.control("join", room="weekly", name="Zoe", jwt=guarded.token())

    assert joined["moderator"] is True


async def test_with_tokens_nobody_becomes_moderator_by_staying(guarded: Any) -> None:
    await guarded.control("join", room="weekly", jwt=guarded.token(context={"user": ANA | {"moderator": True}}))
    await guarded.control("join", room="weekly", name="Zoe", jwt=guarded.token())

    await guarded.control("leave", room="weekly", name="Ana Lin")

    assert [one["moderator"] for one in (await guarded.rooms())[0]["people"]] == [False]


async def test_guests_may_be_let_in_without_a_token_but_not_with_a_bad_one(build: Any) -> None:
    async with build(**APP, empty_token=True) as guarded:
        joined = await guarded.control("join", room="weekly", name="Guest")
        refused = await guarded.not_done("join", room="weekly", name="Eve", jwt="nonsense")

    assert joined["moderator"] is False
    assert refused[:2] == (409, "refused")


async def test_without_tokens_switched_on_one_says_nothing(meet: Any) -> None:
    await meet.come_in("/other", "Zoe", jwt=meet.token(context={"user": ANA}))

    assert await meet.inside() == {"other": ["Zoe"]}


async def test_a_token_is_left_out_of_the_seats_address_and_of_the_history(guarded: Any) -> None:
    token = guarded.token(context={"user": ANA})
    await guarded.page("/weekly", jwt=token)

    seat = await guarded.come_in("/weekly", jwt=token)

    history = (await guarded.http.get("/control/history")).text
    assert token not in seat + history + await guarded.page(seat)
    assert '"jwt":"***"' in history


async def test_whoever_left_a_guarded_room_is_shown_no_way_back(guarded: Any) -> None:
    seat = await guarded.come_in("/weekly", jwt=guarded.token(context={"user": ANA}))
    await guarded.press(seat, "leave")

    assert "Back to this room" not in await guarded.page(seat)


async def test_the_welcome_page_of_a_guarded_server_offers_no_room(guarded: Any) -> None:
    assert "<form" not in await guarded.page("/")


@pytest.mark.parametrize("settings", [{"app_id": "plenum"}, {"app_secret": "hush"}, {"moderators": "nobody"}])
def test_a_configuration_that_cannot_be_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"together|moderators"):
        JitsiConfig(**settings)


def test_the_secret_is_not_in_the_configurations_text() -> None:
    assert "hush" not in repr(JitsiConfig(**APP))  # type: ignore[arg-type]


async def test_half_a_character_in_a_token_is_a_question_mark(guarded: Any) -> None:
    token = guarded.token(context={"user": ANA | {"name": "Ana \ud800"}})

    assert "Ana ?" in await guarded.page("/weekly", jwt=token)


async def test_a_token_that_is_too_deep_opens_nothing(guarded: Any) -> None:
    deep = urlsafe_b64encode(b"[" * 100_000).decode().rstrip("=")

    answer = await guarded.http.post("/weekly", data={"jwt": f"{deep}.{deep}.x"})

    assert answer.status_code == 403
