"""A conference that was planned: what people see before its time, at its time, and when nothing comes of it."""

from datetime import timedelta

from playground.slack.seed import ANA, BEN, TEAM_CHANNEL
from tests.stage import Message, Stage


async def planned(on_stage: Stage) -> Message:
    """Ana plans one in two hours and asks Ben; the card in the channel, once Ben has his message."""
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf schedule Weekly sync in 2 hours for 45m with @ben")
    card = await on_stage.sees("It opens here at its time", channel=TEAM_CHANNEL)
    await on_stage.sees("You are invited to Weekly sync")
    await on_stage.sees("Invited to", only_for=ANA)
    return card


def standing(on_stage: Stage, channel: str) -> list[Message]:
    """What Plenum's messages there say now, from top to bottom."""
    return [one.shown() for one in on_stage.slack.board.all(channel) if one.bot_id]


async def test_one_that_is_planned_opens_by_itself_at_its_time(both_ways: Stage) -> None:
    card = await planned(both_ways)
    await both_ways.types(BEN, TEAM_CHANNEL, "/conf list")
    listed = await both_ways.sees("*Coming*", only_for=BEN)

    both_ways.clock.advance(timedelta(hours=2, minutes=1))

    live = await both_ways.sees("Weekly sync is live: join now", channel=TEAM_CHANNEL)
    invitation = await both_ways.sees("Join Weekly sync now", what="message_changed")
    await both_ways.sees("Weekly sync has begun", channel=TEAM_CHANNEL, what="message_changed")
    assert "*Weekly sync*" in str(listed["blocks"])
    assert [one["ts"] for one in standing(both_ways, TEAM_CHANNEL)] == [card["ts"], live["ts"]]
    assert "conference.join" in str(live["blocks"])
    assert "conference.join" in str(invitation["blocks"])
    assert [room.state for room in both_ways.rooms()] == ["running"]


async def test_one_is_planned_by_form_and_changed_by_form(both_ways: Stage) -> None:
    await both_ways.types(ANA, TEAM_CHANNEL, "/conf schedule Weekly sync at 25:00 for 45m with @ben")
    form = await both_ways.reads_form("I cannot read “25:00” as a time.")
    await both_ways.uses_in_form(ANA, form, "form.more")
    form = await both_ways.reads_form("Its card stands there.")
    tomorrow = f"{both_ways.clock() + timedelta(days=1):%Y-%m-%d}"
    moment = {"date": {"selected_date": tomorrow}, "time": {"selected_time": "15:00"}}
    nothing_wrong = await both_ways.submits(ANA, form, moment)
    line = await both_ways.sees("is planned for", only_for=ANA)
    card = await both_ways.sees("It opens here at its time", channel=TEAM_CHANNEL)
    await both_ways.sees("You are invited to Weekly sync")

    await both_ways.presses(ANA, line, "plan.change")
    form = await both_ways.reads_form("'Save'")
    changed = {"topic": {"value": "Budget"}, "who": {"selected_users": []}}
    await both_ways.submits(ANA, form, changed)

    await both_ways.sees("*Budget* is saved", only_for=ANA)
    await both_ways.sees("Budget is planned", channel=TEAM_CHANNEL, what="message_changed")
    await both_ways.sees("Not invited to *Budget* any more", only_for=ANA)
    assert nothing_wrong == {"ok": True}
    assert [one["ts"] for one in standing(both_ways, TEAM_CHANNEL)] == [card["ts"]]
    assert "45 min" in str(standing(both_ways, TEAM_CHANNEL))


async def test_one_is_planned_by_form_with_a_pin_and_a_waiting_room(on_stage: Stage) -> None:
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf schedule Weekly sync at 25:00 for 45m")
    form = await on_stage.reads_form("I cannot read “25:00” as a time.")
    await on_stage.uses_in_form(ANA, form, "form.more")
    form = await on_stage.reads_form("digits that people type to come in")
    tomorrow = f"{on_stage.clock() + timedelta(days=1):%Y-%m-%d}"
    moment = {"date": {"selected_date": tomorrow}, "time": {"selected_time": "15:00"}}
    waiting = {"door": {"selected_options": [{"value": "waiting_room"}]}}

    refused = await on_stage.submits(ANA, form, moment | waiting | {"pin": {"value": "12"}})
    await on_stage.submits(ANA, form, moment | waiting | {"pin": {"value": "0482"}})

    await on_stage.sees("PIN 0482", channel=TEAM_CHANNEL, what="message_changed")
    (room,) = on_stage.rooms()
    assert "Between 4 and 10 digits" in str(refused)
    assert (room.settings["pin"], room.settings["waiting_room_enabled"]) == ("0482", True)
    assert "Whoever comes waits to be let in" in str(standing(on_stage, TEAM_CHANNEL))


async def test_one_that_is_cancelled_is_said_to_be_everywhere(on_stage: Stage) -> None:
    card = await planned(on_stage)
    await on_stage.presses(ANA, card, "conference.more", option="Cancel it")
    question = await on_stage.sees("Everybody who was invited is told", only_for=ANA)

    await on_stage.presses(ANA, question, "plan.cancel_now")

    await on_stage.sees("is cancelled. Everybody who was invited is told", only_for=ANA, what="message_changed")
    await on_stage.sees("Weekly sync is cancelled", channel=TEAM_CHANNEL, what="message_changed")
    await on_stage.sees("Cancelled. It was planned for", what="message_changed")
    await on_stage.sees("has cancelled")
    await on_stage.types(BEN, TEAM_CHANNEL, "/conf list")
    await on_stage.sees("Nothing is live", only_for=BEN)
    assert on_stage.rooms() == []


async def test_one_that_is_moved_opens_at_the_new_time(on_stage: Stage) -> None:
    """At the old time it would be hours late by then, and said to be missed."""
    await planned(on_stage)
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf move to in 5 hours")
    await on_stage.sees("is now planned for", only_for=ANA)
    await on_stage.sees("has moved")

    on_stage.clock.advance(timedelta(hours=5, minutes=1))

    await on_stage.sees("Weekly sync is live: join now", channel=TEAM_CHANNEL)
