"""What the emulator sends and answers has no key that Slack does not send, at any depth."""

import json
from pathlib import Path
from typing import Any

import pytest

from playground.slack import seed
from tests.playground.slack.conftest import BUTTONS, FORM, Workplace

SHAPES = Path(__file__).parent / "payload-shapes"

OPEN = {"blocks", "values", "state", "event_payload", "metadata", "confirm", "placeholder"}
"""What the app filled in itself, and maps whose keys are ids."""

UNLISTED = {"auth.revoke": ["revoked"]}
"""Keys that the example answers of slackapi/slack-api-specs (web-api, bc08db49) have and the skeletons lack."""

LIKE = {
    "channel_left": "channel_deleted",
    "group_archive": "channel_archive",
    "group_deleted": "channel_deleted",
    "group_left": "channel_deleted",
}
"""Events without a skeleton, and those that have the same keys: ChannelLeftEvent, GroupArchiveEvent, GroupDeletedEvent
and GroupLeftEvent of @slack/types."""


def invented(sent: Any, shape: Any, path: str = "") -> list[str]:
    """The keys of `sent` that `shape` does not have."""
    if isinstance(sent, list):
        inner = shape[0] if isinstance(shape, list) and shape else None
        return [key for one in sent for key in (invented(one, inner, path) if inner is not None else [])]
    if not isinstance(sent, dict) or not isinstance(shape, dict):
        return []
    found: list[str] = []
    for key, value in sent.items():
        if key in OPEN:
            continue
        here = f"{path}.{key}" if path else key
        found += invented(value, shape[key], here) if key in shape else [here]
    return found


def shape(name: str) -> Any:
    return json.loads((SHAPES / f"{name}.json").read_text())


async def test_the_slash_command(place: Workplace) -> None:
    await place.does("say", as_=seed.ANA, channel=seed.OPS, text="/conf start")

    assert invented(place.app.told[0].payload, shape("app-backend/SlashCommandPayload")) == []


async def test_a_press_in_a_message(place: Workplace) -> None:
    root = await place.web.chat_postMessage(channel=seed.OPS, text="Root")
    posted = await place.web.chat_postMessage(channel=seed.OPS, text="Card", blocks=BUTTONS, thread_ts=root["ts"])
    await place.web.chat_update(channel=seed.OPS, ts=posted["ts"], text="Changed")

    await place.does("press", as_=seed.ANA, channel=seed.OPS, message_ts=posted["ts"], block_id="row", action_id="go")

    assert invented(place.app.told[0].payload, shape("app-backend/BlockActionPayload")) == []


async def test_everything_about_a_form(place: Workplace) -> None:
    for end in ("submit", "close"):
        await place.does("say", as_=seed.ANA, channel=seed.OPS, text="/conf")
        trigger_id = place.app.told[-1].payload["trigger_id"]
        view = (await place.web.views_open(trigger_id=trigger_id, view=FORM))["view"]
        await place.does("press", as_=seed.ANA, view_id=view["id"], block_id="who", action_id="chosen", element={})
        typed = {"topic": {"typed": {"type": "plain_text_input", "value": "Sync"}}}
        await place.does(end, as_=seed.ANA, view_id=view["id"], state={"values": typed})

    pressed = invented(place.app.of("block_actions")[0], shape("app-backend/BlockActionPayload"))
    assert pressed == ["actions.selected_users"]  # the skeleton has `selected_user` only
    assert invented(place.app.of("view_submission")[0], shape("app-backend/ViewSubmissionPayload")) == []
    assert invented(place.app.of("view_closed")[0], shape("app-backend/ViewClosedPayload")) == []


async def test_the_message_shortcut(place: Workplace) -> None:
    said = await place.does("say", as_=seed.BEN, channel=seed.OPS, text="Shall we?")

    await place.does("shortcut", as_=seed.ANA, callback_id="meet_about_this", channel=seed.OPS, message_ts=said["ts"])

    assert invented(place.app.told[0].payload, shape("app-backend/MessageShortcutPayload")) == []


async def test_every_event(place: Workplace) -> None:
    await place.does("say", as_=seed.BEN, channel=seed.TEAM_CHANNEL, text="@Plenum start")
    await place.web.views_publish(user_id=seed.ANA, view={"type": "home", "blocks": BUTTONS})
    await place.sees("home", as_=seed.ANA)
    await place.does("workspace", do="person", person=seed.BEN, changes={"tz": "Asia/Tokyo"})
    await place.does("workspace", do="enter", channel=seed.SECRET)
    await place.does("workspace", do="leave", channel=seed.SECRET, as_=seed.ANA)
    await place.does("workspace", do="leave", channel=seed.TEAM_CHANNEL, as_=seed.ANA)
    for channel in (seed.TEAM_CHANNEL, seed.OPS):
        await place.does("workspace", do="archive", channel=channel, as_=seed.ANA)
        await place.does("workspace", do="delete", channel=channel, as_=seed.ANA)
    await place.does("workspace", do="uninstall")
    await place.slack.events.settled()

    told = {one["event"]["type"]: one for one in place.app.of("event_callback")}
    assert set(told) == place.slack.manifest.events - {"message.channels"} | {"message"}
    for kind, one in told.items():
        name = "".join(word.title() for word in LIKE.get(kind, kind).split("_"))
        assert invented(one, shape(f"events/{name}Payload")) == [], kind


ANSWERS: list[tuple[str, dict[str, Any]]] = [
    ("auth.test", {}),
    ("bots.info", {"bot": seed.BOT}),
    ("calls.add", {"external_unique_id": "2", "join_url": "https://x.example", "created_by": seed.ANA}),
    ("calls.info", {}),
    ("calls.update", {"title": "Sync"}),
    ("calls.participants.add", {"users": [{"slack_id": seed.ANA}]}),
    ("calls.participants.remove", {"users": [{"slack_id": seed.ANA}]}),
    ("calls.end", {"duration": 60}),
    ("chat.delete", {"channel": seed.OPS}),
    ("chat.getPermalink", {"channel": seed.OPS}),
    ("chat.postEphemeral", {"channel": seed.OPS, "user": seed.ANA, "text": "x"}),
    ("conversations.info", {"channel": seed.OPS}),
    ("conversations.members", {"channel": seed.OPS}),
    ("team.info", {}),
    ("usergroups.list", {"include_users": True, "include_count": True}),
    ("usergroups.users.list", {"usergroup": seed.DESIGN}),
    ("users.info", {"user": seed.ANA, "include_locale": True}),
    ("users.lookupByEmail", {"email": "ana@acme.example"}),
    ("auth.revoke", {}),
]


@pytest.mark.parametrize(("method", "args"), ANSWERS, ids=[method for method, _ in ANSWERS])
async def test_the_answer(place: Workplace, method: str, args: dict[str, Any]) -> None:
    posted = await place.web.chat_postMessage(channel=seed.OPS, text="x")
    call = await place.web.calls_add(external_unique_id="1", join_url="https://x.example", created_by=seed.ANA)
    needed = {"chat.delete": {"ts": posted["ts"]}, "chat.getPermalink": {"message_ts": posted["ts"]}}
    known = {"id": call["call"]["id"]} if method.startswith("calls.") and method != "calls.add" else {}

    answer = await place.web.api_call(method, json=args | known | needed.get(method, {}))

    assert invented(answer.data, shape(f"api/{method}")) == UNLISTED.get(method, [])
