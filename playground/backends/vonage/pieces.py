"""The pieces the pages are made of."""

from collections.abc import Iterable

from playground.backends.html import Html, element
from playground.backends.look import face
from playground.backends.vonage import words
from playground.backends.vonage.room import Recording, Room, Seat, Session, Status
from playground.backends.vonage.service import Service
from playground.backends.wording import listing


def badges(room: Room) -> Html:
    session = room.session
    recording = session.recording if session else None
    paused = recording is not None and recording.status is Status.PAUSED
    shown = [element("span", words.state(room), class_="badge on" if session else "badge")]
    if recording:
        word = "Recording paused" if paused else "● Recording"
        shown.append(element("span", word, class_="badge" if paused else "badge rec"))
    if room.waiting:
        shown.append(element("span", f"{len(room.waiting)} waiting", class_="badge wait"))
    return element("span", shown, class_="badges")


def cards(service: Service, title: str, rooms: Iterable[Room], root: str) -> Html | None:
    listed = [_card(service, one, root) for one in rooms]
    if not listed:
        return None
    return element("section", element("h2", title), element("ul", listed, class_="cards"))


def _card(service: Service, room: Room, root: str) -> Html:
    inside = [one.name for one in room.session.inside] if room.session else []
    return element(
        "li",
        element(
            "a",
            element("span", room.name, class_="topic"),
            badges(room),
            element("span", f"{words.life(service, room)} · code {words.code(room)}", class_="muted"),
            element(
                "span",
                [face(name) for name in inside[:5]],
                f"{listing(inside)} inside" if inside else None,
                class_="who",
            ),
            href=f"{root}/{room.code}",
        ),
        class_="card",
    )


def heading(service: Service, room: Room) -> Html:
    return element(
        "div",
        element("h1", room.name),
        element("p", badges(room)),
        element("p", words.life(service, room), class_="muted"),
        class_="heading",
    )


def join_form(room: Room, root: str, *, token: str, name: str) -> Html:
    """One's name, and the way in; `token` is the host link's."""
    field = element("input", name="name", value=name, maxlength="64", autocomplete="name", required=True)
    return element(
        "form",
        element("p", "You come in as the ", element("strong", "host"), ".") if token else None,
        element("input", type="hidden", name="code", value=room.code),
        element("input", type="hidden", name="participant_token", value=token) if token else None,
        element("label", "Your name ", field, class_="field"),
        element("button", "Start or join as host" if token else "Join", type="submit", class_="primary"),
        method="post",
        action=f"{root}/join",
        class_="panel",
    )


def by_phone(service: Service, room: Room) -> Html | None:
    if not service.config.dial_in_numbers:
        return None
    rows = [
        element("li", element("span", one.display_name), " ", element("code", f"+{one.number}"), class_="row")
        for one in service.config.dial_in_numbers
    ]
    code = element("p", "Meeting code ", element("strong", words.code(room), class_="digits"))
    return element("details", element("summary", "Join by phone"), code, element("ul", rows, class_="plain"))


def who_is_in(session: Session | None, me: Seat | None = None, here: str = "") -> Html | None:
    """Who is in a session; its host may remove the others."""
    if session is None:
        return None
    tiles = [_tile(one, me, here) for one in session.inside]
    return element(
        "section",
        element("h2", "In this meeting"),
        element("ul", tiles, class_="tiles", aria_label="Participants"),
    )


def _tile(one: Seat, me: Seat | None, here: str) -> Html:
    notes = (["you"] if one is me else []) + (["host"] if one.is_host else [])
    removable = me is not None and me.is_host and one is not me
    ask = f"Remove {one.name} from this meeting?"
    return element(
        "li",
        face(one.name),
        element("span", one.name, class_="name"),
        element("span", ", ".join(notes), class_="role small") if notes else None,
        _about(one, "Remove", f"{here}/remove", ask=ask) if removable else None,
        class_="tile",
    )


def who_waits(room: Room, here: str) -> Html | None:
    """For the host: who asks to be let in."""
    if not room.waiting:
        return None
    rows = [
        element(
            "li",
            face(one.name),
            element("span", one.name, class_="name"),
            _about(one, "Let in", f"{here}/admit", kind="primary"),
            _about(one, "Turn away", f"{here}/deny"),
            class_="asks",
        )
        for one in room.waiting
    ]
    return element("section", element("h2", "Waiting to be let in"), element("ul", rows, class_="cards"))


def _about(one: Seat, label: str, action: str, *, kind: str = "small", ask: str | None = None) -> Html:
    return element(
        "form",
        element("input", type="hidden", name="whom", value=one.participant_id),
        element("button", label, type="submit", class_=kind, aria_label=f"{label}: {one.name}"),
        method="post",
        action=action,
        data_ask=ask,
    )


def recordings(service: Service, files: list[Recording]) -> Html | None:
    if not files:
        return None
    rows = [
        element(
            "li",
            element("span", words.recorded(service, one)),
            element("span", words.recording_state(one), class_="muted"),
            class_="row",
        )
        for one in files
    ]
    return element("section", element("h2", "Recordings"), element("ul", rows, class_="plain"))
