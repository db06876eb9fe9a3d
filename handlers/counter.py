"""The listeners: each writes down what Slack asked and answers. Nothing here waits for a back end, nothing escapes."""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Protocol

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.blocks import conference as shown
from bot.blocks import forms, menu, problem
from bot.clock import Clock
from bot.errors import NotKept, SlackError
from bot.model import Ability, Feature, Message
from bot.services.inbox import Inbox
from bot.services.people import Slack
from handlers import inbound
from handlers.commands import always_same, at_once, form_for
from handlers.forms import FORMS, opened_by, option_fields
from handlers.forms.form import Form, entered
from handlers.forms.topic import read_topic
from handlers.inbound import Kept, Payload
from handlers.shortcuts import topic_and_people

log = logging.getLogger(__name__)

FORM_DEADLINE_S = 2.0
"""A trigger lives for three seconds."""
LOADING_DEADLINE_S = 1.5
"""Where a form must be written down, too, before Slack is answered."""


class Aside(Protocol):
    """Posts to a response_url, after Slack was answered."""

    def later(self, response_url: str, words: dict[str, Any]) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """What stands between Slack and the work. `backends` are names, the default first, some of them `closed` by their
    makers; `abilities` says by name what each can do. A form that has not opened after `form_deadline_s` never will."""

    inbox: Inbox
    slack: Slack
    aside: Aside
    backends: tuple[str, ...]
    closed: frozenset[str] = frozenset()
    abilities: Mapping[str, Ability] = field(default_factory=dict)
    clock: Clock
    form_deadline_s: float = FORM_DEADLINE_S

    async def command(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> BoltResponse | None:
        kept = inbound.command(body)
        ready = _ready(kept.body["text"])
        if ready is not None:
            return ready
        message = at_once(kept.body["text"], key=kept.key)
        if message is None and (wanted := form_for(kept.body["text"], now=self.clock())):
            typed = replace(kept, body=kept.body | {"text": wanted[1]})
            message = await self._open_and_fill(body, FORMS[wanted[0]], typed, context, late=forms.TOO_LATE_TYPED)
        elif message is None:
            message = await self._keep(kept, context)
        await ack(**(_private(message) if message else {}))
        return None

    async def press(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        refused = await self._pressed(body, context)
        await ack()
        if refused is not None:
            self._say(body, refused)

    async def _pressed(self, body: Payload, context: AsyncBoltContext) -> Message | None:
        view = body.get("view") or {}
        if view.get("type") == "modal" and (form := FORMS.get(view["callback_id"])):
            return await self._keep(inbound.used(body, form=form.name), context)
        kept = inbound.press(body)
        action_id = kept.body["action_id"]
        if action_id in (menu.START_FORM, shown.INVITE):
            return await self._open(body, self._form_for(kept), context)
        if form := opened_by(action_id):
            return await self._open_and_fill(body, form, kept, context, late=forms.TOO_LATE)
        return await self._keep(kept, context)

    async def shortcut(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        """Meet about this: topic and people from the message, the card in its thread."""
        message = body.get("message") or {}
        topic, people = topic_and_people(message, asker=body["user"]["id"], bot=context.bot_user_id)
        where = {
            "channel": body["channel"]["id"],
            "thread": message.get("thread_ts") or message.get("ts"),
            "response_url": body.get("response_url"),
        }
        refused = await self._open(body, self._start_form(where, topic=topic, people=people), context)
        await ack()
        if refused is not None:
            self._say(body, refused)

    async def form(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        asked, errors = self._read(body["view"])
        errors |= self._cannot(asked)
        if not errors:
            refused = await self._keep(inbound.form(body, asked=asked), context)
            errors = {_first_field(body["view"]): refused.text} if refused else {}
        if errors:
            await ack(response_action="errors", errors=errors)
        else:
            await ack()

    async def mention(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        if "bot_id" not in body["event"]:
            await self._must_keep(inbound.mention(body, bot_user_id=context.bot_user_id), context)
        await ack()

    async def event(self, ack: AsyncAck, body: Payload) -> None:
        """Something about the workspace itself. Bolt looks no workspace up for these, as it may be gone already."""
        kept = inbound.event(body)
        await self.inbox.keep(kept.kind, body.get("team_id") or body["enterprise_id"], kept.key, kept.body)
        await ack()

    async def change(self, ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        """Something about a channel or a person."""
        await self._must_keep(inbound.event(body), context)
        await ack()

    async def _must_keep(self, kept: Kept, context: AsyncBoltContext) -> None:
        """An event that could not be written down is refused, so that Slack sends it again."""
        await self.inbox.keep(kept.kind, context["workspace"].id, kept.key, kept.body)

    async def _keep(self, kept: Kept, context: AsyncBoltContext) -> Message | None:
        """Write it down; what to say when that cannot be done in time."""
        try:
            await self._must_keep(kept, context)
        except NotKept:
            log.warning("not kept in time", extra={"action": "request_not_kept", "kind": kept.kind})
            return Message(text=problem.TRY_AGAIN)
        return None

    def _form_for(self, kept: Kept) -> dict[str, Any]:
        body = kept.body
        where = {"channel": body["channel"], "thread": body["thread"], "response_url": body["response_url"]}
        if body["action_id"] == shown.INVITE:
            return forms.invite(metadata=json.dumps(where | {"conference": body["value"]}))
        return self._start_form(where)

    def _start_form(self, where: dict[str, Any], *, topic: str = "", people: Sequence[str] = ()) -> dict[str, Any]:
        return forms.start(
            topic=topic,
            people=people,
            backends=self.backends,
            closed=self.closed,
            recorders=self._recorders,
            metadata=json.dumps(where),
        )

    def _cannot(self, asked: dict[str, Any]) -> dict[str, str]:
        """What the chosen back end cannot do, beside its field; which one is the usual of several, the work knows."""
        backend = asked.get("backend") or (self.backends[0] if len(self.backends) == 1 else None)
        ability = self.abilities.get(backend) if backend else None
        if ability is None or backend is None:
            return {}
        wrong = option_fields.mistakes(asked.get("options"), ability, backend=backend)
        if asked.get("record") and backend not in self._recorders:
            wrong[forms.RECORD] = forms.CANNOT_RECORD.format(backend=backend)
        return wrong

    @property
    def _recorders(self) -> frozenset[str]:
        """Those that can record from the start."""
        return frozenset(name for name, one in self.abilities.items() if Feature.RECORD_FROM_START in one.features)

    def _read(self, view: Payload) -> tuple[dict[str, Any], dict[str, str]]:
        form = FORMS.get(view["callback_id"])
        return form.read(view, self.clock()) if form else filled_in(view)

    async def _open(self, body: Payload, form: dict[str, Any], context: AsyncBoltContext) -> Message | None:
        opened = await self._opened(body, form, context, within=self.form_deadline_s)
        return Message(text=forms.TOO_LATE) if opened is None else None

    async def _open_and_fill(
        self, body: Payload, form: Form, asked: Kept, context: AsyncBoltContext, *, late: str
    ) -> Message | None:
        """A form that says "one moment" opens at once; what it is to show is for the work to find out."""
        within = min(self.form_deadline_s, LOADING_DEADLINE_S)
        opened = await self._opened(body, forms.loading(form.name, form.title), context, within=within)
        if opened is None:
            return Message(text=late)
        return await self._keep(inbound.fill(form=form.name, asked=asked, view=opened), context)

    async def _opened(
        self, body: Payload, form: dict[str, Any], context: AsyncBoltContext, *, within: float
    ) -> dict[str, Any] | None:
        """The view as Slack shows it; None where it did not open."""
        trigger, workspace_id = body["trigger_id"], context["workspace"].id
        try:
            async with asyncio.timeout(within):
                answer = await self.slack.call(workspace_id, "views.open", trigger_id=trigger, view=form)
            view: dict[str, Any] = answer["view"]
        except (SlackError, TimeoutError) as error:
            log.info("a form did not open", extra={"action": "form_not_opened", "error": repr(error)})
            return None
        return view

    def _say(self, body: Payload, message: Message) -> None:
        if body.get("response_url"):
            self.aside.later(body["response_url"], {**_private(message), "replace_original": False})


def filled_in(view: Payload) -> tuple[dict[str, Any], dict[str, str]]:
    """What a form asks for, and what is wrong with it: a sentence for each field."""
    values = entered(view)
    people = list((values.get(forms.WHO) or {}).get("selected_users") or ())
    if view["callback_id"] == forms.INVITE:
        return {"people": people}, {} if people else {forms.WHO: forms.NOBODY}
    topic, errors = read_topic(values)
    backend = ((values.get(forms.BACKEND) or {}).get("selected_option") or {}).get("value")
    record = bool((values.get(forms.RECORD) or {}).get("selected_options"))
    backend = None if backend == forms.AS_USUAL else backend
    wish = {"topic": topic, "people": people, "backend": backend, "record": record}
    return wish, errors


def _first_field(view: Payload) -> str:
    usual = forms.WHO if view["callback_id"] == forms.INVITE else forms.TOPIC
    return next((block["block_id"] for block in view["blocks"] if block["type"] == "input"), usual)


@lru_cache(maxsize=128)
def _ready(text: str) -> BoltResponse | None:
    """An answer that is always the same is put into JSON once: that takes a sixth of what the whole request takes."""
    message = always_same(text)
    return BoltResponse(status=200, body=json.dumps(_private(message))) if message else None


def _private(message: Message) -> dict[str, Any]:
    return {"response_type": "ephemeral", "text": message.text, "blocks": list(message.blocks)}
