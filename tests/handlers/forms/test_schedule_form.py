"""The form that plans a conference: how it is filled in, how it is judged, and what comes of it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.choices import LEADS, Scope
from bot.model import Conference, DeliveryKind, Stage
from playground.slack.seed import ANA, BEN, CLEO, OLD, SECRET, TEAM_CHANNEL
from playground.slack.views import View
from tests.backstage import Backstage
from tests.handlers.front import Front, make_front, people_field, text_field, told


def day(value: str) -> dict[str, Any]:
    return {"type": "datepicker", "selected_date": value}


def hour(value: str) -> dict[str, Any]:
    return {"type": "timepicker", "selected_time": value}


def choice(value: str) -> dict[str, Any]:
    return {"type": "static_select", "selected_option": {"value": value}}


def several(*values: str) -> dict[str, Any]:
    return {"type": "multi_static_select", "selected_options": [{"value": value} for value in values]}


def reminds(view: View) -> list[str]:
    """Which lead times are chosen."""
    return [one["value"] for one in stands(view)["remind"]]


def channel(value: str) -> dict[str, Any]:
    return {"type": "conversations_select", "selected_conversation": value}


def stands(view: View) -> dict[str, Any]:
    """What is in each field."""
    found = {}
    for block, fields in view.values().items():
        value = next(iter(fields.values()))
        found[block] = next(one for key, one in value.items() if key not in ("type", "timezone"))
    return {name: one["value"] if isinstance(one, dict) else one for name, one in found.items()}


def words(view: View) -> str:
    return json.dumps(view.blocks, ensure_ascii=False)


async def only_one(plenum: Backstage) -> Conference:
    (conference,) = await plenum.all()
    return conference


# Filled in


async def test_alone_the_command_opens_it_with_what_is_usual(front: Front) -> None:
    view = await front.opens(front.typed("schedule"))

    assert stands(view) == {
        "topic": None,
        "date": "2026-11-23",
        "time": "13:30",
        "length": "30",
        "who": [],
        "repeat": "never",
    }
    assert "Berlin time" in words(view)
    assert "More options" in words(view)


async def test_everybody_sees_their_own_hours(front: Front) -> None:
    view = await front.opens(front.typed("schedule", by=BEN), by=BEN)

    assert (stands(view)["date"], stands(view)["time"]) == ("2026-11-23", "07:30")
    assert "New York time" in words(view)


@pytest.mark.parametrize(
    ("minutes", "at"), [(0, "13:30"), (15, "13:30"), (16, "14:00"), (46, "14:30"), (60 * 11, "00:30")]
)
async def test_the_time_proposed_is_the_next_half_hour_that_is_not_too_soon(
    front: Front, minutes: int, at: str
) -> None:
    front.plenum.clock.advance(minutes=minutes)

    view = await front.opens(front.typed("schedule"))

    assert stands(view)["time"] == at


@pytest.mark.parametrize(
    ("typed", "expected", "says"),
    [
        ("Weekly sync", {"topic": "Weekly sync", "time": "13:30"}, "I found no time in what you typed."),
        ("tomorrow 15:00", {"topic": None, "date": "2026-11-24", "time": "15:00"}, "I found no topic"),
        ("Weekly sync at 25:00", {"topic": "Weekly sync", "time": None}, "I cannot read “25:00” as a time."),
        ("Weekly sync at tomorrow", {"topic": "Weekly sync", "date": "2026-11-24", "time": None}, "but no hour"),
        ("Sync <@U0BEN00001|ben> at 25:00 for 45m", {"topic": "Sync", "who": [BEN], "length": "45"}, "25:00"),
        ("Sync at tomorrow 15:00 for 3 days", {"topic": "Sync", "time": "15:00", "length": "30"}, "longer"),
        ("Sync at tomorrow 15:00 +recrod", {"topic": "Sync", "time": "15:00"}, "+recrod"),
        ("<!channel> sync at tomorrow 15:00", {"topic": "sync", "time": "15:00"}, "call a whole channel"),
        ("Sync at 25:00 every weekday", {"topic": "Sync", "repeat": "weekdays"}, "25:00"),
        ("Sync at 25:00 every week", {"repeat": "weekly"}, "25:00"),
        ("Sync at 25:00 every weekday until 18 December", {"repeat": "as_said"}, "25:00"),
        ("Sync at 25:00 via DIAL", {"backend": "dial", "channel": TEAM_CHANNEL}, "25:00"),
        ("Sync at 25:00 for 50m", {"length": "50"}, "25:00"),
        ("x" * 300 + " at tomorrow 15:00", {"topic": "x" * 239 + "…"}, "300 characters"),
    ],
)
async def test_what_was_understood_stands_in_it_and_above_it_what_was_not(
    front: Front, typed: str, expected: dict[str, Any], says: str
) -> None:
    view = await front.opens(front.typed(f"schedule {typed}"))

    assert {name: stands(view)[name] for name in expected} == expected
    assert says in view.blocks[0]["text"]["text"]


async def test_a_server_that_nobody_set_up_is_said_above_it(front: Front) -> None:
    view = await front.opens(front.typed("schedule Sync at 25:00 via zoom"))

    assert "25:00" in view.blocks[0]["text"]["text"]
    assert "backend" not in stands(view)


async def test_a_group_becomes_its_members(front: Front) -> None:
    group = front.plenum.crowd(3)

    view = await front.opens(front.typed(f"schedule Sync <!subteam^{group}|@everybody>"))

    assert len(stands(view)["who"]) == 3


async def test_a_group_that_slack_hides_leaves_the_others(front: Front) -> None:
    view = await front.opens(front.typed("schedule Sync <!subteam^S0SECRET|@x> <@U0BEN00001|ben>"))

    assert stands(view)["who"] == [BEN]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("weekly sync <@U0BEN00001|ben>", {"topic": "weekly sync", "who": [BEN]}),
        ("3pm", {"topic": None, "time": "15:00"}),
    ],
)
async def test_whoever_presses_beside_a_near_miss_made_no_mistake(
    front: Front, typed: str, expected: dict[str, Any]
) -> None:
    missed = told(await front.command(typed))
    button = next(one for one in missed["blocks"][-1]["elements"] if one["text"]["text"].startswith("Schedule"))

    view = await front.opens(front.pressed(button["action_id"], button["value"]))

    assert {name: stands(view)[name] for name in expected} == expected
    assert view.blocks[0]["type"] == "input"


async def test_the_menu_opens_it_empty(front: Front) -> None:
    menu = told(await front.command(""))
    button = next(one for one in menu["blocks"][1]["elements"] if one["text"]["text"] == "Schedule")

    view = await front.opens(front.pressed(button["action_id"]))

    assert stands(view)["topic"] is None
    assert view.blocks[0]["type"] == "input"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Sync at yesterday 15:00", {"topic": "Sync", "date": None, "time": "15:00"}),
        ("Sync at 2027-03-28 2:30", {"topic": "Sync", "date": "2027-03-28", "time": "03:30"}),
        ("Sync at 2027-10-31 2:30", {"topic": "Sync", "date": "2027-10-31", "time": "02:30"}),
    ],
)
async def test_what_only_their_own_clock_rules_out_is_told_with_a_way_to_the_form(
    front: Front, typed: str, expected: dict[str, Any]
) -> None:
    await front.command(f"schedule {typed}")
    await front.works()
    sentence = front.plenum.asked("response_url")[-1]
    button = sentence["blocks"][-1]["elements"][0]

    view = await front.opens(front.pressed(button["action_id"], button["value"]))

    assert button["text"]["text"] == "Open the form"
    assert {name: stands(view)[name] for name in expected} == expected
    assert sentence["blocks"][0]["text"]["text"] in view.blocks[0]["text"]["text"]


# More options


async def test_more_options_show_the_rest_and_keep_what_was_typed(front: Front) -> None:
    await front.opens(front.typed("schedule"))
    front.screen().enter({"topic": {"topic": text_field("Budget")}, "length": {"length": choice("90")}})

    view = await front.uses("form.more")

    assert (stands(view)["topic"], stands(view)["length"]) == ("Budget", "90")
    assert (stands(view)["backend"], stands(view)["channel"]) == ("hq", TEAM_CHANNEL)
    assert "More options" not in words(view)


async def test_recording_is_offered_where_the_chosen_server_can(front: Front) -> None:
    await front.opens(front.typed("schedule"))
    await front.uses("form.more")

    with_hall = await front.uses("backend", value="hall")
    offered = "record" in stands(with_hall)
    with_dial = await front.uses("backend", value="dial")

    assert offered
    assert stands(with_dial)["backend"] == "dial"
    assert "record" not in stands(with_dial)


async def test_each_server_says_what_it_can_do(front: Front) -> None:
    await front.opens(front.typed("schedule"))

    view = await front.uses("form.more")

    (block,) = (block for block in view.blocks if block["block_id"] == "backend")
    described = {one["value"]: one.get("description", {}).get("text") for one in block["element"]["options"]}
    assert described["dial"] is None
    assert "records" in described["hall"]


async def test_when_people_are_reminded_is_one_of_them_and_says_what_is_usual_here(front: Front) -> None:
    await front.plenum.choose(LEADS, (30,), Scope.CHANNEL, TEAM_CHANNEL)
    await front.opens(front.typed("schedule"))

    view = await front.uses("form.more")

    assert reminds(view) == []
    assert "As usual here: 30 minutes before" in words(view)


async def test_when_to_remind_that_was_typed_stands_among_them_and_stays(front: Front) -> None:
    view = await front.opens(front.typed("schedule Sync at 25:00 remind 75m, 10m"))
    again = await front.uses("backend", value="dial")

    assert reminds(view) == reminds(again) == ["10", "75"]
    assert stands(view)["topic"] == "Sync"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("Sync at tomorrow 15:00 remind soon", "I cannot read “soon” as how long ahead to remind."),
        ("Sync at tomorrow 15:00 remind 8 days", "longer ahead than I remind"),
    ],
)
async def test_when_to_remind_that_was_not_understood_is_said_above_the_rest(
    front: Front, typed: str, says: str
) -> None:
    view = await front.opens(front.typed(f"schedule {typed}"))

    assert (stands(view)["topic"], stands(view)["date"], stands(view)["time"]) == ("Sync", "2026-11-24", "15:00")
    assert says in view.blocks[0]["text"]["text"]


@pytest.mark.parametrize(
    ("values", "leads"), [([], None), (["5"], (5,)), (["5", "1440", "0"], (1440, 5, 0)), (["off"], ())]
)
async def test_people_are_reminded_as_was_chosen(
    front: Front, values: list[str], leads: tuple[int, ...] | None
) -> None:
    await front.opens(front.typed("schedule"))
    await front.uses("form.more")

    await front.submits(**RIGHT, remind=several(*values))
    await front.works()

    assert (await only_one(front.plenum)).plan.leads == leads


@pytest.mark.parametrize(
    ("values", "says"),
    [(["off", "5"], "both together mean nothing"), (["0", "5", "10", "15", "30", "60"], "Choose 5 times at most.")],
)
async def test_times_that_cannot_be_together_are_said_beside_their_field(
    front: Front, values: list[str], says: str
) -> None:
    await front.opens(front.typed("schedule"))
    await front.uses("form.more")

    answer = await front.submits(**RIGHT, remind=several(*values))

    assert says in told(answer)["errors"]["remind"]


# Judged


RIGHT = {"topic": text_field("Weekly sync"), "date": day("2026-11-24"), "time": hour("15:00")}


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"topic": text_field("\u200b ")}, {"topic": "Give it a few words, as in “Weekly sync”."}),
        ({"topic": text_field("<!here> x")}, {"topic": "A topic cannot call a whole channel. Leave that word out."}),
        (
            {"date": day("2026-11-22")},
            {"date": "Sunday, 22 November 2026, 15:00 is past. Choose a moment that is to come."},
        ),
        (
            {"date": day("2026-11-23"), "time": hour("09:00")},
            {"time": "Monday, 23 November 2026, 09:00 is past. Choose a moment that is to come."},
        ),
        (
            {"date": day("2036-11-24")},
            {"date": "Monday, 24 November 2036, 15:00 is further ahead than I plan. Choose an earlier day."},
        ),
        (
            {"date": day("2027-03-28"), "time": hour("02:30")},
            {
                "time": "Sunday, 28 March 2027, 02:30 does not exist: the clocks go forward then and skip that hour. "
                "Choose another hour."
            },
        ),
        (
            {"date": day("2027-10-31"), "time": hour("02:30")},
            {
                "time": "Sunday, 31 October 2027, 02:30 comes twice, because the clocks go back then. "
                "Choose another hour."
            },
        ),
        (
            {"topic": text_field("\u200b "), "date": day("2026-11-22")},
            {
                "topic": "Give it a few words, as in “Weekly sync”.",
                "date": "Sunday, 22 November 2026, 15:00 is past. Choose a moment that is to come.",
            },
        ),
        ({"date": {"type": "datepicker", "selected_date": None}}, {"date": "Choose a day."}),
        ({"time": {"type": "timepicker", "selected_time": None}}, {"time": "Choose an hour."}),
    ],
)
async def test_a_mistake_stands_beside_its_field_and_nothing_is_kept(
    front: Front, wrong: dict[str, Any], errors: dict[str, str]
) -> None:
    await front.opens(front.typed("schedule"))

    answer = await front.submits(**(RIGHT | wrong))

    assert told(answer) == {"response_action": "errors", "errors": errors}
    await front.works()
    assert await front.plenum.all() == []


async def test_a_server_that_cannot_record_says_so_beside_the_box(front: Front) -> None:
    await front.opens(front.typed("schedule Weekly sync at 25:00 via hall +record"))
    box = {"type": "checkboxes", "selected_options": [{"value": "yes"}]}

    answer = await front.submits(**RIGHT, backend=choice("dial"), record=box)

    assert told(answer)["errors"] == {
        "record": "dial cannot record from the start. Leave the box empty, or choose another server."
    }


async def test_what_cannot_be_written_down_stays_open_with_the_reason(front: Front) -> None:
    await front.opens(front.typed("schedule"))

    async with front.plenum.database.write():
        answer = await front.submits(**RIGHT)

    assert "did not reach me in time" in told(answer)["errors"]["topic"]


# Carried out


async def plan(front: Front, **values: dict[str, Any]) -> Conference:
    """Ana opens the form, fills it in and sends it."""
    await front.opens(front.typed("schedule"))
    if "channel" in values or "backend" in values:
        await front.uses("form.more")
    answer = await front.submits(**(RIGHT | values))
    assert answer.body == ""
    await front.works()
    return await only_one(front.plenum)


async def test_what_was_sent_is_planned(front: Front) -> None:
    conference = await plan(front, length=choice("90"), who=people_field(BEN, CLEO), backend=choice("dial"))

    planned = conference.plan
    assert (conference.stage, conference.host_id, conference.provider) == (Stage.SCHEDULED, ANA, "dial")
    assert (planned.topic, planned.zone, planned.duration) == ("Weekly sync", "Europe/Berlin", timedelta(minutes=90))
    assert planned.starts_at == datetime(2026, 11, 24, 14, tzinfo=UTC)
    assert [one.person_id for one in conference.invitations] == [BEN, CLEO]
    assert conference.place.channel_id == TEAM_CHANNEL
    assert len(front.plenum.posts("is planned")) == 1


async def test_sent_twice_it_is_planned_once(front: Front) -> None:
    await front.opens(front.typed("schedule"))

    for _ in range(2):
        await front.submits(**RIGHT)
    await front.works()

    await only_one(front.plenum)
    assert len(await front.plenum.owed(DeliveryKind.CARD)) == 1


@pytest.mark.parametrize(
    ("chosen", "rule"),
    [
        ("never", None),
        ("weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("weekly", "FREQ=WEEKLY;BYDAY=TU"),
        ("same_weekday", "FREQ=MONTHLY;BYDAY=4TU"),
    ],
)
async def test_it_repeats_as_chosen(front: Front, chosen: str, rule: str | None) -> None:
    conference = await plan(front, repeat=choice(chosen))

    assert conference.plan.rule == rule


async def test_a_repetition_that_was_typed_may_stay(front: Front) -> None:
    await front.opens(front.typed("schedule Sync at 25:00 every weekday until 18 December"))

    await front.submits(**RIGHT)
    await front.works()

    assert (await only_one(front.plenum)).plan.rule == "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20261218"


async def test_nobody_need_know_how_long_it_takes(front: Front) -> None:
    conference = await plan(front, length=choice("0"))

    assert conference.plan.duration is None


async def test_its_card_may_stand_in_another_channel(front: Front) -> None:
    elsewhere = other_channel(front.plenum)

    conference = await plan(front, channel=channel(elsewhere))

    assert conference.place.channel_id == elsewhere
    (line,) = front.plenum.asked("response_url")
    assert f"Its card stands in <#{elsewhere}>." in line["blocks"][0]["text"]["text"]


def other_channel(plenum: Backstage) -> str:
    """Another public channel."""
    known = plenum.slack.workspace.conversations.values()
    return next(
        one.id for one in known if one.kind == "channel" and one.id not in (TEAM_CHANNEL, OLD) and not one.archived
    )


async def test_a_channel_that_plenum_may_not_post_in_is_told_afterwards(front: Front) -> None:
    await front.opens(front.typed("schedule"))
    await front.uses("form.more")

    answer = await front.submits(**RIGHT, channel=channel(SECRET))
    await front.works()

    assert answer.body == ""
    assert await front.plenum.all() == []
    assert ["I am not in that channel" in text for text in front.told()] == [True]


async def test_it_can_be_recorded_where_the_server_does_so(plenum: Backstage) -> None:
    async with aiohttp.ClientSession() as session:
        front = make_front(plenum, session, abilities=plenum.backends.abilities)
        await front.opens(front.typed("schedule Weekly sync at 25:00 via hall +record"))

        await front.submits(**RIGHT)
        await front.works()

    conference = await only_one(plenum)
    assert (conference.provider, conference.plan.record) == ("hall", True)


async def test_a_typed_moment_in_an_hour_that_comes_twice_stays_that_one(front: Front) -> None:
    """Its wall clock alone would be refused."""
    await front.opens(front.typed("schedule Sync at 2027-10-31 02:30 UTC+1 +recrod"))

    answer = await front.submits(topic=text_field("Sync"))
    await front.works()

    assert answer.body == ""
    assert (await only_one(front.plenum)).plan.starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
