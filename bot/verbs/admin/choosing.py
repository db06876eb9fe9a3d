"""What was typed: which back end is meant, which of its chores, and with which arguments."""

from collections.abc import Sequence

from bot.providers.chores import Chore, MisuseError
from bot.settings import ProviderEntry, Settings


def chosen(settings: Settings, name: str) -> ProviderEntry:
    """The back end of that name. Raises `MisuseError`."""
    found = settings.providers.get(name.lower())
    if found is None:
        raise MisuseError(f"No back end is called {name!r}; there are: {', '.join(sorted(settings.providers))}")
    return found


def meant(chores: Sequence[Chore], said: Sequence[str], *, name: str) -> tuple[Chore, tuple[str, ...]]:
    """The chore with the most words that `said` begins with, and what follows them. Raises `MisuseError`."""
    fitting = [chore for chore in chores if list(said[: _length(chore)]) == chore.words.split()]
    if not fitting:
        raise MisuseError(f"The back end {name} has no chore {' '.join(said)!r}; {_there_are(chores, said[0])}")
    chore = max(fitting, key=_length)
    arguments = tuple(said[_length(chore) :])
    least = sum(not taken.startswith("[") for taken in chore.takes)
    if not least <= len(arguments) <= len(chore.takes):
        given = f"not {len(arguments)} argument{'' if len(arguments) == 1 else 's'}"
        raise MisuseError(f"{chore.words} takes {' '.join(chore.takes) or 'no arguments'}, {given}")
    return chore, arguments


def _length(chore: Chore) -> int:
    return len(chore.words.split())


def _there_are(chores: Sequence[Chore], first: str) -> str:
    """Those that begin with the same word, else all."""
    if not chores:
        return "it has none"
    near = [chore.words for chore in chores if chore.words.split()[0] == first]
    return f"there are: {', '.join(near or [chore.words for chore in chores])}"
