"""The server's things as the API writes them."""

from datetime import datetime
from typing import Any

from playground.backends.trueconf import schedule
from playground.backends.trueconf.conference import Conference, Phase
from playground.backends.trueconf.config import User
from playground.backends.trueconf.fields import CONFERENCE
from playground.backends.trueconf.server import Server
from playground.backends.trueconf.session import Recording, Seat, Session
from playground.backends.trueconf.settings import ways_in
from playground.backends.trueconf.times import date_time, unix

Json = dict[str, Any]

_READ_ONLY_SINCE = {
    "pin_enabled": 4,
    "participants_lock_enabled": 7,
    "origin_type": 8,
}
"""Fields that nobody writes, by the version that has them first; those of v3.3 are left out."""

OFFLINE, ONLINE, BUSY, OWN_CONFERENCE = 0, 1, 2, 5


def conference(server: Server, one: Conference, *, base: str, version: int, reader: str | None) -> Json:
    """`ObjectConference` as `reader` (None: a server-wide token) sees it in that version."""
    whole = {**_settings(server, one, reader), **_identity(server, one, base), **_links(server, one, base)}
    whole["invitations"] = [invitee(entry, version) for entry in one.invitations.values()]
    if version < 8:
        whole["registration"].pop("limit_reached")
    since = {name: field.since for name, field in CONFERENCE.items()} | _READ_ONLY_SINCE
    return {name: value for name, value in whole.items() if since.get(name, 3) <= version}


def _settings(server: Server, one: Conference, reader: str | None) -> Json:
    return {
        **one.settings,
        "schedule": schedule.answered(one.schedule, server.now, server.config.timezone),
        "pin": one.settings["pin"] if reader == one.owner else None,
        "pin_enabled": one.settings["pin"] is not None,
        "registration": one.settings["registration"] | {"limit_reached": False},
        "join_options": ways_in(one.settings),
    }


def _identity(server: Server, one: Conference, base: str) -> Json:
    session = one.session if one.phase in (Phase.RUNNING, Phase.STOPPING) else None
    broadcast = one.settings["broadcast_id"]
    return {
        "id": one.id,
        "owner": server.uid(one.owner),
        "created_at": unix(one.created_at),
        "state": one.state,
        "stream_id": session.stream_id if session else None,
        "stream_recording_state": _recording_state(session, server.config.paused_reads_as),
        "participants_lock_enabled": session.locked if session else None,
        "broadcast": f"{base}/api/v3.1/broadcasts/{broadcast}" if broadcast else None,
        "origin_type": "restfulapi",
    }


def _recording_state(session: Session | None, paused: int) -> int:
    if session is None or session.recording is None:
        return 0
    return paused if session.recording.paused else 1


def _links(server: Server, one: Conference, base: str) -> Json:
    hosts = server.config.addresses
    address = f"{one.id}@{server.config.server_name}"
    listed = ",".join(hosts)
    android = address.replace("@", "%40")
    return {
        "url": f"{base}/c/{one.id}",
        "webclient_url": f"{base}/webrtc/{one.id}",
        "deeplinks": {
            "default": f"trueconf:\\c\\{address}%23vcs&h={listed}",
            "android": f"intent:\\c\\{android}%23vcs%26h%3d{listed}"
            "#Intent;scheme=trueconf;package=com.trueconf.videochat;end",
        },
        "connect_urls": {
            "sip_external": None,
            "sip": [f"00{one.id}@{host}" for host in hosts],
            "h323": [f"{host}##00{one.id}" for host in hosts],
        },
    }


def invitee(entry: Json, version: int) -> Json:
    """`ObjectInvitationMini`; interpreters came with v3.9."""
    return {name: value for name, value in entry.items() if version >= 9 or name != "translator"}


def user(server: Server, one: User) -> Json:
    return {
        "id": one.login,
        "uid": server.uid(one.login),
        "avatar": None,
        "login_name": one.login,
        "email": one.email,
        "display_name": one.display_name,
        "first_name": one.first_name,
        "last_name": one.last_name,
        "company": one.company,
        "groups": [_group_of(server, group_id) for group_id in one.group_ids or (NO_GROUP,)],
        "mobile_phone": "",
        "work_phone": one.phone,
        "home_phone": "",
        "is_active": int(one.is_active),
        "status": _status(server, one),
    }


NO_GROUP = "@no_group"


def _group_of(server: Server, group_id: str) -> Json:
    """`ObjectGroupMini`: of the rights it tells one only."""
    if group_id == NO_GROUP:
        return {"id": NO_GROUP, "display_name": "Users without group", "rights": []}
    group = next(group for group in server.config.groups if group.id == group_id)
    rights = [right for right in group.rights if right == "operator_rights"]
    return {"id": group.id, "display_name": group.display_name, "rights": rights}


def _status(server: Server, one: User) -> int:
    sessions = [conference.session for conference in server.conferences.values() if conference.session]
    seats = [seat for session in sessions for seat in session.inside if seat.login == one.login]
    if any(seat.is_owner for seat in seats):
        return OWN_CONFERENCE
    if seats:
        return BUSY
    return ONLINE if one.online and one.is_active else OFFLINE


def invitation(server: Server, one: Conference, entry: Json, version: int) -> Json:
    """`ObjectInvitation`: with the account's fields, if there is one; `is_owner` is 1 or 0, as seen on the wire."""
    account = server.users.get(entry["id"])
    known = user(server, account) if account else {}
    kind = {"is_owner": int(entry["id"] == one.owner), "type": "user" if account else "custom"}
    return {**known, **invitee({"translator": None, **entry}, version), **kind}


def participant(server: Server, seat: Seat) -> Json:
    """`ObjectParticipant` of somebody inside."""
    account = server.users.get(seat.login or "")
    if account:
        stay = {"join_time": unix(seat.joined_at), "is_owner": seat.is_owner}
        return user(server, account) | {"id": seat.uid, "display_name": seat.name} | stay
    return {
        "id": seat.uid,
        "display_name": seat.name,
        "join_time": unix(seat.joined_at),
        "login_name": seat.uid.partition("@")[0],
        "status": OFFLINE,
        "is_owner": False,
    }


def ringing(server: Server, one: Conference, login: str, at: datetime) -> Json:
    """`ObjectParticipant` of somebody being called: rung at a time, not joined yet."""
    account = server.users[login]
    return user(server, account) | {
        "id": server.uid(login),
        "invite_time": unix(at),
        "join_time": None,
        "is_owner": login == one.owner,
    }


def session(one: Session, server: Server) -> Json:
    return {
        "stream_id": one.stream_id,
        "conference_id": one.conference_id,
        "type": 5,
        "mode": one.mode,
        "topic": one.topic,
        "owner": server.uid(one.owner),
        "start_time": unix(one.started_at),
    }


HOST, ATTENDEE, LISTENER = 2, 0, 1


def session_participant(seat: Seat, one: Session, zone: str) -> Json:
    listens = LISTENER if one.mode else ATTENDEE
    return {
        "participant_id": seat.participant_id,
        "call_id": seat.uid,
        "display_name": seat.name,
        "join_time": date_time(seat.joined_at, zone),
        "role": HOST if seat.is_owner else listens,
    }


def record(one: Recording, conference_id: str, *, base: str, version: int) -> Json:
    return {
        "name": one.name,
        "size": str(one.size),
        "created": unix(one.started_at),
        "download_url": f"{base}/api/v3.{version}/conferences/{conference_id}/records/{one.name}/download",
    }
