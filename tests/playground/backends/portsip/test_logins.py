"""The emulated PortSIP PBX's tokens: how they are had, how long they last, who may do what with them."""

from datetime import timedelta
from typing import Any

import pytest


@pytest.mark.parametrize(
    "form",
    [
        {"password": "wrong"},
        {"username": "nobody"},
        {"domain": "elsewhere.example"},
        {"client_id": "another"},
        {"username": "operator", "password": "operator-secret"},
    ],
)
@pytest.mark.parametrize("status", [400, 401, 403])
async def test_credentials_that_do_not_fit_are_refused(build: Any, form: dict[str, str], status: int) -> None:
    async with build(login_refused_status=status) as pbx:
        answer = await pbx.grant(**form)

        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, "UNAUTHORIZED")


async def test_the_token_address_takes_forms_of_two_grants_only(pbx: Any) -> None:
    kind = await pbx.grant(grant_type="client_credentials")
    json = await pbx.http.post("/api/login/oauth/token", json={"grant_type": "password"})

    assert kind.json()["errors"][0]["detail"] == {"field": "grant_type"}
    assert json.status_code == 400


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"password": "x"}, "username"),
        ({"username": "", "password": "x"}, "username"),
        ({"username": "x" * 65, "password": "x"}, "username"),
        ({"username": "plenum"}, "password"),
        ({"username": "plenum", "password": "x", "otp": "1"}, "otp"),
    ],
)
async def test_signing_in_checks_its_fields(pbx: Any, body: dict[str, str], field: str) -> None:
    assert await pbx.refused("POST", "auth/sign_in", body) == (400, "VALIDATE_FAILED", field)


async def test_a_token_lasts_its_time_and_not_longer(pbx: Any) -> None:
    pbx.clock.advance(seconds=1799)
    in_time = await pbx.call("GET", "conference_rooms")
    pbx.clock.advance(seconds=1)

    assert in_time.status_code == 200
    assert await pbx.refused("GET", "conference_rooms") == (401, "UNAUTHORIZED", None)


async def test_how_long_tokens_last_is_a_setting(build: Any) -> None:
    async with build(tokens_live=timedelta(hours=1)) as pbx:
        answer = await pbx.grant()

        assert answer.json()["expires_in"] == 3600


async def test_a_refresh_token_is_good_once(pbx: Any) -> None:
    first = (await pbx.grant()).json()["refresh_token"]

    second = (await pbx.grant(grant_type="refresh_token", refresh_token=first)).json()["refresh_token"]
    again = await pbx.grant(grant_type="refresh_token", refresh_token=first)
    other_way = await pbx.ok("POST", "auth/refresh_token", {"refresh_token": second})

    assert (again.status_code, again.json()["errors"][0]["code"]) == (400, "UNKNOWN")
    assert other_way["token_type"] == "Bearer"


@pytest.mark.parametrize(("path", "status"), [("login/oauth/revoke", 200), ("auth/sign_out", 200), ("logout", 204)])
async def test_who_signs_out_takes_both_tokens_along(pbx: Any, path: str, status: int) -> None:
    tokens = (await pbx.grant()).json()
    pbx.token = tokens["access_token"]

    answer = await pbx.call("POST", path)

    assert (answer.status_code, answer.content) == (status, b"")
    assert (await pbx.refused("GET", "conference_rooms"))[0] == 401
    assert (await pbx.grant(grant_type="refresh_token", refresh_token=tokens["refresh_token"])).status_code == 400


async def test_somebody_with_two_factors_gets_no_token_in_one_step(pbx: Any) -> None:
    await pbx.control("users", name="plenum", two_factor=True)

    signed_in = await pbx.ok(
        "POST", "auth/sign_in", {"username": "plenum", "password": "plenum-secret", "domain": "acme.example"}
    )
    granted = await pbx.grant()

    assert signed_in.keys() == {"two_factor_enabled", "token"}
    assert granted.status_code == 400
    pbx.token = signed_in["token"]
    assert (await pbx.refused("GET", "conference_rooms"))[0] == 401


@pytest.mark.parametrize(("single", "status"), [(False, 200), (True, 401)])
async def test_a_second_session_may_end_the_first(build: Any, single: bool, status: int) -> None:
    async with build(single_session=single) as pbx:
        await pbx.signed_in()

        assert (await pbx.call("GET", "conference_rooms")).status_code == status


@pytest.mark.parametrize(
    ("form", "rooms", "servers", "role"),
    [
        ({}, 200, 200, "Admin"),
        ({"username": "ana", "password": "playground"}, 403, 403, "StandardUser"),
        ({"username": "operator", "password": "operator-secret", "domain": ""}, 403, 200, "SystemAdmin"),
    ],
)
async def test_a_role_says_what_one_may(pbx: Any, form: dict[str, str], rooms: int, servers: int, role: str) -> None:
    caller = await pbx.signed_in(**form)

    answers = [await caller.call("GET", path) for path in ("conference_rooms", "conference_servers")]

    assert [one.status_code for one in answers] == [rooms, servers]
    assert (await caller.ok("GET", "auth/user"))["role"] == role


@pytest.mark.parametrize("header", [None, "Basic cGxlbnVtOng=", "Bearer x"])
async def test_without_a_good_token_only_the_open_addresses_answer(pbx: Any, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}

    closed = await pbx.http.get("/api/conference_rooms", headers=headers)
    known = await pbx.http.get("/api/info", params={"domain": "acme.example"}, headers=headers)
    strange = await pbx.http.get("/api/info", params={"domain": "other.example"}, headers=headers)

    assert [closed.status_code, known.status_code, strange.status_code] == [401, 200, 404]
    assert known.json()["web_domain"] == "pbx.acme.example"


async def test_all_tokens_can_be_made_invalid(pbx: Any) -> None:
    refresh_token = (await pbx.grant()).json()["refresh_token"]

    await pbx.control("revoke")
    access = await pbx.call("GET", "conference_rooms")
    renewed = await pbx.grant(grant_type="refresh_token", refresh_token=refresh_token)
    await pbx.control("revoke", refresh_too=True)
    again = await pbx.grant(grant_type="refresh_token", refresh_token=renewed.json()["refresh_token"])

    assert [access.status_code, renewed.status_code, again.status_code] == [401, 200, 400]
