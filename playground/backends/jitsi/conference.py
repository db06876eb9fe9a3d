"""A conference: whoever is in a room now. With the last of them it is gone."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from secrets import token_hex

from playground.backends.jitsi.names import RoomName
from playground.backends.jitsi.passes import Pass
from playground.backends.windows import Window


class Parting(Enum):
    """Why somebody is not in any more."""

    LEFT = "left"
    REMOVED = "removed"
    ENDED = "ended"


@dataclass(slots=True, kw_only=True, eq=False)
class Seat(Window):
    """Somebody at a browser.

    `shown_as` is the room's name as its page has it; `holder` is what their token said of them, None: they had none.
    """

    name: str
    room: RoomName
    shown_as: str
    joined_at: datetime
    holder: Pass | None = None
    moderator: bool = False
    participant_id: str = field(default_factory=lambda: token_hex(4))
    left_at: datetime | None = None
    parting: Parting | None = None

    @property
    def inside(self) -> bool:
        return self.left_at is None


@dataclass(slots=True, kw_only=True, eq=False)
class Conference:
    """`shown_as` is the name as the first to come wrote it."""

    room: RoomName
    shown_as: str
    started_at: datetime
    seats: list[Seat] = field(default_factory=list)
    ended_at: datetime | None = None

    @property
    def inside(self) -> list[Seat]:
        return [one for one in self.seats if one.inside]
