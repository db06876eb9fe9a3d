"""What a room is to be like, in the form of a plan: what stands in its fields, what is meant, what is wrong."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from bot.blocks import option_fields
from bot.blocks.option_fields import CAPACITY, DOOR, HOST_FIRST, PIN, TEMPLATE, WAITING, Entered
from bot.model import Ability, First, Options
from bot.options import options_json, read_options

Fields = Mapping[str, dict[str, Any]]


def entered(said: Fields, *, hidden: Mapping[str, Any] | None = None) -> Entered:
    """What stands in the fields; in those that do not stand there now, what stood in them before."""
    before = Entered(**{**(hidden or {}), "door": tuple((hidden or {}).get("door", ()))})
    shown: dict[str, Any] = {}
    if PIN in said:
        shown["pin"] = (said[PIN].get("value") or "").strip()
    if CAPACITY in said:
        shown["capacity"] = (said[CAPACITY].get("value") or "").strip()
    if DOOR in said:
        shown["door"] = tuple(one["value"] for one in said[DOOR].get("selected_options") or ())
    if TEMPLATE in said:
        chosen = (said[TEMPLATE].get("selected_option") or {}).get("value")
        shown["template"] = None if chosen == option_fields.AS_USUAL else chosen
    return replace(before, **shown)


def to_remember(fields: Entered) -> dict[str, Any]:
    """For a form to remember; nothing of what is empty."""
    return {name: value for name, value in asdict(fields).items() if value}


def filled(options: Options) -> Entered:
    """As it stands where these were said before."""
    ticked = {WAITING: options.waiting_room, HOST_FIRST: options.first is First.HOST}
    return Entered(
        pin=options.pin or "",
        capacity=str(options.capacity or ""),
        door=tuple(name for name, ticks in ticked.items() if ticks),
        template=options.template,
    )


def read(said: Fields, before: dict[str, Any] | None) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """What is asked for as plain JSON, and what is wrong whichever back end it is. `before` is what held: what was
    ticked once is then said to be off, and what has no field stays."""
    was, fields = read_options(before), entered(said)
    asked: dict[str, Any] = {}
    if PIN in said:
        asked["pin"] = fields.pin or None
    if CAPACITY in said:
        asked["capacity"] = int(fields.capacity) if _is_number(fields.capacity) else None
    if DOOR in said:
        off = None if was.waiting_room is None else False
        anybody = None if was.first is None else First.ANYBODY
        asked["waiting_room"] = True if WAITING in fields.door else off
        asked["first"] = First.HOST if HOST_FIRST in fields.door else anybody
    if TEMPLATE in said:
        asked["template"] = fields.template
    return options_json(replace(was, **asked)), _wrong(fields)


def too_few(asked: dict[str, Any] | None, people: int) -> dict[str, str]:
    """Beside the number, where more are asked than it lets in."""
    capacity = read_options(asked).capacity
    return {CAPACITY: option_fields.too_few(people)} if capacity and capacity < people else {}


def mistakes(asked: dict[str, Any] | None, ability: Ability, *, backend: str) -> dict[str, str]:
    """What this back end does not take, beside its field."""
    options, limits, wrong = read_options(asked), ability.limits, dict[str, str]()
    for lacking in options.needs() - ability.features:
        wrong |= option_fields.cannot(lacking, backend=backend)
    least, most = limits.pin
    if options.pin and not least <= len(options.pin) <= most:
        wrong.setdefault(PIN, option_fields.wrong_length(limits))
    if options.capacity and limits.most and options.capacity > limits.most:
        wrong.setdefault(CAPACITY, option_fields.too_many(backend, limits.most))
    return wrong


def _wrong(fields: Entered) -> dict[str, str]:
    wrong = {}
    if fields.pin and not (fields.pin.isascii() and fields.pin.isdecimal()):
        wrong[PIN] = option_fields.NO_PIN
    if fields.capacity and not _is_number(fields.capacity):
        wrong[CAPACITY] = option_fields.NO_NUMBER
    return wrong


def _is_number(text: str) -> bool:
    """One that people can be counted by."""
    return text.isascii() and text.isdecimal() and 0 < int(text) < 10**6
