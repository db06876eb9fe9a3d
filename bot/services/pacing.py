"""How fast Slack may be told things: a post per second and channel, and silence where it asked for it."""

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.store.claims import Conversation

GAP = timedelta(seconds=1)


class Pacing:
    """Remembers who must wait. Nobody waits in here: what is not to be sent yet stays in the table."""

    def __init__(self, clock: Clock, *, gap: timedelta = GAP) -> None:
        self._clock = clock
        self._gap = gap
        self._free_at: dict[Conversation, datetime] = {}
        self._silent_until: dict[tuple[str, str], datetime] = {}
        self._seen = clock()

    def posted(self, conversation: Conversation) -> None:
        """Something stands there now; counted from Slack's answer, for it counts from when it took the message."""
        self._free_at[conversation] = self._now() + self._gap

    def limit(self, workspace_id: str, method: str, retry_after: timedelta) -> None:
        """Slack asked not to be called with this method, for this workspace, before then."""
        self._silent_until[workspace_id, method] = self._now() + retry_after

    def silent_for(self, workspace_id: str, method: str) -> timedelta:
        """How long the method must not be called yet; nothing, if it may."""
        now = self._now()
        return max(self._silent_until.get((workspace_id, method), now) - now, timedelta())

    def silent(self, method: str) -> set[str]:
        """Workspaces for which the method must not be called yet."""
        now = self._now()
        self._silent_until = {call: until for call, until in self._silent_until.items() if until > now}
        return {workspace_id for workspace_id, called in self._silent_until if called == method}

    def busy(self) -> set[Conversation]:
        """Conversations in which nothing may be posted yet."""
        now = self._now()
        self._free_at = {where: at for where, at in self._free_at.items() if at > now}
        return set(self._free_at)

    def next_free(self) -> datetime | None:
        """When the first of the busy ones is free again, or the first of the silent may be told something."""
        return min((*self._free_at.values(), *self._silent_until.values()), default=None)

    def _now(self) -> datetime:
        """Who waits waits as long as before when the clock is set back meanwhile, and no longer."""
        now = self._clock()
        if now < self._seen:
            back = self._seen - now
            self._free_at = {where: at - back for where, at in self._free_at.items()}
            self._silent_until = {call: until - back for call, until in self._silent_until.items()}
        self._seen = now
        return now
