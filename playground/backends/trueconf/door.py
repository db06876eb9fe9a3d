"""Who may come into a conference, and what coming in and going out do."""

import secrets
from dataclasses import dataclass

from playground.backends.backdoor import DoorError
from playground.backends.trueconf.conference import Conference, Phase
from playground.backends.trueconf.config import User
from playground.backends.trueconf.refusal import ApiError
from playground.backends.trueconf.ringing import ring
from playground.backends.trueconf.server import Server
from playground.backends.trueconf.session import Guest, Seat, Session
from playground.backends.trueconf.settings import ways_in

INVITED_CAN_CALL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody who wants in: an account of the server, or a guest."""

    login: str | None = None
    guest: Guest | None = None

    @staticmethod
    def named(name: str) -> "Visitor":
        """A guest who gave a name. Raises DoorError."""
        name = " ".join(name.split())[:64]
        if not name:
            raise DoorError("no_name", "Please say who you are.")
        return Visitor(guest=Guest(number=secrets.token_hex(4), name=name))


def find(server: Server, conference_id: str) -> Conference:
    """Raises DoorError."""
    server.settle()
    found = server.conferences.get(conference_id)
    if found is None:
        raise DoorError("unknown", "There is no conference with this number here. Perhaps it was deleted.")
    return found


def join(server: Server, conference: Conference, visitor: Visitor, pin: str = "") -> Seat:
    """Let somebody in. Raises DoorError."""
    account = _account(server, visitor)
    _check_welcome(conference, account)
    _check_open(server, conference, account)
    if conference.settings["pin"] not in (None, pin) and not _owns(conference, account):
        raise DoorError("pin", "This PIN is not right." if pin else "This conference asks for a PIN.")
    _check_space(conference, account)
    try:
        session = server.open(conference)
    except ApiError as refusal:
        raise DoorError("busy", "The server runs as many conferences as its licence allows.") from refusal
    return _sit(server, conference, session, visitor, account)


def leave(server: Server, seat: Seat) -> None:
    if seat.left_at is None:
        seat.left_at = server.now


def seat_of(server: Server, conference_id: str, key: str) -> tuple[Session, Seat] | None:
    """Whose seat a key is; the session may be over."""
    server.settle()
    for session in server.sessions.values():
        if session.conference_id == conference_id and (seat := session.seat(key)):
            return session, seat
    return None


def _account(server: Server, visitor: Visitor) -> User | None:
    if visitor.login is None:
        return None
    account = server.users.get(server.login(visitor.login))
    if account is None or not account.is_active:
        raise DoorError("account", "This server knows no such account, or has blocked it.")
    return account


def _owns(conference: Conference, account: User | None) -> bool:
    return account is not None and account.login == conference.owner


def _check_welcome(conference: Conference, account: User | None) -> None:
    public = conference.settings["allow_guests"]
    if account is None and not public:
        raise DoorError("private", "This conference is private: only accounts of this server may come in.")
    planned_only = conference.settings["allow_only_planned_participants"] and not public
    if account and planned_only and not conference.concerns(account.login):
        raise DoorError("not_invited", "Only those who were invited may come in.")
    if conference.settings["join_options_enabled"] and "webrtc" not in ways_in(conference.settings):
        raise DoorError("way_in", "This conference cannot be entered from a browser.")


def _check_open(server: Server, conference: Conference, account: User | None) -> None:
    if conference.phase is Phase.STOPPING:
        raise DoorError("ending", "This conference is just being ended.")
    if conference.session and conference.session.locked:
        raise DoorError("locked", "This conference is locked: nobody else may come in.")
    if not conference.stopped or conference.is_room:
        return
    if conference.finished(server.now):
        raise DoorError("finished", "This conference is over.")
    if not _owns(conference, account):
        raise DoorError("not_running", "This conference is not running. Its owner can begin it.")


def _check_space(conference: Conference, account: User | None) -> None:
    inside = conference.session.inside if conference.session else []
    if len(inside) >= conference.settings["max_participants"]:
        raise DoorError("full", "This conference is full.")
    guests = sum(seat.login is None for seat in inside)
    if account is None and guests >= conference.settings["max_guests"]:
        raise DoorError("full", "No more guests may come in.")


def _sit(server: Server, conference: Conference, session: Session, visitor: Visitor, account: User | None) -> Seat:
    local = visitor.guest.local_id if visitor.guest else account.login if account else ""
    name = visitor.guest.name if visitor.guest else account.display_name if account else ""
    uid = server.uid(local)
    for seat in session.inside:
        if seat.uid == uid:  # the same person from another window: the older one is shown out
            leave(server, seat)
    seat = Seat(
        uid=uid,
        name=name,
        login=account.login if account else None,
        is_owner=_owns(conference, account),
        joined_at=server.now,
        number=len(session.seats) + 1,
    )
    session.seats.append(seat)
    session.rings.pop(local, None)
    _call_the_others(server, conference, session, seat)
    return seat


def _call_the_others(server: Server, conference: Conference, session: Session, seat: Seat) -> None:
    """`auto_invite`: once in a session, planned people are rung when somebody (1) or one of them (2) comes."""
    wish = conference.settings["auto_invite"]
    if session.called or not wish or (wish == INVITED_CAN_CALL and seat.login not in conference.invitations):
        return
    session.called = True
    for invited in conference.invitations:
        ring(server, session, invited)
