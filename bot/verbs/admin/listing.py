"""The list of chores: what can be done at which back end, without asking it."""

import sys

from bot.providers import PROVIDERS
from bot.providers.base import ConferenceProvider
from bot.providers.chores import Chore, MisuseError
from bot.settings import Settings
from bot.verbs.admin.choosing import chosen
from bot.verbs.providers import titled
from bot.verbs.table import aligned

HOW = "How to do one: python -m bot admin BACKEND WORDS ARGUMENTS"


def listing(settings: Settings, name: str | None) -> int:
    """Print the chores of that back end, or of each; the exit status."""
    try:
        named = {name.lower(): chosen(settings, name)} if name else settings.providers
    except MisuseError as error:
        print(error, file=sys.stderr)
        return 2
    for each, entry in sorted(named.items()):
        print(f"{_of(each, PROVIDERS[entry.kind])}\n")
    print(HOW)
    return 0


def _of(name: str, kind: type[ConferenceProvider]) -> str:
    rows = [[called(chore), chore.summary] for chore in kind.chores] or [["nothing to be done from here"]]
    return f"{name}: {titled(kind.title, kind.sunset)}\n{aligned(rows, indent='  ')}"


def called(chore: Chore) -> str:
    """How it is typed."""
    return " ".join((chore.words, *chore.takes))
