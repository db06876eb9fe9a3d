"""A conference of the server: its settings, its planned attendees, and whether it runs."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from playground.backends.trueconf import schedule
from playground.backends.trueconf.session import Session


class Phase(StrEnum):
    """Where a conference stands. Its stored `state` knows only two of them."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"


@dataclass(slots=True, kw_only=True, eq=False)
class Conference:
    """Its `settings` are the writable fields of the API, complete, under the API's names.

    `handled_at`: scheduled starts up to here were carried out or missed. `mails`: when everybody was mailed.
    """

    id: str
    owner: str
    created_at: datetime
    settings: dict[str, Any]
    invitations: dict[str, dict[str, Any]]
    handled_at: datetime
    phase: Phase = Phase.STOPPED
    phase_since: datetime | None = None
    reads: int = 0
    session: Session | None = None
    mails: list[datetime] = field(default_factory=list)

    @property
    def schedule(self) -> schedule.Schedule:
        planned: schedule.Schedule = self.settings["schedule"]
        return planned

    @property
    def state(self) -> str:
        """What the API calls its state: a starting one is still stopped, a stopping one still running."""
        return "running" if self.phase in (Phase.RUNNING, Phase.STOPPING) else "stopped"

    @property
    def stopped(self) -> bool:
        return self.phase is Phase.STOPPED

    @property
    def is_room(self) -> bool:
        """A virtual room: no schedule, people come and go."""
        return bool(self.schedule["type"] == schedule.NONE)

    def finished(self, now: datetime) -> bool:
        return schedule.finished(self.schedule, now)

    def concerns(self, login: str) -> bool:
        """Whether a user's own token sees it."""
        return login == self.owner or login in self.invitations
