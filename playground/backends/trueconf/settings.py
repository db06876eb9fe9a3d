"""A conference's settings made whole: what was written, the server's defaults, and the rules between fields."""

from datetime import datetime
from typing import Any

from playground.backends.trueconf import schedule
from playground.backends.trueconf.config import TrueConfConfig
from playground.backends.trueconf.fields import JOIN_OPTIONS, RIGHTS
from playground.backends.trueconf.refusal import ApiError
from playground.backends.trueconf.times import unix

Settings = dict[str, Any]

_NOT_SETTINGS = frozenset({"id", "owner", "invitations", "url", "webclient_url", "state", "template_id"})
ALL_ON_SCREEN, LECTURE, ROLE_BASED = 0, 1, 3


_REGISTRATION: Settings = {
    "enabled": False,
    "start_at": None,
    "end_at": None,
    "participants_limit_enabled": False,
    "participants_limit": None,
    "allow_users_access": False,
    "fields": {},
}
_TRANSCODING: Settings = {
    "use_local_mixer_config": False,
    "mixer_max_framerate": 30,
    "record_video_quality": "720p",
    "sip_video_quality": "720p",
    "rtsp_video_quality": "720p",
    "webrtc_video_quality": "720p",
    "enable_sip_layouts": False,
    "enable_webrtc_layouts": False,
    "enable_vad_layouts": False,
    "enable_load_balancing": False,
}
_RESTRICTIONS: Settings = {
    "use_local_stream_config": False,
    "video_quality": "1080p",
    "framerate_video_limit": 30,
    "framerate_ds_limit": 30,
}
_DEFAULTS: Settings = {
    "description": "",
    "multicast_enable": False,
    "multicast_address": None,
    "allow_guests": False,
    "rights": {who: dict.fromkeys(RIGHTS, True) for who in ("guest", "user")},
    "broadcast_enabled": False,
    "broadcast_id": None,
    "allow_only_planned_participants": False,
    "auto_invite": 0,
    "tags": [],
    "recording": 0,
    "pin": None,
    "meeting_room": None,
    "on_join_mute_mic": 0,
    "on_join_mute_camera": 0,
    "registration": _REGISTRATION,
    "vad_selector": 0,
    "reminders_enabled": False,
    "reminders": [],
    "waiting_room_enabled": False,
    "waiting_room_scope": "all",
    "use_translation": False,
    "translation_flat_volume": None,
    "expiration_time_updating_allowed": True,
    "expiration_time_alert": 0,
    "sequence_type": 0,
    "scan_type": 0,
    "disable_audio_remarks": False,
    "join_options": list(JOIN_OPTIONS),
    "join_options_enabled": False,
    "mcu_mode": False,
    "transcoding": _TRANSCODING,
    "participant_restrictions": _RESTRICTIONS,
}


def defaults(config: TrueConfConfig) -> Settings:
    """What a conference has of which its maker said nothing."""
    return _DEFAULTS | {"max_participants": config.max_participants, "max_guests": config.max_guests}


_NESTED = ("registration", "transcoding", "participant_restrictions", "rights")


def complete(written: Settings, before: Settings, config: TrueConfConfig, now: datetime) -> Settings:
    """`before`, changed by what was written. Raises ApiError where fields do not fit together."""
    changes = {name: value for name, value in written.items() if name not in _NOT_SETTINGS}
    for name in _NESTED:
        if name in changes:
            changes[name] = before.get(name, {}) | changes[name]
    settings = before | changes
    _fit(settings, written, config)
    settings["schedule"] = _resolved(settings["schedule"], now)
    settings["pin"] = settings["pin"] or None
    settings["max_podiums"] = _podiums(settings)
    return settings


def _resolved(planned: schedule.Schedule, now: datetime) -> schedule.Schedule:
    """Without what the server computes by itself; -1 stands for now."""
    computed = {"time_offset"} if planned["type"] == schedule.ONCE else {"time_offset", "start_time"}
    kept = {name: value for name, value in planned.items() if name not in computed}
    return kept | {"start_time": unix(now)} if kept.get("start_time") == -1 else kept


def _podiums(settings: Settings) -> int:
    """Only role-based conferences choose how many may speak."""
    everybody: int = settings["max_participants"]
    if settings["type"] == ROLE_BASED:
        wished: int = settings.get("max_podiums", everybody)
        return min(everybody, wished)
    return 1 if settings["type"] == LECTURE else everybody


def _fit(settings: Settings, written: Settings, config: TrueConfConfig) -> None:
    if settings["max_participants"] > config.max_participants:
        raise ApiError("invalidValue", "max_participants", parameter="max_participants")
    if settings["max_guests"] > config.max_guests:
        raise ApiError("maxGuestsLimitReached", config.max_guests)
    registration = settings["registration"]
    opens, closes = registration["start_at"], registration["end_at"]
    if opens and closes and int(opens) > int(closes):
        raise ApiError("invalidValue", "registration", parameter="registration")
    _fit_ways_in(settings, written, config)


def _fit_ways_in(settings: Settings, written: Settings, config: TrueConfConfig) -> None:
    """The rules of v3.10 between multicast, MCU mode and the ways to join."""
    wanted = set(written.get("join_options", ()))
    if wanted and not config.join_options_licensed:
        raise ApiError("joinOptionsNotAllowedByLicense")
    if settings["multicast_enable"] and settings["mcu_mode"]:
        raise ApiError("mcuModeUnavailableWhenMulticastIsEnabled")
    if wanted and settings["mcu_mode"] and wanted != {"webrtc", "terminal"}:
        raise ApiError("joinOptionsNotEditableInMcuMode")
    if settings["multicast_enable"] and wanted - {"clients", "qr_code"}:
        raise ApiError("joinOptionsNotAllowedWhenMulticastIsEnabled")


def ways_in(settings: Settings) -> list[str]:
    """How people may join, as it comes out: MCU mode and multicast leave no choice."""
    if settings["mcu_mode"]:
        return ["webrtc", "terminal"]
    if settings["multicast_enable"]:
        return [way for way in settings["join_options"] if way in ("clients", "qr_code")]
    return list(settings["join_options"])
