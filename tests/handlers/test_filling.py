"""Forms that the work fills in: they open at once, and become what was asked for, or a sentence that says why not."""

import json
from dataclasses import replace
from http import HTTPStatus
from typing import Any

import pytest

from bot.errors import StoreError
from playground.slack.elements import Values
from playground.slack.forms import close
from playground.slack.seed import ANA, BEN, BOT_USER, EVE, PARTNERS, TEAM_CHANNEL
from playground.slack.views import View
from tests.handlers.front import Front, told

SCHEDULE = "schedule.form"
ONE_MOMENT = "One moment"


def shown(view: View | dict[str, Any]) -> str:
    """All that a form shows."""
    return json.dumps(view.blocks if isinstance(view, View) else view["blocks"], ensure_ascii=False)


async def test_a_command_opens_a_form_that_asks_for_a_moment(front: Front) -> None:
    answer = await front.command("schedule")

    assert (answer.status, answer.body) == (HTTPStatus.OK, "")
    assert front.form()["callback_id"] == SCHEDULE
    assert ONE_MOMENT in shown(front.form())


async def test_what_the_form_is_to_show_is_written_down(front: Front) -> None:
    await front.command("schedule Weekly sync")

    (kept,) = await front.kept()
    assert (kept.kind, kept.body["form"], kept.body["text"]) == ("fill", SCHEDULE, "Weekly sync")
    assert (kept.body["view_id"], kept.body["channel"]) == (front.screen().id, TEAM_CHANNEL)


async def test_a_button_opens_a_form_too(front: Front) -> None:
    await front.send(front.pressed("menu.schedule", "weekly sync"))

    (kept,) = await front.kept()
    assert (kept.kind, kept.body["form"], kept.body["value"]) == ("fill", SCHEDULE, "weekly sync")
    assert ONE_MOMENT in shown(front.screen())


async def test_the_same_command_sent_twice_opens_one_form(front: Front) -> None:
    payload = front.typed("schedule")

    for _ in range(2):
        await front.send(payload)

    assert len(await front.kept()) == 1


async def test_a_command_whose_form_opens_too_late_is_answered(front: Front) -> None:
    payload = front.typed("schedule")
    front.plenum.clock.advance(seconds=4)

    answer = await front.send(payload)

    assert told(answer)["text"] == "That form could not be opened in time. Please type it again."
    assert await front.kept() == []


async def test_a_press_whose_form_opens_too_late_is_told(front: Front) -> None:
    payload = front.pressed("menu.schedule")
    front.plenum.clock.advance(seconds=4)

    answer = await front.send(payload)

    assert answer.status == HTTPStatus.OK
    assert front.told() == ["That form could not be opened in time. Please press the button again."]


async def test_slack_hears_in_time_although_it_does_not_answer(hasty_front: Front) -> None:
    hasty_front.plenum.slack.faults.set("slow", method="views.open", seconds=0.3)

    answer = await hasty_front.command("schedule")

    assert "could not be opened in time" in told(answer)["text"]


async def test_a_form_that_cannot_be_written_down_says_what_to_do(locked: Front) -> None:
    answer = await locked.command("schedule")

    assert "did not reach me in time" in told(answer)["text"]
    assert "If nothing appears here within a few seconds, close this and try again." in shown(locked.screen())


async def test_the_form_takes_the_place_of_what_asked_for_a_moment(front: Front) -> None:
    view = await front.opens(front.typed("schedule"))

    assert ONE_MOMENT not in shown(view)
    assert view.body["submit"]["text"] == "Plan it"


async def test_a_form_that_was_closed_meanwhile_is_no_trouble(front: Front) -> None:
    await front.command("schedule")
    await close(front.plenum.slack, ANA, front.screen().id)

    await front.works()

    assert front.plenum.slack.views.stack(ANA) == []
    assert front.told() == []


async def test_a_form_is_filled_in_once(front: Front) -> None:
    """A request that is carried out again, after a death, must not take away what was typed since."""
    await front.command("schedule")
    (request,) = await front.kept()
    await front.plenum.work(request)
    front.screen().enter(typed("Weekly sync"))
    before = front.screen().hash

    await front.plenum.work(request)

    assert front.screen().hash == before
    assert front.screen().values()["topic"]["topic"]["value"] == "Weekly sync"


def typed(topic: str) -> Values:
    return {"topic": {"topic": {"type": "plain_text_input", "value": topic}}}


async def test_where_slack_does_not_say_whose_hours_they_are_the_form_says_so(front: Front) -> None:
    front.plenum.slack.faults.set("server_error", method="users.info")

    view = await front.opens(front.typed("schedule"))

    assert "submit" not in view.body
    assert "Slack" in shown(view)


async def test_while_slack_is_down_the_form_goes_on_asking_for_a_moment(front: Front) -> None:
    await front.command("schedule")
    front.plenum.slack.faults.set("server_error", method="views.update", times=2)

    await front.works()

    assert ONE_MOMENT in shown(front.screen())


async def test_what_nobody_foresaw_is_tried_again_and_told_in_the_end(front: Front) -> None:
    await front.plenum.rename("choices", "moved")
    await front.command("schedule")
    (request,) = await front.kept()
    with pytest.raises(StoreError):
        await front.plenum.work(request)

    await front.plenum.work(replace(request, attempt=3))

    assert "omething broke on my side" in shown(front.screen())


async def test_people_of_another_organisation_are_told_in_the_form(front: Front) -> None:
    front.plenum.slack.enter(front.plenum.slack.workspace.conversations[PARTNERS], BOT_USER)

    view = await front.opens(front.typed("schedule", by=EVE, channel=PARTNERS), by=EVE)

    assert "nly members of this workspace can do that here" in shown(view)


async def test_a_form_that_cannot_follow_stays_as_it_is(front: Front) -> None:
    await front.opens(front.typed("schedule"))
    front.screen().enter(typed("Weekly sync"))
    front.plenum.slack.faults.set("server_error", method="views.update", times=1)

    view = await front.uses("form.more")

    assert "channel" not in view.values()
    assert view.values()["topic"]["topic"]["value"] == "Weekly sync"
    assert front.told() == []


async def test_a_mention_opens_no_form(front: Front) -> None:
    await front.send(front.mention("schedule"))

    (kept,) = await front.kept()
    assert kept.kind == "mention"
    assert front.plenum.slack.views.stack(BEN) == []
