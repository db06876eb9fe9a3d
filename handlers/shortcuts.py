"""The message shortcut "Meet about this": what a message says about topic and people."""

import html
import re
from typing import Any

from bot.blocks.kit import cut, plain

MEET_ABOUT_THIS = "meet_about_this"

_MARKUP = re.compile(r"<[@!][^|>]*(?:\|([^>]*))?>")
_LINK = re.compile(r"<#?[^|>]*(?:\|([^>]*))?>")
_FORMATTED = re.compile(r"(?<!\w)([*_~`])(\S|\S.*?\S)\1(?!\w)")
TOPIC_LENGTH = 80


def topic_and_people(message: dict[str, Any], *, asker: str, bot: str | None) -> tuple[str, list[str]]:
    """Topic: the first line of the message. People: who wrote it and who answered, the asker and Plenum left out."""
    people = [message.get("user"), *(message.get("reply_users") or ())]
    wanted = [person for person in dict.fromkeys(people) if person and person not in (asker, bot, "USLACKBOT")]
    return _topic(message.get("text") or ""), wanted


def _topic(text: str) -> str:
    line = next((line for line in text.splitlines() if line.strip()), "")
    line = _MARKUP.sub(lambda m: f"@{m.group(1)}" if m.group(1) else "", line)
    line = _LINK.sub(lambda m: m.group(1) or "", line)
    while (plainer := _FORMATTED.sub(r"\2", line)) != line:
        line = plainer
    return cut(plain(html.unescape(line)), TOPIC_LENGTH)
