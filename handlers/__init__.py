"""The table of contents: which listener hears what."""

import re

from slack_bolt.async_app import AsyncApp

from handlers.commands import COMMAND
from handlers.counter import Counter
from handlers.shortcuts import MEET_ABOUT_THIS

REMOVALS = ("app_uninstalled", "tokens_revoked")
CHANGES = (
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "group_archive",
    "group_deleted",
    "group_left",
    "user_change",
)
EVENTS = (*REMOVALS, *CHANGES)
ANY = re.compile("")


def register(app: AsyncApp, counter: Counter) -> None:
    """One listener for each kind of request, the frequent ones first: each further one costs time."""
    app.command(COMMAND)(counter.command)
    app.action(ANY)(counter.press)
    app.view(ANY)(counter.form)
    app.shortcut(MEET_ABOUT_THIS)(counter.shortcut)
    app.event("app_mention")(counter.mention)
    app.event(re.compile(f"^({'|'.join(CHANGES)})$"))(counter.change)
    for event in REMOVALS:
        app.event(event)(counter.event)
