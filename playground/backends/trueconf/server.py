"""The server's memory: accounts, conferences, sessions; and what time alone does to them."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from playground.backends.trueconf import schedule
from playground.backends.trueconf.conference import Conference, Phase
from playground.backends.trueconf.config import Clock, Template, TrueConfConfig, User
from playground.backends.trueconf.refusal import ApiError
from playground.backends.trueconf.session import Recording, Session, TermReason
from playground.backends.trueconf.times import from_unix

PATIENCE_S = 3

Act = Callable[[Conference, datetime], None]


@dataclass(frozen=True, slots=True)
class _Due:
    at: datetime
    act: Act
    conference: Conference


class Server:
    """One TrueConf Server. Call `settle` before looking: it does everything that was due until now."""

    def __init__(self, config: TrueConfConfig, clock: Clock) -> None:
        self.config = config
        self.clock = clock
        self.users: dict[str, User] = {user.login: user for user in config.users}
        self.templates: dict[str, Template] = {one.id: one for one in config.templates}
        self.conferences: dict[str, Conference] = {}
        self.sessions: dict[str, Session] = {}

    @property
    def now(self) -> datetime:
        return self.clock()

    def uid(self, login: str) -> str:
        return f"{login}@{self.config.server_name}"

    def login(self, owner: str) -> str:
        """The account behind an id with or without this server's name."""
        return owner.removesuffix(f"@{self.config.server_name}")

    def recordings(self) -> Iterator[tuple[Session, Recording]]:
        """What was recorded and is listed by now, oldest first."""
        listed = self.now - self.config.records_after
        for session in self.sessions.values():
            for one in session.recordings:
                if one.stopped_at and one.stopped_at <= listed:
                    yield session, one

    # Conferences come and go

    def new_id(self) -> str:
        while (number := f"{secrets.randbelow(10**10):010d}") in self.conferences:
            pass
        return number

    def add(self, conference_id: str, owner: str, settings: dict[str, Any], invitations: dict[str, Any]) -> Conference:
        now = self.now
        conference = Conference(
            id=conference_id,
            owner=owner,
            created_at=now,
            settings=settings,
            invitations=invitations,
            handled_at=now,
        )
        conference.handled_at = self._before_first(conference)
        self.conferences[conference_id] = conference
        self.settle()
        return conference

    def replan(self, conference: Conference) -> None:
        """Its schedule was written anew: forget what was handled."""
        conference.handled_at = self._before_first(conference)
        self.settle()

    def _before_first(self, conference: Conference) -> datetime:
        """A once-conference that has begun by now, and is not over, still begins; a weekly one waits."""
        if conference.schedule["type"] != schedule.ONCE or conference.finished(self.now):
            return self.now
        starts_at = from_unix(conference.schedule["start_time"])
        return min(starts_at - timedelta(seconds=1), self.now)

    def remove(self, conference: Conference) -> None:
        del self.conferences[conference.id]

    # Running and stopping

    @property
    def running(self) -> int:
        return sum(not conference.stopped for conference in self.conferences.values())

    def run(self, conference: Conference) -> None:
        """Asked to start; the reads that follow, or waiting, make it run. Raises ApiError."""
        if conference.phase is Phase.STOPPING:
            self._stopped(conference, self.now)
        if not conference.stopped:
            return
        if conference.finished(self.now):
            raise ApiError("conferenceIsFinished")
        if self.running >= self.config.max_running:
            raise ApiError("ongoingConferencesLimit", self.config.max_running)
        self._start(conference, self.now)

    def open(self, conference: Conference) -> Session:
        """Make it run at once, as people who enter do. Raises ApiError."""
        self.run(conference)
        if conference.phase is Phase.STARTING:
            self._running(conference, self.now)
        assert conference.session is not None
        return conference.session

    def stop(self, conference: Conference, reason: TermReason) -> None:
        """Asked to stop; the reads that follow, or waiting, make it so."""
        if conference.phase is Phase.STARTING:
            self._stopped(conference, self.now)
        elif conference.phase is Phase.RUNNING:
            assert conference.session is not None
            conference.session.term_reason = reason
            self._enter(conference, Phase.STOPPING, self.now)
            if not self.config.polls_to_settle:
                self._stopped(conference, self.now)

    def close(self, conference: Conference, reason: TermReason) -> None:
        """Stop it at once, as its host does."""
        if conference.session:
            self._end(reason, conference, self.now)

    def read(self, conference: Conference) -> None:
        """Somebody is about to be shown it: one more read while it is between two states."""
        if conference.phase not in (Phase.STARTING, Phase.STOPPING):
            return
        conference.reads += 1
        if conference.reads > self.config.polls_to_settle:
            self._settle_phase(conference, self.now)

    # What time does

    def settle(self) -> None:
        """Everything that was due until now, in its order, each at its own time."""
        now = self.now
        self._see_out_the_lost(now)
        while due := min(self._due(now), key=lambda due: due.at, default=None):
            due.act(due.conference, due.at)

    def _see_out_the_lost(self, now: datetime) -> None:
        """Whoever closed their window and did not come back has left; a reload takes less than the patience."""
        for conference in self.conferences.values():
            for seat in conference.session.inside if conference.session else ():
                if seat.lost_at is not None and monotonic() - seat.lost_at > PATIENCE_S:
                    seat.left_at = now

    def _due(self, now: datetime) -> Iterator[_Due]:
        for conference in self.conferences.values():
            for at, act in self._ahead(conference):
                if at is not None and at <= now:
                    yield _Due(at, act, conference)

    def _ahead(self, conference: Conference) -> Iterator[tuple[datetime | None, Act]]:
        session = conference.session
        if conference.phase in (Phase.STARTING, Phase.STOPPING):
            assert conference.phase_since is not None
            yield conference.phase_since + self.config.settle_after, self._settle_phase
        if conference.stopped and self.config.auto_start:
            yield schedule.next_start(conference.schedule, conference.handled_at, self.config.timezone), self._begin
        if session:
            yield session.ends_at, partial(self._end, TermReason.SCHEDULE)
            if session.deserted_at:
                yield session.deserted_at + self.config.empty_after, partial(self._end, TermReason.ALL_LEFT)
            for ring in session.rings.values():
                yield ring.at + self.config.ring_for, self._stop_ringing

    def _begin(self, conference: Conference, at: datetime) -> None:
        conference.handled_at = at = max(at, conference.created_at)
        if self.running < self.config.max_running:
            self._start(conference, at)

    def _end(self, reason: TermReason, conference: Conference, at: datetime) -> None:
        assert conference.session is not None
        conference.session.term_reason = conference.session.term_reason or reason
        self._stopped(conference, at)

    def _stop_ringing(self, conference: Conference, at: datetime) -> None:
        assert conference.session is not None
        rings, lapsed = conference.session.rings, at - self.config.ring_for
        conference.session.rings = {login: ring for login, ring in rings.items() if ring.at > lapsed}

    def _settle_phase(self, conference: Conference, at: datetime) -> None:
        if conference.phase is Phase.STARTING:
            self._running(conference, at)
        else:
            self._stopped(conference, at)

    def _enter(self, conference: Conference, phase: Phase, at: datetime) -> None:
        conference.phase, conference.phase_since, conference.reads = phase, at, 0

    def _start(self, conference: Conference, at: datetime) -> None:
        self._enter(conference, Phase.STARTING, at)
        if not self.config.polls_to_settle:
            self._running(conference, at)

    def _running(self, conference: Conference, at: datetime) -> None:
        self._enter(conference, Phase.RUNNING, at)
        session = Session(
            stream_id=f"{len(self.sessions) + 1:08x}{int(at.timestamp()):08x}@{self.config.server_name}#vcs",
            conference_id=conference.id,
            topic=conference.settings["topic"],
            owner=conference.owner,
            mode=conference.settings["type"],
            started_at=at,
            ends_at=schedule.occurrence_end(conference.schedule, at, self.config.timezone),
        )
        conference.session = self.sessions[session.stream_id] = session
        if conference.settings["recording"]:
            self._record(session, at)

    def _stopped(self, conference: Conference, at: datetime) -> None:
        session = conference.session
        if session:
            session.end(at, session.term_reason or TermReason.ADMINISTRATOR)
        self._enter(conference, Phase.STOPPED, at)
        conference.session = None
        conference.handled_at = max(conference.handled_at, at)

    # Recording

    def control_recording(self, session: Session, wish: str) -> None:
        """`start` (also goes on after a pause), `pause` or `stop`; without a recording the last two do nothing."""
        if wish == "start":
            self._record(session, self.now)
        elif session.recording and wish == "pause":
            session.recording.pause(self.now)
        elif session.recording:
            session.recording.stop(self.now)

    def _record(self, session: Session, at: datetime) -> None:
        if session.recording:
            session.recording.resume(at)
            return
        number = sum(len(one.recordings) for one in self.sessions.values()) + 1
        name = f"{number:08x}_{at.astimezone(ZoneInfo(self.config.timezone)):%Y-%m-%d_%H-%M-%S}.mkv"
        session.recordings.append(Recording(id=str(number), name=name, started_at=at, runs=[(at, None)]))
