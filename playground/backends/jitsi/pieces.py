"""The pieces the pages are made of."""

from collections.abc import Iterable

from playground.backends.html import Child, Html, element
from playground.backends.jitsi import door
from playground.backends.jitsi.conference import Conference, Parting, Seat
from playground.backends.jitsi.service import Service
from playground.backends.look import badge, button, face, field, note, tiles
from playground.backends.wording import hour, listing, moment

_PARTINGS = {
    Parting.LEFT: "You have left.",
    Parting.REMOVED: "A moderator has removed you from this meeting.",
    Parting.ENDED: "A moderator ended this meeting for everyone.",
}


def start_form(root: str) -> Html:
    """The name of a room, any name: nothing has to be made beforehand."""
    return element(
        "form",
        field("Room", "room", longest=200),
        element("button", "Start meeting", type="submit", class_="primary"),
        method="post",
        action=f"{root}/",
        class_="panel",
    )


def cards(service: Service, title: str, conferences: Iterable[Conference], root: str) -> Html | None:
    listed = [_card(service, one, root) for one in conferences]
    return element("section", element("h2", title), element("ul", listed, class_="cards")) if listed else None


def _card(service: Service, one: Conference, root: str) -> Html:
    names = [seat.name for seat in one.inside]
    who = f"{listing(names)} inside" if names else f"{listing(list(dict.fromkeys(s.name for s in one.seats)))} came"
    return element(
        "li",
        element(
            "a",
            element("span", one.shown_as, class_="topic"),
            badge("In session", "on") if names else badge("Over"),
            element("span", times(service, one), class_="muted"),
            element("span", [face(name) for name in names[:5]], who, class_="who"),
            href=f"{root}{one.room.path}",
        ),
        class_="card",
    )


def times(service: Service, one: Conference) -> str:
    zone = service.config.timezone
    if one.ended_at is None:
        return f"Since {hour(one.started_at, zone)}"
    return f"{moment(one.started_at, zone, service.now)} to {hour(one.ended_at, zone)}"


def heading(service: Service, shown_as: str, conference: Conference | None) -> Html:
    return element(
        "div",
        element("h1", shown_as),
        element("p", badge("In session", "on") if conference else badge("Nobody is here yet"), class_="badges"),
        element("p", times(service, conference), class_="muted") if conference else None,
        class_="heading",
    )


def join_form(visit: door.Visit, here: str, token: str, name: str) -> Html:
    """Whoever has a token with a name comes in by that name."""
    holder = visit.holder
    known = holder.name if holder else None
    as_whom: list[Child] = [element("p", "You come in as ", element("strong", known), ".")] if known else []
    if holder and holder.moderator:
        as_whom.append(element("p", "You are a moderator.", class_="muted"))
    return element(
        "form",
        as_whom,
        element("input", type="hidden", name="jwt", value=token) if token else None,
        None if known else field("Your name", "name", name, longest=door.LONGEST_NAME),
        element("button", "Join meeting", type="submit", class_="primary"),
        method="post",
        action=here,
        class_="panel",
    )


def refusal(reason: str) -> list[Child]:
    """What somebody reads whose token does not let them in."""
    return [
        note("You are not allowed to join this meeting. Please ask whoever invited you for your own link."),
        element("p", f"The server says: {reason}", class_="muted small"),
    ]


def who_is_in(conference: Conference | None, me: Seat | None = None, here: str = "") -> Html | None:
    """A moderator may remove the others."""
    return tiles("In this meeting", [_tile(one, me, here) for one in conference.inside] if conference else [])


def _tile(one: Seat, me: Seat | None, here: str) -> Html:
    notes = (["you"] if one is me else []) + (["moderator"] if one.moderator else [])
    removable = me is not None and me.moderator and one is not me
    return element(
        "li",
        face(one.name),
        element("span", one.name, class_="name"),
        element("span", ", ".join(notes), class_="role small") if notes else None,
        _remove(one, here) if removable else None,
        class_="tile",
    )


def _remove(one: Seat, here: str) -> Html:
    return element(
        "form",
        element("input", type="hidden", name="whom", value=one.participant_id),
        element("button", "Remove", type="submit", class_="small", aria_label=f"Remove: {one.name}"),
        method="post",
        action=f"{here}/remove",
        data_ask=f"Remove {one.name} from this meeting?",
    )


def tools(me: Seat, here: str) -> Html:
    shown = [button("Leave", f"{here}/leave", kind="" if me.moderator else "primary", focus="leave")]
    if me.moderator:
        ask = "End this meeting for everyone?"
        shown.append(button("End for everyone", f"{here}/end", kind="danger", ask=ask, focus="end"))
    return element("div", shown, class_="tools", role="group", aria_label="What you can do")


def parting(why: Parting | None) -> str:
    return _PARTINGS[why or Parting.LEFT]
