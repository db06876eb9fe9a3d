"""What an emulated Jitsi Meet deployment is like: its name, and whether people need a token to get in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Clock = Callable[[], datetime]
"""Called, gives the present instant; a `PlayClock` or a test's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JitsiConfig:
    """One deployment.

    `app_id` and `app_secret`: both or neither; with them nobody comes in without a token (HS256). `audiences`: which
    `aud` is accepted, comma-separated, `*`: any. `domain`: what `sub` must be, None: the name of the host that was
    asked; with `domain_checked` off it may be anything. `empty_token`: people without a token are let in after all, as
    guests. `moderators`: with tokens, those whose token says so (as the plug-in for it does), or "all" who have one (as
    without it). `config_js`: whether `/config.js` is served, as nearly everywhere.
    """

    name: str = "Jitsi Meet"
    timezone: str = "Europe/Berlin"
    app_id: str | None = None
    app_secret: str | None = field(default=None, repr=False)
    audiences: str = "jitsi"
    domain: str | None = None
    domain_checked: bool = True
    empty_token: bool = False
    moderators: Literal["by token", "all"] = "by token"
    config_js: bool = True

    def __post_init__(self) -> None:
        if (self.app_id is None) is not (self.app_secret is None):
            raise ValueError("app_id and app_secret stand together")
        if self.moderators not in ("by token", "all"):
            raise ValueError("moderators is by token or all")

    @property
    def guarded(self) -> bool:
        """Whether people need a token."""
        return self.app_id is not None
