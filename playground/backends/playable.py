"""What an emulated back end says of itself, so that a playground can play it and a bot can use it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from starlette.applications import Starlette


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody of the emulated Slack, who has an account or a telephone wherever there are such."""

    name: str
    real_name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a back end is played: the address it is served at, without a slash at the end, and for whom."""

    address: str
    colleagues: tuple[Colleague, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A back end that is set up. `settings` make a bot use it; each name goes after `PROVIDERS__<NAME>__`."""

    app: Starlette
    settings: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Playable:
    """One kind of back end: `name` is what the bot's settings call it here, `port` the one it usually has."""

    kind: str
    name: str
    title: str
    port: int
    set_up: Callable[[Site, Callable[[], datetime]], Stand]
