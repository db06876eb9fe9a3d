"""Somebody asks Plenum by typing and pressing, as Slack tells of it, and reads what it answers to them alone."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.services.inbox import Request
from handlers import inbound
from handlers.inbound import Kept
from playground.slack.seed import ANA, TEAM, TEAM_CHANNEL
from tests.backstage import Backstage

Shown = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one person reads."""

    blocks: Sequence[Shown]

    @property
    def words(self) -> str:
        """Its texts, one a line."""
        return "\n".join(text for block in self.blocks for text in _texts(block))

    def offers(self, *, beside: str = "") -> list[str]:
        """What its buttons and menus say; `beside` is a word of the block that they stand in."""
        return [label for label, _ in self._choices(beside)]

    def choice(self, label: str, *, beside: str = "") -> Shown:
        """What Slack sends for the button, or the option of a menu, whose label begins so."""
        return next(action for said, action in self._choices(beside) if said.startswith(label))

    def _choices(self, beside: str) -> Iterator[tuple[str, Shown]]:
        for block in self.blocks:
            if beside in "\n".join(_texts(block)):
                for element in _elements(block):
                    yield from _actions(element)


class Talk:
    """Carries out what somebody asks, and gives what only they were answered."""

    def __init__(self, plenum: Backstage) -> None:
        self._plenum = plenum
        self._triggers = (f"1.{number}.x" for number in count())

    async def types(self, text: str, *, by: str = ANA, channel: str = TEAM_CHANNEL) -> Answer:
        """What stands behind `/conf`."""
        typed = {"user_id": by, "channel_id": channel, "text": text, "trigger_id": next(self._triggers)}
        return await self._carried_out(inbound.command(typed), by)

    async def mentions(self, text: str, *, by: str = ANA) -> Answer:
        """What stands behind `@Plenum`; Slack gives no names there."""
        event = {"type": "app_mention", "user": by, "text": f"<@UBOT> {text}", "channel": TEAM_CHANNEL}
        kept = inbound.mention({"event": event, "event_id": next(self._triggers)}, bot_user_id="UBOT")
        return await self._carried_out(kept, by)

    async def presses(self, action: Shown, *, by: str = ANA, channel: str = TEAM_CHANNEL) -> Answer:
        """A button, or an option of a menu, as `Answer.choice` gives it."""
        pressed = {"user": {"id": by}, "channel": {"id": channel}, "actions": [action]}
        return await self._carried_out(inbound.press(pressed | {"trigger_id": next(self._triggers)}), by)

    async def sends(self, callback_id: str, **asked: Any) -> Answer:
        """A form of Ana's that was accepted, with what was filled in."""
        view = {"id": next(self._triggers), "callback_id": callback_id}
        metadata = {"private_metadata": json.dumps({"channel": TEAM_CHANNEL})}
        return await self._carried_out(inbound.form({"user": {"id": ANA}, "view": view | metadata}, asked=asked), ANA)

    def card(self, channel: str = TEAM_CHANNEL) -> Answer:
        """The first card there, as it stands now."""
        return Answer(blocks=next(one.blocks for one in self._plenum.slack.board.all(channel) if one.bot_id))

    async def _carried_out(self, kept: Kept, person: str) -> Answer:
        """Nobody else sees any of it."""
        record = self._plenum.slack.record
        before = len(record.of("shown", "message"))
        now = self._plenum.clock()
        await self._plenum.work(
            Request(id=kept.key, workspace_id=TEAM, key=kept.key, kind=kept.kind, body=kept.body, received_at=now)
        )
        shown = [entry.args for entry in record.of("shown", "message")[before:]]
        assert {message["only_for"] for message in shown} <= {person}
        return Answer(blocks=[block for message in shown for block in message["blocks"]])


def _texts(block: Shown) -> list[str]:
    own = [block["text"]["text"]] if "text" in block else []
    return own + [one["text"] for one in block.get("elements", ()) if isinstance(one.get("text"), str)]


def _elements(block: Shown) -> list[Shown]:
    return [one for one in [*block.get("elements", ()), block.get("accessory")] if one and "action_id" in one]


def _actions(element: Shown) -> Iterator[tuple[str, Shown]]:
    if element["type"] == "overflow":
        for option in element["options"]:
            yield option["text"]["text"], {**element, "selected_option": option}
    else:
        yield element["text"]["text"], element
