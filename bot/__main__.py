"""The command line: `python -m bot VERB`, also installed as `plenum`."""

import argparse
import sys
from collections.abc import Sequence
from types import ModuleType

from bot.errors import ConfigError
from bot.verbs import admin, doctor, migrate, providers, serve, setup, worker

VERBS: dict[str, ModuleType] = {
    "serve": serve,
    "worker": worker,
    "setup": setup,
    "migrate": migrate,
    "doctor": doctor,
    "providers": providers,
    "admin": admin,
}

EPILOG = """\
Settings come from the environment, from .env, and from the TOML file that PLENUM_CONFIG names, in this order; the
README lists them. Exit status: 0 all is well, 1 something is wrong or was not done, 2 what is set or typed is wrong."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry one verb out; the exit status."""
    options = _parser().parse_args(arguments)
    try:
        status: int = VERBS[options.verb].run(options)
    except ConfigError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return 2
    except (KeyboardInterrupt, EOFError):  # somebody pressed Ctrl-C or Ctrl-D instead of answering
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="plenum",
        description="Runs a team's video conferences from Slack.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, verb in VERBS.items():
        of_verb = verbs.add_parser(
            name,
            help=verb.SUMMARY,
            description=verb.DESCRIPTION,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        verb.add_options(of_verb)
    return parser


if __name__ == "__main__":
    sys.exit(main())
