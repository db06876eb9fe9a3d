"""Forms: what is asked, and what stands beside a field that was filled in wrongly."""

from collections.abc import Collection, Sequence

from bot.blocks import kit
from bot.model import Block, Message

START = "start.form"
INVITE = "invite.form"
TOPIC, WHO, BACKEND, RECORD = "topic", "who", "backend", "record"

AS_USUAL = "-"
"""The back end that was chosen in the settings: none is called so."""

TOPIC_LIMIT = 240
TOO_LATE = "That form could not be opened in time. Please press the button again."
TOO_LATE_TYPED = "That form could not be opened in time. Please type it again."
LOADING = "One moment …"
IF_NOTHING_COMES = "If nothing appears here within a few seconds, close this and try again."
EMPTY_TOPIC = "Give it a few words, as in “Weekly sync”."
BROADCAST = "A topic cannot call a whole channel. Leave that word out."
NOBODY = "Choose at least one person."
CANNOT_RECORD = "{backend} cannot record from the start. Leave the box empty, or choose another server."


def start(
    *,
    topic: str,
    people: Sequence[str],
    backends: Sequence[str],
    closed: Collection[str] = (),
    recorders: Collection[str] = (),
    metadata: str,
) -> Block:
    """`backends` are names; the choice is shown only where there is one. Their makers closed those
    in `closed`; those in `recorders` can record from the start."""
    blocks = [
        kit.text_input(TOPIC, "Topic", initial=topic, limit=TOPIC_LIMIT),
        kit.people_input(
            WHO, "Who", initial=people, hint="Each of them gets a direct message with Join.", optional=True
        ),
    ]
    if len(backends) > 1:
        named = [(f"{name} (closed by its maker)" if name in closed else name, name) for name in backends]
        options = [("As usual here", AS_USUAL), *named]
        blocks.append(kit.choice_input(BACKEND, "Conference server", options, initial=AS_USUAL))
    if recorders:
        blocks.append(kit.tick_input(RECORD, "Recording", "Record it from the start"))
    return _form(START, "Start a conference", "Start", blocks, metadata)


def invite(*, metadata: str) -> Block:
    who = kit.people_input(WHO, "Who", hint="Each of them gets a direct message with Join.", optional=False)
    return _form(INVITE, "Invite people", "Invite", [who], metadata)


def loading(name: str, title: str) -> Block:
    """What stands at once where a form is being filled in."""
    return _shown(name, title, [kit.section(LOADING), kit.context(IF_NOTHING_COMES)])


def instead(name: str, title: str, message: Message) -> Block:
    """Where a form cannot be filled in: why."""
    readable = [block for block in message.blocks if block["type"] in ("section", "context")]
    return _shown(name, title, readable or [kit.section(kit.escape(message.text))])


def _shown(callback_id: str, title: str, blocks: list[Block]) -> Block:
    """A form without anything to send."""
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": kit.words(title, 24),
        "close": kit.words("Close", 24),
        "blocks": blocks,
    }


def _form(callback_id: str, title: str, submit: str, blocks: list[Block], metadata: str) -> Block:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": kit.words(title, 24),
        "submit": kit.words(submit, 24),
        "close": kit.words("Cancel", 24),
        "private_metadata": metadata,
        "blocks": blocks,
    }
