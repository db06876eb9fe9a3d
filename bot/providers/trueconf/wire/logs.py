"""Logs: what was called, who was in it from when until when."""

from datetime import datetime

from pydantic import Field

from bot import live
from bot.providers.http import Answer
from bot.providers.trueconf.wire.people import bare, login_of
from bot.providers.trueconf.wire.values import Id, Moment, Number


class Call(Answer):
    """One session of a conference. In logs `conference_id` means the session."""

    conference_id: Id
    named_conf_id: str | None = None
    owner: str | None = None
    end_time: Moment | None = None

    def reaches(self, since: datetime) -> bool:
        """Whether it went on after that."""
        return self.end_time is None or self.end_time >= since

    def login_here(self, uid: str) -> str | None:
        """The account behind `uid`, unless it is a guest's, a device's, or another server's."""
        server = self.conference_id.partition("@")[2].partition("#")[0]
        login, _, home = bare(uid).partition("@")
        return login if login and home == server and not login.startswith("#") else None


class Calls(Answer):
    """A page of the list."""

    rows: list[Call] = Field(alias="list")
    cnt: Number | None = None


class Attendee(Answer):
    """One stay of somebody in a session. The log keeps those too who were called and never came."""

    call_id: Id
    display_name: str | None = None
    join_time: Moment | None = None
    leave_time: Moment | None = None

    def stay(self, call: Call) -> live.Stay | None:
        """The same, in Plenum's words; None for one who never came."""
        if self.join_time is None:
            return None
        person = live.Participant(
            id=self.call_id,
            name=self.display_name or login_of(self.call_id) or self.call_id,
            account=call.login_here(self.call_id),
            host=bare(self.call_id) == bare(call.owner or ""),
        )
        return live.Stay(participant=person, joined_at=self.join_time, left_at=self._left_at(self.join_time))

    def _left_at(self, joined_at: datetime) -> datetime | None:
        """A moment before they came says nothing."""
        return self.leave_time if self.leave_time and self.leave_time >= joined_at else None


class Attendees(Answer):
    """A page of the list."""

    rows: list[Attendee] = Field(alias="list")
    cnt: Number | None = None
