"""The settings, from the form to what comes of them: another server, others who may start, another address."""

from collections.abc import Awaitable, Callable
from typing import Any

from playground.slack.seed import ANA, BEN, DESIGN, GIL, TEAM_CHANNEL
from tests.stage import Stage


async def filled(on_stage: Stage, opens: Callable[[], Awaitable[Any]]) -> dict[str, Any]:
    """The form that somebody opens, once it shows what holds."""
    before = len(on_stage.slack.record.of("shown", "view_updated"))
    await opens()
    entries = await on_stage.slack.record.until(lambda one: one.name == "view_updated", times=before + 1, timeout_s=10)
    return dict(entries[-1].args["view"])


def one(view: dict[str, Any], block_id: str, value: str) -> dict[str, Any]:
    """A choice that a form offers."""
    return {"type": "static_select", "selected_option": _offered(view, block_id, value)}


def some(view: dict[str, Any], block_id: str, *values: str) -> dict[str, Any]:
    return {
        "type": "multi_static_select",
        "selected_options": [_offered(view, block_id, value) for value in values],
    }


def text(value: str) -> dict[str, Any]:
    return {"type": "plain_text_input", "value": value}


def _offered(view: dict[str, Any], block_id: str, value: str) -> dict[str, Any]:
    (element,) = [block["element"] for block in view["blocks"] if block.get("block_id") == block_id]
    return next(option for option in element["options"] if option["value"] == value)


async def test_a_channel_is_for_designers_once_an_administrator_says_so(both_ways: Stage) -> None:
    await both_ways.types(ANA, TEAM_CHANNEL, "/conf")
    menu = await both_ways.sees("What would you like to do?", only_for=ANA)
    view = await filled(both_ways, lambda: both_ways.presses(ANA, menu, "menu.settings"))
    designers = {
        "channel.starters": one(view, "channel.starters", "groups"),
        "channel.groups": some(view, "channel.groups", DESIGN),
    }

    await both_ways.submits(ANA, view, designers)

    await both_ways.sees("The settings are saved", only_for=ANA)
    await both_ways.types(GIL, TEAM_CHANNEL, "/conf start Weekly sync")
    await both_ways.sees("can start or schedule conferences here. Ask one of them", only_for=GIL)
    assert both_ways.rooms() == []
    await both_ways.types(BEN, TEAM_CHANNEL, "/conf start Weekly sync")
    await both_ways.sees("Weekly sync is live", channel=TEAM_CHANNEL)
    theirs = await filled(both_ways, lambda: both_ways.types(BEN, TEAM_CHANNEL, "/conf settings"))
    assert f"Who may start and schedule: members of <!subteam^{DESIGN}>, from this channel" in str(theirs["blocks"])


def hour(value: str) -> dict[str, Any]:
    return {"type": "timepicker", "selected_time": value}


async def test_quiet_hours_go_along_when_somebody_changes_their_zone(both_ways: Stage) -> None:
    view = await filled(both_ways, lambda: both_ways.types(BEN, TEAM_CHANNEL, "/conf settings"))
    await both_ways.submits(BEN, view, {"person.quiet_from": hour("22:00"), "person.quiet_to": hour("07:00")})
    await both_ways.sees("Quiet hours, for you: from 22:00 to 07:00, New York time", only_for=BEN)

    both_ways.slack.change_person(BEN, tz="Asia/Tokyo")
    await both_ways.slack.events.settled()

    for _ in range(20):  # what Slack told is carried out when it can be
        view = await filled(both_ways, lambda: both_ways.types(BEN, TEAM_CHANNEL, "/conf settings"))
        if "Now: from 22:00 to 07:00, Tokyo time" in str(view):
            break
    assert "Now: from 22:00 to 07:00, Tokyo time" in str(view)


async def test_a_mistake_keeps_the_form_open_and_says_what_is_wrong(on_stage: Stage) -> None:
    view = await filled(on_stage, lambda: on_stage.types(ANA, TEAM_CHANNEL, "/conf settings"))

    answer = await on_stage.submits(ANA, view, {"workspace.numbers": text("+44, none")})

    assert "“none” is no beginning of a telephone number" in str(answer)
    again = await filled(on_stage, lambda: on_stage.types(ANA, TEAM_CHANNEL, "/conf settings"))
    assert "+44, none" not in str(again["blocks"])


async def test_where_no_form_can_open_one_is_told_where_it_does(on_stage: Stage) -> None:
    await on_stage.types(BEN, TEAM_CHANNEL, "@Plenum settings")

    await on_stage.sees("Type /conf settings in the channel", only_for=BEN)


async def test_an_address_that_the_server_does_not_know_is_said_to_be_unknown(on_stage: Stage) -> None:
    view = await filled(on_stage, lambda: on_stage.types(GIL, TEAM_CHANNEL, "/conf settings"))

    await on_stage.submits(GIL, view, {"person.account.hq": text("gil@globex.example")})

    await on_stage.sees("hq knows no account with the address gil@globex.example now", only_for=GIL)
