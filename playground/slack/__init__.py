"""An emulated Slack, as strict as Slack: Web API, signed HTTP, Socket Mode, and a client API to be people with."""

from playground.slack.app import create_app
from playground.slack.config import Command, Manifest, Shortcut, SlackConfig
from playground.slack.slack import Slack

__all__ = ["Command", "Manifest", "Shortcut", "Slack", "SlackConfig", "create_app"]
