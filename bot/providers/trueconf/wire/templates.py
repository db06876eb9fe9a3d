"""Templates: conferences to copy from."""

from collections.abc import Mapping
from typing import Any

from bot.providers.http import Answer
from bot.providers.trueconf.wire.conferences import writable
from bot.providers.trueconf.wire.values import Id, Number, Seconds


def new_template(name: str, conference: Mapping[str, Any]) -> dict[str, Any]:
    """The template that is asked for: everything of that conference that another may have too."""
    return {"name": name, "object": writable(conference)}


class Draft(Answer):
    """The conference that a template describes."""

    topic: str | None = None
    type: Number | None = None
    owner: str | None = None
    description: str | None = None
    allow_guests: bool | None = None
    allow_only_planned_participants: bool | None = None
    recording: bool | None = None
    waiting_room_enabled: bool | None = None
    pin_enabled: bool | None = None


class Template(Answer):
    """A template. `object` is the vendor's word for the conference in it."""

    id: Id
    name: str
    updated_at: Seconds | None = None
    object: Draft


class OneTemplate(Answer):
    """The answer about one template."""

    template: Template


class Templates(Answer):
    """All templates; there are no pages of them."""

    templates: list[Template]


class Removed(Answer):
    """The answer to a removal."""

    id: str
