"""What a Web API method is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from playground.slack.arguments import Args, Arguments, published
from playground.slack.slack import Slack

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One call: the decoded arguments, and with what right it came."""

    args: Args
    token: str | None
    client: tuple[str, str] | None = None
    """Client id and secret, for the few methods that take these instead of a token."""

    def __getitem__(self, name: str) -> Any:
        return self.args[name]

    def get(self, name: str, default: Any = None) -> Any:
        return self.args.get(name, default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A function from a call to the rest of its answer; `arguments` where Slack's SDK does not type them."""

    run: Callable[[Slack, Ask], Answer]
    scope: str | None = None
    token: Literal["bot", "app", "none"] = "bot"
    arguments: Arguments | None = None

    def takes(self, name: str) -> Arguments:
        found = self.arguments or published(name)
        if found is None:
            raise LookupError(f"nobody says which arguments {name} takes")
        return found
