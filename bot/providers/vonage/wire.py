"""What is said to Vonage Meetings of rooms and numbers, and what it answers: only the fields that Plenum uses.

Field by field after the last OpenAPI file (0.1.7) and responses that the vendor's own clients keep as fixtures.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import parse_qs
from uuid import UUID

from pydantic import BeforeValidator, Field, model_validator

from bot.live import DialIn
from bot.model import First, Options, RoomWish
from bot.providers.http import Answer

NAME_LIMIT = 200
SOONEST = timedelta(minutes=11)
"""An end must be more than ten minutes ahead, by the service's clock."""
OPEN_FOR = timedelta(hours=12)
"""How long after its planned end a room still lets people in. It closes by itself ten minutes after the last has left;
this is for the one that nobody ever enters."""

OVERTIME = timedelta(hours=4)
"""The same for a room that was made ahead, which does not close when somebody has looked in before its time."""

_CALLBACKS = ("rooms_callback_url", "sessions_callback_url", "recordings_callback_url")
_CALLABLE = ("http://", "https://")

Link = Annotated[str, Field(pattern=r"^https?://\S+$")]


def _instant(said: object) -> datetime:
    """Only as a text with a zone: pydantic alone would take a bare number for seconds since 1970."""
    at = datetime.fromisoformat(said) if isinstance(said, str) else None
    if at is None or at.utcoffset() is None:
        raise ValueError("is no instant")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise ValueError("is no instant") from None


Instant = Annotated[datetime, BeforeValidator(_instant)]


def new_room(wish: RoomWish, *, now: datetime, theme: UUID | None = None) -> dict[str, Any]:
    """The room that is asked for.

    Not an `instant` one: that closes when nobody comes within ten minutes, and people may read the card later.
    """
    return {
        "display_name": _shortened(wish.plan.topic),
        "metadata": wish.reference,
        "type": "long_term",
        "join_approval_level": _approval(wish.plan.options),
        **_life(wish, now=now),
        **_options(wish, theme),
    }


def moved_room(wish: RoomWish, *, now: datetime) -> dict[str, Any]:
    """The room's end as it is wished now, and who may come in, where that was said. Its name cannot be changed."""
    options = wish.plan.options
    unsaid = options.waiting_room is None and options.first is None
    doors = {} if unsaid else {"join_approval_level": _approval(options)}
    return {"update_details": _life(wish, now=now) | doors}


def closing(*, now: datetime) -> dict[str, Any]:
    """Closed as soon as the service allows: more than ten minutes ahead, or when everybody has left before that."""
    return {"update_details": {"expires_at": _written(now + SOONEST), "expire_after_use": True}}


def _approval(options: Options) -> str:
    """Whoever waits to be let in waits for the host as well."""
    if options.waiting_room:
        return "explicit_approval"
    return "after_owner_only" if options.first is First.HOST else "none"


def _life(wish: RoomWish, *, now: datetime) -> dict[str, Any]:
    """Until when it is there, and whether it closes before that, once everybody has left."""
    if wish.closes_at:
        return {"expires_at": _written(max(now, wish.closes_at) + OVERTIME), "expire_after_use": False}
    ends_at = max(now, wish.plan.starts_at + (wish.plan.duration or timedelta()))
    return {"expires_at": _written(ends_at + OPEN_FOR), "expire_after_use": True}


def _options(wish: RoomWish, theme: UUID | None) -> dict[str, Any]:
    """What is left to the vendor's defaults unless somebody wants it otherwise."""
    options: dict[str, Any] = {}
    if wish.record:
        options["recording_options"] = {"auto_record": True}
    if theme:
        options["theme_id"] = str(theme)
    if wish.events_url and wish.events_url.startswith(_CALLABLE):
        options["callback_urls"] = dict.fromkeys(_CALLBACKS, wish.events_url)
    return options


class Target(Answer):
    """Where a link of a room leads. That of the host lets whoever has it be the host."""

    href: Link = Field(repr=False)


class Targets(Answer):
    """The two ways into a room."""

    guest_url: Target
    host_url: Target


class MeetingRoom(Answer):
    """A room. `is_available` never becomes true again."""

    id: str = Field(min_length=1)
    is_available: bool
    links: Targets = Field(alias="_links")
    meeting_code: str | None = Field(None, pattern=r"^[0-9]+$")


class ListedRoom(Answer):
    """A room as lists have it. `metadata` holds our reference, or whatever another program wrote."""

    id: str = Field(min_length=1)
    metadata: str | None = None
    display_name: str | None = None
    is_available: bool | None = None
    expires_at: Instant | None = None


class NextPage(Answer):
    """A link that must not be followed: it has no scheme, and leaves the version out."""

    href: str | None = None

    @property
    def start_id(self) -> int | None:
        """The serial number of the room with which the next page begins."""
        values = parse_qs((self.href or "").partition("?")[2]).get("start_id", [""])
        return int(values[0]) if values[0].isascii() and values[0].isdigit() and len(values[0]) <= 18 else None


class PageLinks(Answer):
    """The pages around a page."""

    next: NextPage | None = None


def _unwrapped(embedded: object) -> object:
    """The older API had the list one level deeper."""
    return embedded.get("rooms") if isinstance(embedded, dict) else embedded


class RoomPage(Answer):
    """A page of the list. `page_size` was seen as a text, too."""

    rooms: Annotated[list[ListedRoom], BeforeValidator(_unwrapped)] = Field(alias="_embedded")
    page_size: int | None = Field(None, ge=1)
    total_items: int | None = None
    links: PageLinks = Field(PageLinks(), alias="_links")

    def is_last(self, *, size: int) -> bool:
        """Whether no page follows. The last one names a next one all the same, so a short one is it."""
        return len(self.rooms) < min(size, self.page_size or size) or self.links.next is None


class Number(Answer):
    """A telephone number of the service, of which the plus is left out."""

    number: str = Field(pattern=r"^\+?[0-9]{3,15}$")
    display_name: str | None = None
    locale: str | None = None


class BareList(Answer):
    """An answer that is a list and nothing around it; a subclass says of what, as `rows`."""

    @model_validator(mode="before")
    @classmethod
    def _named(cls, said: object) -> object:
        return {"rows": said}


class Numbers(BareList):
    """All telephone numbers."""

    rows: list[Number]

    def dial_in(self) -> tuple[DialIn, ...]:
        """The numbers as one dials them."""
        return tuple(
            DialIn(number=f"+{one.number.lstrip('+')}", place=one.display_name or one.locale or "") for one in self.rows
        )


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _shortened(topic: str) -> str:
    return topic if len(topic) <= NAME_LIMIT else f"{topic[: NAME_LIMIT - 1]}…"
