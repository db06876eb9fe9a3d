"""Slack's own call on the card: an extra where the workspace granted it, over when the conference is."""

from pathlib import Path

from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.stage import Message, Stage, emulators, serving


def calls_on(card: Message) -> list[str]:
    return [block["call_id"] for block in card["blocks"] if block["type"] == "call"]


async def test_the_card_carries_a_call_that_leads_into_the_room(both_ways: Stage) -> None:
    await both_ways.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync")

    card = await both_ways.sees("Weekly sync is live", channel=TEAM_CHANNEL)

    (call,) = both_ways.slack.workspace.calls.values()
    (room,) = both_ways.rooms()
    assert calls_on(card) == [call.id]
    assert (call.title, call.created_by) == ("Weekly sync", ANA)
    assert call.join_url.endswith(f"/c/{room.id}")
    assert "conference.join" in str(card["blocks"])


async def test_ending_the_conference_ends_the_call(on_stage: Stage) -> None:
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync")
    await on_stage.sees("Weekly sync is live", channel=TEAM_CHANNEL)

    await on_stage.types(ANA, TEAM_CHANNEL, "/conf end")
    question = await on_stage.sees("for everyone? It has been going", only_for=ANA)
    await on_stage.presses(ANA, question, "conference.end_now")

    call = await on_stage.sees("date_end", what="call")
    card = await on_stage.sees("Ended ", channel=TEAM_CHANNEL, what="message_changed")
    assert call["channels"] == [TEAM_CHANNEL]
    assert calls_on(card) == []


async def test_without_the_scope_the_card_stands_without_a_call(tmp_path: Path) -> None:
    async with emulators(tmp_path) as set_up:
        set_up.slack.installation.scopes -= {"calls:write"}

        async with serving(set_up.settings):
            await set_up.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync")
            card = await set_up.sees("Weekly sync is live", channel=TEAM_CHANNEL)

    assert calls_on(card) == []
    assert set_up.slack.record.of("asked", "calls.add") == []


async def test_the_card_stands_though_slack_keeps_no_call(on_stage: Stage) -> None:
    on_stage.slack.faults.set("server_error", method="calls.add", times=1)

    await on_stage.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync")

    card = await on_stage.sees("Weekly sync is live", channel=TEAM_CHANNEL)
    assert calls_on(card) == []
