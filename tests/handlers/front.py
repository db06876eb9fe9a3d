"""What Slack meets, for tests: a door with Bolt behind it, and the counter behind that."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp

import handlers
from bot.services.inbox import WITHIN, Inbox
from bot.store.requests import Request, RequestStore
from bot.store.vault import Vault
from bot.web.aside import Aside
from bot.web.bolt import make_bolt, make_client
from bot.web.door import Answer, Door
from bot.web.meters import Meters
from handlers.counter import Counter
from playground.slack import payloads
from playground.slack.blocks import elements
from playground.slack.elements import action, entry
from playground.slack.messages import Message
from playground.slack.seed import ANA, BOT_USER, TEAM, TEAM_CHANNEL
from playground.slack.views import View
from tests.backstage import KEY, Backstage

AT_ONCE = timedelta(seconds=0.05)
START_FORM, INVITE_FORM = "start.form", "invite.form"


@dataclass(kw_only=True)
class Front:
    """What Slack meets: a door with Bolt behind it, and the counter behind that."""

    plenum: Backstage
    door: Door
    aside: Aside
    store: RequestStore

    async def command(self, text: str) -> Answer:
        return await self.send(self.typed(text))

    def typed(self, text: str, *, by: str = ANA, channel: str = TEAM_CHANNEL) -> dict[str, Any]:
        slack = self.plenum.slack
        place = slack.workspace.conversations[channel]
        payload = payloads.slash_command(slack, slack.workspace.people[by], place, "/conf", text)
        return payload | {"response_url": self.answer_here()}

    def pressed(self, action_id: str, value: str = "", *, answered: bool = True, by: str = ANA) -> dict[str, Any]:
        slack = self.plenum.slack
        place, person = slack.workspace.conversations[TEAM_CHANNEL], slack.workspace.people[by]
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
        """Slack's request, until it was answered and whoever is told beside the answer was told."""
        answer = await self.door.answer(payload, {})
        await self.aside.close()
        return answer

    async def kept(self) -> list[Request]:
        """What was written down, in the order of its coming."""
        self.plenum.clock.advance(minutes=5)
        found = await self.store.claim_owed(self.plenum.clock(), lease=timedelta(minutes=1), limit=100, held=())
        return sorted(found, key=lambda request: request.id)

    async def works(self) -> None:
        """What was written down is carried out."""
        soon = self.plenum.clock() + timedelta(minutes=5)
        for request in await self.store.claim_owed(soon, lease=timedelta(minutes=1), limit=100, held=()):
            await self.plenum.work(request)
            await self.store.done([request.id], now=soon)

    async def opens(self, payload: dict[str, Any], *, by: str = ANA) -> View:
        """The form that stands on somebody's screen once all is done."""
        await self.send(payload)
        await self.works()
        return self.screen(by)

    def screen(self, person: str = ANA) -> View:
        """The form that somebody looks at."""
        return self.plenum.slack.views.stack(person)[-1]

    async def uses(self, action_id: str, *, value: str = "", by: str = ANA) -> View:
        """A button, or a choice from a list, in the form that they look at."""
        slack, view = self.plenum.slack, self.screen(by)
        block, element = next(
            (block, element)
            for block in view.blocks
            for element in elements(block)
            if element["action_id"] == action_id and element.get("value", value) == value
        )
        given = {} if element["type"] == "button" else {"selected_option": {"value": value}}
        used = action(block, element, given, at=slack.stamps.ts())
        if (held := entry(element, given)) is not None:
            view.enter({block["block_id"]: {action_id: held}})
        await self.send(payloads.view_press(slack, slack.workspace.people[by], view, used))
        await self.works()
        return self.screen(by)

    async def submits(self, **values: dict[str, Any]) -> Answer:
        """The form that Ana looks at, with these values in it; the rest as it stands."""
        slack, view = self.plenum.slack, self.screen()
        view.enter({name: {name: value} for name, value in values.items()})
        return await self.send(payloads.view_submission(slack, slack.workspace.people[ANA], view))

    def form(self) -> dict[str, Any]:
        """The form that was opened last."""
        return dict(self.plenum.slack.record.of("shown", "view_opened")[-1].args["view"])

    def told(self) -> list[str]:
        """What was answered through a response_url."""
        return [args["text"] for args in self.plenum.asked("response_url")]


def make_front(
    plenum: Backstage, session: aiohttp.ClientSession, *, within: timedelta = WITHIN, **options: Any
) -> Front:
    store = RequestStore(plenum.database, Vault([KEY]), by="front")
    inbox = Inbox(store, plenum.clock, within=within)
    bolt = make_bolt(plenum.workspaces, client=make_client(f"{plenum.slack_url}/api/", session))
    aside = Aside(plenum.door.respond)
    usual: dict[str, Any] = {"backends": plenum.backends.names, "clock": plenum.clock}
    usual["abilities"] = plenum.backends.abilities
    counter = Counter(inbox=inbox, slack=plenum.door, aside=aside, **(usual | options))
    handlers.register(bolt, counter)
    return Front(plenum=plenum, door=Door(bolt, meters=Meters(), aside=aside), aside=aside, store=store)


def told(answer: Answer) -> dict[str, Any]:
    """What a command is answered with."""
    return dict(json.loads(answer.body))


def text_field(value: str | None) -> dict[str, Any]:
    return {"type": "plain_text_input", "value": value}


def people_field(*people: str) -> dict[str, Any]:
    return {"type": "multi_users_select", "selected_users": list(people)}
