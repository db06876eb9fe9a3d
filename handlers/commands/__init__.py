"""The door of `/conf`: which words there are, what each means, and what is said to anything else."""

import difflib
from collections.abc import Iterator
from datetime import datetime
from functools import cache, lru_cache

from bot.blocks import menu, problem
from bot.errors import BadCommand, Mistake, UserError
from bot.model import Message
from handlers.commands import (
    cancel,
    edit,
    end,
    host,
    invite,
    kick,
    list,
    lock,
    move,
    mute,
    people,
    phone,
    record,
    remind,
    schedule,
    settings,
    show,
    start,
    uninvite,
)
from handlers.commands.call import Subcommand, Typed, as_read, taken_apart, topic_of
from handlers.commands.wish import Wish

COMMAND = "/conf"
USAGE_HINT = "start [topic] @people · schedule TOPIC at WHEN · list · invite @people · people · record · end · help"

SUBCOMMANDS = (
    start.SUBCOMMAND,
    schedule.SUBCOMMAND,
    list.SUBCOMMAND,
    show.SUBCOMMAND,
    invite.SUBCOMMAND,
    uninvite.SUBCOMMAND,
    move.SUBCOMMAND,
    edit.SUBCOMMAND,
    cancel.SUBCOMMAND,
    remind.SUBCOMMAND,
    end.SUBCOMMAND,
    host.SUBCOMMAND,
    people.SUBCOMMAND,
    record.SUBCOMMAND,
    mute.MUTE,
    mute.UNMUTE,
    lock.LOCK,
    lock.UNLOCK,
    kick.SUBCOMMAND,
    phone.SUBCOMMAND,
    settings.SUBCOMMAND,
)

HELP = menu.Entry(
    usage="help [command]",
    summary="Shows all commands, or one of them with examples.",
    examples=("help", "help start"),
)

HELP_WORDS = ("help", "?", "hilfe", "aide")


def find(text: str) -> tuple[Subcommand | None, str]:
    """The sub-command that was typed, near words included, and what stands behind its word."""
    word, _, rest = text.strip().partition(" ")
    return _words().get(word.casefold()), rest.strip()


def form_for(text: str, *, now: datetime) -> tuple[str, str] | None:
    """The name of the form that opens, and what was typed behind the word; None where none does."""
    found, rest = find(text)
    if found is None or found.form is None or not found.by_form(rest, now):
        return None
    return found.form, rest


def at_once(text: str, *, key: str) -> Message | None:
    """What is answered without any work: menu, help, and what is no command. None where there is work to do."""
    found, _ = find(text)
    if found is not None:
        return None
    return always_same(text) or _near_miss(text, key=key)


def always_same(text: str) -> Message | None:
    """Menu and help: the same whoever asks, and whenever."""
    if not text.strip():
        return menu.menu()
    word, *names = text.split()
    return help_about(names[0] if names else None) if word.casefold() in HELP_WORDS else None


@lru_cache(maxsize=128)  # people may type any name
def help_about(name: str | None) -> Message:
    """All commands, or the one named."""
    if name is None:
        return menu.overview([*(_entry(one) for one in SUBCOMMANDS), HELP])
    found = _words().get(name.removeprefix("/conf").strip("`").casefold())
    if found is None:
        return problem.explain(BadCommand(Mistake.UNKNOWN_COMMAND, said=name[:40]), reference="")
    return menu.about(_entry(found))


def entries() -> Iterator[menu.Entry]:
    """Every command as help shows it, for the generated documentation."""
    yield from (_entry(one) for one in SUBCOMMANDS)
    yield HELP


def _near_miss(text: str, *, key: str) -> Message:
    """Not a command: perhaps a topic, perhaps a slip of the keyboard."""
    try:
        typed = taken_apart(text)
        topic = topic_of(typed)
    except UserError as error:
        return problem.explain(error, reference="")
    return menu.near_miss(topic or as_read(text), wish=_wish(typed, topic, key=key), text=text, close=_close(text))


def _wish(typed: Typed, topic: str | None, *, key: str) -> str:
    return Wish(
        key=key,
        topic=topic,
        people=typed.people,
        groups=typed.groups,
        provider=typed.provider,
        record=typed.record,
    ).as_value()


def _close(text: str) -> str | None:
    word, _, rest = text.strip().partition(" ")
    close = difflib.get_close_matches(word.casefold(), [one.name for one in SUBCOMMANDS], n=1, cutoff=0.7)
    return f"{close[0]} {rest}".strip() if close and len(rest) < 80 and "<" not in rest else None


@cache
def _words() -> dict[str, Subcommand]:
    near = {word: one for one in SUBCOMMANDS for word in one.near}
    return near | {one.name: one for one in SUBCOMMANDS}


def _entry(one: Subcommand) -> menu.Entry:
    return menu.Entry(usage=one.usage, summary=one.summary, examples=one.examples)
