"""The service's state and its rules: sessions, their tokens, and what ends them."""

import secrets
import string
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from playground.backends.sourceloop import instants
from playground.backends.sourceloop.attendees import Attendees
from playground.backends.sourceloop.cloud import Cloud, CloudError
from playground.backends.sourceloop.config import Clock, SourceLoopConfig
from playground.backends.sourceloop.faults import SourceLoopFaults
from playground.backends.sourceloop.javascript import is_nan, truthy
from playground.backends.sourceloop.letters import Letter
from playground.backends.sourceloop.meeting import Meeting
from playground.backends.sourceloop.refusal import ApiError, DiedError, SilentError, bad_request, internal, not_found
from playground.backends.sourceloop.seat import Seat
from playground.backends.sourceloop.storage import Storage
from playground.backends.windows import lost

_LETTERS = string.ascii_letters + string.digits + "_-"
_OLD_LETTERS = _LETTERS + ".~"
_ID_LENGTH = 10


class Service:
    """One deployment with its video cloud. `faults` are those of the request at hand."""

    def __init__(self, config: SourceLoopConfig, clock: Clock) -> None:
        self.config = config
        self._clock = clock
        self.faults = SourceLoopFaults()
        self.meetings: dict[str, Meeting] = {}
        self.seats: dict[str, Seat] = {}
        self.attendees = Attendees(self)
        self.cloud = Cloud(lambda: self.config, clock, self._heard)
        self.storage = Storage(lambda: self.config, clock)

    @property
    def now(self) -> datetime:
        return self._clock()

    def settle(self) -> None:
        """What happened by itself until now: archives became ready, windows were closed."""
        self.cloud.settle()
        for seat in lost(self.seats.values()):
            self.cloud.disconnect(seat.connection)

    def seated(self, link: str) -> list[Seat]:
        """Who is in, as the client knows it."""
        return [one for one in self.seats.values() if one.link == link and one.inside]

    def _heard(self, letter: Letter) -> None:
        """The cloud posts, and does not mind being refused."""
        try:
            self.attendees.hear(letter)
        except ApiError:
            return

    def reach_cloud(self, *, answers: bool = True) -> None:
        """Raises ApiError, or SilentError where a failure of the cloud is never passed on."""
        if self.faults.cloud:
            raise internal() if answers else SilentError

    def rows(self) -> Iterable[Meeting]:
        """The table, read. Raises ApiError: its columns are not all there."""
        if not self.config.migrated:
            raise internal()
        return self.meetings.values()

    def find(self, link: str) -> Meeting | None:
        """Raises ApiError."""
        return next((one for one in self.rows() if one.link == link), None)

    # What the routes do

    def create(self, wish: dict[str, Any], caller: str | None) -> Meeting:
        """Raises ApiError, DiedError."""
        scheduled = truthy(wish.get("isScheduled"))
        schedule_at = self._schedule(wish.get("scheduleTime")) if scheduled else self.now
        session_id = self._opened(wish)
        archiving = truthy(wish.get("enableArchiving"))
        meeting = Meeting(
            number=len(self.meetings) + 1,
            session_id=session_id,
            link=self._new_link(),
            scheduled=scheduled,
            schedule_at=schedule_at,
            archived=archiving or (self.config.provider == "vonage" and not self.config.since(10, 0, 1)),
            created_at=self.now,
            created_by=caller,
        )
        self.meetings[meeting.link] = meeting
        return meeting

    def _schedule(self, value: Any) -> datetime:
        if not truthy(value):
            raise bad_request("Schedule time is not set.")
        at = instants.read(value, self.config.timezone)
        if at is None or (isinstance(value, str) and not self.config.since(4, 1, 18)):
            raise bad_request("Scheduled time is not in correct format.")
        if at < self.now:
            raise bad_request("Meeting can't be scheduled with schedule time in past!")
        return at

    def _opened(self, wish: dict[str, Any]) -> str:
        """A session of the cloud."""
        archiving, encrypted = truthy(wish.get("enableArchiving")), truthy(wish.get("endToEndEncryption"))
        if self.config.provider == "vonage":
            if archiving and encrypted:
                raise bad_request("End to end Encryption along with archiving is not possible")
        elif archiving and wish.get("type") == "peer-to-peer":
            raise bad_request("recordParticipantsOnConnect feature is not available for peer-to-peer")
        if self.faults.cloud == "fatal":
            raise DiedError
        self.reach_cloud()
        return self.cloud.open(always=archiving, relayed=encrypted and self.config.provider == "vonage")

    def _new_link(self) -> str:
        letters = _LETTERS if self.config.since(3, 1) else _OLD_LETTERS
        made = "".join(secrets.choice(letters) for _ in range(_ID_LENGTH))
        return f"-{made[1:-1]}_" if self.config.awkward_ids else made

    def token(self, link: str, wish: dict[str, Any]) -> tuple[Meeting, str]:
        """Raises ApiError."""
        self._check_expiry(wish)
        meeting = self.find(link)
        if meeting is None:
            raise bad_request("Session does not exist")
        if meeting.ended_at:
            raise bad_request("This meeting has been expired")
        self._check_window(meeting)
        meeting.started_at = meeting.started_at or self.now
        try:
            return meeting, self.cloud.token(meeting.session_id, wish)
        except CloudError:
            raise internal() from None

    def _check_expiry(self, wish: dict[str, Any]) -> None:
        """A number is a time; of everything else only what JavaScript takes for no number is refused."""
        value = wish.get("expireTime")
        if truthy(value) and is_nan(value):
            raise bad_request("Expire time is not in correct format.")
        if isinstance(value, int | float) and not isinstance(value, bool):
            at = instants.from_number(value)
            if at is not None and at < self.now:
                raise bad_request(_EXPIRED_TEXT if self.config.since(15) else _EXPIRED_OLD_TEXT)

    def _check_window(self, meeting: Meeting) -> None:
        if not meeting.scheduled:
            return
        minutes = self.config.time_to_start
        if minutes is None:
            raise internal()
        if self.now + timedelta(minutes=minutes) < meeting.schedule_at:
            raise bad_request(f"Meeting can only be started {minutes} minutes before\n         the scheduled time")

    def edit(self, link: str, body: dict[str, Any]) -> None:
        """Writes the scheduled time and nothing else: without `isScheduled` it is now. Raises ApiError."""
        scheduled, text = body.get("isScheduled"), body.get("scheduleTime")
        meeting = self.find(link)
        if meeting is None:
            raise not_found(f"Meeting link {link} not found")
        if scheduled and self.config.provider == "twilio":
            raise bad_request("Cannot schedule meeting, this feature is not available for this provider")
        if scheduled and not text:
            raise bad_request("Schedule Time is required if isScheduled is set to true")
        at = instants.from_text(text, self.config.timezone) if text else None
        if at is not None and at < self.now:
            raise bad_request("Schedule Time cannot be set in the past")
        meeting.schedule_at = at if scheduled and at else self.now

    def end(self, link: str) -> None:
        """A flag: the cloud is not told, whoever is in stays in. Raises ApiError."""
        meeting = self.find(link)
        if meeting is None:
            raise not_found("Meeting Not Found")
        if meeting.ended_at:
            raise bad_request("Meeting has already been ended!")
        meeting.ended_at = self.now


_EXPIRED_OLD_TEXT = "Expire time can not be in past."
_EXPIRED_TEXT = "Expire time cannot be in the past."
