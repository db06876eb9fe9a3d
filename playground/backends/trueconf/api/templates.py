"""Templates: conferences to copy from."""

import secrets
from dataclasses import replace
from typing import Any

from playground.backends.trueconf import settings
from playground.backends.trueconf.call import Answer, Call, Endpoint, scopes
from playground.backends.trueconf.conference import Conference
from playground.backends.trueconf.config import Template
from playground.backends.trueconf.fields import CONFERENCE, TEMPLATE, checked, required
from playground.backends.trueconf.refusal import ApiError
from playground.backends.trueconf.times import unix

_SORTS = ("name", "created_at", "updated_at", "creator_id")


def _list(call: Call) -> Answer:
    sort_by, sort_type = call.query.get("sort_by", "name"), call.query.get("sort_type", "asc")
    if sort_by not in _SORTS:
        raise ApiError("invalidValue", "sort_by", parameter="sort_by")
    if sort_type not in ("asc", "desc"):
        raise ApiError("invalidValue", "sort_type", parameter="sort_type")
    rows = [_shown(call, one) for one in call.server.templates.values()]
    rows.sort(key=lambda row: (row[sort_by] is None, row[sort_by] or 0), reverse=sort_type == "desc")
    return {"templates": rows}


def _read(call: Call) -> Answer:
    return {"template": _shown(call, _found(call))}


def _create(call: Call) -> Answer:
    required(call.body, "name", "object")
    now = unix(call.server.now)
    made = Template(
        id=secrets.token_hex(4),
        name=call.body["name"],
        fields=_fields(call),
        created_at=now,
        updated_at=now,
        creator_id=call.caller.login,
    )
    call.server.templates[made.id] = made
    return {"template": _shown(call, made)}


def _change(call: Call) -> Answer:
    before = _found(call)
    changed = replace(before, name=call.body.get("name", before.name), updated_at=unix(call.server.now))
    if "object" in call.body:
        changed = replace(changed, fields=_fields(call))
    call.server.templates[before.id] = changed
    return {"template": _shown(call, changed)}


def _remove(call: Call) -> Answer:
    gone = call.server.templates.pop(_found(call).id)
    return {"id": gone.id}


def _fields(call: Call) -> dict[str, Any]:
    """The conference that was sent, if one could be made of it. Raises ApiError."""
    strict = call.server.config.strict
    sent = checked(call.body["object"], CONFERENCE, call.version, "C", strict=strict)
    required(sent, "topic", "type", "schedule", "owner")
    if call.server.login(sent["owner"]) not in call.server.users:
        raise ApiError("userNotFound", sent["owner"], parameter="owner")
    config = call.server.config
    settings.complete(sent, settings.defaults(config), config, call.server.now)
    return sent


def _found(call: Call) -> Template:
    found = call.server.templates.get(call.ids[0])
    if found is None:
        raise ApiError("conferenceTemplateNotFound", call.ids[0], path="template_id")
    return found


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
    invitations = {entry["id"]: {"translator": None, **entry} for entry in one.fields.get("invitations", ())}
    return Conference(
        id=one.fields.get("id", one.id),
        owner=call.server.login(one.fields["owner"]),
        created_at=now,
        settings=whole,
        invitations=invitations,
        handled_at=now,
    )


_READ, _WRITE = scopes("templates.conferences:read"), scopes("templates.conferences:write")
_ALL, _ONE = "templates/conferences", "templates/conferences/{}"
_SORTED = frozenset({"sort_by", "sort_type"})

ENDPOINTS = (
    Endpoint(method="GET", path=_ALL, scopes=_READ, act=_list, query=_SORTED),
    Endpoint(method="POST", path=_ALL, scopes=_WRITE, act=_create, fields=TEMPLATE),
    Endpoint(method="GET", path=_ONE, scopes=_READ, act=_read),
    Endpoint(method="PUT", path=_ONE, scopes=_WRITE, act=_change, fields=TEMPLATE, write="U"),
    Endpoint(method="DELETE", path=_ONE, scopes=_WRITE, act=_remove),
)
