"""`setup`: asks for the settings, writes them to `.env`, says how to create the Slack app, and ends in doctor."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

SUMMARY = "ask for the settings, write .env, and check it"
DESCRIPTION = """\
Says how to create the Slack app from the manifest, asks for what Plenum needs, writes it to .env (readable by you
alone, with a fresh SECRET_KEYS), and ends in `doctor`. An .env that is there already is replaced only after asking;
its secret keys are kept behind the fresh one, so that what they encrypted can still be read."""


def add_options(parser: ArgumentParser) -> None:
    """What could be typed can be given too; secrets then stand in the shell's history, so that is for tests."""
    parser.add_argument("--mode", choices=["socket", "http"], help="how Slack reaches Plenum (asked if left out)")
    parser.add_argument(
        "--set",
        metavar="NAME=VALUE",
        dest="given",
        action="append",
        default=[],
        help="a setting that is not to be asked for; may be repeated",
    )
    parser.add_argument("--no-input", action="store_true", help="ask nothing: defaults, and what --set gives")
    parser.add_argument("--overwrite", action="store_true", help="replace an existing .env without asking")
    parser.add_argument("--no-doctor", action="store_true", help="do not check at the end")
    parser.add_argument("--file", type=Path, default=Path(".env"), metavar="PATH", help="write here instead of .env")


def run(options: Namespace) -> int:
    """Ask, write, check."""
    from bot.verbs.setup.conversation import hold

    return hold(options)
