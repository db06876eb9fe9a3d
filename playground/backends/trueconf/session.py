"""One run of a conference: who sat in it, who was rung, what was recorded, how it ended."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum


class TermReason(IntEnum):
    """Why a session ended, as the call log numbers it."""

    ALL_LEFT = 2
    DELETED = 3
    SCHEDULE = 5
    MODERATOR = 10
    ADMINISTRATOR = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody without an account. `number` is the server's, or the caller's own when `own`."""

    number: str
    name: str
    own: bool = False

    @property
    def local_id(self) -> str:
        return f"#guest{'2' if self.own else ''}:{self.number}"


@dataclass(slots=True, kw_only=True, eq=False)
class Seat:
    """One person's stay. `key` is the secret of whoever sits there; `login` is None for a guest.

    `lost_at`: when, by the machine's running time, its window was closed without leaving. `loads` counts how often
    its page was opened: what an older page still says while it goes does not count any more.
    """

    uid: str
    name: str
    login: str | None
    is_owner: bool
    joined_at: datetime
    number: int
    left_at: datetime | None = None
    lost_at: float | None = None
    loads: int = 0
    key: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)
    instance: str = field(default_factory=lambda: secrets.token_hex(4))

    @property
    def participant_id(self) -> str:
        """Accounts sit with their app's instance behind a slash, guests do not."""
        return f"{self.uid}/{self.instance}" if self.login else self.uid


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Somebody who is being called into a session."""

    login: str
    name: str
    at: datetime


@dataclass(slots=True, kw_only=True, eq=False)
class Recording:
    """One recorded file; `runs` are the spans in which it was not paused."""

    id: str
    name: str
    started_at: datetime
    stopped_at: datetime | None = None
    runs: list[tuple[datetime, datetime | None]] = field(default_factory=list)

    @property
    def paused(self) -> bool:
        return self.runs[-1][1] is not None

    def pause(self, at: datetime) -> None:
        if not self.paused:
            self.runs[-1] = (self.runs[-1][0], at)

    def resume(self, at: datetime) -> None:
        if self.paused:
            self.runs.append((at, None))

    def stop(self, at: datetime) -> None:
        self.pause(at)
        self.stopped_at = at

    @property
    def length(self) -> timedelta:
        """How much was recorded, pauses left out; of a stopped recording."""
        return sum((end - start for start, end in self.runs if end), timedelta())

    @property
    def size(self) -> int:
        return 65_536 + 4_096 * int(self.length.total_seconds())


@dataclass(slots=True, kw_only=True, eq=False)
class Session:
    """What happens between a conference's start and its end. `locked`: whoever is not in stays out."""

    stream_id: str
    conference_id: str
    topic: str
    owner: str
    mode: int
    started_at: datetime
    ends_at: datetime | None
    seats: list[Seat] = field(default_factory=list)
    rings: dict[str, Ring] = field(default_factory=dict)
    recordings: list[Recording] = field(default_factory=list)
    called: bool = False
    locked: bool = False
    ended_at: datetime | None = None
    term_reason: TermReason | None = None

    @property
    def inside(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.left_at is None]

    @property
    def recording(self) -> Recording | None:
        """The one being made, paused or not."""
        return next((one for one in self.recordings if one.stopped_at is None), None)

    @property
    def deserted_at(self) -> datetime | None:
        """When the last participant left; None while somebody is inside or nobody ever came."""
        if not self.seats or self.inside:
            return None
        return max(seat.left_at for seat in self.seats if seat.left_at)

    def seat(self, key: str) -> Seat | None:
        return next((seat for seat in self.seats if secrets.compare_digest(seat.key.encode(), key.encode())), None)

    def end(self, at: datetime, reason: TermReason) -> None:
        for seat in self.inside:
            seat.left_at = at
        if self.recording:
            self.recording.stop(at)
        self.rings.clear()
        self.ended_at, self.term_reason = at, reason
