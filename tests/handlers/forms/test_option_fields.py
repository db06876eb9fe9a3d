"""What a room is to be like, by form: only what its back end has, kept while one chooses, judged beside its field."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.model import Conference, First, Options, Plan
from playground.backends.trueconf.config import TEAM_CALL
from playground.slack.seed import BEN, CLEO
from playground.slack.views import View
from tests.handlers.forms.test_edit_form import IN_THE_AFTERNOON, opened, planned
from tests.handlers.forms.test_schedule_form import RIGHT, choice, only_one, stands, words
from tests.handlers.front import Front, people_field, text_field, told

FIELDS = {"pin", "door", "capacity", "template"}
EVERYTHING = Options(pin="0482", waiting_room=True, first=First.HOST, capacity=25, template="t1")


def ticked(*values: str) -> dict[str, Any]:
    return {"type": "checkboxes", "selected_options": [{"value": value} for value in values]}


def with_options(options: Options) -> Plan:
    return Plan(topic="Weekly sync", starts_at=IN_THE_AFTERNOON, duration=timedelta(minutes=50), options=options)


def ticks(view: View) -> list[str]:
    return [one["value"] for one in stands(view)["door"]]


async def all_options(front: Front, backend: str) -> View:
    await front.opens(front.typed("schedule"))
    await front.uses("form.more")
    return await front.uses("backend", value=backend)


async def saved(front: Front, conference: Conference, **values: Any) -> Conference:
    await opened(front, conference)
    answer = await front.submits(**values)
    assert answer.body == ""
    await front.works()
    return await front.plenum.known(conference)


@pytest.mark.parametrize(
    ("backend", "has"),
    [("hq", FIELDS), ("hall", FIELDS), ("dial", set()), ("own", set())],
)
async def test_only_what_the_chosen_server_has_is_asked(front: Front, backend: str, has: set[str]) -> None:
    view = await all_options(front, backend)

    assert stands(view).keys() & FIELDS == has


async def test_who_may_come_first_is_asked_only_where_that_can_be_said(front: Front) -> None:
    shown = {backend: words(await all_options(front, backend)) for backend in ("hq", "hall")}

    assert ["Nobody comes in before the host" in text for text in shown.values()] == [False, True]
    assert all("Everybody waits to be let in" in text for text in shown.values())


async def test_its_templates_are_those_of_the_chosen_server(front: Front) -> None:
    shown = {backend: words(await all_options(front, backend)) for backend in ("hq", "hall")}

    assert [TEAM_CALL.name in text for text in shown.values()] == [True, False]
    assert "Town hall" in shown["hall"]


async def test_a_server_that_does_not_name_its_templates_has_the_rest(front: Front) -> None:
    front.plenum.trueconf.faults.change({"busy_status": 503})

    view = await all_options(front, "hq")

    assert stands(view).keys() & FIELDS == FIELDS - {"template"}


async def test_what_was_typed_comes_back_with_the_server_that_has_it(front: Front) -> None:
    await all_options(front, "hall")
    front.screen().enter(
        {
            "pin": {"pin": text_field("04x")},
            "capacity": {"capacity": text_field("many")},
            "door": {"door": ticked("waiting_room", "host_first")},
            "template": {"template": choice("t1")},
            "record": {"record": ticked("yes")},
        }
    )

    without = stands(await front.uses("backend", value="dial"))
    again = await front.uses("backend", value="hall")

    assert without.keys() & {*FIELDS, "record"} == set()
    assert (stands(again)["pin"], stands(again)["capacity"], stands(again)["template"]) == ("04x", "many", "t1")
    assert ticks(again) == ["waiting_room", "host_first"]
    assert [one["value"] for one in stands(again)["record"]] == ["yes"]


async def test_what_was_emptied_stays_empty(front: Front) -> None:
    await all_options(front, "hall")
    front.screen().enter({"pin": {"pin": text_field("0482")}})
    await front.uses("backend", value="hq")
    front.screen().enter({"pin": {"pin": text_field("")}})

    view = await front.uses("backend", value="hall")

    assert not stands(view)["pin"]


@pytest.mark.parametrize(
    ("backend", "wrong", "errors"),
    [
        ("hq", {"pin": text_field("12ab")}, {"pin": "Digits only, as in 4821."}),
        ("hq", {"pin": text_field("٤٨٢١")}, {"pin": "Digits only, as in 4821."}),
        ("hq", {"pin": text_field("123")}, {"pin": "Between 4 and 10 digits, as in 4829."}),
        ("hall", {"pin": text_field("123456789")}, {"pin": "Between 4 and 8 digits, as in 4829."}),
        ("hq", {"capacity": text_field("many")}, {"capacity": "A whole number, as in 25."}),
        ("hq", {"capacity": text_field("0")}, {"capacity": "A whole number, as in 25."}),
        ("hq", {"capacity": text_field("-3")}, {"capacity": "A whole number, as in 25."}),
        (
            "hq",
            {"capacity": text_field("2"), "who": people_field(BEN, CLEO)},
            {"capacity": "3 people are asked, with you. Let in at least as many, or ask fewer."},
        ),
    ],
)
async def test_a_mistake_stands_beside_its_field(
    front: Front, backend: str, wrong: dict[str, Any], errors: dict[str, str]
) -> None:
    await all_options(front, backend)

    answer = await front.submits(**(RIGHT | wrong))

    assert told(answer) == {"response_action": "errors", "errors": errors}
    await front.works()
    assert await front.plenum.all() == []


async def test_a_server_chosen_in_the_last_moment_says_what_it_has_not(front: Front) -> None:
    """Slack tells of the choice and of the form at once: what was typed for another server still stands in it."""
    await all_options(front, "hall")
    typed = {"pin": text_field("0482"), "capacity": text_field("25"), "door": ticked("waiting_room", "host_first")}

    answer = await front.submits(**RIGHT, **typed, backend=choice("dial"))

    assert told(answer)["errors"].keys() == {"pin", "capacity", "door"}
    assert "dial takes no PIN that you choose" in told(answer)["errors"]["pin"]


async def test_a_box_that_another_server_has_not_says_so(front: Front) -> None:
    await all_options(front, "hall")

    answer = await front.submits(**RIGHT, door=ticked("waiting_room", "host_first"), backend=choice("hq"))

    assert told(answer)["errors"] == {
        "door": "hq lets people in before the host. Leave the box empty, or choose another server."
    }


async def test_what_was_sent_is_part_of_the_plan(front: Front) -> None:
    await all_options(front, "hall")

    answer = await front.submits(
        **RIGHT,
        pin=text_field(" 0482 "),
        door=ticked("waiting_room", "host_first"),
        capacity=text_field("25"),
        template=choice("t1"),
    )
    await front.works()

    assert answer.body == ""
    assert (await only_one(front.plenum)).plan.options == EVERYTHING


async def test_what_nobody_said_is_not_part_of_it(front: Front) -> None:
    await all_options(front, "hall")

    await front.submits(**RIGHT)
    await front.works()

    assert (await only_one(front.plenum)).plan.options == Options()


async def test_it_stands_filled_in_when_it_is_changed(front: Front) -> None:
    view = await opened(front, await planned(front.plenum, plan=with_options(EVERYTHING), provider="hall"))

    assert (stands(view)["pin"], stands(view)["capacity"], stands(view)["template"]) == ("0482", "25", "t1")
    assert ticks(view) == ["waiting_room", "host_first"]


async def test_a_change_of_something_else_leaves_them(front: Front) -> None:
    conference = await planned(front.plenum, plan=with_options(EVERYTHING), provider="hall")

    changed = await saved(front, conference, topic=text_field("Budget"))

    assert (changed.plan.topic, changed.plan.options) == ("Budget", EVERYTHING)


async def test_what_is_unticked_is_said_to_be_off(front: Front) -> None:
    conference = await planned(front.plenum, plan=with_options(EVERYTHING), provider="hall")

    changed = await saved(front, conference, door=ticked(), pin=text_field(""), template=choice("-"))

    assert changed.plan.options == Options(waiting_room=False, first=First.ANYBODY, capacity=25)


async def test_a_template_that_the_server_names_no_more_stays_chosen(front: Front) -> None:
    conference = await planned(front.plenum, plan=with_options(Options(template="gone")), provider="hall")

    view = await opened(front, conference)

    assert stands(view)["template"] == "gone"


async def test_an_edit_judges_by_the_server_that_it_is_on(front: Front) -> None:
    conference = await planned(front.plenum)
    await opened(front, conference)

    answer = await front.submits(pin=text_field("123"))

    assert told(answer)["errors"] == {"pin": "Between 4 and 10 digits, as in 4829."}


async def test_more_people_than_come_in_are_asked_with_a_warning(front: Front) -> None:
    await planned(front.plenum, plan=with_options(Options(capacity=2)), people=(BEN,))

    await front.command("invite <@U0CLEO0001|cleo>")
    await front.works()

    said = json.dumps(front.plenum.asked("response_url")[-1], ensure_ascii=False)
    conference = await only_one(front.plenum)
    assert "3 people are asked, with the host, and *hq* lets 2 in" in said
    assert f"/conf edit {conference.code}" in said
    assert [one.person_id for one in conference.invitations] == [BEN, CLEO]
