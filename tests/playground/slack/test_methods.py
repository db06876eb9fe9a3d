"""The emulated Web API apart from chat.* and views.*: what it gives, and what it refuses."""

from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError

from playground.slack import seed
from playground.slack.conversations import Kind
from playground.slack.methods import METHODS
from tests.conftest import FrozenClock
from tests.playground.slack.conftest import SCOPES, Workplace, client


async def refusal(place: Workplace, method: str, **args: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as refused:
        await place.web.api_call(method, params=args)
    answer: dict[str, Any] = refused.value.response.data
    return answer


async def test_the_token_says_who_the_app_is(place: Workplace) -> None:
    me = await place.web.auth_test()

    assert (me["team_id"], me["user_id"], me["bot_id"]) == (seed.TEAM, seed.BOT_USER, seed.BOT)


@pytest.mark.parametrize(
    ("token", "error"), [(None, "not_authed"), ("xoxb-wrong", "invalid_auth"), ("app", "not_allowed_token_type")]
)
async def test_a_missing_or_wrong_token_is_refused(place: Workplace, token: str | None, error: str) -> None:
    given = place.slack.config.app_token if token == "app" else token

    with pytest.raises(SlackApiError, match=error):
        await client(place.url, given).auth_test()


async def test_every_answer_says_what_the_token_was_granted_and_what_the_method_asks_for(place: Workplace) -> None:
    answer = await place.web.users_info(user=seed.ANA)

    assert answer.headers["x-oauth-scopes"].split(",") == sorted(SCOPES)
    assert answer.headers["x-accepted-oauth-scopes"] == "users:read"


async def test_a_refusal_for_want_of_a_scope_says_so_too(place: Workplace) -> None:
    place.slack.installation.scopes = frozenset({"commands"})

    with pytest.raises(SlackApiError) as refused:
        await place.web.users_info(user=seed.ANA)

    assert refused.value.response.headers["x-oauth-scopes"] == "commands"


async def test_a_token_that_does_not_hold_is_told_nothing(place: Workplace) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client(place.url, "xoxb-wrong").auth_test()

    assert "x-oauth-scopes" not in refused.value.response.headers


async def test_a_token_may_stand_in_a_form(place: Workplace) -> None:
    answer = await place.http.post("/api/auth.test", data={"token": place.slack.config.bot_token})

    assert answer.json()["ok"]


async def test_arguments_may_come_as_json(place: Workplace) -> None:
    headers = {"Authorization": f"Bearer {place.slack.config.bot_token}"}

    answer = await place.http.post("/api/users.info", json={"user": seed.ANA}, headers=headers)

    assert answer.json()["user"]["name"] == "ana"


@pytest.mark.parametrize(
    ("body", "kind", "error"),
    [
        (b"{", "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
        (b"x", "text/plain", "invalid_post_type"),
    ],
)
async def test_unreadable_bodies_are_refused(place: Workplace, body: bytes, kind: str, error: str) -> None:
    headers = {"Authorization": f"Bearer {place.slack.config.bot_token}", "Content-Type": kind}

    answer = await place.http.post("/api/auth.test", content=body, headers=headers)

    assert answer.json()["error"] == error


async def test_an_unknown_method_is_refused(place: Workplace) -> None:
    assert (await refusal(place, "conferences.start"))["error"] == "unknown_method"


_USED = {
    "chat.postMessage": {"channel": seed.TEAM_CHANNEL, "text": "x"},
    "chat.postEphemeral": {"channel": seed.TEAM_CHANNEL, "user": seed.ANA, "text": "x"},
    "chat.update": {"channel": seed.TEAM_CHANNEL, "ts": "1.1", "text": "x"},
    "chat.delete": {"channel": seed.TEAM_CHANNEL, "ts": "1.1"},
    "conversations.join": {"channel": seed.GENERAL},
    "users.info": {"user": seed.ANA},
    "users.list": {},
    "users.lookupByEmail": {"email": "ana@acme.example"},
    "usergroups.list": {},
    "usergroups.users.list": {"usergroup": seed.DESIGN},
    "calls.add": {"external_unique_id": "1", "join_url": "https://x.example", "created_by": seed.ANA},
    "calls.info": {"id": "R1"},
    "calls.update": {"id": "R1"},
    "calls.end": {"id": "R1"},
    "calls.participants.add": {"id": "R1", "users": "[]"},
    "calls.participants.remove": {"id": "R1", "users": "[]"},
    "team.info": {},
    "bots.info": {},
}


def test_every_method_with_a_scope_is_in_the_table() -> None:
    assert set(_USED) == {name for name, method in METHODS.items() if method.scope}


@pytest.mark.parametrize("method", sorted(_USED))
async def test_a_method_without_its_scope_is_refused(place: Workplace, method: str) -> None:
    needed = METHODS[method].scope
    place.slack.installation.scopes = SCOPES - {str(needed)}

    answer = await refusal(place, method, **_USED[method])

    assert (answer["error"], answer["needed"]) == ("missing_scope", needed)
    assert answer["provided"] == ",".join(sorted(SCOPES - {str(needed)}))


_BY_KIND = [
    (method, right, channel, noun)
    for method, right in [
        ("conversations.info", "read"),
        ("conversations.members", "read"),
        ("conversations.history", "history"),
        ("conversations.replies", "history"),
    ]
    for channel, noun in [(seed.TEAM_CHANNEL, "channels"), (seed.OPS, "groups")]
]


@pytest.mark.parametrize(("method", "right", "channel", "noun"), _BY_KIND)
async def test_reading_needs_the_scope_of_the_kind_of_conversation(
    place: Workplace, method: str, right: str, channel: str, noun: str
) -> None:
    place.slack.installation.scopes = SCOPES - {f"{noun}:{right}"}
    more = {"ts": "1.1"} if method.endswith("replies") else {}

    answer = await refusal(place, method, channel=channel, **more)

    assert (answer["error"], answer["needed"]) == ("missing_scope", f"{noun}:{right}")


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("users.info", {"user": "U0NOBODY01"}, "user_not_found"),
        ("users.info", {"user": seed.EVE}, "user_not_visible"),
        ("users.info", {}, "invalid_arguments"),
        ("users.info", {"user": seed.ANA, "include_locale": "perhaps"}, "invalid_arguments"),
        ("users.list", {"limit": 5000}, "invalid_limit"),
        ("users.list", {"cursor": "dXNlcjo"}, "invalid_cursor"),
        ("users.lookupByEmail", {"email": "nobody@acme.example"}, "users_not_found"),
        ("users.lookupByEmail", {"email": "dan@acme.example"}, "users_not_found"),
        ("users.lookupByEmail", {"email": "eve@globex.example"}, "users_not_found"),
        ("usergroups.users.list", {"usergroup": "S0NOBODY01"}, "no_such_subteam"),
        ("conversations.info", {"channel": seed.SECRET}, "channel_not_found"),
        ("conversations.info", {"channel": seed.ANA_BEN}, "channel_not_found"),
        ("conversations.open", {"users": "U0NOBODY01"}, "user_not_found"),
        ("conversations.open", {"users": seed.DAN}, "user_disabled"),
        ("conversations.open", {"users": seed.BOT_USER}, "cannot_dm_bot"),
        ("conversations.open", {"users": seed.EVE}, "user_not_visible"),
        ("conversations.open", {"users": ","}, "users_list_not_supplied"),
        ("conversations.open", {"users": ",".join(f"U{n}" for n in range(9))}, "too_many_users"),
        ("conversations.open", {"channel": seed.TEAM_CHANNEL}, "method_not_supported_for_channel_type"),
        ("conversations.open", {}, "invalid_arguments"),
        ("conversations.join", {"channel": seed.OLD}, "is_archived"),
        ("conversations.join", {"channel": seed.OPS}, "method_not_supported_for_channel_type"),
        ("conversations.history", {"channel": seed.GENERAL}, "not_in_channel"),
        ("conversations.replies", {"channel": seed.TEAM_CHANNEL, "ts": "1.1"}, "thread_not_found"),
        ("conversations.list", {"types": "public_channel,club"}, "invalid_types"),
        ("calls.add", {"external_unique_id": "1", "join_url": "https://x.example"}, "invalid_created_by"),
        ("calls.info", {"id": "R1"}, "invalid_call_id"),
        ("calls.end", {"id": "R1", "duration": "long"}, "invalid_arguments"),
        ("bots.info", {"bot": "B0NOBODY01"}, "bot_not_found"),
        ("apps.uninstall", {"client_id": "9", "client_secret": "x"}, "invalid_client_id"),
        ("apps.uninstall", {"client_id": "1000.2000", "client_secret": "x"}, "bad_client_secret"),
        ("apps.connections.open", {}, "not_allowed_token_type"),
        ("auth.test", {"verbose": "1"}, "invalid_arguments"),
    ],
)
async def test_it_says_no_as_slack_does(place: Workplace, method: str, args: dict[str, Any], error: str) -> None:
    assert (await refusal(place, method, **args))["error"] == error


async def test_an_address_is_shown_only_with_its_scope(place: Workplace) -> None:
    with_scope = await place.web.users_info(user=seed.ANA)
    place.slack.installation.scopes = SCOPES - {"users:read.email"}

    without = await place.web.users_info(user=seed.ANA)

    assert with_scope["user"]["profile"]["email"] == "ana@acme.example"
    assert "email" not in without["user"]["profile"]


async def test_a_person_has_a_zone_and_an_offset_of_now(place: Workplace, clock: FrozenClock) -> None:
    winter = await place.web.users_info(user=seed.ANA, include_locale=True)
    clock.advance(days=200)
    summer = await place.web.users_info(user=seed.ANA)

    assert (winter["user"]["tz"], winter["user"]["locale"]) == ("Europe/Berlin", "en-GB")
    assert (winter["user"]["tz_offset"], summer["user"]["tz_offset"]) == (3600, 7200)


async def test_an_outsider_is_visible_in_a_shared_channel_and_has_no_locale(place: Workplace) -> None:
    await place.web.conversations_join(channel=seed.PARTNERS)

    eve = await place.web.users_info(user=seed.EVE, include_locale=True)

    assert eve["user"]["team_id"] == seed.PARTNER_TEAM
    assert "locale" not in eve["user"]


async def test_a_guest_and_somebody_deactivated_are_marked(place: Workplace) -> None:
    guest = await place.web.users_info(user=seed.GIL)
    gone = await place.web.users_info(user=seed.DAN)

    assert guest["user"]["is_restricted"]
    assert gone["user"]["deleted"]


async def test_somebody_is_found_by_their_address(place: Workplace) -> None:
    assert (await place.web.users_lookupByEmail(email="Ben@acme.example"))["user"]["id"] == seed.BEN


async def test_long_lists_come_in_pages(place: Workplace) -> None:
    names = []
    async for answer in await place.web.users_list(limit=2):
        names += [one["name"] for one in answer["members"]]

    assert names == ["ana", "ben", "cleo", "dan", "gil", "plenum"]


async def test_groups_and_their_people(place: Workplace) -> None:
    groups = await place.web.usergroups_list(include_users=True, include_count=True)
    people = await place.web.usergroups_users_list(usergroup=seed.DESIGN)

    assert [(one["handle"], one["user_count"]) for one in groups["usergroups"]] == [("design", 2)]
    assert people["users"] == [seed.BEN, seed.CLEO]


async def test_a_channel_is_described(place: Workplace) -> None:
    ops = (await place.web.conversations_info(channel=seed.OPS, include_num_members=True))["channel"]
    partners = (await place.web.conversations_info(channel=seed.PARTNERS))["channel"]

    assert (ops["name"], ops["is_private"], ops["is_member"], ops["num_members"]) == ("ops", True, True, 3)
    assert (partners["is_ext_shared"], partners["is_member"]) == (True, False)


async def test_a_direct_message_is_described_by_its_person(place: Workplace) -> None:
    opened = await place.web.conversations_open(users=seed.ANA, return_im=True)
    again = await place.web.conversations_open(channel=opened["channel"]["id"])

    assert (opened["channel"]["is_im"], opened["channel"]["user"]) == (True, seed.ANA)
    assert again["already_open"]


async def test_a_group_message_is_opened_once(place: Workplace) -> None:
    first = await place.web.conversations_open(users=[seed.ANA, seed.BEN])
    again = await place.web.conversations_open(users=[seed.BEN, seed.ANA])

    assert first["channel"]["id"] == again["channel"]["id"]
    assert place.slack.workspace.conversations[first["channel"]["id"]].kind is Kind.MPIM


async def test_only_what_the_app_may_know_is_listed(place: Workplace) -> None:
    listed = await place.web.conversations_list(types="public_channel,private_channel", exclude_archived=True)

    assert [one["name"] for one in listed["channels"]] == ["general", "team", "partners", "ops"]


async def test_members_are_listed(place: Workplace) -> None:
    members = await place.web.conversations_members(channel=seed.OPS)

    assert members["members"] == [seed.ANA, seed.BEN, seed.BOT_USER]


async def test_joining_twice_is_a_warning(place: Workplace) -> None:
    first = await place.web.conversations_join(channel=seed.GENERAL)
    again = await place.web.conversations_join(channel=seed.GENERAL)

    assert first["channel"]["is_member"]
    assert again["warning"] == "already_in_channel"


async def test_history_comes_newest_first_and_replies_oldest_first(place: Workplace) -> None:
    root = await place.web.chat_postMessage(channel=seed.OPS, text="Root")
    await place.web.chat_postMessage(channel=seed.OPS, text="Answer", thread_ts=root["ts"])
    later = await place.web.chat_postMessage(channel=seed.OPS, text="Later")

    history = await place.web.conversations_history(channel=seed.OPS)
    since = await place.web.conversations_history(channel=seed.OPS, oldest=later["ts"], inclusive=True)
    replies = await place.web.conversations_replies(channel=seed.OPS, ts=root["ts"])

    assert [one["text"] for one in history["messages"]] == ["Later", "Root"]
    assert history["messages"][1]["reply_count"] == 1
    assert [one["text"] for one in since["messages"]] == ["Later"]
    assert [one["text"] for one in replies["messages"]] == ["Root", "Answer"]


async def test_ephemeral_and_deleted_messages_are_in_no_history(place: Workplace) -> None:
    await place.web.chat_postEphemeral(channel=seed.OPS, user=seed.ANA, text="For Ana")
    posted = await place.web.chat_postMessage(channel=seed.OPS, text="Oops")
    await place.web.chat_delete(channel=seed.OPS, ts=posted["ts"])

    history = await place.web.conversations_history(channel=seed.OPS)

    assert history["messages"] == []


async def test_a_call_lives_from_add_to_end(place: Workplace, clock: FrozenClock) -> None:
    users = [{"slack_id": seed.ANA}, {"external_id": "g1", "display_name": "Guest"}]
    added = await place.web.calls_add(
        external_unique_id="k7f3", join_url="https://hq.example/k7f3", created_by=seed.ANA, title="Sync"
    )
    call_id = added["call"]["id"]

    await place.web.calls_participants_add(id=call_id, users=users)
    await place.web.calls_participants_remove(id=call_id, users=users[1:])
    await place.web.calls_update(id=call_id, title="Weekly sync")
    await place.web.calls_end(id=call_id, duration=60)

    call = (await place.web.calls_info(id=call_id))["call"]
    assert (call["title"], call["users"]) == ("Weekly sync", [{"slack_id": seed.ANA}])
    assert call["date_end"] == int(clock().timestamp()) + 60


async def test_a_call_is_added_once_and_its_people_are_known(place: Workplace) -> None:
    args: dict[str, Any] = {"external_unique_id": "k7f3", "join_url": "https://hq.example", "created_by": seed.ANA}
    await place.web.calls_add(**args)

    with pytest.raises(SlackApiError, match="invalid_external_unique_id"):
        await place.web.calls_add(**args)
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await place.web.calls_add(**args | {"external_unique_id": "2"}, users=[{"display_name": "Nobody"}])


async def test_a_card_shows_only_a_call_that_exists_and_the_call_knows_where(place: Workplace) -> None:
    added = await place.web.calls_add(external_unique_id="1", join_url="https://x.example", created_by=seed.ANA)
    card = [{"type": "call", "call_id": added["call"]["id"]}]

    await place.web.chat_postMessage(channel=seed.OPS, text="Call", blocks=card)

    assert (await place.web.calls_info(id=added["call"]["id"]))["call"]["channels"] == [seed.OPS]
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await place.web.chat_postMessage(channel=seed.OPS, text="x", blocks=[{"type": "call", "call_id": "R9"}])


async def test_the_team_and_the_bot_are_described(place: Workplace) -> None:
    team = await place.web.team_info()
    bot = await place.web.bots_info(bot=seed.BOT)

    assert team["team"]["domain"] == "acme"
    assert bot["bot"]["user_id"] == seed.BOT_USER


async def test_a_revoked_token_says_so_and_the_app_hears_of_it(place: Workplace) -> None:
    await place.web.auth_revoke()
    await place.slack.events.settled()

    with pytest.raises(SlackApiError, match="token_revoked"):
        await place.web.auth_test()
    assert {one["event"]["type"] for one in place.app.of("event_callback")} == {"tokens_revoked", "app_uninstalled"}


async def test_an_uninstalled_app_finds_its_account_inactive(place: Workplace) -> None:
    config = place.slack.config
    await place.web.apps_uninstall(client_id=config.client_id, client_secret=config.client_secret)
    await place.slack.events.settled()

    with pytest.raises(SlackApiError, match="account_inactive"):
        await place.web.auth_test()
    assert [one["event"]["type"] for one in place.app.of("app_uninstalled")] == ["app_uninstalled"]


async def test_everything_asked_for_is_written_down_without_tokens(place: Workplace) -> None:
    await place.web.users_info(user=seed.ANA)
    await refusal(place, "users.info", user="U0NOBODY01")

    asked = [(one.name, one.args, one.outcome) for one in place.slack.history.of("asked")]
    assert asked == [
        ("users.info", {"user": seed.ANA}, "ok"),
        ("users.info", {"user": "U0NOBODY01"}, "user_not_found"),
    ]


async def test_the_history_can_be_read_from_outside(place: Workplace) -> None:
    await place.web.chat_postMessage(channel=seed.OPS, text="Hello")

    everything = await place.sees("history")
    nothing_new = await place.sees("history", since=everything["next"])

    assert [(one["kind"], one["name"]) for one in everything["entries"]] == [
        ("shown", "message"),
        ("asked", "chat.postMessage"),
    ]
    assert nothing_new["entries"] == []


_OLD_AUTH = "ignore:BasicAuth is deprecated:DeprecationWarning"
"""slack_sdk 3.48 speaks to aiohttp 3.14 so."""


@pytest.mark.filterwarnings(_OLD_AUTH)
async def test_oauth_gives_a_token_for_a_code_once(place: Workplace) -> None:
    config = place.slack.config
    asked = {"client_id": config.client_id, "scope": "chat:write,users:read", "state": "s1"}
    back = await place.http.get("/oauth/v2/authorize", params=asked | {"redirect_uri": "http://127.0.0.1/back"})
    query = httpx.URL(back.headers["location"]).params
    plain = client(place.url, None)
    exchange = {"client_id": config.client_id, "client_secret": config.client_secret, "code": query["code"]}

    granted = await plain.oauth_v2_access(**exchange)

    assert query["state"] == "s1"
    assert (granted["scope"], granted["team"]["id"]) == ("chat:write,users:read", seed.TEAM)
    assert (await client(place.url, granted["access_token"]).auth_test())["ok"]
    with pytest.raises(SlackApiError, match="invalid_code"):
        await plain.oauth_v2_access(**exchange)


@pytest.mark.filterwarnings(_OLD_AUTH)
async def test_oauth_refuses_strangers(place: Workplace) -> None:
    stranger = await place.http.get("/oauth/v2/authorize", params={"client_id": "9", "redirect_uri": "http://x"})

    assert stranger.status_code == 400
    with pytest.raises(SlackApiError, match="bad_client_secret"):
        await client(place.url, None).oauth_v2_access(
            client_id=place.slack.config.client_id, client_secret="wrong", code="x"
        )
