"""What Slack sends, cut down to what is kept. The payloads are the emulator's, which are held to Slack's shapes."""

import json
from typing import Any

import pytest

from bot.model import Place
from handlers import inbound
from handlers.commands.call import Call
from playground.slack import payloads
from playground.slack.config import SlackConfig
from playground.slack.messages import Message
from playground.slack.people import Person
from playground.slack.seed import ANA, BEN, BOT_USER, TEAM, TEAM_CHANNEL
from playground.slack.slack import Slack
from playground.slack.views import View
from tests.backstage import manifest
from tests.conftest import NOON, FrozenClock

ANSWER_HERE = "https://hooks.slack.com/commands/T1/1/x"
BUTTON = {"type": "button", "action_id": "conference.end", "block_id": "b", "value": "c1", "action_ts": "1.2"}


@pytest.fixture
def slack(clock: FrozenClock) -> Slack:
    return Slack(SlackConfig(manifest=manifest()), clock)


def ana(slack: Slack) -> Person:
    return slack.workspace.people[ANA]


def posted(slack: Slack, *, thread_ts: str | None = None, only_for: str | None = None) -> Message:
    place = slack.workspace.conversations[TEAM_CHANNEL]
    return slack.board.write(place, BOT_USER, "Card", thread_ts=thread_ts, only_for=only_for)


def pressed(slack: Slack, action: dict[str, Any], message: Message | None = None) -> dict[str, Any]:
    place, message = slack.workspace.conversations[TEAM_CHANNEL], message or posted(slack)
    return payloads.message_press(slack, ana(slack), place, message, action) | {"response_url": ANSWER_HERE}


def submitted(slack: Slack, metadata: dict[str, Any]) -> dict[str, Any]:
    form = {
        "type": "modal",
        "callback_id": "start.form",
        "title": {"type": "plain_text", "text": "Start"},
        "submit": {"type": "plain_text", "text": "Start"},
        "private_metadata": json.dumps(metadata),
        "blocks": [{"type": "input", "block_id": "topic", "label": {"type": "plain_text", "text": "Topic"}}],
    }
    view = View(id="V1", person=ANA, team_id=TEAM, body=form, root_id="V1", hash="1.2")
    return payloads.view_submission(slack, ana(slack), view)


# Commands


def test_a_command_keeps_who_where_what_and_where_to_answer(slack: Slack) -> None:
    place = slack.workspace.conversations[TEAM_CHANNEL]
    payload = payloads.slash_command(slack, ana(slack), place, "/conf", "start Weekly sync")

    kept = inbound.command(payload | {"response_url": ANSWER_HERE})

    assert kept.kind == "command"
    assert kept.body == {
        "person": ANA,
        "channel": TEAM_CHANNEL,
        "thread": None,
        "response_url": ANSWER_HERE,
        "text": "start Weekly sync",
    }


def test_the_same_command_again_has_the_same_key_and_another_has_not(slack: Slack) -> None:
    place = slack.workspace.conversations[TEAM_CHANNEL]
    first, second = (payloads.slash_command(slack, ana(slack), place, "/conf", "start") for _ in range(2))

    assert inbound.command(first).key == inbound.command(first).key
    assert inbound.command(first).key != inbound.command(second).key


# Presses


def test_a_press_keeps_which_button_and_its_value(slack: Slack) -> None:
    kept = inbound.press(pressed(slack, BUTTON))

    assert kept.kind == "press"
    assert kept.body == {
        "person": ANA,
        "channel": TEAM_CHANNEL,
        "thread": None,
        "response_url": ANSWER_HERE,
        "action_id": "conference.end",
        "value": "c1",
    }


def test_a_choice_from_a_menu_names_its_action(slack: Slack) -> None:
    option = {"text": {"type": "plain_text", "text": "End"}, "value": "conference.end:c1"}
    menu = {"type": "overflow", "action_id": "conference.more", "block_id": "b", "selected_option": option}

    kept = inbound.press(pressed(slack, menu))

    assert (kept.body["action_id"], kept.body["value"]) == ("conference.end", "c1")


def test_a_menu_without_a_choice_means_nothing(slack: Slack) -> None:
    menu = {"type": "static_select", "action_id": "conference.more", "block_id": "b", "selected_option": None}

    kept = inbound.press(pressed(slack, menu))

    assert (kept.body["action_id"], kept.body["value"]) == ("", "")


def test_one_of_several_alike_buttons_is_told_by_its_value(slack: Slack) -> None:
    kept = inbound.press(pressed(slack, BUTTON | {"action_id": "conference.end.3", "value": "c4"}))

    assert (kept.body["action_id"], kept.body["value"]) == ("conference.end", "c4")


def test_a_press_on_a_card_in_a_thread_is_made_in_the_thread(slack: Slack) -> None:
    root = posted(slack)

    kept = inbound.press(pressed(slack, BUTTON, posted(slack, thread_ts=root.ts)))

    assert kept.body["thread"] == root.ts


def test_a_press_on_a_private_message_in_a_thread_is_too(slack: Slack) -> None:
    root = posted(slack)

    kept = inbound.press(pressed(slack, BUTTON, posted(slack, thread_ts=root.ts, only_for=ANA)))

    assert kept.body["thread"] == root.ts


def test_a_press_without_a_channel_is_placed_by_its_container() -> None:
    payload = {"container": {"type": "message", "channel_id": "C1", "thread_ts": "1.2"}}

    assert inbound.where(payload) == Place(channel_id="C1", thread_ts="1.2")


def test_two_presses_of_one_button_are_two(slack: Slack) -> None:
    message = posted(slack)

    keys = {inbound.press(pressed(slack, BUTTON, message)).key for _ in range(2)}

    assert len(keys) == 2


# Forms


def test_a_form_knows_where_it_was_asked_for(slack: Slack) -> None:
    metadata = {"channel": TEAM_CHANNEL, "thread": "1.2", "response_url": ANSWER_HERE, "conference": "c1"}

    kept = inbound.form(submitted(slack, metadata), asked={"people": [BEN]})

    assert (kept.kind, kept.key) == ("form", "form:V1")
    assert kept.body == {
        "person": ANA,
        "channel": TEAM_CHANNEL,
        "thread": "1.2",
        "response_url": ANSWER_HERE,
        "callback_id": "start.form",
        "conference": "c1",
        "people": [BEN],
    }


# Events


def mentioned(text: str, **changes: Any) -> dict[str, Any]:
    event = {"type": "app_mention", "user": ANA, "text": text, "ts": "1.5", "channel": TEAM_CHANNEL}
    authorizations = [{"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True}]
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "event_id": "Ev1",
        "event": event | changes,
        "authorizations": authorizations,
    }


@pytest.mark.parametrize(
    "text",
    [
        f"<@{BOT_USER}> start Prices",
        f"<@{BOT_USER}>  start Prices ",
        f"hey <@{BOT_USER}> start Prices",
        f"start Prices <@{BOT_USER}>",
    ],
)
def test_what_stands_behind_the_mention_is_the_command_else_what_stands_before(text: str) -> None:
    kept = inbound.mention(mentioned(text), bot_user_id=None)

    assert (kept.kind, kept.key, kept.body["text"]) == ("mention", "event:Ev1", "start Prices")


def test_people_who_are_mentioned_stay_in_it() -> None:
    kept = inbound.mention(mentioned(f"<@{BOT_USER}> start Prices <@{BEN}>"), bot_user_id=None)

    assert kept.body["text"] == f"start Prices <@{BEN}>"


def test_without_authorizations_the_workspaces_own_bot_is_meant() -> None:
    payload = mentioned("<@U7> start") | {"authorizations": None}

    assert inbound.mention(payload, bot_user_id="U7").body["text"] == "start"


def test_a_mention_in_a_thread_is_made_in_the_thread() -> None:
    kept = inbound.mention(mentioned("x", thread_ts="1.2"), bot_user_id=BOT_USER)

    assert (kept.body["channel"], kept.body["thread"], kept.body["response_url"]) == (TEAM_CHANNEL, "1.2", None)


def test_an_event_keeps_no_more_than_it_needs() -> None:
    payload = {"event_id": "Ev2", "event": {"type": "tokens_revoked", "tokens": {"bot": [BOT_USER]}, "secret": "x"}}

    kept = inbound.event(payload)

    assert kept.key == "event:Ev2"
    assert kept.body["event"] == {
        "type": "tokens_revoked",
        "user": None,
        "tokens": {"bot": [BOT_USER]},
        "channel": None,
    }


def test_of_a_person_no_more_is_kept_than_whether_and_where_they_are() -> None:
    user = {"id": BEN, "deleted": False, "tz": "Asia/Tokyo", "profile": {"email": "ben@acme.example"}}

    kept = inbound.event({"event_id": "Ev3", "event_time": 7, "event": {"type": "user_change", "user": user}})

    told = {"type": "user_change", "user": BEN, "deleted": False, "zone": "Asia/Tokyo", "tokens": None, "channel": None}
    assert kept.body == {"event": told, "at": 7}


# Back again


def test_what_was_kept_becomes_a_call(slack: Slack) -> None:
    place = slack.workspace.conversations[TEAM_CHANNEL]
    payload = payloads.slash_command(slack, ana(slack), place, "/conf", "start") | {"response_url": ANSWER_HERE}
    kept = inbound.command(payload)

    call = inbound.call_of(
        kept.body, workspace_id=TEAM, key=kept.key, received_at=NOON, repeated=True, text="Weekly sync"
    )

    assert call == Call(
        workspace_id=TEAM,
        key=kept.key,
        person_id=ANA,
        place=Place(channel_id=TEAM_CHANNEL),
        text="Weekly sync",
        asked_at=NOON,
        response_url=ANSWER_HERE,
        repeated=True,
    )
    assert call.can_answer
