"""The browser windows in which people sit: one that is closed for good has left, one that is loaded again has not."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import TypeVar

PATIENCE_S = 3.0
"""How long a closed window may take to come back, when it was only loaded again."""


@dataclass(slots=True, kw_only=True, eq=False)
class Window:
    """One person's window. `key` is the secret in its address."""

    key: str = field(default_factory=lambda: secrets.token_urlsafe(12), repr=False)
    loads: int = 0
    lost_at: float | None = None

    def shown(self, *, anew: bool) -> None:
        """The page was asked for; `anew` unless it only keeps itself up to date."""
        self.loads += anew
        self.lost_at = None

    def closed(self, load: str | None) -> None:
        """The page of this load was closed; an older one says nothing."""
        if load == str(self.loads):
            self.lost_at = monotonic()


W = TypeVar("W", bound=Window)


def lost(windows: Iterable[W]) -> list[W]:
    """Those whose window was closed and did not come back."""
    return [one for one in windows if one.lost_at is not None and monotonic() - one.lost_at > PATIENCE_S]
