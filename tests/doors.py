"""How one comes into a room of each kind of back end, by the back door of its emulator."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Words = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What somebody read of the way in: on the card, or in an answer that was theirs alone."""

    link: str = ""
    number: str = ""
    pin: str = ""

    @property
    def room(self) -> str:
        """What stands for the room in the link's path."""
        return unquote(urlsplit(self.link).path.rpartition("/")[2])

    @property
    def token(self) -> str:
        """What makes the link one person's own, where it is called so."""
        return next(iter(parse_qs(urlsplit(self.link).query).get("token", [])), "")

    @property
    def bare(self) -> "Way":
        """The same for somebody who was told of the room and has no link of their own."""
        return Way(link=self.link.partition("?")[0], number=self.number, pin=self.pin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody who comes in, as each kind knows people."""

    name: str
    login: str
    extension: str


BEN = Visitor(name="Ben Okafor", login="ben", extension="102")
CLEO = Visitor(name="Cleo Rao", login="cleo", extension="103")


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What a kind's back door is told: `room` names one, `who` names somebody, `key` is what lets them in besides.

    `listed`: under which word the server's rooms stand in its state. `makes`: the request that makes a room, as the
    emulator's `match` finds it; nothing, where a room is not asked for.
    """

    listed: str
    room: Callable[[Way], Words]
    makes: str = ""
    who: Callable[[Visitor], Words] = lambda visitor: {"name": visitor.name}
    key: Callable[[Way], Words] = lambda way: {}


def door_of(kind: str) -> Door:
    """A kind without one fails its stories."""
    module: Any = import_module(f"tests.bot.providers.kinds.{kind}")
    door: Door = module.DOOR
    return door
