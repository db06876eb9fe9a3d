"""Ringing people into a session."""

from playground.backends.trueconf.refusal import ApiError
from playground.backends.trueconf.server import Server
from playground.backends.trueconf.session import Ring, Session


def ring(server: Server, session: Session, login: str) -> None:
    """Call somebody in, if they can be reached; whoever is inside already is left alone."""
    account = server.users.get(login)
    inside = any(seat.login == login for seat in session.inside)
    if account and account.is_active and account.online and not inside:
        session.rings[login] = Ring(login=login, name=account.display_name, at=server.now)


def ring_one(server: Server, session: Session, login: str) -> Ring:
    """Call somebody in. Raises ApiError if they cannot be reached or are inside already."""
    if any(seat.login == login for seat in session.inside):
        raise ApiError("participantAlreadyInConference", login)
    ring(server, session, login)
    if login not in session.rings:
        raise ApiError("participantIsUnavailable", login)
    return session.rings[login]
