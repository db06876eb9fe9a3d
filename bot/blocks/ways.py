"""How one gets in: Join, a number to dial, and the small print that holds the plain link and the PIN."""

from bot.blocks import kit
from bot.model import Block, Conference, Feature

JOIN = "conference.join"
JOIN_PRIVATELY = "conference.join_privately"

Features = frozenset[Feature]


def way_in(conference: Conference, *more: Block, features: Features, label: str = "Join") -> list[Block]:
    """Join, or the number to dial where a room has no link. Where each person has a link of their own, Join asks for
    it."""
    room = conference.room
    if room is not None and Feature.PERSONAL_LINK in features:
        return [kit.actions(kit.button(label, JOIN_PRIVATELY, conference.id, style="primary"), *more)]
    if room is not None and room.join_url:
        return [
            kit.actions(kit.link_button(label, room.join_url, JOIN, conference.id, style="primary"), *more),
        ]
    number = [kit.section(dial(conference))] if room is not None else []
    return [*number, kit.actions(*more)] if more else number


def dial(conference: Conference) -> str:
    room = conference.room
    assert room is not None
    pin = f" · PIN {kit.escape(room.guest_pin)}" if room.guest_pin else ""
    return f"*Dial {kit.escape(room.dial_number or '')}*{pin}"


def small_print(conference: Conference, *, features: Features) -> list[str]:
    room = conference.room
    parts = []
    if room is not None and room.join_url:
        if Feature.PERSONAL_LINK not in features:  # the bare link lets nobody in
            parts.append(kit.link(room.join_url, kit.escape(room.join_url)))
        if room.dial_number:
            parts.append(f"or dial {kit.escape(room.dial_number)}")
        if room.guest_pin:
            parts.append(f"PIN {kit.escape(room.guest_pin)}")
    parts.append(f"`{conference.code}`")
    return [" · ".join(parts)]
