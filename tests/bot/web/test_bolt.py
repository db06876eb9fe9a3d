"""Bolt as Plenum sets it up."""

import aiohttp
import pytest

from bot.model import Workspace
from bot.store.workspaces import Workspaces
from bot.web.bolt import make_bolt, make_client
from tests.bot.web.conftest import PRESS, TEAM, WayIn


async def test_listeners_know_the_workspace_and_hold_its_token(way_in: WayIn) -> None:
    await way_in.command("help")

    context = way_in.heard.contexts[0]
    assert context["workspace"] == TEAM
    assert context["token"] == TEAM.token


@pytest.mark.parametrize(
    "own",
    [
        {"type": "message", "user": "UBOT", "text": "a card", "channel": "C1", "ts": "1.2"},
        {"type": "message", "bot_id": "BBOT", "subtype": "bot_message", "text": "x", "channel": "C1", "ts": "1.2"},
        {"type": "app_mention", "user": "UBOT", "text": "<@UBOT> start", "channel": "C1", "ts": "1.2"},
    ],
)
async def test_what_the_bot_itself_says_is_not_heard(way_in: WayIn, own: dict[str, str]) -> None:
    response = await way_in.event(event=own)

    assert response.status_code == 200
    assert not way_in.heard.bodies


async def test_the_workspace_is_not_looked_up_for_each_request(way_in: WayIn) -> None:
    await way_in.command("help")
    async with way_in.workspaces._database.write() as connection:
        await connection.exec_driver_sql("DELETE FROM workspaces")

    response = await way_in.command("help")

    assert response.status_code == 200
    assert len(way_in.heard.bodies) == 2


async def test_an_installation_in_a_whole_organisation_is_found_by_any_of_its_workspaces(way_in: WayIn) -> None:
    whole = Workspace(
        id="E1", name="Org", bot_user_id="UORG", bot_id="BORG", scopes=frozenset(), token="xoxb-org", enterprise_id="E1"
    )
    await way_in.workspaces.save(whole, way_in.clock())

    await way_in.command("help", team_id="T7", enterprise_id="E1", is_enterprise_install="true")
    await way_in.interact({**PRESS, "team": None, "enterprise": {"id": "E1"}, "is_enterprise_install": True})

    assert [context["workspace"].id for context in way_in.heard.contexts] == ["E1", "E1"]


async def test_settings_meant_for_plenum_do_not_steer_bolt(
    workspaces: Workspaces,
    session: aiohttp.ClientSession,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_SIGNING_SECRET"):
        monkeypatch.setenv(name, "said-in-the-environment")

    bolt = make_bolt(workspaces, client=make_client("http://127.0.0.1:9/api/", session))

    assert bolt.client.token is None
    assert not caplog.records
