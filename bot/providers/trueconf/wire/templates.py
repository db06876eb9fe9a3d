"""Templates: conferences to copy from."""

from collections.abc import Mapping
from typing import Any

from bot.providers.http import Answer
from bot.providers.trueconf.wire.values import Id, Number, Seconds

_COPIED = (
    "topic", "description", "owner", "type", "invitations", "multicast_enable", "multicast_address", "max_podiums",
    "max_participants", "max_guests", "schedule", "allow_guests", "rights", "broadcast_enabled", "broadcast_id",
    "allow_only_planned_participants", "auto_invite", "tags", "recording", "meeting_room", "on_join_mute_mic",
    "on_join_mute_camera", "registration", "vad_selector", "waiting_room_enabled", "waiting_room_scope",
    "use_translation", "translation_flat_volume", "expiration_time_updating_allowed", "expiration_time_alert",
    "sequence_type", "scan_type", "disable_audio_remarks", "join_options", "join_options_enabled", "mcu_mode",
    "transcoding", "participant_restrictions",
)  # fmt: skip
"""What may be written of a conference, apart from what is its own: its id, and the PIN, which cannot be read."""


def new_template(name: str, conference: Mapping[str, Any]) -> dict[str, Any]:
    """The template that is asked for: everything of that conference that another may have too."""
    return {"name": name, "object": {field: conference[field] for field in _COPIED if field in conference}}


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
