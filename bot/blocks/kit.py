"""Block Kit primitives: values in, blocks out. What people typed is escaped here and nowhere else."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.model import Block

HEADER_LIMIT = 150
BUTTON_LIMIT = 75
VALUE_LIMIT = 2000
SECTION_LIMIT = 3000

_FORMATTING = str.maketrans({"*": "∗", "`": "ˋ", "~": "∼"})
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def plain(typed: str) -> str:
    """What a person typed as one line of visible text: no line breaks, control, direction or zero-width characters."""
    visible = _INVISIBLE.sub("", typed)
    return " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in visible).split())


def escape(typed: str) -> str:
    """Text for mrkdwn: Slack's three characters escaped, formatting marks replaced by their look-alikes."""
    safe = plain(typed).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return safe.translate(_FORMATTING)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, the last one an ellipsis if something was left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def bold(typed: str) -> str:
    return f"*{escape(cut(plain(typed), 240))}*"


def code(text: str) -> str:
    """Signs to be typed as they are, asterisks too."""
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("`", "'")
    return f"`{shown}`"


def person(person_id: str) -> str:
    return f"<@{person_id}>"


def people(ids: Iterable[str], *, most: int = 10) -> str:
    """`<@U1>, <@U2> and 3 more`."""
    known = list(ids)
    shown, more = known[:most], len(known) - most
    if more > 0:
        return f"{', '.join(map(person, shown))} and {more} more"
    return " and ".join(part for part in (", ".join(map(person, shown[:-1])), *map(person, shown[-1:])) if part)


def group(group_id: str) -> str:
    return f"<!subteam^{group_id}>"


def channel(channel_id: str) -> str:
    return f"<#{channel_id}>"


def moment(at: datetime) -> str:
    """The time of day as each reader's own clock shows it."""
    return f"<!date^{int(at.timestamp())}^{{time}}|{at:%H:%M} UTC>"


def day_and_moment(at: datetime) -> str:
    """Day and time of day as each reader's own clock shows them."""
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{at:%Y-%m-%d %H:%M} UTC>"


def link(url: str, words: str) -> str:
    return f"<{url.replace('|', '%7C').replace('>', '%3E')}|{words}>"


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": cut(text, SECTION_LIMIT), "verbatim": True}


def words(text: str, limit: int = BUTTON_LIMIT) -> Block:
    """A plain_text object."""
    return {"type": "plain_text", "text": cut(plain(text), limit), "emoji": True}


def header(text: str) -> Block:
    return {"type": "header", "text": words(text, HEADER_LIMIT)}


def section(text: str, *, accessory: Block | None = None) -> Block:
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return {**block, "accessory": accessory} if accessory else block


def context(*texts: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text) for text in texts]}


def divider() -> Block:
    return {"type": "divider"}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def button(label: str, action_id: str, value: str = "", *, style: str | None = None, spoken: str = "") -> Block:
    """`spoken` is what a screen reader says instead of a label that means little alone."""
    block: Block = {"type": "button", "text": words(label), "action_id": action_id}
    if value:
        block["value"] = value
    if style:
        block["style"] = style
    if spoken:
        block["accessibility_label"] = cut(plain(spoken), BUTTON_LIMIT)
    return block


def link_button(label: str, url: str, action_id: str, value: str = "", *, style: str | None = None) -> Block:
    """Opens `url` in the browser; Slack tells us of the press all the same."""
    return {**button(label, action_id, value, style=style), "url": url}


def overflow(action_id: str, options: Iterable[tuple[str, str]]) -> Block:
    """The `…` menu: pairs of label and value, five at the most."""
    return {
        "type": "overflow",
        "action_id": action_id,
        "options": [{"text": words(label), "value": value} for label, value in options],
    }


def text_input(
    block_id: str, label: str, *, initial: str = "", hint: str = "", limit: int = SECTION_LIMIT, optional: bool = False
) -> Block:
    element: Block = {"type": "plain_text_input", "action_id": block_id, "max_length": limit}
    if initial:
        element["initial_value"] = cut(plain(initial), limit)
    return _input(block_id, label, element, hint=hint, optional=optional)


def people_input(block_id: str, label: str, *, initial: Iterable[str] = (), hint: str = "", optional: bool) -> Block:
    element: Block = {"type": "multi_users_select", "action_id": block_id, "placeholder": words("Choose people", 150)}
    chosen = list(initial)
    if chosen:
        element["initial_users"] = chosen
    return _input(block_id, label, element, hint=hint, optional=optional)


def choice_input(
    block_id: str,
    label: str,
    options: Iterable[tuple[str, str]],
    *,
    initial: str,
    hint: str = "",
    described: Mapping[str, str] | None = None,
    told: bool = False,
) -> Block:
    """One of `options` (pairs of label and value); `initial` is a value, and so are the keys of `described`. `told`:
    choosing another is told to us at once."""
    shown = _options(options)
    for option in shown:
        if described and described.get(option["value"]):
            option["description"] = words(described[option["value"]])
    element: Block = {"type": "static_select", "action_id": block_id, "options": shown}
    element["initial_option"] = next((option for option in shown if option["value"] == initial), shown[0])
    return _input(block_id, label, element, hint=hint) | ({"dispatch_action": True} if told else {})


def several_input(
    block_id: str,
    label: str,
    options: Iterable[tuple[str, str]],
    *,
    initial: Iterable[str],
    hint: str = "",
    placeholder: str = "",
) -> Block:
    """Any of `options`, from a list; `initial` are values. `placeholder` stands there while none is chosen."""
    element: Block = {"type": "multi_static_select", "action_id": block_id, "options": _options(options)}
    if placeholder:
        element["placeholder"] = words(placeholder, 150)
    return _input(block_id, label, _with_initial(element, initial), hint=hint, optional=True)


def ticks_input(
    block_id: str, label: str, options: Iterable[tuple[str, str]], *, initial: Iterable[str], hint: str = ""
) -> Block:
    """Any of `options`, each with a box to tick; `initial` are values."""
    element: Block = {"type": "checkboxes", "action_id": block_id, "options": _options(options)}
    return _input(block_id, label, _with_initial(element, initial), hint=hint, optional=True)


def tick_input(block_id: str, label: str, option: str, *, ticked: bool = False) -> Block:
    """One box to tick; its value is "yes"."""
    box = {"text": words(option, 75), "value": "yes"}
    element: Block = {"type": "checkboxes", "action_id": block_id, "options": [box]}
    if ticked:
        element["initial_options"] = [box]
    return _input(block_id, label, element, optional=True)


def date_input(block_id: str, label: str, *, initial: str | None) -> Block:
    """A day, as in 2026-12-01."""
    element: Block = {"type": "datepicker", "action_id": block_id}
    return _input(block_id, label, element | ({"initial_date": initial} if initial else {}))


def time_input(block_id: str, label: str, *, initial: str | None, hint: str, optional: bool = False) -> Block:
    """An hour and minute on the wall, as in 15:00."""
    element: Block = {"type": "timepicker", "action_id": block_id}
    chosen = {"initial_time": initial} if initial else {}
    return _input(block_id, label, element | chosen, hint=hint, optional=optional)


def channel_input(block_id: str, label: str, *, initial: str | None, hint: str = "") -> Block:
    """A public or private channel."""
    element: Block = {
        "type": "conversations_select",
        "action_id": block_id,
        "filter": {"include": ["public", "private"]},
        "placeholder": words("Choose a channel", 150),
    }
    return _input(block_id, label, element | ({"initial_conversation": initial} if initial else {}), hint=hint)


def _options(options: Iterable[tuple[str, str]]) -> list[Block]:
    return [{"text": words(title), "value": value} for title, value in options]


def _with_initial(element: Block, initial: Iterable[str]) -> Block:
    """Slack takes no empty list."""
    wanted = set(initial)
    ticked = [option for option in element["options"] if option["value"] in wanted]
    return {**element, "initial_options": ticked} if ticked else element


def _input(block_id: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    block: Block = {"type": "input", "block_id": block_id, "label": words(label, 150), "element": element}
    if hint:
        block["hint"] = words(hint, 150)
    if optional:
        block["optional"] = True
    return block
