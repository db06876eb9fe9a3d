"""Guests by e-mail, from the setting to the server's list, on each kind that invites them."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from playground.slack.seed import ANA, BEN, TEAM_CHANNEL
from tests.stage import Stage, stage
from tests.stories.test_settings import filled

EVE, MAX = "eve@else.example", "max@else.example"
INVITED = {"trueconf": "on the list of *hq*", "portsip": "*pbx* sends the invitation"}
KINDS = pytest.mark.parametrize("kind", INVITED)


async def allows_outsiders(on_stage: Stage) -> None:
    """Ana administrates."""
    view = await filled(on_stage, lambda: on_stage.types(ANA, TEAM_CHANNEL, "/conf settings"))
    (element,) = [block["element"] for block in view["blocks"] if block.get("block_id") == "workspace.invited"]
    ticked = {"type": element["type"], "selected_options": element["options"]}
    await on_stage.submits(ANA, view, {"workspace.invited": ticked})
    await on_stage.sees("The settings are saved", only_for=ANA)


def on_the_list(on_stage: Stage, kind: str) -> list[str]:
    """Whom from outside the server's only room has on its list."""
    state: Any = on_stage.servers[kind].state
    if kind == "portsip":
        return [address for room in state.pbx.rooms.values() for address in room.outsiders]
    return [one for room in state.server.conferences.values() for one in room.invitations if "@" in one]


async def comes_to(on_stage: Stage, kind: str, *wanted: str) -> None:
    """Wait until the list says so."""
    for _ in range(400):
        if on_the_list(on_stage, kind) == list(wanted):
            return
        await asyncio.sleep(0.05)
    assert on_the_list(on_stage, kind) == list(wanted)


@KINDS
async def test_a_guest_is_invited_stays_through_a_move_and_is_taken_back(kind: str, tmp_path: Path) -> None:
    async with stage(tmp_path, kinds=[kind]) as on_stage:
        name = on_stage.servers[kind].name
        await on_stage.types(ANA, TEAM_CHANNEL, f"/conf schedule Sync in 3 hours for 45m with @ben via {name}")
        await on_stage.sees("Sync is planned", channel=TEAM_CHANNEL)
        await on_stage.types(BEN, TEAM_CHANNEL, f"/conf invite {EVE}")
        await on_stage.sees("People of other organisations may not be invited here", only_for=BEN)
        await allows_outsiders(on_stage)

        await on_stage.types(BEN, TEAM_CHANNEL, f"/conf invite {EVE} {MAX}")
        await on_stage.sees(INVITED[kind], only_for=BEN)
        card = await on_stage.sees("2 guests by e-mail", channel=TEAM_CHANNEL, what="message_changed")
        await comes_to(on_stage, kind, EVE, MAX)

        await on_stage.types(ANA, TEAM_CHANNEL, "/conf move to tomorrow 18:30")
        await on_stage.sees("is now planned for", only_for=ANA)
        await comes_to(on_stage, kind, EVE, MAX)

        await on_stage.types(ANA, TEAM_CHANNEL, f"/conf uninvite {MAX}")
        await on_stage.sees(f"Not invited to *Sync* any more: {MAX}.", only_for=ANA)
        await comes_to(on_stage, kind, EVE)
        last = await on_stage.sees("1 guest by e-mail", channel=TEAM_CHANNEL, what="message_changed")
        assert EVE not in str(card) + str(last)
