"""The pieces the pages are made of."""

from collections.abc import Iterable
from urllib.parse import quote

from playground.backends.html import Child, Html, element
from playground.backends.look import badge, button, face, field, tile, tiles
from playground.backends.sourceloop import door, words
from playground.backends.sourceloop.meeting import Meeting
from playground.backends.sourceloop.seat import Seat
from playground.backends.sourceloop.service import Service
from playground.backends.sourceloop.video import Archive, Status
from playground.backends.wording import listing

CLOSED = "This meeting was closed. Nobody can come in any more."


def path(link: str) -> str:
    """Where people join; ids may begin or end with - or _."""
    return f"/meet/{quote(link, safe='')}"


def badges(service: Service, meeting: Meeting) -> Html:
    inside = service.seated(meeting.link)
    recording = service.cloud.recording(door.video(service, meeting))
    return element(
        "span",
        badge(words.state(service, meeting), "on" if inside and not meeting.ended_at else ""),
        badge(f"{len(inside)} still inside") if inside and meeting.ended_at else None,
        badge("● Recording", "rec") if recording else None,
        class_="badges",
    )


def cards(service: Service, title: str, meetings: Iterable[Meeting], root: str) -> Html | None:
    listed = [_card(service, one, root) for one in meetings]
    return element("section", element("h2", title), element("ul", listed, class_="cards")) if listed else None


def _card(service: Service, meeting: Meeting, root: str) -> Html:
    inside = [one.name for one in service.seated(meeting.link)]
    faces = [face(name) for name in inside[:5]]
    return element(
        "li",
        element(
            "a",
            element("span", f"Meeting {meeting.link}", class_="topic"),
            badges(service, meeting),
            element("span", words.times(service, meeting), class_="muted"),
            element("span", faces, f"{listing(inside)} inside" if inside else None, class_="who"),
            href=f"{root}/console/{quote(meeting.link, safe='')}",
        ),
        class_="card",
    )


def heading(service: Service, meeting: Meeting) -> Html:
    return element(
        "div",
        element("h1", f"Meeting {meeting.link}"),
        element("p", badges(service, meeting)),
        element("p", words.times(service, meeting), class_="muted"),
        class_="heading",
    )


def join_form(here: str, name: str) -> Html:
    return element(
        "form",
        field("Your name", "name", name, longest=door.LONGEST_NAME),
        element("button", "Join", type="submit", class_="primary"),
        method="post",
        action=here,
        class_="panel",
    )


def who_is_in(service: Service, meeting: Meeting, me: Seat | None = None) -> Html | None:
    inside = service.seated(meeting.link)
    return tiles("In this meeting", [tile(one.name, ["you"] if one is me else []) for one in inside])


def recorder(service: Service, meeting: Meeting, here: str) -> Html:
    """What the owner of the cloud's project can do; the service itself only records from the first who comes."""
    session = door.video(service, meeting)
    shown: list[Child] = []
    if session.relayed:
        shown.append(element("span", "Encrypted end to end: it cannot be recorded.", class_="muted small"))
    elif service.cloud.recording(session):
        shown.append(button("Stop recording", f"{here}/stop", focus="stop"))
    elif session.inside:
        shown.append(button("Record", f"{here}/start", focus="start"))
    if session.always:
        shown.append(element("span", "Recorded whenever somebody is in.", class_="muted small"))
    return element("div", shown, class_="tools", role="group", aria_label="What the cloud can do")


def archives(service: Service, meeting: Meeting, here: str) -> Html | None:
    files = [one for one in service.cloud.archives.values() if one.session_id == meeting.session_id]
    if not files:
        return None
    rows = [_archive(service, meeting, one, here) for one in files]
    return element("section", element("h2", "Archives"), element("ul", rows, class_="plain"))


def _archive(service: Service, meeting: Meeting, one: Archive, here: str) -> Html:
    deeds = [button("Make it ready", f"{here}/finish/{one.id}", kind="small")] if one.status is Status.STOPPED else []
    if meeting.archive_id != one.id:
        deeds.append(button("Write into the row", f"{here}/attach/{one.id}", kind="small"))
    return element(
        "li",
        element("span", words.archive(service, one)),
        element("span", words.archive_state(one), class_="muted"),
        deeds,
        class_="row",
    )
