"""The emulated TrueConf Server's tokens: grants, lifetimes, scopes, what they reach."""

from typing import Any

import pytest

from playground.backends.trueconf import OAuthApp, User

TOKEN = "/oauth2/v1/token"
APP = {"grant_type": "client_credentials", "client_id": "plenum", "client_secret": "plenum-secret"}
USER = {"grant_type": "password", "client_id": "trueconf_server_users", "username": "ana", "password": "playground"}


async def test_an_app_gets_a_token_with_the_scopes_that_were_ticked_for_it(hq: Any) -> None:
    answer = await hq.http.post(TOKEN, json=APP)

    assert answer.status_code == 200
    assert answer.json()["token_type"] == "Bearer"
    assert answer.json()["expires_in"] == 3600
    assert "users:write" not in answer.json()["scope"].split()


async def test_a_form_will_do_for_a_token(hq: Any) -> None:
    answer = await hq.http.post(TOKEN, data=APP)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("change", "reason", "status"),
    [
        ({"grant_type": ""}, "invalidRequest", 400),
        ({"grant_type": "authorization_code"}, "invalidRequest", 400),
        ({"client_id": ""}, "invalidRequest", 400),
        ({"client_secret": ""}, "invalidRequest", 400),
        ({"client_id": "nobody"}, "invalidCredentials", 400),
        ({"client_secret": "wrong"}, "invalidCredentials", 400),
        (USER | {"password": "wrong"}, "invalidCredentials", 400),
        (USER | {"username": "nobody"}, "invalidCredentials", 400),
        (USER | {"client_secret": "surplus"}, "invalidCredentials", 400),
        (USER | {"username": "gone"}, "userIsBanned", 403),
        ({"grant_type": "refresh_token", "refresh_token": "unknown"}, "invalidCredentials", 400),
        ({"client_id": "trueconf_server_users"}, "invalidCredentials", 400),
    ],
)
async def test_a_token_is_refused_with_its_reason(hq: Any, change: dict[str, str], reason: str, status: int) -> None:
    await hq.control("users", login="gone", is_active=False)

    answer = await hq.http.post(TOKEN, json=(change if change.get("grant_type") == "password" else APP | change))

    assert (answer.json()["error"]["errors"][0]["reason"], answer.status_code) == (reason, status)


async def test_a_token_that_has_expired_is_not_known_any_more(hq: Any) -> None:
    hq.clock.advance(seconds=3600)

    answer = await hq.call("GET", "conferences")

    assert answer.status_code == 403
    assert answer.json()["error"]["errors"][0]["reason"] == "accessTokenInvalid"


async def test_a_refresh_token_brings_a_new_token_once(hq: Any) -> None:
    first = (await hq.http.post(TOKEN, json=USER)).json()
    again = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}

    second = await hq.http.post(TOKEN, json=again | {"client_id": "trueconf_server_users"})
    third = await hq.http.post(TOKEN, json=again)

    assert second.json()["access_token"] != first["access_token"]
    assert second.json()["scope"] == first["scope"]
    assert third.status_code == 400


async def test_a_refresh_token_of_another_app_is_refused_and_not_spent(hq: Any) -> None:
    first = (await hq.http.post(TOKEN, json=USER)).json()
    again = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}

    stolen = await hq.http.post(TOKEN, json=again | {"client_id": "plenum", "client_secret": "plenum-secret"})
    used = await hq.http.post(TOKEN, json=again)

    assert (stolen.status_code, used.status_code) == (400, 200)


async def test_a_refresh_token_lives_a_week(hq: Any) -> None:
    first = (await hq.http.post(TOKEN, json=USER)).json()
    hq.clock.advance(days=7)

    answer = await hq.http.post(TOKEN, json={"grant_type": "refresh_token", "refresh_token": first["refresh_token"]})

    assert answer.status_code == 400


async def test_the_token_may_stand_in_the_query(hq: Any) -> None:
    answer = await hq.http.get("/api/v3.10/conferences", params={"access_token": hq.token})

    assert answer.status_code == 200


async def test_an_older_server_does_not_read_the_header(build: Any) -> None:
    async with build(accept_bearer=False) as server:
        assert await server.refused("GET", "conferences") == "accessTokenInvalid"
        assert await server.ok("GET", "conferences", access_token=server.token)


@pytest.mark.parametrize("token", ["", "unknown"])
async def test_without_a_good_token_nothing_is_answered(hq: Any, token: str) -> None:
    hq.token = token

    assert await hq.refused("GET", "conferences") == "accessTokenInvalid"


async def test_the_secret_key_never_expires_and_may_do_everything(hq: Any) -> None:
    hq.clock.advance(days=400)

    answer = await hq.operator.call("GET", "users/ana")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "users/ana"),
        ("GET", "groups"),
        ("GET", "groups/staff/users"),
    ],
)
async def test_a_bot_with_the_least_scopes_is_forbidden_what_it_does_not_need(hq: Any, method: str, path: str) -> None:
    bot = await hq.sign_in(**APP)

    assert await bot.refused(method, path) == "forbidden"


@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("GET", "conferences", "conferences:read"),
        ("POST", "conferences/daily/run", "conferences:write"),
        ("POST", "conferences/daily/notify", "conferences:read"),
        ("POST", "conference/daily/notify", "conferences:read"),
        ("GET", "conferences/daily/invitations", "conferences.invitations:read"),
        ("DELETE", "conferences/daily/invitations/ben", "conferences.invitations"),
        ("GET", "conferences/daily/participants", "conferences.participants:read"),
        ("GET", "conferences/daily/records", "conferences.records:read"),
        ("GET", "logs/calls", "logs.calls:read"),
        ("GET", "logs/recordings", "logs.recordings:read"),
        ("GET", "users", "users:read"),
        ("GET", "users/ana", "users:write"),
        ("GET", "software/clients", None),
    ],
)
async def test_one_scope_opens_one_kind_of_call(build: Any, method: str, path: str, needed: str | None) -> None:
    app = OAuthApp(client_id="one", client_secret="x", scopes=frozenset({needed} if needed else ()))
    none = OAuthApp(client_id="none", client_secret="x", scopes=frozenset({"logs.messages:read"}))
    async with build(apps=(app, none)) as server:
        await server.conference(id="daily")

        able = await server.sign_in(grant_type="client_credentials", client_id="one", client_secret="x")
        unable = await server.sign_in(grant_type="client_credentials", client_id="none", client_secret="x")

        assert (await able.call(method, path)).status_code == 200
        assert needed is None or await unable.refused(method, path) == "forbidden"


async def test_a_users_token_sees_what_the_user_owns_or_is_invited_to(hq: Any) -> None:
    await hq.conference(id="ours")
    await hq.conference(id="theirs", owner="cleo", invitations=[{"id": "cleo"}])

    ben = await hq.as_user("ben")

    listed = await ben.ok("GET", "conferences")
    assert [one["id"] for one in listed["conferences"]] == ["ours"]
    assert listed["cnt"] == 1
    assert await ben.refused("GET", "conferences/theirs") == "forbidden"
    assert await ben.refused("POST", "conferences/ours/run") == "forbidden"


async def test_a_pin_is_told_to_the_owner_alone(hq: Any) -> None:
    await hq.conference(id="daily", pin="4821")

    ana, ben = await hq.as_user("ana"), await hq.as_user("ben")

    told = [(await one.read("daily"))["pin"] for one in (hq, ana, ben)]
    assert told == [None, "4821", None]
    assert (await hq.read("daily"))["pin_enabled"] is True


async def test_what_was_revoked_is_not_known_any_more(hq: Any) -> None:
    await hq.http.post("/control/revoke")

    assert await hq.refused("GET", "conferences") == "accessTokenInvalid"


async def test_an_account_may_be_made_for_a_test(build: Any) -> None:
    async with build(users=(User(login="zoe", display_name="Zoe", email="zoe@acme.example"),)) as server:
        zoe = await server.as_user("zoe")

        assert (await zoe.ok("GET", "conferences"))["cnt"] == 0


async def test_refused_credentials_can_take_a_third_form(build: Any) -> None:
    async with build(token_error_form="reason") as server:
        answer = await server.http.post(TOKEN, json=APP | {"client_secret": "wrong"})

    assert answer.json()["reason"] == "invalidCredentials"


async def test_a_token_is_posted_for(hq: Any) -> None:
    answer = await hq.http.get(TOKEN, params=APP)

    assert answer.status_code == 405
