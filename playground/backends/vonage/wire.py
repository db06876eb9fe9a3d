"""What the service holds, as its JSON shows it."""

from dataclasses import asdict
from typing import Any

from playground.backends.vonage.config import DialInNumber
from playground.backends.vonage.instants import write
from playground.backends.vonage.room import Recording, Room, Status, Theme
from playground.backends.vonage.service import Service


def guest_url(service: Service, room: Room) -> str:
    return f"{_place(service, room)}{room.code}"


def host_url(service: Service, room: Room) -> str:
    return f"{_place(service, room)}?room_token={room.code}&participant_token={room.host_token}"


def _place(service: Service, room: Room) -> str:
    theme = service.themes.get(room.theme_id or "")
    slug = f"{theme.slug}/" if theme and theme.slug else ""
    return f"{service.config.links_base.rstrip('/')}/{slug}"


def room(service: Service, one: Room) -> dict[str, Any]:
    """In the order of the captures; what was never set of the callbacks is not there."""
    settings = one.settings
    callbacks = {"callback_urls": settings["callback_urls"]} if settings["callback_urls"] else {}
    return {
        "id": one.id,
        "display_name": one.name,
        "metadata": settings["metadata"],
        "type": settings["type"],
        "expires_at": write(one.expires_at),
        "recording_options": settings["recording_options"],
        "meeting_code": one.code,
        "_links": {"host_url": {"href": host_url(service, one)}, "guest_url": {"href": guest_url(service, one)}},
        "created_at": write(one.created_at),
        "is_available": one.available,
        "expire_after_use": settings["expire_after_use"],
        "theme_id": one.theme_id,
        "initial_join_options": settings["initial_join_options"],
        "join_approval_level": settings["join_approval_level"],
        **callbacks,
        "ui_settings": settings["ui_settings"],
        "available_features": settings["available_features"],
    }


def recording(service: Service, one: Recording) -> dict[str, Any]:
    return {
        "id": one.id,
        "session_id": one.session_id,
        "started_at": write(one.started_at),
        "ended_at": write(one.ended_at) if one.ended_at else None,
        "status": one.status.value,
        "_links": {"url": {"href": service.link(one) if one.status is Status.UPLOADED else None}},
    }


def theme(service: Service, one: Theme) -> dict[str, Any]:
    config = service.config
    return {
        "theme_id": one.id,
        "theme_name": one.fields.get("theme_name") or one.id,
        "domain": "VCP",
        "account_id": config.account_id,
        "application_id": config.application_id,
        "main_color": one.fields["main_color"],
        "short_company_url": one.slug,
        "brand_text": one.fields["brand_text"],
        "brand_image_colored": one.logos.get("colored"),
        "brand_image_white": one.logos.get("white"),
        "branded_favicon": one.logos.get("favicon"),
        "brand_image_white_url": _logo_url(service, one, "white"),
        "brand_image_colored_url": _logo_url(service, one, "colored"),
        "branded_favicon_url": _logo_url(service, one, "favicon"),
    }


def _logo_url(service: Service, one: Theme, kind: str) -> str | None:
    key = one.logos.get(kind)
    return f"{service.config.storage_base.rstrip('/')}/logos/{key}" if key else None


def application(service: Service) -> dict[str, Any]:
    config = service.config
    return {
        "application_id": config.application_id,
        "account_id": config.account_id,
        "default_theme_id": service.default_theme_id,
    }


def number(one: DialInNumber) -> dict[str, Any]:
    return asdict(one)
