"""The table of contents: which listener hears what."""

import re

from slack_bolt.async_app import AsyncApp

from handlers.commands import COMMAND
from handlers.counter import Counter
from handlers.shortcuts import MEET_ABOUT_THIS

EVENTS = ("app_uninstalled", "tokens_revoked")
ANY = re.compile("")


def register(app: AsyncApp, counter: Counter) -> None:
    """One listener for each kind of request, the frequent ones first: each further one costs time."""
    app.command(COMMAND)(counter.command)
    app.action(ANY)(counter.press)
    app.view(ANY)(counter.form)
    app.shortcut(MEET_ABOUT_THIS)(counter.shortcut)
    app.event("app_mention")(counter.mention)
    for event in EVENTS:
        app.event(event)(counter.event)
