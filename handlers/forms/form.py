"""What a form is: filled in when somebody wants to see it, read when it is sent, carried out when it was kept."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.model import Block
from handlers.commands.call import Call, Desk, Say

View = dict[str, Any]
"""A form as Slack hands it to us: its blocks, and in `state` what stands in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody wants to see a form. `call.text` is what was typed behind the command's word, `value` what the pressed
    button carried.

    `action_id` and `view` are there when something in the form itself was used: what, and the form as it stood.
    """

    call: Call
    value: str = ""
    action_id: str = ""
    view: View | None = None

    @property
    def remembered(self) -> dict[str, Any]:
        """What the form that stands remembers."""
        return remembered(self.view) if self.view else {}

    def metadata(self, **more: Any) -> str:
        """What a form remembers: where it was asked for, and whatever else `read` needs. At most 3000 characters."""
        place = self.call.place
        where = {"channel": place.channel_id, "thread": place.thread_ts, "response_url": self.call.response_url}
        return json.dumps(where | more, ensure_ascii=False, separators=(",", ":"))


Reading = tuple[dict[str, Any], dict[str, str]]
"""What is asked for, plain JSON; and what is wrong, a sentence for each block's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """`name` is its views' callback id, `title` stands above it while it is being filled in.

    `fill` makes the view, and may take its time; again, when something in the form was used. `read` judges what was
    sent, at once: it asks nobody, the moment is told. `carry_out` does what was asked for. `opened_by`: the action ids
    of the buttons that open it.
    """

    name: str
    title: str
    fill: Callable[[Asked, Desk], Awaitable[Block]]
    read: Callable[[View, datetime], Reading]
    carry_out: Callable[[dict[str, Any], Call, Desk, Say], Awaitable[None]]
    opened_by: tuple[str, ...] = ()


def remembered(view: View) -> dict[str, Any]:
    """What `Asked.metadata` wrote."""
    kept: dict[str, Any] = json.loads(view.get("private_metadata") or "{}")
    return kept


def entered(view: View) -> dict[str, dict[str, Any]]:
    """What stands in each field, by its action id."""
    values = (view.get("state") or {}).get("values") or {}
    return {action_id: value for block in values.values() for action_id, value in block.items()}
