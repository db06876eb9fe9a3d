"""The server's state: conferences, and who is in them. Nothing is made beforehand: whoever comes first begins one."""

from collections import deque
from datetime import datetime

from playground.backends.jitsi import passes
from playground.backends.jitsi.conference import Conference, Parting, Seat
from playground.backends.jitsi.config import Clock, JitsiConfig
from playground.backends.jitsi.names import RoomName
from playground.backends.jitsi.passes import Pass, PassError
from playground.backends.windows import lost

REMEMBERED = 20


class Service:
    """One deployment's world. `ended` are the last conferences, for the page alone: the server forgets them."""

    def __init__(self, config: JitsiConfig, clock: Clock) -> None:
        self.config = config
        self._clock = clock
        self.conferences: dict[RoomName, Conference] = {}
        self.ended: deque[Conference] = deque(maxlen=REMEMBERED)
        self.seats: dict[str, Seat] = {}

    @property
    def now(self) -> datetime:
        return self._clock()

    def admit(self, token: str | None, room: RoomName, host: str) -> Pass | None:
        """What is known of whoever stands at the door; None: nothing, and they may come. Raises PassError."""
        if not self.config.guarded:
            return None  # without tokens switched on, one that comes along says nothing
        if token is None:
            if self.config.empty_token:
                return None
            raise PassError("token required")
        return passes.check(self.config, token, room, host, self.now)

    def enter(self, room: RoomName, shown_as: str, name: str, holder: Pass | None) -> Seat:
        conference = self.conferences.get(room)
        if conference is None:
            conference = Conference(room=room, shown_as=shown_as, started_at=self.now)
            self.conferences[room] = conference
        seat = Seat(name=name, room=room, shown_as=conference.shown_as, joined_at=self.now, holder=holder)
        seat.moderator = holder.moderator if holder else not self.config.guarded and not conference.inside
        conference.seats.append(seat)
        self.seats[seat.key] = seat
        return seat

    def part(self, seat: Seat, parting: Parting) -> None:
        """Somebody goes. Without tokens somebody is always moderator: the one who has been in for longest."""
        if not seat.inside:
            return
        seat.left_at, seat.parting = self.now, parting
        conference = self.conferences[seat.room]
        inside = conference.inside
        if not inside:
            conference.ended_at = seat.left_at
            self.ended.appendleft(self.conferences.pop(seat.room))
        elif not self.config.guarded and not any(one.moderator for one in inside):
            inside[0].moderator = True

    def end(self, conference: Conference) -> None:
        for seat in conference.inside:
            self.part(seat, Parting.ENDED)

    def settle(self) -> None:
        """Whoever closed their window and did not come back has left."""
        for seat in lost(self.seats.values()):
            self.part(seat, Parting.LEFT)
