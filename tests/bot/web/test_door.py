"""What Slack hears when listeners do their work, and when they do not."""

import asyncio
import json

import pytest

from bot.web.aside import Aside
from bot.web.door import Door
from tests.bot.web.conftest import FORM_SENT, PRESS, TEAM, WayIn


async def _break() -> None:
    raise RuntimeError("SECRET-DETAIL")


async def _hang() -> None:
    await asyncio.Event().wait()


async def test_what_a_listener_says_is_the_answer(way_in: WayIn) -> None:
    @way_in.bolt.command("/say")
    async def say(ack) -> None:  # Bolt passes arguments by name
        await ack(text="Hello", response_type="ephemeral")

    response = await way_in.command("", command="/say")

    assert response.json() == {"text": "Hello", "response_type": "ephemeral"}
    assert response.headers["content-type"].startswith("application/json")


async def test_a_button_of_an_older_release_is_accepted_in_silence(way_in: WayIn) -> None:
    response = await way_in.interact({**PRESS, "actions": [{**PRESS["actions"][0], "action_id": "of.old"}]})

    assert (response.status_code, response.text) == (200, "")


async def test_an_event_that_nobody_listens_to_is_accepted(way_in: WayIn) -> None:
    response = await way_in.event(event={"type": "reaction_added", "user": "U1"})

    assert response.status_code == 200


async def test_a_broken_command_is_answered_with_a_sentence_and_a_reference(
    way_in: WayIn, caplog: pytest.LogCaptureFixture
) -> None:
    way_in.heard.then = _break

    response = await way_in.command("help")

    assert response.status_code == 200
    assert response.json()["response_type"] == "ephemeral"
    assert "SECRET-DETAIL" not in response.text
    reference = next(record.reference for record in caplog.records if hasattr(record, "reference"))
    assert reference in response.text


async def test_a_broken_event_is_refused_so_that_slack_sends_it_again(way_in: WayIn) -> None:
    way_in.heard.then = _break

    response = await way_in.event()

    assert response.status_code == 503


async def test_a_broken_form_stays_open_with_a_sentence(way_in: WayIn) -> None:
    way_in.heard.then = _break

    response = await way_in.interact(FORM_SENT)

    assert response.status_code == 200
    assert response.json()["response_action"] == "errors"
    assert list(response.json()["errors"]) == ["who"]


async def test_a_broken_form_without_fields_is_accepted(way_in: WayIn) -> None:
    way_in.heard.then = _break

    response = await way_in.interact({**FORM_SENT, "view": {**FORM_SENT["view"], "blocks": None}})

    assert (response.status_code, response.text) == (200, "")


async def test_who_pressed_a_broken_button_is_told_through_its_response_url(way_in: WayIn) -> None:
    way_in.heard.then = _break

    response = await way_in.interact(PRESS)

    assert (response.status_code, response.text) == (200, "")
    await way_in.told_one.wait()
    assert way_in.told[0][0] == PRESS["response_url"]
    assert way_in.told[0][1]["replace_original"] is False


async def test_a_listener_that_hangs_is_given_up_before_slack_gives_up(way_in: WayIn) -> None:
    way_in.heard.then = _hang
    door = Door(way_in.bolt, meters=way_in.meters, aside=Aside(lambda url, words: asyncio.sleep(0)), deadline_s=0.01)

    answer = await door.answer({"command": "/conf", "team_id": "T1", "user_id": "U1", "text": ""}, {})

    assert answer.status == 200
    assert json.loads(answer.body)["text"]


async def test_a_command_from_where_plenum_was_removed_is_told_so(way_in: WayIn) -> None:
    await way_in.workspaces.remove(TEAM.id, way_in.clock())

    response = await way_in.command("help")

    assert response.status_code == 200
    assert "removed" in response.json()["text"]
    assert not way_in.heard.bodies


async def test_an_event_from_an_unknown_workspace_is_dropped(way_in: WayIn) -> None:
    response = await way_in.event(team_id="T9", authorizations=[])

    assert response.status_code == 200
    assert not way_in.heard.bodies


async def test_the_word_of_a_removal_needs_no_installation(way_in: WayIn) -> None:
    response = await way_in.event(team_id="T9", authorizations=[], event={"type": "app_uninstalled"})

    assert response.status_code == 200
    assert way_in.heard.bodies[0]["event"]["type"] == "app_uninstalled"
