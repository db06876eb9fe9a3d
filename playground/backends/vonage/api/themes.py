"""Themes and their logos."""

from typing import Any

from starlette.responses import JSONResponse, Response

from playground.backends.vonage import wire
from playground.backends.vonage.api.rooms import listed
from playground.backends.vonage.call import Answer, Call, Endpoint, always
from playground.backends.vonage.fields import CHANGED_THEME, LOGO_KEYS, NEW_THEME
from playground.backends.vonage.paging import page
from playground.backends.vonage.refusal import bad_request, bare, conflict, invalid, no_such, not_found
from playground.backends.vonage.room import Theme
from playground.backends.vonage.service import Service

_UNSIGNED = dict.fromkeys(
    ("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Security-Token", "Policy", "X-Amz-Signature"),
    "emulated",
)


def _theme(call: Call) -> Theme:
    """The one the path names. Raises ApiError."""
    found = call.service.themes.get(call.ids[0])
    if found is None:
        raise no_such(call.ids[0])
    return found


def _list(call: Call) -> Answer:
    """The service was seen to answer an empty object when there are none."""
    themes = [wire.theme(call.service, one) for one in call.service.themes.values()]
    return themes if themes or call.service.config.no_themes_as == "list" else {}


def _make(call: Call) -> Answer:
    _check_unique(call.service, call.body, None)
    if len(call.service.themes) >= call.service.config.max_themes:
        raise bare(403, "too many themes")
    theme = Theme(fields=call.body)
    call.service.themes[theme.id] = theme
    return JSONResponse(wire.theme(call.service, theme), 201)


def _check_unique(service: Service, wish: dict[str, Any], itself: Theme | None) -> None:
    """Names within the application, company addresses over all of Vonage. Raises ApiError."""
    others = [one.fields for one in service.themes.values() if one is not itself]
    slug = wish.get("short_company_url")
    if "theme_name" in wish and wish["theme_name"] in [one.get("theme_name") for one in others]:
        raise conflict("theme_name already exists in application")
    if slug in service.config.taken_company_urls or (slug and slug in [one.get("short_company_url") for one in others]):
        raise conflict("short_company_url already exists")


def _read(call: Call) -> Answer:
    return wire.theme(call.service, _theme(call))


def _change(call: Call) -> Answer:
    theme, wish = _theme(call), call.body["update_details"]
    _check_unique(call.service, wish, theme)
    theme.fields |= wish
    return wire.theme(call.service, theme)


def _delete(call: Call) -> Answer:
    service, theme, forced = call.service, _theme(call), _forced(call)
    uses = _uses(service, theme)
    if uses and not forced:
        raise bad_request("could not delete theme", uses)
    for room in service.rooms_with(theme.id):
        room.settings["theme_id"] = None
    if service.default_theme_id == theme.id:
        service.default_theme_id = None
    del service.themes[theme.id]
    return Response(status_code=204)


def _uses(service: Service, theme: Theme) -> list[str]:
    rooms = len(service.rooms_with(theme.id))
    uses = [f"Theme {theme.id} is used by {rooms} room{'s' if rooms > 1 else ''}"] if rooms else []
    if service.default_theme_id == theme.id:
        uses.append(f"Theme {theme.id} is used by application {service.config.application_id}")
    return uses


def _forced(call: Call) -> bool:
    """One SDK writes `True` and `False`."""
    text = call.query.get("force", "false").lower()
    if text not in ("true", "false"):
        raise invalid("force", "must be a boolean")
    return text == "true"


def _rooms(call: Call) -> Answer:
    theme_id = call.ids[0]
    if theme_id not in call.service.themes:
        raise not_found(f"Failed to get rooms because theme id {theme_id} not found")
    return page(call, [one for one in listed(call) if one.theme_id == theme_id], f"themes/{theme_id}/rooms")


def _places_for_logos(call: Call) -> Answer:
    url = f"{call.service.config.storage_base.rstrip('/')}/logos"
    bucket = "roomservice-whitelabel-logos-prod"
    return [
        {
            "url": url,
            "fields": {"Content-Type": "image/png", "key": key, "logoType": kind, "bucket": bucket, **_UNSIGNED},
        }
        for kind, key in call.service.storage.logo_keys().items()
    ]


def _keep_logos(call: Call) -> Answer:
    theme, keys = _theme(call), call.body["keys"]
    unknown = [key for key in keys if key not in call.service.storage.logos]
    if unknown:
        errors = [{"logoKey": key, "code": "key_not_found"} for key in unknown]
        raise bad_request("could not finalize logos", errors)
    for key in keys:
        kind = key.split("/")[-2]
        theme.logos[kind] = key
    return Response(media_type="application/json")  # empty; the old Python client fails when it says no type


ENDPOINTS = (
    Endpoint(method="GET", path="themes", act=_list),
    Endpoint(method="POST", path="themes", act=_make, body=always(NEW_THEME)),
    Endpoint(method="GET", path="themes/logos-upload-urls", act=_places_for_logos),
    Endpoint(method="GET", path="themes/{}", act=_read),
    Endpoint(method="PATCH", path="themes/{}", act=_change, body=always(CHANGED_THEME)),
    Endpoint(method="DELETE", path="themes/{}", act=_delete),
    Endpoint(method="GET", path="themes/{}/rooms", act=_rooms),
    Endpoint(method="PUT", path="themes/{}/finalizeLogos", act=_keep_logos, body=always(LOGO_KEYS)),
)
