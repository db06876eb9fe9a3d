"""The forms of the pages: a number to dial, a door, the administrator's keys."""

from playground.backends.html import Html, element
from playground.backends.portsip import door
from playground.backends.portsip.pbx import PBX
from playground.backends.portsip.room import Room
from playground.backends.portsip.session import Way


def keypad(root: str, number: str = "") -> Html:
    """Dial any room."""
    return element(
        "form",
        element(
            "label", "Dial a room ", _text("number", number, inputmode="tel", placeholder="Its number"), class_="field"
        ),
        element("button", "Call", type="submit", class_="primary"),
        action=f"{root}/dial",
        class_="keypad",
        role="search",
    )


def dial_in(pbx: PBX, room: Room, root: str, sent: dict[str, str]) -> Html:
    """From which phone, and the PIN; for who came by the link, a name instead."""
    by_link = "token" in sent
    way = Way.LINK if by_link else None
    who = _by_link(sent) if by_link else _from_a_phone(pbx, sent)
    return element(
        "form",
        who,
        _pin() if door.asks_for_pin(pbx, room, way) else None,
        element("button", "Join" if by_link else "Dial in", type="submit", class_="primary"),
        method="post",
        action=f"{root}/rooms/{room.number}/join",
        class_="panel",
    )


def _by_link(sent: dict[str, str]) -> list[Html]:
    name = _text("name", sent.get("name", ""), autocomplete="name")
    return [
        element("p", "You have the link to this room.", class_="muted"),
        element("input", type="hidden", name="token", value=sent["token"]),
        element("label", "Your name ", name, class_="field"),
    ]


def _from_a_phone(pbx: PBX, sent: dict[str, str]) -> list[Html]:
    outside = sent.get("from") == "phone"
    people = [one for one in pbx.users.values() if one.extension_number]
    options = [
        element(
            "option",
            f"{one.extension_number} · {one.display_name}",
            value=one.extension_number,
            selected=one.extension_number == sent.get("extension"),
        )
        for one in people
    ]
    choice = element(
        "fieldset",
        element("legend", "Dial in from"),
        _radio("extension", f"an extension of {pbx.config.tenant_name}", not outside),
        _radio("phone", "an outside phone", outside),
        class_="choice",
    )
    extension = element("label", "Extension ", element("select", options, name="extension"), class_="field")
    phone = _text("phone", sent.get("phone", ""), inputmode="tel", autocomplete="tel", placeholder="+47 900 00 000")
    return [
        choice,
        element("div", extension, data_from="extension"),
        element("div", element("label", "Its number ", phone, class_="field"), data_from="phone"),
    ]


def _radio(value: str, label: str, checked: bool) -> Html:
    return element("label", element("input", type="radio", name="from", value=value, checked=checked), f" {label}")


def star_eight(here: str, *, open_: bool = False) -> Html:
    """What is pressed on a phone to become the administrator."""
    pin = _text("pin", "", inputmode="numeric", autocomplete="off")
    form = element(
        "form",
        element("label", "Administrator PIN ", pin, class_="field"),
        element("button", "Press", type="submit"),
        method="post",
        action=f"{here}/star",
        class_="keypad",
    )
    return element("details", element("summary", "Press *8 to become the administrator"), form, open=open_)


def _pin() -> Html:
    return element("label", "PIN ", _text("pin", "", inputmode="numeric", autocomplete="off"), class_="field")


def _text(name: str, value: str, **attributes: str) -> Html:
    return element("input", name=name, value=value, maxlength="64", **attributes)
