"""The listeners, in a small Bolt app: each writes down what Slack asked, and answers."""

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import aiohttp
import pytest

import handlers
from bot.services.inbox import WITHIN, Inbox
from bot.store.requests import Request, RequestStore
from bot.store.vault import Vault
from bot.web.bolt import make_bolt, make_client
from bot.web.door import Answer, Door
from bot.web.meters import Meters
from handlers.counter import Counter
from playground.slack import payloads
from playground.slack.messages import Message
from playground.slack.seed import ANA, BEN, BOT_USER, CLEO, TEAM, TEAM_CHANNEL
from tests.backstage import KEY, Backstage

AT_ONCE = timedelta(seconds=0.05)
START_FORM, INVITE_FORM = "start.form", "invite.form"


@dataclass(kw_only=True)
class Front:
    """What Slack meets: a door with Bolt behind it, and the counter behind that."""

    plenum: Backstage
    door: Door
    store: RequestStore

    async def command(self, text: str) -> Answer:
        return await self.send(self.typed(text))

    def typed(self, text: str) -> dict[str, Any]:
        slack = self.plenum.slack
        place = slack.workspace.conversations[TEAM_CHANNEL]
        payload = payloads.slash_command(slack, slack.workspace.people[ANA], place, "/conf", text)
        return payload | {"response_url": self.answer_here()}

    def pressed(self, action_id: str, value: str = "", *, answered: bool = True) -> dict[str, Any]:
        slack = self.plenum.slack
        place, person = slack.workspace.conversations[TEAM_CHANNEL], slack.workspace.people[ANA]
        action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value, "action_ts": "1.2"}
        payload = payloads.message_press(slack, person, place, self.message("Card"), action)
        return payload | ({"response_url": self.answer_here()} if answered else {})

    def shortcut(self, message: Message) -> dict[str, Any]:
        slack = self.plenum.slack
        place, person = slack.workspace.conversations[TEAM_CHANNEL], slack.workspace.people[ANA]
        payload = payloads.message_shortcut(slack, person, place, message, "meet_about_this")
        return payload | {"response_url": self.answer_here()}

    def submitted(self, callback_id: str, **values: Any) -> dict[str, Any]:
        slack = self.plenum.slack
        where = {"channel": TEAM_CHANNEL, "thread": None, "response_url": self.answer_here(), "conference": "c1"}
        return payloads._interaction(slack, "view_submission", slack.workspace.people[ANA]) | {
            "view": {
                "id": "V1",
                "type": "modal",
                "callback_id": callback_id,
                "private_metadata": json.dumps(where),
                "blocks": [],
                "state": {"values": {name: {name: value} for name, value in values.items()}},
            }
        }

    def event(self, event: dict[str, Any], event_id: str = "Ev1") -> dict[str, Any]:
        bot = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True}
        whole = {"type": "event_callback", "team_id": TEAM, "api_app_id": "A", "event_id": event_id}
        return whole | {"event": event, "authorizations": [bot]}

    def mention(self, text: str, **changes: Any) -> dict[str, Any]:
        event = {"type": "app_mention", "user": ANA, "text": f"<@{BOT_USER}> {text}", "ts": "1.5"}
        return self.event(event | {"channel": TEAM_CHANNEL} | changes)

    def message(self, text: str, *, by: str = BOT_USER, thread_ts: str | None = None) -> Message:
        place = self.plenum.slack.workspace.conversations[TEAM_CHANNEL]
        return self.plenum.slack.board.write(place, by, text, thread_ts=thread_ts)

    def answer_here(self) -> str:
        slack = self.plenum.slack
        made, _ = slack.response_url(slack.workspace.people[ANA], slack.workspace.conversations[TEAM_CHANNEL])
        return made

    async def send(self, payload: dict[str, Any]) -> Answer:
        return await self.door.answer(payload, {})

    async def kept(self) -> list[Request]:
        """What was written down, in the order of its coming."""
        self.plenum.clock.advance(minutes=5)
        found = await self.store.claim_owed(self.plenum.clock(), lease=timedelta(minutes=1), limit=100, held=())
        return sorted(found, key=lambda request: request.id)

    def form(self) -> dict[str, Any]:
        """The form that was opened last."""
        return dict(self.plenum.slack.record.of("shown", "view_opened")[-1].args["view"])

    def told(self) -> list[str]:
        """What was answered through a response_url."""
        return [args["text"] for args in self.plenum.asked("response_url")]


@pytest.fixture
async def front(plenum: Backstage) -> AsyncIterator[Front]:
    async with aiohttp.ClientSession() as session:
        yield make_front(plenum, session)


@pytest.fixture
async def locked(plenum: Backstage) -> AsyncIterator[Front]:
    """While somebody else writes to the database, and does not finish."""
    async with aiohttp.ClientSession() as session, plenum.database.write():
        yield make_front(plenum, session, within=AT_ONCE)


@pytest.fixture
async def hasty_front(plenum: Backstage) -> AsyncIterator[Front]:
    """Forms must open in no time."""
    async with aiohttp.ClientSession() as session:
        yield make_front(plenum, session, form_deadline_s=0.05)


def make_front(
    plenum: Backstage, session: aiohttp.ClientSession, *, within: timedelta = WITHIN, **options: Any
) -> Front:
    store = RequestStore(plenum.database, Vault([KEY]), by="front")
    inbox = Inbox(store, plenum.clock, within=within)
    bolt = make_bolt(plenum.workspaces, client=make_client(f"{plenum.slack_url}/api/", session))
    counter = Counter(inbox=inbox, slack=plenum.door, answers=plenum.door, backends=plenum.backends.names, **options)
    handlers.register(bolt, counter)
    return Front(plenum=plenum, door=Door(bolt, meters=Meters(), tell=plenum.door.respond), store=store)


def said(answer: Answer) -> dict[str, Any]:
    """What a command is answered with."""
    return dict(json.loads(answer.body))


def text_field(value: str | None) -> dict[str, Any]:
    return {"type": "plain_text_input", "value": value}


def people_field(*people: str) -> dict[str, Any]:
    return {"type": "multi_users_select", "selected_users": list(people)}


# Commands


async def test_what_is_work_is_written_down_and_answered_without_a_word(front: Front) -> None:
    answer = await front.command("start Weekly sync")

    (kept,) = await front.kept()
    assert (answer.status, answer.body) == (HTTPStatus.OK, "")
    assert (kept.workspace_id, kept.kind, kept.body["text"]) == (TEAM, "command", "start Weekly sync")


async def test_the_same_command_sent_twice_is_kept_once(front: Front) -> None:
    payload = front.typed("start Weekly sync")

    for _ in range(2):
        await front.send(payload)

    assert len(await front.kept()) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "What would you like to do?"),
        ("help", "How to use /conf"),
        ("help start", "How to use /conf start"),
        ("weekly sync", "What shall I do with “weekly sync”?"),
        ("<!channel> sync", "A topic cannot call a whole channel"),
    ],
)
async def test_what_needs_no_work_is_answered_at_once_in_private(front: Front, typed: str, words: str) -> None:
    answer = said(await front.command(typed))

    assert answer["text"].startswith(words)
    assert answer["response_type"] == "ephemeral"
    assert await front.kept() == []


async def test_what_cannot_be_written_down_in_time_is_answered_with_try_again(locked: Front) -> None:
    answer = await locked.command("start Weekly sync")

    assert "did not reach me in time, and nothing was done" in said(answer)["text"]


# Presses


async def test_a_press_is_written_down(front: Front) -> None:
    answer = await front.send(front.pressed("conference.end", "c1"))

    (kept,) = await front.kept()
    assert (answer.status, answer.body) == (HTTPStatus.OK, "")
    assert (kept.kind, kept.body["action_id"], kept.body["value"]) == ("press", "conference.end", "c1")


async def test_a_press_on_a_button_that_nobody_knows_is_written_down_too(front: Front) -> None:
    await front.send(front.pressed("something.from.an.older.release"))

    assert [kept.body["action_id"] for kept in await front.kept()] == ["something.from.an.older.release"]


async def test_a_press_that_cannot_be_written_down_is_answered_with_try_again(locked: Front) -> None:
    answer = await locked.send(locked.pressed("conference.end"))

    assert (answer.status, answer.body) == (HTTPStatus.OK, "")
    assert ["did not reach me in time" in text for text in locked.told()] == [True]


async def test_a_press_with_no_way_to_answer_is_at_least_acknowledged(locked: Front) -> None:
    answer = await locked.send(locked.pressed("conference.end", answered=False))

    assert (answer.status, locked.told()) == (HTTPStatus.OK, [])


async def test_an_answer_that_slack_does_not_take_is_logged(locked: Front, caplog: pytest.LogCaptureFixture) -> None:
    locked.plenum.slack.faults.set("server_error", method="response_url")

    with caplog.at_level(logging.INFO):
        answer = await locked.send(locked.pressed("conference.end"))

    assert answer.status == HTTPStatus.OK
    assert "press_not_answered" in {record.__dict__.get("action") for record in caplog.records}


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
    assert [option["value"] for option in choice["element"]["options"]] == ["hq", "dial"]
    assert choice["element"]["initial_option"]["value"] == "hq"


async def test_a_back_end_that_its_maker_closed_is_marked_in_both_forms(plenum: Backstage) -> None:
    async with aiohttp.ClientSession() as session:
        front = make_front(plenum, session, closed=frozenset({"dial"}))
        for asked in (front.pressed("menu.start"), front.shortcut(front.message("Prices?", by=BEN))):
            await front.send(asked)

            options = front.form()["blocks"][-1]["element"]["options"]
            assert [option["text"]["text"] for option in options] == ["hq", "dial (closed by its maker)"]


async def test_the_shortcut_opens_the_form_with_topic_people_and_thread(front: Front) -> None:
    root = front.message("Prices again?", by=BEN)
    front.message("Yes", by=CLEO, thread_ts=root.ts)

    await front.send(front.shortcut(root))

    topic, who, _ = front.form()["blocks"]
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

    assert said(answer) == {"response_action": "errors", "errors": errors}
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

    assert "did not reach me in time" in said(answer)["errors"][field]


# Events


async def test_a_mention_is_written_down(front: Front) -> None:
    answer = await front.send(front.mention("start Prices"))

    (kept,) = await front.kept()
    assert answer.status == HTTPStatus.OK
    assert (kept.kind, kept.body["text"]) == ("mention", "start Prices")


async def test_a_mention_sent_twice_is_kept_once(front: Front) -> None:
    for _ in range(2):
        await front.send(front.mention("start Prices"))

    assert len(await front.kept()) == 1


async def test_a_mention_by_another_app_is_not_heard(front: Front) -> None:
    answer = await front.send(front.mention("start Prices", bot_id="B0OTHER"))

    assert answer.status == HTTPStatus.OK
    assert await front.kept() == []


async def test_an_event_that_cannot_be_written_down_is_refused_so_that_it_comes_again(locked: Front) -> None:
    answer = await locked.send(locked.mention("start Prices"))

    assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE


@pytest.mark.parametrize(
    "event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}}]
)
async def test_being_removed_is_written_down(front: Front, event: dict[str, Any]) -> None:
    await front.send(front.event(event))

    (kept,) = await front.kept()
    assert (kept.kind, kept.workspace_id, kept.body["event"]["type"]) == ("event", TEAM, event["type"])


async def test_being_removed_is_heard_though_the_token_is_gone_already(front: Front) -> None:
    await front.plenum.workspaces.remove(TEAM, front.plenum.clock())

    await front.send(front.event({"type": "app_uninstalled"}))

    assert [kept.kind for kept in await front.kept()] == ["event"]
