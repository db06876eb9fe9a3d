"""Rooms: made, shown, listed, changed. Nothing removes them but time."""

from datetime import datetime, timedelta
from typing import Any

from starlette.responses import JSONResponse

from playground.backends.vonage import wire
from playground.backends.vonage.call import Answer, Call, Endpoint, always
from playground.backends.vonage.fields import CHANGED_ROOM, CHANGED_ROOM_WITH_UI, NEW_ROOM, Reading
from playground.backends.vonage.paging import page
from playground.backends.vonage.refusal import bad_request, bare, invalid, no_such
from playground.backends.vonage.room import Room
from playground.backends.vonage.service import Service

SOONEST = timedelta(minutes=10)

_USUAL: dict[str, Any] = {
    "metadata": None,
    "type": "instant",
    "expires_at": None,
    "expire_after_use": False,
    "theme_id": None,
    "join_approval_level": "none",
}
_USUAL_GROUPS: dict[str, dict[str, Any]] = {
    "recording_options": {"auto_record": False, "record_only_owner": False},
    "initial_join_options": {"microphone_state": "default"},
    "callback_urls": {},
    "ui_settings": {"language": "default"},
    "available_features": {
        "is_recording_available": True,
        "is_chat_available": True,
        "is_whiteboard_available": True,
        "is_locale_switcher_available": False,
        "is_captions_available": False,
    },
}


def _make(call: Call) -> Answer:
    service, wish = call.service, call.body
    _check_life(service, wish)
    _check_theme(service, wish, "create")
    if sum(one.available for one in service.rooms.values()) >= service.config.max_rooms:
        raise bare(403, "too many rooms")
    groups = {name: usual | wish.get(name, {}) for name, usual in _USUAL_GROUPS.items()}
    room = service.open_room(_USUAL | wish | groups)
    return JSONResponse(wire.room(service, room), 201)


def _check_life(service: Service, wish: dict[str, Any]) -> None:
    """What each type of room must and must not say about its end. Raises ApiError."""
    if wish.get("type", "instant") == "instant":
        for name in ("expires_at", "expire_after_use"):
            if name in wish:
                raise invalid(name, "is not allowed")
        return
    if "expires_at" not in wish:
        raise invalid("expires_at", "is required")
    _check_end(service, "expires_at", wish["expires_at"])


def _check_end(service: Service, field: str, at: datetime) -> None:
    if at <= service.now + SOONEST:
        raise invalid(field, "must be more than 10 minutes from now")
    if at > service.now + service.config.longest:
        raise invalid(field, f"must be at most {service.config.longest.days} days from now")


def _check_theme(service: Service, wish: dict[str, Any], deed: str) -> None:
    if "theme_id" in wish and wish["theme_id"] not in service.themes:
        raise bad_request(f"Failed to {deed} room because theme id {wish['theme_id']} not found")


def _read(call: Call) -> Answer:
    return wire.room(call.service, call.room())


def listed(call: Call) -> list[Room]:
    """The rooms that lists show, oldest first."""
    youngest = call.service.now - timedelta(seconds=call.faults.list_delay)
    rooms = [one for one in call.service.rooms.values() if one.created_at <= youngest]
    return [one for one in rooms if one.available or call.service.config.closed_rooms_listed]


def _list(call: Call) -> Answer:
    return page(call, listed(call), "rooms")


def _change(call: Call) -> Answer:
    service, room, wish = call.service, call.room(), call.body["update_details"]
    if not room.available:
        raise no_such(room.id)
    if room.instant:
        raise bad_request(f"The room with id: {room.id} could not be updated because of its type: temporary")
    if "expires_at" in wish:
        _check_end(service, "update_details.expires_at", wish["expires_at"])
    _check_theme(service, wish, "update")
    groups = {name: room.settings[name] | wish[name] for name in _USUAL_GROUPS.keys() & wish.keys()}
    room.settings |= wish | groups
    room.expires_at = room.settings["expires_at"]
    return wire.room(service, room)


def _changes(service: Service) -> Reading:
    return CHANGED_ROOM_WITH_UI if service.config.ui_settings_change else CHANGED_ROOM


ENDPOINTS = (
    Endpoint(method="POST", path="rooms", act=_make, body=always(NEW_ROOM)),
    Endpoint(method="GET", path="rooms", act=_list),
    Endpoint(method="GET", path="rooms/{}", act=_read),
    Endpoint(method="PATCH", path="rooms/{}", act=_change, body=_changes),
)
