"""Slash commands as Slack sends them: a form, signed at this moment, each with a trigger of its own."""

import hashlib
import hmac
import itertools
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from playground.slack.config import SlackConfig
from playground.slack.seed import ANA, APP, GENERAL, TEAM

SECRET = SlackConfig().signing_secret
TOKEN = SlackConfig().bot_token or ""

_FIELDS = {
    "token": "legacy",
    "team_id": TEAM,
    "team_domain": "acme",
    "channel_name": "general",
    "user_name": "ana",
    "command": "/conf",
    "api_app_id": APP,
    "is_enterprise_install": "false",
}
_HEAD = (
    b"POST /slack/events HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: Slackbot 1.0\r\naccept: application/json,*/*\r\n"
    b"content-type: application/x-www-form-urlencoded\r\ncontent-length: %d\r\n"
    b"x-slack-request-timestamp: %d\r\nx-slack-signature: v0=%s\r\n\r\n%s"
)


@dataclass(frozen=True, slots=True)
class Commands:
    """Makes requests of one text. `respond_at` is the address that answers may be posted to."""

    text: str
    respond_at: str = "https://hooks.slack.com/commands/T1/5555555555555"
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(time.time_ns() // 1000))

    def __call__(self, person: str = ANA, channel: str = GENERAL) -> bytes:
        """One request, ready to be sent."""
        number = next(self.numbers)
        named = {
            "channel_id": channel,
            "user_id": person,
            "text": self.text,
            "response_url": f"{self.respond_at}/{number}",
            "trigger_id": f"{number}.1111111111.0123456789abcdef0123456789abcdef",
        }
        return signed(urlencode(_FIELDS | named).encode())


def signed(body: bytes) -> bytes:
    """A body with everything that goes before it."""
    now = int(time.time())
    signature = hmac.digest(SECRET.encode(), b"v0:%d:%b" % (now, body), hashlib.sha256).hex()
    return _HEAD % (len(body), now, signature.encode(), body)
