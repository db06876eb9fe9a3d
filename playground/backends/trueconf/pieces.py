"""The pieces the pages are made of."""

from collections.abc import Iterable

from playground.backends.html import Html, element
from playground.backends.look import face
from playground.backends.trueconf import words
from playground.backends.trueconf.conference import Conference, Phase
from playground.backends.trueconf.server import Server
from playground.backends.trueconf.session import Recording, Seat, Session
from playground.backends.wording import listing


def badge(server: Server, conference: Conference) -> Html:
    running = conference.phase is Phase.RUNNING
    return element("span", words.state(server, conference), class_="badge running" if running else "badge")


def lock_badge(session: Session | None) -> Html | None:
    return element("span", "Locked", class_="badge") if session and session.locked else None


def recording_badge(session: Session | None) -> Html | None:
    if session is None or session.recording is None:
        return None
    paused = session.recording.paused
    return element("span", "Recording paused" if paused else "Recording", class_="badge" if paused else "badge rec")


def card(server: Server, conference: Conference, root: str) -> Html:
    session = conference.session
    inside = [seat.name for seat in session.inside] if session else []
    return element(
        "li",
        element(
            "a",
            element("span", conference.settings["topic"], class_="topic"),
            element("span", badge(server, conference), recording_badge(session), lock_badge(session), class_="badges"),
            element("span", _facts(server, conference), class_="muted"),
            element("span", [face(name) for name in inside[:5]], _who(inside, session), class_="who"),
            href=f"{root}/c/{conference.id}",
        ),
        class_="card",
    )


def _facts(server: Server, conference: Conference) -> str:
    since = f"Since {words.hour(server, conference.session.started_at)}" if conference.session else ""
    owner = server.users[conference.owner].display_name
    when = since or words.when(server, conference)
    return " · ".join([when, f"called by {owner}", conference.id])


def _who(inside: list[str], session: Session | None) -> str | None:
    if session is None:
        return None
    return f"{listing(inside)} inside" if inside else "Nobody inside"


def cards(server: Server, title: str, conferences: Iterable[Conference], root: str) -> Html | None:
    listed = [card(server, one, root) for one in conferences]
    if not listed:
        return None
    return element("section", element("h2", title), element("ul", listed, class_="cards"))


def heading(server: Server, conference: Conference) -> Html:
    session = conference.session
    since = f"Since {words.hour(server, session.started_at)}" if session else None
    planned = None if session and conference.is_room else words.when(server, conference)
    facts = filter(None, [since, planned, f"called by {server.users[conference.owner].display_name}"])
    return element(
        "div",
        element("h1", conference.settings["topic"]),
        element("p", badge(server, conference), recording_badge(session), lock_badge(session), class_="badges"),
        element("p", " · ".join(facts), class_="muted"),
        class_="heading",
    )


def asked_from_outside(conference: Conference) -> Html | None:
    """Who is on the list without an account."""
    guests = [str(entry["display_name"]) for login, entry in conference.invitations.items() if "@" in login]
    return element("p", f"Invited from outside: {', '.join(guests)}", class_="muted small") if guests else None


def who_is_in(session: Session | None, me: Seat | None = None) -> Html | None:
    """Who is in a session, and who is being rung."""
    if session is None:
        return None
    return element("section", element("h2", "Who is in"), _people(session, me))


def _people(session: Session, me: Seat | None) -> Html:
    if not (session.inside or session.rings):
        return element("p", "Nobody is in at the moment.", class_="muted")
    seats = [_tile(seat.name, _role(seat, me)) for seat in session.inside]
    rung = [_tile(ring.name, "is being called …", class_="tile ringing") for ring in session.rings.values()]
    return element("ul", seats, rung, class_="tiles", aria_label="Participants")


def _role(seat: Seat, me: Seat | None) -> str:
    parts = ["you"] if seat is me else []
    parts += ["host"] if seat.is_owner else ["guest"] if seat.login is None else []
    return ", ".join(parts)


def _tile(name: str, note: str, class_: str = "tile") -> Html:
    return element(
        "li",
        face(name),
        element("span", name, class_="name"),
        element("span", note, class_="muted small") if note else None,
        class_=class_,
    )


def recordings(server: Server, files: list[Recording]) -> Html | None:
    if not files:
        return None
    rows = [
        element(
            "li", element("span", words.recorded(server, one)), " ", element("code", one.name, class_="muted small")
        )
        for one in files
    ]
    return element("section", element("h2", "Recordings"), element("ul", rows, class_="plain"))


def join_form(
    server: Server, conference: Conference, root: str, *, token: str = "", name: str = "", login: str = ""
) -> Html:
    """Guest or account, the PIN if one is set, and the way in."""
    personal = element("input", type="hidden", name="token", value=token) if token else None
    who = [personal, element("p", "You come in as ", element("strong", name), ".")] if token else None
    label = "Begin and join" if conference.stopped else "Join"
    return element(
        "form",
        who or _who_are_you(server, conference, name, login),
        _pin() if conference.settings["pin"] else None,
        element("button", label, type="submit", class_="primary"),
        method="post",
        action=f"{root}/c/{conference.id}/join",
        class_="panel",
    )


def _who_are_you(server: Server, conference: Conference, name: str, login: str) -> list[Html]:
    accounts = [user for user in server.users.values() if user.is_active]
    options = [
        element("option", user.display_name, value=user.login, selected=user.login == login) for user in accounts
    ]
    account = element("label", "Account ", element("select", options, name="login"), class_="field", data_who="account")
    if not conference.settings["allow_guests"]:
        note = element("p", "A private conference: people with an account on this server may join.", class_="muted")
        return [note, element("input", type="hidden", name="who", value="account"), account]
    guest = element(
        "label",
        "Your name ",
        _text("name", name, autocomplete="name"),
        class_="field",
        data_who="guest",
    )
    choice = element(
        "fieldset",
        element("legend", "Come in as"),
        _radio("guest", "a guest", not login),
        _radio("account", "somebody with an account", bool(login)),
        class_="choice",
    )
    return [choice, guest, account]


def _radio(value: str, label: str, checked: bool) -> Html:
    return element("label", element("input", type="radio", name="who", value=value, checked=checked), f" {label}")


def _text(name: str, value: str, *, autocomplete: str) -> Html:
    return element("input", name=name, value=value, maxlength="64", autocomplete=autocomplete)


def _pin() -> Html:
    return element("label", "PIN ", _text("pin", "", autocomplete="off"), class_="field")
