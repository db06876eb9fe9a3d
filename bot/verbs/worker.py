"""`worker`: the clock alone, beside one or more `serve`."""

from argparse import ArgumentParser, Namespace

SUMMARY = "send what is due, and nothing else"
DESCRIPTION = """\
Sends what is due and watches live conferences, without answering Slack: a second pair of hands beside `serve`.
Needs PostgreSQL, which any number of `serve` and `worker` may share. SIGTERM ends it within 10 seconds."""


def add_options(parser: ArgumentParser) -> None:
    """`worker` has none: everything is a setting."""


def run(options: Namespace) -> int:
    """Work until told to stop."""
    from bot.logs import set_up_logs
    from bot.settings import load_settings

    settings = load_settings()
    set_up_logs(level=settings.log_level, form=settings.log_format, secrets=settings.secret_texts())

    from bot.app import worker
    from bot.verbs.loop import run as run_loop

    run_loop(worker(settings))
    return 0
