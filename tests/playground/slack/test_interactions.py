"""What people do reaches the app, and what the app answers reaches people."""

import asyncio
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import Clock, SignatureVerifier
from starlette.responses import Response

from playground.slack import seed
from tests.conftest import FrozenClock
from tests.playground.slack.conftest import BUTTONS, Told, Workplace


class _EmulatorsClock(Clock):
    def __init__(self, clock: FrozenClock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock().timestamp()


async def command(place: Workplace, text: str, *, channel: str = seed.TEAM_CHANNEL, **more: Any) -> dict[str, Any]:
    return await place.does("say", as_=more.pop("as_", seed.ANA), channel=channel, text=text, **more)


async def test_a_command_reaches_the_app_signed(place: Workplace, clock: FrozenClock) -> None:
    answer = await command(place, "/conf start Weekly sync")

    told = place.app.told[0]
    verifier = SignatureVerifier(place.slack.config.signing_secret, clock=_EmulatorsClock(clock))
    assert answer == {"ok": True}
    assert (told.payload["command"], told.payload["text"]) == ("/conf", "start Weekly sync")
    assert verifier.is_valid_request(told.body.decode(), told.headers)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("start @ben", f"start <@{seed.BEN}|ben>"),
        ("start @Ben.", f"start <@{seed.BEN}|ben>."),
        ("list in #team", f"list in <#{seed.TEAM_CHANNEL}|team>"),
        ("invite @design", f"invite <!subteam^{seed.DESIGN}|@design>"),
        ("invite guest@example.org", "invite <mailto:guest@example.org|guest@example.org>"),
        ("start @channel", "start <!channel>"),
        ("start <!channel>", "start &lt;!channel&gt;"),
        ("start R&D @nobody #nowhere", "start R&amp;D @nobody #nowhere"),
        ("start https://example.org/a?b=1&c, now", "start <https://example.org/a?b=1&amp;c>, now"),
        (f"start <@{seed.BEN}>", f"start <@{seed.BEN}>"),
    ],
)
async def test_what_is_typed_arrives_escaped(place: Workplace, typed: str, sent: str) -> None:
    await command(place, f"/conf {typed}")

    assert place.app.told[0].payload["text"] == sent


@pytest.mark.parametrize(
    ("channel", "name"),
    [(seed.TEAM_CHANNEL, "team"), (seed.OPS, "privategroup"), (seed.ANA_BEN, "directmessage")],
)
async def test_a_command_works_everywhere_and_says_where(place: Workplace, channel: str, name: str) -> None:
    await command(place, "/conf", channel=channel)

    assert (place.app.told[0].payload["channel_id"], place.app.told[0].payload["channel_name"]) == (channel, name)


async def test_the_answer_to_a_command_is_seen_by_its_caller_alone(place: Workplace) -> None:
    place.app.answers({"text": "Only you"})

    await command(place, "/conf")

    assert await place.texts(seed.ANA, seed.TEAM_CHANNEL) == ["Only you"]
    assert await place.texts(seed.BEN, seed.TEAM_CHANNEL) == []


async def test_a_public_answer_stands_where_the_app_is_no_member(place: Workplace) -> None:
    place.app.answers({"text": "For all", "response_type": "in_channel", "blocks": BUTTONS})

    await command(place, "/conf", channel=seed.ANA_BEN)

    assert await place.texts(seed.BEN, seed.ANA_BEN) == ["For all"]


async def test_a_plain_text_answer_is_ephemeral(place: Workplace) -> None:
    place.app.answers("Just words")

    await command(place, "/conf")

    assert await place.texts(seed.ANA, seed.TEAM_CHANNEL) == ["Just words"]


@pytest.mark.parametrize(
    ("line", "more", "error"),
    [
        ("/nope", {}, "unknown_command"),
        ("/conf", {"as_": seed.EVE, "channel": seed.PARTNERS}, "unknown_command"),
        ("/conf", {"as_": seed.DAN}, "account_inactive"),
        ("/conf", {"as_": seed.BOT_USER}, "user_is_bot"),
        ("/conf", {"as_": "U0NOBODY01"}, "user_not_found"),
        ("/conf", {"channel": seed.OLD}, "is_archived"),
        ("/conf", {"as_": seed.BEN, "channel": seed.SECRET}, "channel_not_found"),
        ("/conf", {"thread_ts": "1.000001"}, "commands_not_in_threads"),
        ("  ", {}, "no_text"),
    ],
)
async def test_what_cannot_be_said_is_refused(place: Workplace, line: str, more: dict[str, Any], error: str) -> None:
    answer = await command(place, line, **more)

    assert answer["error"] == error
    assert place.app.told == []


async def test_silence_becomes_a_time_out(place: Workplace) -> None:
    heard = asyncio.Event()

    async def silent(told: Told) -> Response:
        await heard.wait()
        return Response()

    place.app.answer = silent

    answer = await command(place, "/conf")
    heard.set()

    assert answer["error"] == "operation_timeout"
    assert answer["text"] == '/conf failed with the error "operation_timeout"'


@pytest.mark.parametrize("status", [404, 500])
async def test_a_refusal_becomes_a_failed_dispatch(place: Workplace, status: int) -> None:
    place.app.answers("broken", status)

    answer = await command(place, "/conf")

    assert answer["error"] == "dispatch_failed"


async def test_an_app_that_is_down_is_a_failed_dispatch(place: Workplace) -> None:
    place.slack.delivery.request_url = None

    answer = await command(place, "/conf")

    assert answer["error"] == "dispatch_failed"


async def respond(place: Workplace, url: str, **body: Any) -> tuple[int, str]:
    answer = await place.http.post(url, json=body)
    return answer.status_code, answer.text


async def test_a_response_url_works_five_times(place: Workplace) -> None:
    await command(place, "/conf")
    url = place.app.told[0].payload["response_url"]

    used = [(await respond(place, url, text=f"{number}"))[0] for number in range(6)]
    spent = await respond(place, url, text="again")

    assert used == [200, 200, 200, 200, 200, 404]
    assert "used_url" in spent[1]
    assert await place.texts(seed.ANA, seed.TEAM_CHANNEL) == ["0", "1", "2", "3", "4"]


async def test_a_response_url_expires_after_half_an_hour(place: Workplace, clock: FrozenClock) -> None:
    await command(place, "/conf")
    url = place.app.told[0].payload["response_url"]

    clock.advance(minutes=31)

    status, text = await respond(place, url, text="late")
    assert status == 404
    assert "expired_url" in text


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "no_text"),
        ({"text": "x", "colour": "red"}, "invalid_arguments"),
        ({"text": "x", "response_type": "loud"}, "invalid_arguments"),
        ({"text": "x", "blocks": [{"type": "section"}]}, "invalid_blocks"),
        ({"delete_original": True}, "no_original_message"),
    ],
)
async def test_a_response_url_is_as_strict_as_a_post(place: Workplace, body: dict[str, Any], error: str) -> None:
    await command(place, "/conf")

    status, text = await respond(place, place.app.told[0].payload["response_url"], **body)

    assert status == 400
    assert error in text


async def test_a_made_up_response_url_is_refused(place: Workplace) -> None:
    status, text = await respond(place, f"{place.url}/respond/nothing", text="x")

    assert (status, "invalid_url" in text) == (404, True)


async def test_a_public_answer_may_go_into_a_thread(place: Workplace) -> None:
    root = await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text="Root")
    await command(place, "/conf")
    url = place.app.told[0].payload["response_url"]

    await respond(place, url, text="Answer", response_type="in_channel", thread_ts=root["ts"])

    assert await place.texts(seed.BEN, seed.TEAM_CHANNEL, thread_ts=root["ts"]) == ["Root", "Answer"]


async def press(place: Workplace, message_ts: str, **more: Any) -> dict[str, Any]:
    used = {"as_": seed.BEN, "channel": seed.TEAM_CHANNEL, "block_id": "row", "action_id": "go"} | more
    return await place.does("press", message_ts=message_ts, **used)


async def test_a_press_tells_the_app_what_was_pressed_and_where(place: Workplace) -> None:
    posted = await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text="Card", blocks=BUTTONS)

    answer = await press(place, posted["ts"])

    told = place.app.told[0].payload
    assert answer == {"ok": True}
    assert (told["user"]["id"], told["channel"]["id"]) == (seed.BEN, seed.TEAM_CHANNEL)
    assert told["message"]["ts"] == told["container"]["message_ts"] == posted["ts"]
    assert [(one["action_id"], one["value"]) for one in told["actions"]] == [("go", "42")]


async def test_a_press_on_what_is_not_there_is_refused(place: Workplace) -> None:
    posted = await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text="Card", blocks=BUTTONS)

    assert (await press(place, posted["ts"], action_id="nope"))["error"] == "no_such_element"
    assert (await press(place, "1.000001"))["error"] == "message_not_found"


async def test_the_message_that_was_pressed_can_be_replaced_and_deleted(place: Workplace) -> None:
    posted = await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text="Card", blocks=BUTTONS)
    await press(place, posted["ts"])
    url = place.app.told[0].payload["response_url"]

    await respond(place, url, text="Changed", replace_original=True)
    changed = await place.texts(seed.BEN, seed.TEAM_CHANNEL)
    await respond(place, url, delete_original=True)

    assert changed == ["Changed"]
    assert await place.texts(seed.BEN, seed.TEAM_CHANNEL) == []


async def test_an_ephemeral_message_that_was_pressed_stays_for_one(place: Workplace) -> None:
    sent = await place.web.chat_postEphemeral(channel=seed.TEAM_CHANNEL, user=seed.BEN, text="Ask", blocks=BUTTONS)
    await press(place, sent["message_ts"])
    told = place.app.told[0].payload

    await respond(place, told["response_url"], text="Told", replace_original=True, response_type="in_channel")

    assert told["container"]["is_ephemeral"]
    assert "message" not in told
    assert await place.texts(seed.BEN, seed.TEAM_CHANNEL) == ["Told"]
    assert await place.texts(seed.ANA, seed.TEAM_CHANNEL) == []


async def test_an_answer_in_the_acknowledgement_of_a_press_is_not_shown(place: Workplace) -> None:
    posted = await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text="Card", blocks=BUTTONS)
    place.app.answers({"text": "Nobody reads this"})

    answer = await press(place, posted["ts"])

    assert answer == {"ok": True}
    assert await place.texts(seed.BEN, seed.TEAM_CHANNEL) == ["Card"]


async def test_a_press_that_is_not_acknowledged_fails(place: Workplace) -> None:
    posted = await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text="Card", blocks=BUTTONS)
    place.app.answers("", 500)

    answer = await press(place, posted["ts"])

    assert answer["error"] == "dispatch_failed"


async def test_an_outsider_may_press(place: Workplace) -> None:
    await place.web.conversations_join(channel=seed.PARTNERS)
    posted = await place.web.chat_postMessage(channel=seed.PARTNERS, text="Card", blocks=BUTTONS)

    await press(place, posted["ts"], as_=seed.EVE, channel=seed.PARTNERS)

    assert place.app.of("block_actions")[0]["user"]["team_id"] == seed.PARTNER_TEAM


_OPTIONS = [{"text": {"type": "plain_text", "text": name}, "value": name} for name in ("a", "b")]
_MENUS: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    (
        {"type": "static_select", "options": _OPTIONS},
        {"selected_option": {"value": "b"}},
        {"selected_option": _OPTIONS[1]},
    ),
    ({"type": "overflow", "options": _OPTIONS}, {"selected_option": {"value": "a"}}, {"selected_option": _OPTIONS[0]}),
    ({"type": "users_select"}, {"selected_user": seed.BEN}, {"selected_user": seed.BEN}),
    (
        {"type": "checkboxes", "options": _OPTIONS},
        {"selected_options": [{"value": "a"}]},
        {"selected_options": [_OPTIONS[0]]},
    ),
    ({"type": "datepicker"}, {"selected_date": "2026-12-01"}, {"selected_date": "2026-12-01"}),
]


@pytest.mark.parametrize(("menu", "given", "sent"), _MENUS, ids=[menu["type"] for menu, _, _ in _MENUS])
async def test_a_menu_sends_what_was_chosen(
    place: Workplace, menu: dict[str, Any], given: dict[str, Any], sent: dict[str, Any]
) -> None:
    blocks = [{"type": "actions", "block_id": "row", "elements": [menu | {"action_id": "go"}]}]
    posted = await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text="Menu", blocks=blocks)

    await press(place, posted["ts"], element={"type": menu["type"]} | given)

    told = place.app.told[0].payload
    assert sent.items() <= told["actions"][0].items()


async def test_what_is_not_offered_cannot_be_chosen(place: Workplace) -> None:
    menu = {"type": "static_select", "options": _OPTIONS, "action_id": "go"}
    blocks = [{"type": "actions", "block_id": "row", "elements": [menu]}]
    posted = await place.web.chat_postMessage(channel=seed.TEAM_CHANNEL, text="Menu", blocks=blocks)

    answer = await press(place, posted["ts"], element={"selected_option": {"value": "z"}})

    assert answer["error"] == "no_such_option"


async def test_a_message_shortcut_carries_the_message(place: Workplace) -> None:
    said = await command(place, "Shall we meet?", as_=seed.BEN)

    await place.does(
        "shortcut", as_=seed.ANA, callback_id="meet_about_this", channel=seed.TEAM_CHANNEL, message_ts=said["ts"]
    )

    told = place.app.of("message_action")[0]
    assert (told["message"]["text"], told["message"]["user"]) == ("Shall we meet?", seed.BEN)
    assert (await respond(place, told["response_url"], text="Yes"))[0] == 200


async def test_a_global_shortcut_has_no_response_url(place: Workplace) -> None:
    await place.does("shortcut", as_=seed.ANA, callback_id="start_now")

    assert "response_url" not in place.app.of("shortcut")[0]


@pytest.mark.parametrize(("who", "callback_id"), [(seed.ANA, "nope"), (seed.EVE, "start_now")])
async def test_a_shortcut_that_is_not_offered_is_refused(place: Workplace, who: str, callback_id: str) -> None:
    answer = await place.does("shortcut", as_=who, callback_id=callback_id)

    assert answer["error"] == "unknown_shortcut"


async def test_a_person_invites_the_app_by_slacks_own_command(place: Workplace) -> None:
    await command(place, "/invite @Plenum", channel=seed.SECRET)

    assert (await place.web.conversations_info(channel=seed.SECRET))["channel"]["is_member"]


async def test_a_removed_app_has_no_commands(place: Workplace) -> None:
    place.slack.uninstall()

    assert (await command(place, "/conf"))["error"] == "unknown_command"
    assert (await place.sees("state", as_=seed.ANA))["commands"] == []


async def test_a_lost_acknowledgement_brings_an_interaction_twice(place: Workplace) -> None:
    await place.does("faults", lost_ack={"times": 1})

    await command(place, "/conf start")

    assert place.app.told[0].body == place.app.told[1].body


async def test_a_trigger_opens_one_form_within_three_seconds(place: Workplace, clock: FrozenClock) -> None:
    form = {"type": "modal", "title": {"type": "plain_text", "text": "F"}, "blocks": [{"type": "divider"}]}
    await command(place, "/conf")
    await command(place, "/conf")
    used, late = (told.payload["trigger_id"] for told in place.app.told)

    await place.web.views_open(trigger_id=used, view=form)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        await place.web.views_open(trigger_id=used, view=form)
    clock.advance(seconds=4)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        await place.web.views_open(trigger_id=late, view=form)
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        await place.web.views_open(trigger_id="1.2.3", view=form)


async def test_a_command_whose_channel_was_archived_meanwhile_gets_no_answer_there(place: Workplace) -> None:
    await command(place, "/conf", channel=seed.OPS)
    await place.does("workspace", do="archive", channel=seed.OPS)

    status, text = await respond(place, place.app.told[0].payload["response_url"], text="x")

    assert (status, "is_archived" in text) == (400, True)


@pytest.mark.parametrize("body", [b"{", b"[]"])
async def test_a_response_url_takes_json_objects_only(place: Workplace, body: bytes) -> None:
    await command(place, "/conf")

    answer = await place.http.post(place.app.told[0].payload["response_url"], content=body)

    assert answer.status_code == 400


async def test_a_message_for_one_person_has_no_shortcuts(place: Workplace) -> None:
    sent = await place.web.chat_postEphemeral(channel=seed.OPS, user=seed.ANA, text="For Ana")

    answer = await place.does(
        "shortcut", as_=seed.ANA, callback_id="meet_about_this", channel=seed.OPS, message_ts=sent["message_ts"]
    )

    assert answer["error"] == "message_not_found"


@pytest.mark.parametrize(
    ("channel", "line", "error"),
    [
        (seed.ANA_BEN, "/invite @Plenum", "method_not_supported_for_channel_type"),
        (seed.OPS, "/invite @nobody", "user_not_found"),
    ],
)
async def test_not_everybody_can_be_invited_everywhere(place: Workplace, channel: str, line: str, error: str) -> None:
    assert (await command(place, line, channel=channel))["error"] == error


async def test_a_mention_where_the_app_is_not_is_explained(place: Workplace) -> None:
    with place.slack.feed.follow(seed.ANA) as told:
        await command(place, "@Plenum start", channel=seed.GENERAL)

        seen = [told.get_nowait() for _ in range(told.qsize())]

    assert {"type": "toast", "text": "Plenum is not in this conversation. Type /invite @plenum to add it."} in seen
