"""Which fields a conference, an invitation and a schedule take: section 7 of the reference as tables."""

from types import MappingProxyType
from typing import Any

from playground.backends.trueconf.checks import (
    Field,
    Fields,
    boolean,
    either,
    integer,
    list_of,
    mapping,
    matching,
    nullable,
    one_of,
    record,
    text,
)
from playground.backends.trueconf.refusal import ApiError
from playground.backends.trueconf.schedule import DAYS

RIGHTS = (
    "chat_send", "chat_rcv", "slide_show_send", "slide_show_rcv", "white_board_send", "white_board_rcv",
    "file_transfer_send", "file_transfer_rcv", "desktop_sharing", "recording", "audio_send", "audio_rcv",
    "video_send", "video_rcv",
)  # fmt: skip
JOIN_OPTIONS = ("clients", "webrtc", "qr_code", "terminal")
LANGUAGES = ("ru", "de", "es", "fa", "fr", "it", "ja", "cs", "pl", "pt", "ko", "uk", "vi", "zh", "zht", "tr", "he")

LATEST, LONGEST = 4_102_444_800, 366 * 24 * 3600
"""A start in 2100 and a year's length: the document has no limit, but a calendar has."""

_flag = one_of(0, 1)
_unix = integer(0)
_unix_text = nullable(matching(r"\d{1,12}"))
_client_rights = record(dict.fromkeys(RIGHTS, boolean))
_quality = one_of("180p", "360p", "720p", "1080p")
_sip_quality = one_of(
    "180p", "360p", "540p", "720p", "1080p", "QSIF", "QCIF", "QVGA", "SIF", "CIF", "VGA", "4SIF", "4CIF",
)  # fmt: skip
translator = nullable(record({"languages": list_of(text(2, 8), low=1)}))

schedule = either(
    record({"type": one_of(-1)}),
    record(
        {"type": one_of(1), "start_time": integer(-1, LATEST), "duration": integer(1, LONGEST)},
        {"time_offset": integer()},
    ),
    record(
        {
            "type": one_of(0),
            "days": list_of(one_of(*DAYS), low=1, high=7),
            "time": matching(r"([01]\d|2[0-3]):[0-5]\d"),
            "duration": integer(1, 24 * 3600),
        },
        {"start_time": integer(), "time_offset": integer()},
    ),
)
"""None, once, weekly. What the server computes (`start_time` of a weekly one, `time_offset`) may come back as read."""

_registration = record(
    {"enabled": boolean},
    {
        "start_at": _unix_text,
        "end_at": _unix_text,
        "participants_limit_enabled": boolean,
        "participants_limit": nullable(integer(1)),
        "allow_users_access": boolean,
        "fields": mapping(record({"index": integer(0), "is_required": boolean})),
        "limit_reached": boolean,
    },
)
_transcoding = record(
    {},
    {
        "use_local_mixer_config": boolean,
        "mixer_max_framerate": one_of(10, 15, 30, 60),
        "record_video_quality": _quality,
        "sip_video_quality": _sip_quality,
        "rtsp_video_quality": _quality,
        "webrtc_video_quality": _quality,
        **dict.fromkeys(("enable_sip_layouts", "enable_webrtc_layouts", "enable_vad_layouts"), boolean),
        "enable_load_balancing": boolean,
    },
)
_restrictions = record(
    {},
    {
        "use_local_stream_config": boolean,
        "video_quality": one_of("180p", "360p", "540p", "720p", "1080p"),
        "framerate_video_limit": one_of(10, 15, 30, 60),
        "framerate_ds_limit": one_of(1, 3, 5, 10, 15, 30, 60),
    },
)
_reminders = list_of(record({"before_start": one_of(0, 5, 10, 15, 30, 60, 1440)}), high=4)
_invitee = {"id": text(1, 64)}
_invitee_more = {"display_name": text(1, 64), "translator": translator}

CONFERENCE: Fields = MappingProxyType(
    {
        "id": Field(check=matching(r"[A-Za-z0-9_]{1,128}"), write="C"),
        "topic": Field(check=text(1, 240)),
        "description": Field(check=text()),
        "owner": Field(check=text(1, 64)),
        "type": Field(check=one_of(0, 1, 3)),
        "invitations": Field(check=list_of(record(_invitee, _invitee_more))),
        "multicast_enable": Field(check=boolean),
        "multicast_address": Field(check=nullable(text())),
        "max_podiums": Field(check=integer(1)),
        "max_participants": Field(check=integer(1)),
        "schedule": Field(check=schedule),
        "allow_guests": Field(check=boolean),
        "rights": Field(check=record({}, {"guest": _client_rights, "user": _client_rights})),
        "broadcast_enabled": Field(check=boolean),
        "broadcast_id": Field(check=nullable(text())),
        "allow_only_planned_participants": Field(check=boolean),
        "auto_invite": Field(check=one_of(0, 1, 2)),
        "url": Field(check=text()),
        "webclient_url": Field(check=text()),
        "state": Field(check=one_of("running", "stopped")),
        "tags": Field(check=list_of(text(1))),
        "recording": Field(check=_flag),
        "pin": Field(check=nullable(text()), since=4),
        "meeting_room": Field(check=nullable(text()), since=4),
        "on_join_mute_mic": Field(check=_flag, since=4),
        "on_join_mute_camera": Field(check=_flag, since=4),
        "registration": Field(check=_registration, since=4),
        "vad_selector": Field(check=_flag, since=5),
        "max_guests": Field(check=integer(0), since=6),
        "reminders_enabled": Field(check=boolean, since=7),
        "reminders": Field(check=_reminders, since=7),
        "waiting_room_enabled": Field(check=boolean, since=7),
        "waiting_room_scope": Field(check=one_of("all", "unplanned", "strangers", "guests"), since=7),
        "use_translation": Field(check=boolean, since=9),
        "translation_flat_volume": Field(check=nullable(integer(0, 100)), since=9),
        "expiration_time_updating_allowed": Field(check=boolean, since=9),
        "expiration_time_alert": Field(check=integer(0), since=9),
        "sequence_type": Field(check=_flag, since=9),
        "scan_type": Field(check=_flag, since=9),
        "disable_audio_remarks": Field(check=boolean, since=9),
        "join_options": Field(check=list_of(one_of(*JOIN_OPTIONS)), since=9),
        "join_options_enabled": Field(check=boolean, since=10),
        "mcu_mode": Field(check=boolean, since=10),
        "transcoding": Field(check=_transcoding, since=10),
        "participant_restrictions": Field(check=_restrictions, since=10),
        "template_id": Field(check=text(1), write="C"),
    }
)
"""What may be written. `url`, `webclient_url` and `state` are taken, as their tags say, and have no effect."""

INVITATION: Fields = MappingProxyType(
    {
        "id": Field(check=text(1, 64), write="C"),
        "display_name": Field(check=text(1, 64)),
        "translator": Field(check=translator, since=9),
    }
)
TEMPLATE: Fields = MappingProxyType(
    {"name": Field(check=text(1, 240)), "object": Field(check=lambda value: isinstance(value, dict))}
)
PARTICIPANT: Fields = MappingProxyType({"participant_id": Field(check=text(1, 64), write="C")})
INVITE: Fields = MappingProxyType(
    {
        "invitations": Field(check=list_of(record(_invitee, {"display_name": text(1, 64)}), low=1), write="C", since=5),
        "participants": Field(check=list_of(text(1, 64), low=1), write="C", until=4),
    }
)


def checked(body: dict[str, Any], fields: Fields, version: int, write: str, *, strict: bool = True) -> dict[str, Any]:
    """The body's known fields, each with an allowed value. Raises ApiError."""
    for name in body:
        if strict and not (name in fields and fields[name].known(version, write)):
            raise ApiError("unknownField", name, parameter=name)
    known = {name: value for name, value in body.items() if name in fields and fields[name].known(version, write)}
    for name, value in known.items():
        if not fields[name].check(value):
            raise ApiError("invalidValue", name, parameter=name)
    return known


def required(body: dict[str, Any], *names: str) -> None:
    """Raises ApiError for the first of these fields that is missing."""
    for name in names:
        if name not in body:
            raise ApiError("missingRequiredField", parameter=name)
