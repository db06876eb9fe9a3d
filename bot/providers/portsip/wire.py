"""What is said to PortSIP PBX and what it answers: only the fields that Plenum uses.

Field by field after the vendor's OpenAPI file of 2025-05-15 (22.2) and its pages on 22.6 and 22.8. A blank is `null`,
`""` or an absent field there: all three are read as None.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar
from urllib.parse import quote

from pydantic import BeforeValidator, Field, model_validator

from bot.model import Account, Options, RoomWish
from bot.providers.http import Answer
from bot.providers.portsip.settings import Settings

SUBJECT_LIMIT = 64
TAG = "plenum"
_PINS = 1_000_000
_WRITABLE = (
    "subject", "capacity", "control", "height", "width", "bitrate", "framerate", "layout", "language", "admin_pin",
    "room_pin", "enable_prompt", "timezone", "scheduled_start_at", "scheduled_end_at", "numbers", "internal_invitees",
    "external_invitees", "outbound_caller_ids", "custom_options", "prompt_file_id",
)  # fmt: skip
"""What may be written of a room that is there: not its number, its mode, nor whether it is recorded."""


def _blank(value: object) -> object:
    return None if value == "" else value


def _listed(value: object) -> object:
    return [] if value is None else value


Item = TypeVar("Item")
Text = Annotated[str | None, BeforeValidator(_blank)]
Flag = Annotated[bool | None, BeforeValidator(_blank)]
Number = Annotated[int | None, BeforeValidator(_blank)]
Host = Annotated[str | None, Field(pattern=r"^[A-Za-z0-9._:-]+$"), BeforeValidator(_blank)]
Port = Annotated[int | None, Field(ge=1, le=65535), BeforeValidator(_blank)]
Pin = Annotated[str | None, Field(pattern=r"^[0-9]{3,6}$"), BeforeValidator(_blank)]
Listed = Annotated[list[Item], BeforeValidator(_listed)]


def new_room(wish: RoomWish, settings: Settings, *, number: str, now: datetime) -> dict[str, Any]:
    """The room that is asked for. `custom_options` is the one field of text that nobody is shown."""
    room_pin, admin_pin = _two_pins(wish.plan.options.pin)
    return {
        "extension_number": number,
        "mode": settings.mode,
        "subject": _shortened(wish.plan.topic),
        "capacity": wish.plan.options.capacity or settings.capacity,
        "room_pin": room_pin,
        "admin_pin": admin_pin,
        "timezone": wish.plan.zone,
        "custom_options": json.dumps({TAG: wish.reference}),
        **({"enable_recording": True} if wish.record else {}),
        **_schedule(wish, now=now),
    }


def changed_room(whole: Mapping[str, Any], wish: RoomWish, *, now: datetime) -> dict[str, Any] | None:
    """Everything to be written of a room, so that it is as wished; None where it is so already.

    A change may stand in for the whole room, so what is left out may be lost. What is blank has nothing to lose.
    """
    there = writable(whole)
    times = _schedule(wish, now=now)
    kept = {name: value for name, value in there.items() if not name.startswith("scheduled_")}
    said = {"subject": _shortened(wish.plan.topic), "timezone": wish.plan.zone}
    wanted = kept | said | _options(wish.plan.options, admin_pin=there.get("admin_pin")) | times
    return None if wanted == there else wanted


def writable(whole: Mapping[str, Any]) -> dict[str, Any]:
    """What a room has that may be written of it; of what is blank, nothing."""
    return {name: whole[name] for name in _WRITABLE if whole.get(name) not in (None, "")}


class Made(Answer):
    """The answer when a room was made: nothing but its id."""

    id: str = Field(min_length=1)


class ListedRoom(Made):
    """A room as lists have it. `custom_options` may be anybody's, so any shape is taken."""

    extension_number: str
    subject: Text = None
    custom_options: Any = None

    @property
    def reference(self) -> str | None:
        """What it was made for, in our words; None where Plenum did not make it."""
        options = self.custom_options
        if isinstance(options, str):
            try:
                options = json.loads(options)
            except (ValueError, RecursionError):
                return None
        reference = options.get(TAG) if isinstance(options, dict) else None
        return reference if isinstance(reference, str) else None


class ConferenceRoom(Made):
    """A room as it is answered alone: only then with what its web link is made of."""

    extension_number: str = Field(pattern=r"^[0-9]{3,64}$")
    room_pin: Pin = Field(None, repr=False)
    admin_pin: Pin = Field(None, repr=False)
    domain: Text = None
    sbc_host: Host = None
    sbc_port: Port = None
    token: Text = Field(None, repr=False)

    def web_link(self, base: str | None) -> str | None:
        """Where browsers join, as in the vendor's guide; None where the PBX has no SBC for them.

        `base` stands for the part before `/#/` where people reach the SBC by another address.
        """
        if not (self.sbc_host and self.sbc_port and self.domain and self.token):
            return None
        host = f"[{self.sbc_host}]" if ":" in self.sbc_host else self.sbc_host
        root = base or f"https://{host}:{self.sbc_port}"
        domain, token = quote(self.domain, safe=""), quote(self.token, safe="")
        return f"{root.rstrip('/')}/#/link-meeting?domain={domain}&token={token}&number={self.extension_number}"


class WholeRoom(Answer):
    """The same with everything in it, to be written back."""

    room: dict[str, Any]

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, said: object) -> object:
        return {"room": said}


class Page(Answer, Generic[Item]):
    """A part of a list, and how many there are in all."""

    count: Number = None
    items: Listed[Item]

    def is_last(self, *, seen: int, size: int) -> bool:
        """Whether nothing follows: by both of the documented signs, for each may mislead."""
        return not self.items or (len(self.items) < size and (self.count is None or seen >= self.count))


class Status(Answer):
    """What goes on in a room. A fourth status would mean that we do not understand this server."""

    status: Literal["ONLINE", "OFFLINE", "ON_CALL"]
    locked: Flag = None
    muted: Flag = None
    recording: Flag = None

    @property
    def on_call(self) -> bool:
        """Whether anybody is in it."""
        return self.status == "ON_CALL"


class Participant(Answer):
    """Somebody in a room. `display_name` as SIP writes a caller, or as somebody typed it."""

    id: str = Field(min_length=1)
    display_name: Text = None
    muted: Flag = None
    chairman: Flag = None


class Participants(Answer):
    """Everybody in a room: this list has no `count`."""

    items: Listed[Participant]


class Recordings(Answer):
    """What was recorded in a room; only how much there is matters."""

    count: Number = None
    items: Listed[Any]

    @property
    def how_many(self) -> int:
        """By both signs: a list may be cut, and a count may be missing."""
        return max(len(self.items), self.count or 0)


class Taken(Answer):
    """Who has an extension number. Only an `EXTENSION` is a person's."""

    id: str = Field(min_length=1)
    type: Text = None


class Done(Answer):
    """The answer to an action, if it has a body at all."""


class User(Answer):
    """Somebody of the tenant."""

    name: Text = None
    display_name: Text = None
    email: Text = None
    extension_number: Annotated[str | None, Field(pattern=r"^[0-9]{1,64}$"), BeforeValidator(_blank)] = None

    def account(self) -> Account | None:
        """The same, in Plenum's words: the number is what one is called by. None for those who have none."""
        if self.extension_number is None:
            return None
        name = self.display_name or self.name or self.extension_number
        return Account(id=self.extension_number, name=name, email=self.email)


def email_is(email: str) -> str:
    """The filter for an address, as it was given and in lower case: `eq` tells case apart."""
    spellings = dict.fromkeys((email, email.lower()))
    return " or ".join(f"email eq '{spelling.replace(chr(39), chr(39) * 2)}'" for spelling in spellings)


def extension_is(numbers: Iterable[str]) -> str:
    """The filter for whoever has one of these numbers, which are digits."""
    return " or ".join(f"extension_number eq '{number}'" for number in numbers)


def _schedule(wish: RoomWish, *, now: datetime) -> dict[str, str]:
    """When it is, for those who see the room on the PBX. Whether a start that is past is taken is not documented."""
    starts_at, lasts = wish.opens_at or wish.plan.starts_at, wish.plan.duration
    if starts_at <= now:
        return {}
    ends_at = wish.closes_at or (starts_at + lasts if lasts else None)
    times = {"scheduled_start_at": _written(starts_at)}
    return times | {"scheduled_end_at": _written(ends_at)} if ends_at else times


def _written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _options(options: Options, *, admin_pin: str | None) -> dict[str, Any]:
    """Those that were said. A guest PIN that is the host's would make everybody the host: then the host's is drawn."""
    wanted = {"room_pin": options.pin, "capacity": options.capacity}
    if options.pin and options.pin == admin_pin:
        wanted["admin_pin"] = _two_pins(options.pin)[1]
    return {field: value for field, value in wanted.items() if value}


def _two_pins(room_pin: str | None = None) -> tuple[str, str]:
    """Six digits each, unless somebody chose the first; never the same."""
    first = room_pin or f"{secrets.randbelow(_PINS):06}"
    second = (int(first) + 1 + secrets.randbelow(_PINS - 1)) % _PINS
    return first, f"{second:06}"


def _shortened(topic: str) -> str:
    return topic if len(topic) <= SUBJECT_LIMIT else f"{topic[: SUBJECT_LIMIT - 1]}…"
