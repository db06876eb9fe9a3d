"""What one sees who types `/conf` alone, asks for help, or types something that is no command."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks import kit
from bot.model import Block, Message

START_FORM = "menu.start"
SCHEDULE_FORM = "menu.schedule"
LIST = "menu.list"
SETTINGS = "menu.settings"
HELP = "menu.help"
START_THIS = "start.meant"

A_SECTION = 10
"""So many commands are explained in one block, which holds 3000 characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One command, as help shows it."""

    usage: str
    summary: str
    examples: tuple[str, ...]


def menu() -> Message:
    return Message(
        text="What would you like to do?",
        blocks=(
            kit.section("*What would you like to do?*"),
            kit.actions(
                kit.button("Start", START_FORM, style="primary", spoken="Start a conference now"),
                kit.button("Schedule", SCHEDULE_FORM, spoken="Plan a conference"),
                kit.button("What is live", LIST),
                kit.button("Settings", SETTINGS),
                kit.button("Help", HELP),
            ),
            kit.context("Or type it: `/conf start Weekly sync @ben`"),
        ),
    )


def overview(entries: Sequence[Entry]) -> Message:
    """All commands."""
    lines = [f"`/conf {kit.escape(entry.usage)}`\n{entry.summary}" for entry in entries]
    parts = ["\n".join(lines[first : first + A_SECTION]) for first in range(0, len(lines), A_SECTION)]
    return Message(
        text="How to use /conf",
        blocks=(
            kit.section("*Video conferences from here*"),
            *map(kit.section, parts),
            kit.context(
                "In a thread, use the message menu: *Meet about this*, or write `@Plenum start`. "
                "More about one command: `/conf help start`"
            ),
        ),
    )


def about(entry: Entry) -> Message:
    """One command, with examples."""
    examples = "\n".join(f"`/conf {kit.escape(example)}`" for example in entry.examples)
    return Message(
        text=f"How to use /conf {entry.usage.split()[0]}",
        blocks=(
            kit.section(f"`/conf {kit.escape(entry.usage)}`\n{entry.summary}"),
            kit.section(f"*For example*\n{examples}"),
        ),
    )


def near_miss(typed: str, *, wish: str, text: str, close: str | None) -> Message:
    """Something that is no command: what can be done with it. `wish` is the value that carries it, `text` what was
    typed as Slack wrote it, `close` a command that is spelled alike."""
    shown = kit.cut(kit.plain(typed), 40)
    hint = f"Did you mean `/conf {kit.escape(close)}`? " if close else ""
    start = kit.cut(f"Start “{shown}” now", kit.BUTTON_LIMIT)
    buttons: list[Block] = [kit.button(start, START_THIS, wish, style="primary")]
    if len(text) <= kit.VALUE_LIMIT:
        buttons.append(kit.button("Schedule …", SCHEDULE_FORM, text, spoken="Plan it for later"))
    buttons.append(kit.button("Help", HELP))
    return Message(
        text=f"What shall I do with “{kit.escape(shown)}”?",
        blocks=(
            kit.section(f"{hint}What shall I do with “{kit.escape(shown)}”?"),
            kit.actions(*buttons),
        ),
    )
