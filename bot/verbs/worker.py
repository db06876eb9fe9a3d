"""`worker`: the clock alone, beside one or more `serve`."""

from argparse import ArgumentParser, Namespace

from bot.verbs.loading import loading

SUMMARY = "send what is due, and nothing else"
DESCRIPTION = """\
Sends what is due and watches live conferences, without answering Slack: a second pair of hands beside `serve`.
Needs PostgreSQL, which any number of `serve` and `worker` may share. SIGTERM ends it within 10 seconds."""


def add_options(parser: ArgumentParser) -> None:
    """`worker` has none: everything is a setting."""


def run(options: Namespace) -> int:
    """Work until told to stop."""
    with loading():
        from bot.app import worker
        from bot.verbs.process import stay
    return stay(worker)
