"""Templates: conferences to copy from."""

from typing import Any

from playground.backends.trueconf import settings
from playground.backends.trueconf.call import Answer, Call, Endpoint, scopes
from playground.backends.trueconf.conference import Conference
from playground.backends.trueconf.config import Template
from playground.backends.trueconf.refusal import ApiError

_SORTS = ("name", "created_at", "updated_at", "creator_id")


def _list(call: Call) -> Answer:
    sort_by, sort_type = call.query.get("sort_by", "name"), call.query.get("sort_type", "asc")
    if sort_by not in _SORTS:
        raise ApiError("invalidValue", "sort_by", parameter="sort_by")
    if sort_type not in ("asc", "desc"):
        raise ApiError("invalidValue", "sort_type", parameter="sort_type")
    rows = [_shown(call, one) for one in call.server.config.templates]
    rows.sort(key=lambda row: (row[sort_by] is None, row[sort_by] or 0), reverse=sort_type == "desc")
    return {"templates": rows}


def _read(call: Call) -> Answer:
    found = next((one for one in call.server.config.templates if one.id == call.ids[0]), None)
    if found is None:
        raise ApiError("conferenceTemplateNotFound", call.ids[0], path="template_id")
    return {"template": _shown(call, found)}


def _shown(call: Call, one: Template) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "created_at": one.created_at,
        "updated_at": one.updated_at,
        "creator_id": one.creator_id,
        "object": call.shown(_conference(call, one)),
    }


def _conference(call: Call, one: Template) -> Conference:
    """The conference the template describes; it stands in no list."""
    config, now = call.server.config, call.server.now
    whole = settings.complete(one.fields, settings.defaults(config), config, now)
    invitations = {entry["id"]: {"translator": None, **entry} for entry in one.fields["invitations"]}
    return Conference(
        id=one.fields.get("id", one.id),
        owner=call.server.login(one.fields["owner"]),
        created_at=now,
        settings=whole,
        invitations=invitations,
        handled_at=now,
    )


_SCOPES = scopes("templates.conferences:read")

ENDPOINTS = (
    Endpoint(
        method="GET",
        path="templates/conferences",
        scopes=_SCOPES,
        act=_list,
        query=frozenset({"sort_by", "sort_type"}),
    ),
    Endpoint(method="GET", path="templates/conferences/{}", scopes=_SCOPES, act=_read),
)
