"""`+record`: typed, by button and by form; a back end that cannot is not asked for anything."""

import json
from typing import Any

import pytest

from bot.errors import Unreachable
from bot.model import Conference, Stage
from bot.services.starting import NotStarted
from handlers import actions
from handlers.commands import start
from handlers.commands.call import taken_apart, topic_of
from handlers.commands.wish import Wish
from playground.slack.seed import BEN, CLEO
from tests.backstage import Backstage
from tests.handlers.conftest import Said
from tests.handlers.talk import Talk
from tests.poor import Crowded, Poor

MET = "<@U0BEN|ben>"
CANNOT = "The conference server *dial* cannot record from the start. Start it without `+record`."
FORM: dict[str, Any] = {"topic": "Weekly sync", "people": []}


async def refused(plenum: Backstage, provider: Poor) -> Conference:
    """A start that `provider` did not answer, to be recorded."""
    provider.failing, provider.makes = Unreachable(provider.name), False
    with pytest.raises(NotStarted) as failed:
        await plenum.start(provider=provider.name, record=True, people=(BEN,))
    provider.makes = True
    return failed.value.conference


@pytest.mark.parametrize(
    ("typed", "topic", "provider", "record"),
    [
        ("Weekly sync +record", "Weekly sync", None, True),
        ("Weekly sync +RECORD", "Weekly sync", None, True),
        ("+record", None, None, True),
        ("Weekly sync via hall +record", "Weekly sync", "hall", True),
        ("Weekly sync +record via hall", "Weekly sync", "hall", True),
        (f"Weekly sync +record with {MET}", "Weekly sync", None, True),
        (f"Weekly sync {MET} +record", "Weekly sync", None, True),
        (f"Weekly sync via hall {MET} +record", "Weekly sync", "hall", True),
        (f"Weekly sync {MET} +record {MET} via hall {MET}", "Weekly sync", "hall", True),
        ("Weekly sync", "Weekly sync", None, False),
        ("What +record does", "What +record does", None, False),
        ('"How to +record"', "How to +record", None, False),
        ("Record +record +record", "Record +record", None, True),
        ("1 +1", "1 +1", None, False),
    ],
)
def test_it_is_read_at_the_end_in_any_order(typed: str, topic: str | None, provider: str | None, record: bool) -> None:
    read = taken_apart(typed)

    assert (topic_of(read), read.provider, read.record) == (topic, provider, record)


async def test_the_back_end_is_asked_to_record_and_the_card_says_so(
    plenum: Backstage, talk: Talk, hall: Crowded
) -> None:
    await talk.types("start Weekly sync via hall +record")
    await plenum.deliver()

    assert [wish.record for wish in hall.asked] == [True]
    assert "Being recorded" in talk.card().words


async def test_without_it_nothing_is_recorded(plenum: Backstage, talk: Talk, hall: Crowded) -> None:
    await talk.types("start Weekly sync via hall")
    await plenum.deliver()

    assert [wish.record for wish in hall.asked] == [False]
    assert "Being recorded" not in talk.card().words


@pytest.mark.parametrize("typed", ["start Weekly sync via dial +record", "start Weekly sync +record via DIAL"])
async def test_a_back_end_that_cannot_is_said_not_to_before_anything_is_made(
    plenum: Backstage, talk: Talk, typed: str
) -> None:
    answer = await talk.types(typed)

    assert answer.words == CANNOT
    assert (await plenum.all(), plenum.poor.asked) == ([], [])


async def test_what_was_no_command_records_when_it_is_meant_as_a_start(
    plenum: Backstage, talk: Talk, hall: Crowded
) -> None:
    offer = await talk.mentions("weekly sync via hall +record")

    await talk.presses(offer.choice("Start"))

    assert [(wish.plan.topic, wish.record) for wish in hall.asked] == [("weekly sync", True)]


async def test_the_button_for_it_says_so_too_where_the_back_end_cannot(plenum: Backstage, talk: Talk) -> None:
    offer = await talk.mentions("weekly sync via dial +record")

    answer = await talk.presses(offer.choice("Start"))

    assert answer.words == CANNOT
    assert await plenum.all() == []


async def test_another_one_beside_the_first_is_recorded_as_well(plenum: Backstage, talk: Talk, hall: Crowded) -> None:
    await plenum.start(topic="Budget")
    question = await talk.types("start Weekly sync via hall +record", by=BEN)

    await talk.presses(question.choice("Start another one"), by=BEN)

    assert [wish.record for wish in hall.asked] == [True]


async def test_a_button_from_before_there_was_recording_still_starts(
    plenum: Backstage, said: Said, hall: Crowded
) -> None:
    value = json.dumps(["command:1", "Weekly sync", [BEN], [], "hall"])

    await actions.press("start.meant", value, plenum.call(key="press:1"), plenum.desk, said)

    assert [wish.record for wish in hall.asked] == [False]


class TestAfterAFailure:
    """Nobody loses the recording by trying again, and nobody is offered a back end that would not make one."""

    async def test_only_those_that_can_are_offered_instead(self, plenum: Backstage, said: Said, hall: Crowded) -> None:
        hall.failing, hall.makes = Unreachable("hall"), False

        await start.run(plenum.call("Weekly sync via hall +record"), plenum.desk, said)

        labels = [
            one["text"]["text"]
            for block in said[-1].message.blocks
            for one in block.get("elements", ())
            if "action_id" in one
        ]
        assert labels == ["Try again", "Use hq instead"]

    @pytest.mark.parametrize(
        ("action_id", "rest", "asks"), [("start.again", "", [True, True]), ("start.elsewhere", ":hq", [True])]
    )
    async def test_it_is_recorded_when_it_starts_after_all(
        self, plenum: Backstage, said: Said, hall: Crowded, action_id: str, rest: str, asks: list[bool]
    ) -> None:
        conference = await refused(plenum, hall)

        await actions.press(action_id, f"{conference.id}{rest}", plenum.call(key="press:1"), plenum.desk, said)

        (live,) = [one for one in await plenum.all() if one.stage is Stage.LIVE]
        assert (live.plan.record, live.recording) == (True, True)
        assert [wish.record for wish in hall.asked] == asks

    async def test_a_button_for_one_that_cannot_changes_nothing(
        self, plenum: Backstage, talk: Talk, hall: Crowded
    ) -> None:
        conference = await refused(plenum, hall)

        button = {"type": "button", "action_id": "start.elsewhere.0", "value": f"{conference.id}:dial"}
        answer = await talk.presses(button)

        assert answer.words == CANNOT
        assert plenum.poor.asked == []
        assert [one.stage for one in await plenum.all()] == [Stage.FAILED]

    async def test_the_question_about_another_one_keeps_it(self, plenum: Backstage, said: Said, hall: Crowded) -> None:
        conference = await refused(plenum, hall)
        await plenum.start(key="command:2", host_id=CLEO, topic="Budget")

        await actions.press("start.again", conference.id, plenum.call(key="press:1"), plenum.desk, said)

        assert Wish.from_value(said.button("Start another one")["value"]).record


class TestForm:
    """The box of the form, once it was sent."""

    @pytest.mark.parametrize("ticked", [True, False])
    async def test_it_is_recorded_as_it_was_ticked(self, talk: Talk, hall: Crowded, ticked: bool) -> None:
        await talk.sends("start.form", **FORM, backend="hall", record=ticked)

        assert [wish.record for wish in hall.asked] == [ticked]

    async def test_a_form_that_was_kept_before_there_was_a_box_is_carried_out(self, talk: Talk, hall: Crowded) -> None:
        await talk.sends("start.form", **FORM, backend="hall")

        assert [wish.record for wish in hall.asked] == [False]

    async def test_one_that_cannot_any_more_is_said_not_to(self, plenum: Backstage, talk: Talk) -> None:
        answer = await talk.sends("start.form", **FORM, backend="dial", record=True)

        assert answer.words == CANNOT
        assert await plenum.all() == []
