"""The conference server chosen in the start form, which `/conf` leads to: the card stands on that one."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from playground.kinds import KINDS
from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.doors import BEN, door_of
from tests.entrances import Entrance, way_on
from tests.stage import Stage, stage

NAMES = {one.kind: one.name for one in KINDS}


@pytest.fixture
async def on_stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """With every kind of server, as in the demo."""
    async with stage(tmp_path, kinds=list(NAMES)) as set_up:
        yield set_up


async def opened(on_stage: Stage) -> dict[str, Any]:
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf")
    menu = await on_stage.sees("What would you like to do?", only_for=ANA)
    await on_stage.presses(ANA, menu, "menu.start")
    return await on_stage.opens("start.form")


def options(form: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What can be chosen, by name."""
    (select,) = [block["element"] for block in form["blocks"] if block["block_id"] == "backend"]
    return {option["value"]: option for option in select["options"]}


async def people_at(on_stage: Stage, kind: str) -> list[str]:
    """Who is in any room of that server."""
    rooms = await Entrance(on_stage.servers[kind], door_of(kind)).rooms()
    return [name for room in rooms for name in room["inside"]]


async def test_every_kind_can_be_chosen_and_a_closed_service_is_marked(on_stage: Stage) -> None:
    form = await opened(on_stage)

    offered = {name: option["text"]["text"] for name, option in options(form).items()}

    assert set(offered) == {"-", *NAMES.values()}
    assert [name for name, label in offered.items() if "closed by its maker" in label] == [NAMES["vonage"]]


@pytest.mark.parametrize("kind", NAMES)
async def test_the_card_leads_into_a_room_on_the_chosen_server(on_stage: Stage, kind: str) -> None:
    form = await opened(on_stage)
    chosen = {"type": "static_select", "selected_option": options(form)[NAMES[kind]]}
    topic = {"type": "plain_text_input", "value": "Weekly sync"}

    await on_stage.submits(ANA, form, {"topic": topic, "backend": chosen})

    card = await on_stage.sees("Weekly sync is live: join now", channel=TEAM_CHANNEL)
    await Entrance(on_stage.servers[kind], door_of(kind)).join(way_on(card), BEN)
    assert f" · {NAMES[kind]}\n" in card["blocks"][1]["text"]["text"]
    assert {one: await people_at(on_stage, one) for one in NAMES} == {
        one: ([BEN.name] if one == kind else []) for one in NAMES
    }
