"""`serve`: Slack, the HTTP listener and the clock, in this process."""

from argparse import ArgumentParser, Namespace

from bot.verbs.loading import loading

SUMMARY = "answer Slack, keep the HTTP listener, and send what is due"
DESCRIPTION = """\
Answers Slack (over Socket Mode if SLACK_APP_TOKEN is set, else over HTTP), keeps the HTTP listener for links,
webhooks and health on HOST and PORT, and sends what is due. SIGTERM ends it within 10 seconds; what it had begun
is finished or given back. Any number of these may share one PostgreSQL; SQLite is for one process."""


def add_options(parser: ArgumentParser) -> None:
    """`serve` has none: everything is a setting."""


def run(options: Namespace) -> int:
    """Serve until told to stop."""
    with loading():
        from bot.app import serve
        from bot.verbs.process import stay
    return stay(serve)
