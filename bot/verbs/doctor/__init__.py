"""`doctor`: checks settings, database, Slack and every back end, and says what is wrong and what to do."""

from argparse import ArgumentParser, Namespace

SUMMARY = "check settings, database, Slack and every back end"
DESCRIPTION = """\
Checks the settings, the database and its schema, the Slack tokens and each scope with what is lost without it, and
signs in to every back end; ends with an address to try on a phone. Changes nothing. Exit status 1 when something
is wrong."""


def add_options(parser: ArgumentParser) -> None:
    """`doctor` has none."""


def run(options: Namespace) -> int:
    """Print what was found."""
    from bot.settings import load_settings
    from bot.verbs.doctor.examination import report

    return report(load_settings())
