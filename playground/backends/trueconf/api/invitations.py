"""Invitations: who is planned to come, whether the conference runs or not."""

from typing import Any

from playground.backends.trueconf import wire
from playground.backends.trueconf.call import Answer, Call, Endpoint, scopes
from playground.backends.trueconf.conference import Conference
from playground.backends.trueconf.fields import INVITATION, required
from playground.backends.trueconf.refusal import ApiError

READ = scopes("conferences.invitations", "conferences.invitations:read")
WRITE = scopes("conferences.invitations", "conferences.invitations:write")


def _list(call: Call) -> Answer:
    conference = call.conference()
    return {"invitations": [_shown(call, conference, entry) for entry in conference.invitations.values()]}


def _add(call: Call) -> Answer:
    required(call.body, "id")
    conference = call.conference(own=True)
    invited = call.body["id"]
    if invited in conference.invitations:
        raise ApiError("uniqueValueAlreadyInUse", parameter="id")
    if "@" in invited and not conference.settings["allow_guests"]:
        raise ApiError("userNotFound", invited, parameter="id")
    if len(conference.invitations) >= conference.settings["max_participants"]:
        raise ApiError("conferenceMaxInvitationsLimit", conference.settings["max_participants"])
    account = call.server.users.get(invited)
    name = account.display_name if account else invited
    entry = {"display_name": name, "translator": None, **call.body}
    conference.invitations[invited] = entry
    return {"invitation": _shown(call, conference, entry)}


def _read(call: Call) -> Answer:
    conference = call.conference()
    return {"invitation": _shown(call, conference, _entry(call, conference))}


def _change(call: Call) -> Answer:
    conference = call.conference(own=True)
    entry = _entry(call, conference)
    if not conference.stopped:
        raise ApiError("conferenceUnavailableForChange")
    entry.update(call.body)
    return {"invitation": _shown(call, conference, entry)}


def _remove(call: Call) -> Answer:
    conference = call.conference(own=True)
    entry = _entry(call, conference)
    if not conference.stopped:
        raise ApiError("conferenceUnavailableForChange")
    if entry["id"] == conference.owner:
        raise ApiError("conferenceOwnerNotInInvitationsList")
    del conference.invitations[entry["id"]]
    return {"id": entry["id"]}


def _entry(call: Call, conference: Conference) -> dict[str, Any]:
    found = conference.invitations.get(call.ids[1])
    if found is None:
        raise ApiError("invitationNotFound", call.ids[1], path="invitation_id")
    return found


def _shown(call: Call, conference: Conference, entry: dict[str, Any]) -> dict[str, Any]:
    return wire.invitation(call.server, conference, entry, call.version)


_ALL, _ONE = "conferences/{}/invitations", "conferences/{}/invitations/{}"
_URL = frozenset({"url_type"})

ENDPOINTS = (
    Endpoint(method="GET", path=_ALL, scopes=READ, act=_list, query=_URL),
    Endpoint(method="POST", path=_ALL, scopes=WRITE, act=_add, query=_URL, fields=INVITATION),
    Endpoint(method="GET", path=_ONE, scopes=READ, act=_read, query=_URL),
    Endpoint(method="PUT", path=_ONE, scopes=WRITE, act=_change, query=_URL, fields=INVITATION, write="U"),
    Endpoint(method="DELETE", path=_ONE, scopes=scopes("conferences.invitations"), act=_remove),
)
