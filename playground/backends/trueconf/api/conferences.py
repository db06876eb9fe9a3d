"""Conferences: list, make, read, change, remove, run, stop, ring many, mail."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from playground.backends.trueconf import settings
from playground.backends.trueconf.call import Answer, Call, Endpoint, scopes
from playground.backends.trueconf.conference import Conference, Phase
from playground.backends.trueconf.fields import CONFERENCE, INVITE, required
from playground.backends.trueconf.refusal import ApiError
from playground.backends.trueconf.ringing import ring
from playground.backends.trueconf.session import Session, TermReason

READ = scopes("conferences", "conferences:read")
WRITE = scopes("conferences", "conferences:write")
_STATES = ("running", "stopped")


def _list(call: Call) -> Answer:
    state = call.query.get("state")
    if state not in (None, *_STATES):
        raise ApiError("invalidValue", "state", parameter="state")
    known = [one for one in call.server.conferences.values() if _listed(call, one)]
    for one in known:
        call.server.read(one)
    rows = [one for one in known if state in (None, one.state)]
    page, _ = call.page(rows)
    return {"cnt": len(rows), "conferences": [call.shown(one) for one in page]}


def _listed(call: Call, one: Conference) -> bool:
    owner, tag, login = call.query.get("owner"), call.query.get("tag"), call.caller.login
    if one.created_at > call.server.now - timedelta(seconds=call.faults.list_delay):
        return False
    if login and not one.concerns(login):
        return False
    if owner is not None and call.server.login(owner) != one.owner:
        return False
    return tag is None or tag in one.settings["tags"]


def _create(call: Call) -> Answer:
    server, config = call.server, call.server.config
    body = _from_template(call) | call.body
    if call.caller.login:
        body = {"owner": call.caller.login} | body
    required(body, "topic", "type", "schedule", "owner")
    owner = _owner(call, body["owner"])
    invitations = _invitations(call, body.get("invitations", []))
    whole = settings.complete(body, settings.defaults(config), config, server.now)
    _check_invited(owner, invitations, whole)
    if len(server.conferences) >= config.max_conferences:
        raise ApiError("conferenceLimit", config.max_conferences)
    conference_id = body.get("id") or server.new_id()
    if conference_id in server.conferences:
        raise ApiError("uniqueValueAlreadyInUse", parameter="id")
    return {"conference": call.shown(server.add(conference_id, owner, whole, invitations))}


def _from_template(call: Call) -> dict[str, Any]:
    """The fields a template gives; the body's own go before them."""
    wanted = call.body.get("template_id")
    if wanted is None:
        return {}
    found = call.server.templates.get(wanted)
    if found is None:
        raise ApiError("conferenceTemplateNotFound", wanted, parameter="template_id")
    return dict(found.fields)


def _owner(call: Call, written: str) -> str:
    login = call.server.login(written)
    if login not in call.server.users:
        raise ApiError("userNotFound", written, parameter="owner")
    if call.caller.login not in (None, login):
        raise ApiError("forbidden")
    return login


def _invitations(call: Call, written: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    entries: dict[str, dict[str, Any]] = {}
    for entry in written:
        if call.version < 9 and "translator" in entry:
            raise ApiError("unknownField", "translator", parameter="invitations")
        account = call.server.users.get(entry["id"])
        name = account.display_name if account else entry["id"]
        entries[entry["id"]] = {"display_name": name, "translator": None, **entry}
    return entries


def _check_invited(owner: str, invitations: dict[str, Any], whole: settings.Settings) -> None:
    """The owner is one of them; ids with an `@` are mail addresses, which only public conferences take."""
    if owner not in invitations:
        raise ApiError("conferenceOwnerNotInInvitationsList")
    strangers = [one for one in invitations if "@" in one]
    if strangers and not whole["allow_guests"]:
        raise ApiError("userNotFound", strangers[0], parameter="invitations")
    if len(invitations) > whole["max_participants"]:
        raise ApiError("conferenceMaxInvitationsLimit", whole["max_participants"])


def _read(call: Call) -> Answer:
    conference = call.conference()
    call.server.read(conference)
    shown = call.shown(conference)
    if call.faults.late_stream_id and conference.phase is Phase.STARTING:
        shown["state"] = "running"
    return {"conference": shown}


def _change(call: Call) -> Answer:
    conference = call.conference(own=True)
    _check_changeable(call, conference)
    server, config = call.server, call.server.config
    owner = _owner(call, call.body.get("owner", conference.owner))
    invitations = conference.invitations
    if "invitations" in call.body:
        invitations = _invitations(call, call.body["invitations"])
    before = conference.settings
    if config.put == "replace":
        required(call.body, "topic", "type", "schedule")
        before = settings.defaults(config)
    whole = settings.complete(call.body, before, config, server.now)
    _check_invited(owner, invitations, whole)
    conference.owner, conference.invitations = owner, invitations
    replanned, conference.settings = whole["schedule"] != conference.schedule, whole
    if replanned:
        server.replan(conference)
    return {"conference": call.shown(conference)}


def _check_changeable(call: Call, conference: Conference) -> None:
    """While it runs only the description may change, and before v3.4 nothing."""
    if conference.stopped:
        return
    if call.version < 4:
        raise ApiError("conferenceUnavailableForChange")
    if call.body.keys() - {"description"}:
        raise ApiError("conferenceFieldUnavailableForChange")


def _delete(call: Call) -> Answer:
    conference = call.conference(own=True)
    if not conference.stopped:
        raise ApiError("conferenceUnavailableForChange")
    call.server.remove(conference)
    return {"id": conference.id}


def _run(call: Call) -> Answer:
    conference = call.conference(own=True)
    call.server.run(conference)
    return {"state": conference.phase.value}


def _stop(call: Call) -> Answer:
    conference = call.conference(own=True)
    call.server.stop(conference, TermReason.MODERATOR if call.caller.login else TermReason.ADMINISTRATOR)
    return {"state": conference.phase.value}


def _invite(call: Call) -> Answer:
    name = "invitations" if call.version >= 5 else "participants"
    required(call.body, name)
    conference = call.conference()
    session = _called_in(call, conference)
    for one in call.body[name]:
        wanted = one["id"] if isinstance(one, dict) else one
        ring(call.server, session, call.server.login(wanted))
    return {"invite": True}


def _called_in(call: Call, conference: Conference) -> Session:
    """The session people are rung into; a stopped conference starts for it, where the server does that."""
    if conference.phase is Phase.RUNNING and conference.session:
        return conference.session
    if conference.stopped and not call.server.config.invite_starts:
        raise ApiError("conferenceIsNotRunning")
    return call.server.open(conference)


def _notify(call: Call) -> Answer:
    conference = call.conference()
    conference.mails.append(call.server.now)
    return {"result": True}


def _owner_of(call: Call) -> Answer:
    return {"owner": call.conference().owner}


def _start_record(call: Call) -> Answer:
    return _recorder(call, "start")


def _pause_record(call: Call) -> Answer:
    return _recorder(call, "pause")


def _stop_record(call: Call) -> Answer:
    return _recorder(call, "stop")


def _recorder(call: Call, wish: str) -> Answer:
    """202 and no body at all."""
    conference = call.conference(own=True)
    if conference.phase is not Phase.RUNNING or conference.session is None:
        raise ApiError("conferenceIsNotRunning")
    if call.faults.recorder_down:
        raise ApiError("serviceUnavailable")
    if not call.faults.recorder_deaf:
        call.server.control_recording(conference.session, wish)
    return Response(status_code=HTTPStatus.ACCEPTED)


_PAGES = frozenset({"page_id", "page_size"})
_URL = frozenset({"url_type"})

ENDPOINTS = (
    Endpoint(method="GET", path="conferences", scopes=READ, act=_list, query=_PAGES | _URL | {"tag", "owner", "state"}),
    Endpoint(method="POST", path="conferences", scopes=WRITE, act=_create, query=_URL, fields=CONFERENCE),
    Endpoint(method="GET", path="conferences/{}", scopes=READ, act=_read, query=_URL),
    Endpoint(method="PUT", path="conferences/{}", scopes=WRITE, act=_change, query=_URL, fields=CONFERENCE, write="U"),
    Endpoint(method="DELETE", path="conferences/{}", scopes=WRITE, act=_delete),
    Endpoint(method="POST", path="conferences/{}/run", scopes=WRITE, act=_run),
    Endpoint(method="POST", path="conferences/{}/stop", scopes=WRITE, act=_stop),
    Endpoint(method="POST", path="conferences/{}/invite", scopes=READ, act=_invite, fields=INVITE),
    Endpoint(method="POST", path="conferences/{}/notify", scopes=READ, act=_notify),
    Endpoint(method="POST", path="conference/{}/notify", scopes=READ, act=_notify),
    Endpoint(method="GET", path="conferences/{}/owner", scopes=READ, act=_owner_of),
    Endpoint(method="POST", path="conferences/{}/start-record", scopes=WRITE, act=_start_record),
    Endpoint(method="POST", path="conferences/{}/pause-record", scopes=WRITE, act=_pause_record),
    Endpoint(method="POST", path="conferences/{}/stop-record", scopes=WRITE, act=_stop_record),
)
