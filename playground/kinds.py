"""Every kind of conference server that is played: each folder of playground/backends says in `playable.py` how."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from playground import backends
from playground.backends.playable import Playable


def _playables() -> Iterator[Playable]:
    for found in iter_modules(backends.__path__, f"{backends.__name__}."):
        if found.ispkg:
            yield import_module(f"{found.name}.playable").PLAYABLE


KINDS: tuple[Playable, ...] = tuple(sorted(_playables(), key=lambda one: one.port))
"""By their usual ports; the first is what a bot uses unless somebody names another."""
