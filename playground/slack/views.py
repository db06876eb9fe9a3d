"""Forms and home pages: who has which open, their stack of at most three, and what was entered."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playground.slack.blocks import with_ids
from playground.slack.elements import Values, values
from playground.slack.refusals import Refused
from playground.slack.seed import APP, BOT
from playground.slack.stamps import Stamps

MOST_STACKED = 3

_TEXTS = ("title", "submit", "close")
_FLAGS = ("clear_on_close", "notify_on_close", "submit_disabled")
_WORDS = ("private_metadata", "callback_id", "external_id")


@dataclass(slots=True, kw_only=True)
class View:
    """A form (`modal`) or the app's home page as one person has it."""

    id: str
    person: str
    team_id: str
    body: dict[str, Any]
    hash: str
    root_id: str
    previous_id: str | None = None
    entered: Values = field(default_factory=dict)

    @property
    def blocks(self) -> list[dict[str, Any]]:
        blocks: list[dict[str, Any]] = self.body["blocks"]
        return blocks

    def enter(self, said: Values) -> None:
        """Remember what was typed or chosen, by block id and action id."""
        for block_id, actions in said.items():
            self.entered.setdefault(block_id, {}).update(actions)

    def values(self) -> Values:
        return values(self.blocks, self.entered)

    def wire(self) -> dict[str, Any]:
        """As answers of views.* and payloads carry it."""
        shown: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team_id,
            "type": self.body["type"],
            "blocks": self.blocks,
            "state": {"values": self.values()},
            "hash": self.hash,
            "root_view_id": self.root_id,
            "previous_view_id": self.previous_id,
            "app_id": APP,
            "app_installed_team_id": self.team_id,
            "bot_id": BOT,
        }
        shown |= {key: self.body.get(key) for key in _TEXTS}
        shown |= {key: self.body.get(key, False) for key in _FLAGS}
        return shown | {key: self.body.get(key, "") for key in _WORDS}


class Views:
    """Every open form and every home page."""

    def __init__(self, stamps: Stamps, team_id: str) -> None:
        self._stamps = stamps
        self._team_id = team_id
        self._stacks: defaultdict[str, list[View]] = defaultdict(list)
        self.homes: dict[str, View] = {}

    def stack(self, person: str) -> list[View]:
        """The forms that somebody has open, the one on top last."""
        return list(self._stacks[person])

    def open(self, person: str, body: dict[str, Any]) -> View:
        self._no_double(body)
        view = self._made(person, body)
        self._stacks[person] = [view]
        return view

    def push(self, person: str, body: dict[str, Any]) -> View:
        stack = self._stacks[person]
        if not stack:
            raise Refused("not_found")
        if len(stack) >= MOST_STACKED:
            raise Refused("push_limit_reached")
        self._no_double(body)
        view = self._made(person, body)
        view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        return view

    def find(self, *, view_id: str | None = None, external_id: str | None = None) -> View:
        """Raises `not_found` for views that are not open any more."""
        for view in self._all():
            if view.id == view_id or (external_id and view.body.get("external_id") == external_id):
                return view
        raise Refused("not_found")

    def update(self, view: View, body: dict[str, Any], *, seen_hash: str | None = None) -> View:
        if seen_hash is not None and seen_hash != view.hash:
            raise Refused("hash_conflict")
        if body["type"] != view.body["type"]:
            raise Refused("invalid_arguments", messages=["[ERROR] the type of a view cannot change"])
        view.body = body | {"blocks": with_ids(body["blocks"], self._stamps)}
        view.hash = self._hash()
        kept = view.values()
        view.entered = {
            block_id: {action_id: one for action_id, one in actions.items() if action_id in kept.get(block_id, {})}
            for block_id, actions in view.entered.items()
        }
        return view

    def publish(self, person: str, body: dict[str, Any], *, seen_hash: str | None = None) -> View:
        standing = self.homes.get(person)
        if standing is not None:
            return self.update(standing, body, seen_hash=seen_hash)
        self.homes[person] = self._made(person, body)
        return self.homes[person]

    def close(self, view: View) -> View | None:
        """Take a form away; gives the one that was under it."""
        stack = self._stacks[view.person]
        if view in stack:
            stack.remove(view)
        return stack[-1] if stack else None

    def clear(self, person: str) -> None:
        self._stacks[person].clear()

    def _made(self, person: str, body: dict[str, Any]) -> View:
        view_id = self._stamps.name("V")
        body = body | {"blocks": with_ids(body["blocks"], self._stamps)}
        return View(id=view_id, person=person, team_id=self._team_id, body=body, hash=self._hash(), root_id=view_id)

    def _hash(self) -> str:
        return f"{self._stamps.seconds()}.{self._stamps.name('h')}"

    def _no_double(self, body: dict[str, Any]) -> None:
        external_id = body.get("external_id")
        if external_id and any(view.body.get("external_id") == external_id for view in self._all()):
            raise Refused("duplicate_external_id")

    def _all(self) -> Iterator[View]:
        for stack in self._stacks.values():
            yield from stack
        yield from self.homes.values()
