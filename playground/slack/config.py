"""What the emulated Slack is told: the app's manifest, its secrets, where it listens, how strict time is."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A slash command of the app."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcut:
    """A shortcut of the app; `type` is `message` or `global`."""

    callback_id: str
    name: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an app manifest says that the emulated Slack acts on."""

    name: str = "Plenum"
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    scopes: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    home: bool = False

    @classmethod
    def read(cls, path: Path) -> "Manifest":
        """Read an app manifest in YAML, or in JSON, which is YAML too."""
        told = yaml.safe_load(path.read_text("utf-8"))
        features, settings = told.get("features", {}), told.get("settings", {})
        scopes = told.get("oauth_config", {}).get("scopes", {})
        return cls(
            name=features.get("bot_user", {}).get("display_name") or told["display_information"]["name"],
            commands=tuple(_command(one) for one in features.get("slash_commands", ())),
            shortcuts=tuple(_shortcut(one) for one in features.get("shortcuts", ())),
            scopes=frozenset([*scopes.get("bot", ()), *scopes.get("bot_optional", ())]),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
            home=bool(features.get("app_home", {}).get("home_tab_enabled")),
        )


def _command(told: dict[str, Any]) -> Command:
    return Command(
        command=told["command"],
        description=told.get("description", ""),
        usage_hint=told.get("usage_hint", ""),
        should_escape=bool(told.get("should_escape")),
    )


def _shortcut(told: dict[str, Any]) -> Shortcut:
    return Shortcut(callback_id=told["callback_id"], name=told["name"], type=told["type"])


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackConfig:
    """How one emulated Slack is set up.

    `manifest` is the path of an app manifest, or what one says. `scopes` are those granted, when not all that the
    manifest asks for. Without `bot_token` the app is not installed until somebody comes through OAuth. `base_url`
    is where the emulator itself is reached; left out, it is learnt from the first request. `burst` posts to one
    channel pass at once, then one each second. `ack_timeout_s` is in real seconds, whatever the clock says.
    """

    request_url: str | None = None
    signing_secret: str = "playground-signing-secret"
    bot_token: str | None = "xoxb-playground-bot-token"
    app_token: str | None = "xapp-playground-app-token"
    client_id: str = "1000.2000"
    client_secret: str = "playground-client-secret"
    manifest: Path | Manifest = field(default_factory=Manifest)
    scopes: frozenset[str] | None = None
    base_url: str | None = None
    ack_timeout_s: float = 3.0
    burst: int = 3

    def app(self) -> Manifest:
        """What the manifest says, read from its file if it is a path."""
        return self.manifest if isinstance(self.manifest, Manifest) else Manifest.read(self.manifest)
