"""Forms at the counter: opened in time, sent back with what is wrong, written down once they are right."""

import json
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Any

import aiohttp
import pytest

from bot.model import Ability, Feature
from playground.slack.seed import BEN, CLEO, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.handlers.front import INVITE_FORM, START_FORM, Front, make_front, people_field, text_field, told

# Forms that open


async def test_invite_opens_a_form_that_knows_its_conference(front: Front) -> None:
    await front.send(front.pressed("conference.invite", "c1"))

    form = front.form()
    assert form["callback_id"] == INVITE_FORM
    assert json.loads(form["private_metadata"])["conference"] == "c1"
    assert json.loads(form["private_metadata"])["channel"] == TEAM_CHANNEL
    assert await front.kept() == []


async def test_start_opens_a_form_with_the_choice_of_back_ends(front: Front) -> None:
    await front.send(front.pressed("menu.start"))

    form = front.form()
    (choice,) = (block for block in form["blocks"] if block["block_id"] == "backend")
    assert form["callback_id"] == START_FORM
    assert [option["value"] for option in choice["element"]["options"]] == ["-", "hq", "dial", "hall", "own"]
    assert choice["element"]["initial_option"]["text"]["text"] == "As usual here"


async def test_a_back_end_that_its_maker_closed_is_marked_in_both_forms(plenum: Backstage) -> None:
    async with aiohttp.ClientSession() as session:
        front = make_front(plenum, session, closed=frozenset({"dial"}))
        for asked in (front.pressed("menu.start"), front.shortcut(front.message("Prices?", by=BEN))):
            await front.send(asked)

            (choice,) = (block for block in front.form()["blocks"] if block["block_id"] == "backend")
            options = choice["element"]["options"]
            assert [option["text"]["text"] for option in options] == [
                "As usual here",
                "hq",
                "dial (closed by its maker)",
                "hall",
                "own",
            ]


async def test_the_shortcut_opens_the_form_with_topic_people_and_thread(front: Front) -> None:
    root = front.message("Prices again?", by=BEN)
    front.message("Yes", by=CLEO, thread_ts=root.ts)

    await front.send(front.shortcut(root))

    topic, who, *_ = front.form()["blocks"]
    assert topic["element"]["initial_value"] == "Prices again?"
    assert who["element"]["initial_users"] == [BEN]
    assert json.loads(front.form()["private_metadata"])["thread"] == root.ts


async def test_the_shortcut_on_an_answer_in_a_thread_stays_in_the_thread(front: Front) -> None:
    root = front.message("Prices again?", by=BEN)

    await front.send(front.shortcut(front.message("Yes", by=CLEO, thread_ts=root.ts)))

    assert json.loads(front.form()["private_metadata"])["thread"] == root.ts


@pytest.mark.parametrize("way", ["press", "shortcut"])
async def test_a_form_that_slack_does_not_open_any_more_is_told(front: Front, way: str) -> None:
    payload = front.pressed("menu.start") if way == "press" else front.shortcut(front.message("Prices?", by=BEN))
    front.plenum.clock.advance(seconds=4)

    answer = await front.send(payload)

    assert answer.status == HTTPStatus.OK
    assert front.told() == ["That form could not be opened in time. Please press the button again."]


async def test_a_form_that_takes_too_long_is_told(hasty_front: Front) -> None:
    hasty_front.plenum.slack.faults.set("slow", method="views.open", seconds=0.3)

    await hasty_front.send(hasty_front.pressed("menu.start"))

    assert ["could not be opened in time" in text for text in hasty_front.told()] == [True]


# Recording


RECORDERS = dict.fromkeys(("hq", "hall"), Ability(features=frozenset({Feature.RECORD_FROM_START})))


def ticked(*, on: bool = True) -> dict[str, Any]:
    return {"type": "checkboxes", "selected_options": [{"value": "yes"}] if on else []}


def chosen(backend: str) -> dict[str, Any]:
    return {"type": "static_select", "selected_option": {"value": backend}}


@pytest.fixture
async def recording(plenum: Backstage) -> AsyncIterator[Front]:
    """Where some back ends can record from the start, the default among them."""
    async with aiohttp.ClientSession() as session:
        yield make_front(plenum, session, abilities=RECORDERS | {"dial": Ability(), "own": Ability()})


async def test_a_box_for_recording_is_there_where_a_back_end_can(plenum: Backstage, recording: Front) -> None:
    await recording.send(recording.pressed("menu.start"))
    with_box = recording.form()
    async with aiohttp.ClientSession() as session:
        front = make_front(plenum, session, abilities=dict.fromkeys(plenum.backends.names, Ability()))
        await front.send(front.pressed("menu.start"))

    (box,) = (block for block in with_box["blocks"] if block["block_id"] == "record")
    assert box["element"]["options"][0]["text"]["text"] == "Record it from the start"
    assert "initial_options" not in box["element"]
    assert "record" not in {block["block_id"] for block in front.form()["blocks"]}


@pytest.mark.parametrize(("values", "record"), [({"record": ticked()}, True), ({"record": ticked(on=False)}, False)])
async def test_the_box_is_written_down(recording: Front, values: dict[str, Any], record: bool) -> None:
    await recording.send(
        recording.submitted(START_FORM, topic=text_field("Weekly sync"), backend=chosen("hall"), **values)
    )

    (kept,) = await recording.kept()
    assert kept.body["record"] is record


@pytest.mark.parametrize("values", [{}, {"backend": chosen("-")}])
async def test_without_a_choice_of_back_ends_the_box_is_for_the_usual(recording: Front, values: dict[str, Any]) -> None:
    await recording.send(recording.submitted(START_FORM, topic=text_field("Weekly sync"), record=ticked(), **values))

    (kept,) = await recording.kept()
    assert (kept.body["backend"], kept.body["record"]) == (None, True)


async def test_a_box_that_the_chosen_back_end_cannot_fulfil_says_so_beside_itself(recording: Front) -> None:
    sent = recording.submitted(START_FORM, topic=text_field("Weekly sync"), backend=chosen("dial"), record=ticked())

    answer = await recording.send(sent)

    errors = {"record": "dial cannot record from the start. Leave the box empty, or choose another server."}
    assert told(answer) == {"response_action": "errors", "errors": errors}
    assert await recording.kept() == []


async def test_two_mistakes_stand_each_beside_its_field(recording: Front) -> None:
    answer = await recording.send(
        recording.submitted(START_FORM, topic=text_field(""), backend=chosen("own"), record=ticked())
    )

    assert set(told(answer)["errors"]) == {"topic", "record"}


# Forms that are sent


async def test_a_form_is_written_down_with_what_was_filled_in(front: Front) -> None:
    choice = {"type": "static_select", "selected_option": {"value": "dial"}}
    sent = front.submitted(START_FORM, topic=text_field(" Weekly\u200b  sync "), who=people_field(BEN), backend=choice)

    answer = await front.send(sent)

    (kept,) = await front.kept()
    assert (answer.status, answer.body) == (HTTPStatus.OK, "")
    assert (kept.body["topic"], kept.body["people"], kept.body["backend"]) == ("Weekly sync", [BEN], "dial")


async def test_a_form_without_a_choice_of_back_ends_leaves_it_open(front: Front) -> None:
    await front.send(front.submitted(START_FORM, topic=text_field("Weekly sync"), who=people_field()))

    (kept,) = await front.kept()
    assert (kept.body["people"], kept.body["backend"]) == ([], None)


async def test_an_invitation_is_written_down_with_its_conference(front: Front) -> None:
    await front.send(front.submitted(INVITE_FORM, who=people_field(BEN, CLEO)))

    (kept,) = await front.kept()
    assert (kept.body["conference"], kept.body["people"]) == ("c1", [BEN, CLEO])


@pytest.mark.parametrize(
    ("form", "values", "errors"),
    [
        (START_FORM, {"topic": text_field("\u200b ")}, {"topic": "Give it a few words, as in “Weekly sync”."}),
        (START_FORM, {"topic": text_field(None)}, {"topic": "Give it a few words, as in “Weekly sync”."}),
        (
            START_FORM,
            {"topic": text_field("<!channel> sync")},
            {"topic": "A topic cannot call a whole channel. Leave that word out."},
        ),
        (INVITE_FORM, {"who": people_field()}, {"who": "Choose at least one person."}),
        (INVITE_FORM, {}, {"who": "Choose at least one person."}),
    ],
)
async def test_a_mistake_stands_beside_its_field_and_nothing_is_kept(
    front: Front, form: str, values: dict[str, Any], errors: dict[str, str]
) -> None:
    answer = await front.send(front.submitted(form, **values))

    assert told(answer) == {"response_action": "errors", "errors": errors}
    assert await front.kept() == []


async def test_a_form_that_came_back_may_be_sent_again(front: Front) -> None:
    await front.send(front.submitted(START_FORM, topic=text_field("")))

    await front.send(front.submitted(START_FORM, topic=text_field("Weekly sync")))

    assert [kept.body["topic"] for kept in await front.kept()] == ["Weekly sync"]


@pytest.mark.parametrize(
    ("form", "values", "field"),
    [(START_FORM, {"topic": text_field("x")}, "topic"), (INVITE_FORM, {"who": people_field(BEN)}, "who")],
)
async def test_a_form_that_cannot_be_written_down_stays_open_with_the_reason(
    locked: Front, form: str, values: dict[str, Any], field: str
) -> None:
    answer = await locked.send(locked.submitted(form, **values))

    assert "did not reach me in time" in told(answer)["errors"][field]
