"""What people read of calendars: the ways into theirs, and what stands in them."""

from collections.abc import Sequence

from bot.blocks import kit
from bot.model import Block, Conference, Message

ADD = "calendar.add"
RENEW = "calendar.renew"
OPENED = tuple(f"calendar.opened_{place}" for place in range(5))
"""Link buttons: Slack opens the address, and tells us all the same."""

FEED_NAME = "Plenum"
GONE = "There is no calendar at this address (any more). Press “Add to calendar” in Slack for a new one.\n"
BUSY = "This calendar cannot be read just now. Try again in a moment.\n"


def ways(
    conference_topic: str, links: Sequence[tuple[str, str]], file_url: str | None, feed_url: str | None
) -> Message:
    """Privately, to whoever pressed. Without a public address there are neither files nor feeds."""
    shown = [*links, *([("Download the file (.ics)", file_url)] if file_url else [])]
    buttons = [kit.link_button(label, url, action_id) for (label, url), action_id in zip(shown, OPENED, strict=False)]
    topic = kit.bold(conference_topic)
    return Message(
        text=f"Add {kit.escape(conference_topic)} to your calendar",
        blocks=(
            kit.section(f"Add {topic} to your calendar:"),
            kit.actions(*buttons),
            *(_feed(feed_url) if feed_url else ()),
        ),
    )


def renewed(feed_url: str | None) -> Message:
    """The address of the feed is another one."""
    if feed_url is None:
        return Message(text=_NO_FEEDS, blocks=(kit.section(_NO_FEEDS),))
    text = "The old address of your feed no longer works. Subscribe to the new one instead:"
    return Message(text=text, blocks=(kit.section(text), *_feed(feed_url)))


def where(channel: str | None) -> str:
    """In a calendar: the place it was called in."""
    return f"#{channel} in Slack" if channel else "Slack"


def note(conference: Conference, host_name: str) -> str:
    """In a calendar, plain text: how one finds it. The PIN of guests stays in Slack."""
    room = conference.room
    lines = [f"Hosted by {host_name} · {conference.code}"]
    if conference.stage.over:
        return lines[0]
    if room and room.dial_number:
        lines.append(f"Dial {room.dial_number}. If it asks for a PIN, it stands on the card in Slack.")
    if not (room and room.join_url):
        lines.append("To join, open it in Slack: the way in appears there when it begins.")
    return "\n".join(lines)


_NO_FEEDS = "Calendar feeds are not switched on here: they need an address under which Plenum can be reached."


def _feed(feed_url: str) -> tuple[Block, ...]:
    return (
        kit.section(
            "Or let your calendar follow everything that you host or are invited to. Subscribe to this address, and "
            f"keep it to yourself: whoever has it can read along.\n{kit.code(feed_url)}",
            accessory=kit.button("New address", RENEW, spoken="A new address for your calendar feed"),
        ),
    )
