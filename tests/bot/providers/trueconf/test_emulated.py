"""The adapter against the emulated server, in each habit that the vendor's documentation leaves open."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.errors import Denied, Refusal, Refused
from bot.model import HostAccess, RoomState
from playground.backends.trueconf import TrueConfConfig
from playground.backends.trueconf.config import ANA, BEN, OWNER, PLENUM
from tests.bot.providers.trueconf.world import REFERENCE, WISH, Worlds
from tests.conftest import FrozenClock

HABITS: dict[str, tuple[TrueConfConfig, dict[str, str]]] = {
    "as documented": (TrueConfConfig(), {}),
    "exact filters": (TrueConfConfig(user_filter="exact"), {}),
    "final states at once": (TrueConfConfig(polls_to_settle=0), {}),
    "slow to settle": (TrueConfConfig(polls_to_settle=6), {}),
    "token in the address only": (TrueConfConfig(accept_bearer=False), {"token_in_query": "true"}),
    **{f"v3.{minor}": (TrueConfConfig(), {"api_version": f"v3.{minor}"}) for minor in range(3, 11)},
}


@pytest.mark.parametrize(("config", "settings"), HABITS.values(), ids=HABITS)
async def test_a_room_lives_from_its_making_to_its_removal(
    config: TrueConfConfig, settings: dict[str, str], world: Worlds
) -> None:
    there = world(config, **settings)

    room = await there.hq.create(WISH)
    ben = await there.account(BEN.email)
    await there.hq.ring(room.id, ben)
    live = (await there.hq.status(room.id)).state
    await there.hq.end(room.id)
    ended = (await there.hq.status(room.id)).state
    await there.hq.remove(room.id)

    assert (room.id, room.host_account, live, ended) == (REFERENCE, "ana", RoomState.LIVE, RoomState.IDLE)
    assert there.rooms == {}


async def test_a_running_room_without_a_session_yet_is_waited_for(world: Worlds) -> None:
    there = world()
    there.app.state.faults.change({"late_stream_id": True})

    await there.hq.create(WISH)

    assert there.rooms[REFERENCE].session


async def test_the_host_owns_it_and_those_with_accounts_are_invited(world: Worlds) -> None:
    there = world()

    await there.hq.create(WISH)

    created = there.app.state.history.matching("POST", "/conferences")[0].body
    assert created["owner"] == "ana"
    assert [invitation["id"] for invitation in created["invitations"]] == ["ana", "ben"]


@pytest.mark.parametrize("status", [401, 403])
async def test_a_revoked_token_is_not_noticed(status: int, world: Worlds) -> None:
    there = world()
    await there.hq.create(WISH)
    there.app.state.faults.change({"token_status": status})
    there.app.state.tokens.revoke()

    assert (await there.hq.status(REFERENCE)).state is RoomState.LIVE


@pytest.mark.parametrize("form", ["api", "oauth", "reason"])
async def test_a_wrong_secret_is_denied_in_whichever_form_it_is_said(form: Any, world: Worlds) -> None:
    there = world(TrueConfConfig(token_error_form=form), client_secret="wrong")

    with pytest.raises(Denied):
        await there.hq.check()


async def test_a_missing_right_is_named(world: Worlds) -> None:
    app = replace(PLENUM, scopes=frozenset({"conferences:read", "users:read"}))
    there = world(TrueConfConfig(apps=(app,)))

    with pytest.raises(Denied, match="conferences:write"):
        await there.hq.check()


@pytest.mark.parametrize(
    ("config", "why"),
    [
        (TrueConfConfig(max_conferences=0), Refusal.ROOM_LIMIT),
        (TrueConfConfig(max_running=0), Refusal.RUNNING_LIMIT),
        (TrueConfConfig(max_participants=1), Refusal.INVITATION_LIMIT),
    ],
)
async def test_a_limit_of_the_licence_is_named_and_leaves_nothing_behind(
    config: TrueConfConfig, why: Refusal, world: Worlds
) -> None:
    there = world(config)

    with pytest.raises(Refused) as caught:
        await there.hq.create(WISH)

    assert caught.value.why is why
    assert there.rooms == {}


async def test_a_room_with_people_in_it_is_removed(world: Worlds) -> None:
    there = world()
    await there.hq.create(WISH)
    await there.control("join", conference_id=REFERENCE, login="ben")

    await there.hq.remove(REFERENCE)

    assert there.rooms == {}


async def test_a_room_with_a_recording_is_stopped_and_stays(world: Worlds, clock: FrozenClock) -> None:
    there = world()
    await there.hq.create(WISH)
    for action in ("start", "stop"):
        await there.control("record", conference_id=REFERENCE, action=action)
    clock.advance(minutes=1)

    with pytest.raises(Refused) as caught:
        await there.hq.remove(REFERENCE)

    assert caught.value.why is Refusal.RECORDED
    assert there.rooms[REFERENCE].state == "stopped"


async def test_a_room_that_is_being_recorded_stays_before_its_file_is_listed(world: Worlds) -> None:
    there = world()
    await there.hq.create(WISH)
    await there.control("record", conference_id=REFERENCE, action="start")

    with pytest.raises(Refused) as caught:
        await there.hq.remove(REFERENCE)

    assert caught.value.why is Refusal.RECORDED
    assert there.rooms[REFERENCE].state == "stopped"


async def test_a_room_stays_where_the_right_to_see_recordings_is_missing(world: Worlds) -> None:
    app = replace(PLENUM, scopes=PLENUM.scopes - {"conferences.records"})
    there = world(TrueConfConfig(apps=(app,)))
    await there.hq.create(WISH)

    with pytest.raises(Denied):
        await there.hq.remove(REFERENCE)

    assert there.rooms[REFERENCE].state == "stopped"


async def test_a_room_whose_people_have_left_is_idle(world: Worlds, clock: FrozenClock) -> None:
    there = world()
    await there.hq.create(WISH)
    await there.control("join", conference_id=REFERENCE, login="ben")
    await there.control("leave", conference_id=REFERENCE)

    clock.advance(minutes=1)

    assert (await there.hq.status(REFERENCE)).state is RoomState.IDLE


async def test_the_links_lead_to_the_address_of_the_control_panel(world: Worlds) -> None:
    there = world(TrueConfConfig(web_url="https://meet.acme.example"))

    room = await there.hq.create(WISH)
    access = await there.hq.host_access(room, await there.account(ANA.email))

    assert room.join_url == f"https://meet.acme.example/c/{REFERENCE}"
    assert access.url
    assert access.url.startswith(f"https://meet.acme.example/webrtc/{REFERENCE}#login=ana&token=")


async def test_the_personal_link_lets_the_host_in(world: Worlds) -> None:
    there = world()
    room = await there.hq.create(WISH)

    access = await there.hq.host_access(room, await there.account(ANA.email))

    token = parse_qs(urlsplit(access.url or "").fragment)["token"][0]
    assert (await there.control("join", conference_id=REFERENCE, token=token))["name"] == ANA.display_name


async def test_whoever_does_not_own_it_is_told_who_does(world: Worlds) -> None:
    there = world()
    room = await there.hq.create(WISH)

    assert await there.hq.host_access(room, await there.account(BEN.email)) == HostAccess(account="ana")


async def test_somebody_who_is_not_there_cannot_be_rung(world: Worlds) -> None:
    there = world(TrueConfConfig(users=(ANA, replace(BEN, online=False), OWNER)))
    await there.hq.create(WISH)

    with pytest.raises(Refused) as caught:
        await there.hq.ring(REFERENCE, await there.account(BEN.email))

    assert caught.value.why is Refusal.PERSON_UNAVAILABLE


async def test_ringing_does_not_wake_a_room_that_was_ended(world: Worlds) -> None:
    there = world()
    await there.hq.create(WISH)
    await there.hq.end(REFERENCE)

    with pytest.raises(Refused):
        await there.hq.ring(REFERENCE, await there.account(BEN.email))

    assert there.rooms[REFERENCE].session is None
