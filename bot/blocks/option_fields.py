"""The fields of a form for what a room is to be like, those that its back end has, and what is wrong beside them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.blocks import kit
from bot.model import Block, Feature, Limits, Template

PIN, DOOR, CAPACITY, TEMPLATE = "pin", "door", "capacity", "template"
WAITING, HOST_FIRST = "waiting_room", "host_first"
AS_USUAL = "-"
MOST_TEMPLATES = 99
LONGEST = 32
"""Longer than any PIN or number, so that one that is too long is seen, and said."""

NO_PIN = "Digits only, as in 4821."
NO_NUMBER = "A whole number, as in 25."

_DOOR = {
    Feature.WAITING_ROOM: ("Everybody waits to be let in", WAITING),
    Feature.HOST_FIRST: ("Nobody comes in before the host", HOST_FIRST),
}
_CANNOT: dict[Feature, tuple[str, str]] = {
    Feature.SET_PIN: (PIN, "{backend} takes no PIN that you choose. Leave it empty, or choose another server."),
    Feature.WAITING_ROOM: (DOOR, "{backend} has no waiting room. Leave the box empty, or choose another server."),
    Feature.HOST_FIRST: (
        DOOR,
        "{backend} lets people in before the host. Leave the box empty, or choose another server.",
    ),
    Feature.CAPACITY: (CAPACITY, "{backend} takes no such number. Leave it empty, or choose another server."),
    Feature.TEMPLATES: (TEMPLATE, "{backend} has no templates. Choose another server."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What stands in the fields, right or wrong."""

    pin: str = ""
    capacity: str = ""
    door: tuple[str, ...] = ()
    template: str | None = None


def fields(
    entered: Entered, features: Collection[Feature], limits: Limits, templates: Sequence[Template]
) -> list[Block]:
    """Those of a back end that can do so much, within these limits."""
    blocks = [_pin(entered, limits)] if Feature.SET_PIN in features else []
    if door := [option for feature, option in _DOOR.items() if feature in features]:
        blocks.append(kit.ticks_input(DOOR, "Coming in", door, initial=entered.door))
    if Feature.CAPACITY in features:
        blocks.append(_capacity(entered, limits))
    if templates and Feature.TEMPLATES in features:
        blocks.append(_template(entered, templates))
    return blocks


def cannot(feature: Feature, *, backend: str) -> dict[str, str]:
    """Beside the field of something that this back end does not do."""
    field, sentence = _CANNOT[feature]
    return {field: sentence.format(backend=backend)}


def wrong_length(limits: Limits) -> str:
    least, most = limits.pin
    return f"Between {least} and {most} digits, as in {'482915'[: max(4, least)]}."


def too_many(backend: str, most: int) -> str:
    return f"{backend} lets in {most} people at the most. Choose a smaller number."


def too_few(people: int) -> str:
    return f"{people} people are asked, with you. Let in at least as many, or ask fewer."


def _pin(entered: Entered, limits: Limits) -> Block:
    least, most = limits.pin
    hint = f"{least} to {most} digits that people type to come in. Left empty: as the server does it."
    return kit.text_input(PIN, "PIN", initial=entered.pin, hint=hint, limit=LONGEST, optional=True)


def _capacity(entered: Entered, limits: Limits) -> Block:
    most = f"At most {limits.most}. " if limits.most else ""
    usual = limits.admits or "as many as the server lets in"
    hint = f"{most}Left empty: {usual}."
    return kit.text_input(
        CAPACITY, "How many people", initial=entered.capacity, hint=hint, limit=LONGEST, optional=True
    )


def _template(entered: Entered, templates: Sequence[Template]) -> Block:
    options = [("None in particular", AS_USUAL), *((one.name, one.id) for one in templates[:MOST_TEMPLATES])]
    return kit.choice_input(TEMPLATE, "Template", options, initial=entered.template or AS_USUAL)
