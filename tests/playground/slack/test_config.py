"""What the emulator takes from an app manifest."""

from pathlib import Path

import pytest

from playground.slack import Command, Manifest, Shortcut, Slack, SlackConfig
from tests.conftest import FrozenClock

YAML = """
display_information:
  name: Plenum
features:
  app_home: {home_tab_enabled: true}
  bot_user: {display_name: Plenum Bot}
  slash_commands:
    - {command: /conf, description: Conferences, usage_hint: start, should_escape: true, url: https://x.example}
  shortcuts:
    - {name: Meet, type: message, callback_id: meet, description: Meet about this}
oauth_config:
  scopes:
    bot: [chat:write, commands]
    bot_optional: [channels:history]
settings:
  event_subscriptions:
    bot_events: [app_mention]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    written = tmp_path / "app-manifest.yml"
    written.write_text(YAML)
    return written


def test_a_manifest_is_read(path: Path) -> None:
    assert Manifest.read(path) == Manifest(
        name="Plenum Bot",
        commands=(Command(command="/conf", description="Conferences", usage_hint="start", should_escape=True),),
        shortcuts=(Shortcut(callback_id="meet", name="Meet", type="message"),),
        scopes=frozenset({"chat:write", "commands", "channels:history"}),
        events=frozenset({"app_mention"}),
        home=True,
    )


def test_an_app_gets_the_scopes_of_its_manifest_or_those_granted(path: Path, clock: FrozenClock) -> None:
    everything = Slack(SlackConfig(manifest=path), clock)
    less = Slack(SlackConfig(manifest=path, scopes=frozenset({"commands"})), clock)

    assert everything.installation.scopes == {"chat:write", "commands", "channels:history"}
    assert less.installation.scopes == {"commands"}


def test_an_app_without_a_token_is_not_installed(path: Path, clock: FrozenClock) -> None:
    slack = Slack(SlackConfig(manifest=path, bot_token=None), clock)

    assert not slack.installation.installed
