"""The pieces the pages are made of."""

from collections.abc import Iterable

from playground.backends.html import Html, element
from playground.backends.portsip import words
from playground.backends.portsip.pbx import PBX
from playground.backends.portsip.room import Room
from playground.backends.portsip.session import Participant, Recording, Ring, Session
from playground.backends.wording import listing

_TONES = 6


def badges(room: Room) -> Html:
    session = room.session
    shown = [_badge(words.state(room), "on" if session and session.inside else "")]
    if session and session.locked:
        shown.append(_badge("Locked"))
    if session and session.recording:
        shown.append(_badge("Recording", "rec"))
    return element("span", shown, class_="badges")


def _badge(text: str, kind: str = "") -> Html:
    return element("span", text, class_=f"badge {kind}".strip())


def face(name: str) -> Html:
    return element("span", words.initials(name), class_=f"face tone{sum(name.encode()) % _TONES}", aria_hidden="true")


def card(pbx: PBX, room: Room, root: str) -> Html:
    inside = [one.name for one in room.session.inside] if room.session else []
    faces = [face(name) for name in inside[:5]]
    return element(
        "li",
        element(
            "a",
            element("span", room.number, class_="number"),
            element(
                "span",
                element("span", room.subject, class_="subject"),
                element("span", words.when(pbx, room), class_="muted"),
                element("span", faces, f"{listing(inside)} in", class_="who") if inside else None,
                class_="what",
            ),
            badges(room),
            href=f"{root}/rooms/{room.number}",
        ),
        class_="card",
    )


def cards(pbx: PBX, title: str, rooms: Iterable[Room], root: str) -> Html | None:
    listed = [card(pbx, one, root) for one in rooms]
    if not listed:
        return None
    return element("section", element("h2", title), element("ul", listed, class_="cards"))


def heading(pbx: PBX, room: Room) -> Html:
    return element(
        "div",
        element("h1", room.subject),
        element("p", badges(room)),
        element("p", words.when(pbx, room), class_="muted"),
        class_="heading",
    )


def asked_by_mail(room: Room) -> Html | None:
    """Whom outside the PBX has invited."""
    if not room.outsiders:
        return None
    return element("p", f"Invited by e-mail: {', '.join(room.outsiders)}", class_="muted small")


def how_to_dial(pbx: PBX, room: Room) -> Html:
    """The number, large; and the way from outside."""
    outside = room.settings["numbers"] or ", ".join(pbx.config.outside_numbers)
    return element(
        "div",
        element("span", "Dial", class_="muted"),
        element("strong", room.number, class_="digits"),
        element("span", f"From outside: {outside}, then the number.", class_="muted small") if outside else None,
        class_="dial",
    )


def who_is_in(session: Session | None, me: Participant | None = None, here: str = "") -> Html | None:
    """Who is in and who is being rung; the chairman's own page has something to press beside each."""
    if session is None:
        return None
    tiles = [_tile(one, me, here) for one in session.inside]
    rung = [_ringing(one) for one in session.rings.values()]
    listed = element("ul", tiles, rung, class_="tiles", aria_label="Participants")
    return element("section", element("h2", "Who is in"), listed)


def _tile(one: Participant, me: Participant | None, here: str) -> Html:
    roles = [*(["you"] if one is me else []), *(["administrator"] if one.chairman else [])]
    return element(
        "li",
        face(one.name),
        element("span", one.name, class_="name"),
        element("span", ", ".join(roles), class_="role small") if roles else None,
        element("span", words.way(one), class_="muted small"),
        _badge("Muted", "rec") if one.muted else None,
        _powers(one, here) if me and me.chairman and one is not me else None,
        class_="tile",
    )


def _powers(one: Participant, here: str) -> Html:
    mute = ("Unmute", "unmute") if one.muted else ("Mute", "mute")
    shown = [mute, ("Make administrator", "crown"), ("Put out", "kick")]
    return element(
        "div",
        [
            button(label, f"{here}/{deed}", kind="small", focus=f"{deed}-{one.id}", whom=one, name=one.name)
            for label, deed in shown
        ],
        class_="powers",
    )


def _ringing(ring: Ring) -> Html:
    note = element("span", "is being called …", class_="muted small")
    return element("li", face(ring.name), element("span", ring.name, class_="name"), note, class_="tile ringing")


def phones_that_ring(room: Room, root: str) -> Html | None:
    """So that whoever plays can pick up."""
    rings = list(room.session.rings.values()) if room.session else []
    if not rings:
        return None
    at = f"{root}/rooms/{room.number}"
    rows = [
        element(
            "li",
            element("span", f"{ring.name}’s phone rings" if ring.name != ring.number else f"{ring.number} rings"),
            button("Answer", f"{at}/answer", kind="primary", called=ring.number, focus=f"answer-{ring.number}"),
            button("Decline", f"{at}/decline", called=ring.number, focus=f"decline-{ring.number}"),
            class_="ring",
        )
        for ring in rings
    ]
    return element("section", element("h2", "Ringing"), element("ul", rows))


def recordings(pbx: PBX, files: list[Recording], root: str) -> Html | None:
    if not files:
        return None
    rows = [
        element("li", element("span", words.recorded(pbx, one)), " ", _file(one, root), class_="row") for one in files
    ]
    return element("section", element("h2", "Recordings"), element("ul", rows, class_="plain"))


def _file(one: Recording, root: str) -> Html:
    name = element("code", one.file_name, class_="small")
    if one.private:
        return element("span", name, " (for those with a token)", class_="muted")
    return element("a", name, href=f"{root}/api/blobs/{one.digest}")


def button(
    label: str,
    action: str,
    *,
    kind: str = "",
    ask: str | None = None,
    focus: str = "",
    whom: Participant | None = None,
    called: str = "",
    name: str = "",
) -> Html:
    """A form of one button; `ask` is what the script asks before it is sent."""
    spoken = f"{label}: {name}" if name else None
    return element(
        "form",
        element("input", type="hidden", name="whom", value=whom.id) if whom else None,
        element("input", type="hidden", name="called", value=called) if called else None,
        element("button", label, type="submit", class_=kind or None, id=focus or None, aria_label=spoken),
        method="post",
        action=action,
        data_ask=ask,
    )
