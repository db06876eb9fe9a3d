"""Alarms: APScheduler wakes who waits for an instant, and everybody at a fixed pulse. It holds no work of its own."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.clock import Clock, utc_now

PULSE = timedelta(seconds=5)
"""Everybody is woken this often whatever happens: a moved clock or another process's rows are noticed then at last."""


class Alarm:
    """One sleeper's alarm: `wake` is called at the instant last set, at each pulse and at each nudge."""

    def __init__(self, name: str, wake: Callable[[], None], alarms: "Alarms") -> None:
        self._name = name
        self._wake = wake
        self._alarms = alarms
        self._set_for: datetime | None = None

    def wake_at(self, instant: datetime | None) -> None:
        """Wake at `instant` by the clock, instead of what was set before; None for the pulse alone."""
        if instant != self._set_for:
            self._set_for = instant
            self._alarms.schedule(self._name, self.ring, instant)

    async def ring(self) -> None:
        """A coroutine, because APScheduler would call a plain function in another thread."""
        self._set_for = None
        self._wake()

    def nudge(self) -> None:
        """Wake now."""
        self._wake()


class Alarms:
    """The alarms of one process. Their instants follow `clock`, which need not run as this machine's does."""

    def __init__(self, clock: Clock, *, pulse: timedelta = PULSE) -> None:
        self._clock = clock
        self._pulse = pulse
        self._alarms: list[Alarm] = []
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )

    def add(self, name: str, wake: Callable[[], None]) -> Alarm:
        """An alarm for one sleeper; `wake` must return at once."""
        alarm = Alarm(name, wake, self)
        self._alarms.append(alarm)
        return alarm

    def start(self) -> None:
        """Begin to pulse; needs a running event loop."""
        self._scheduler.add_job(self._beat, IntervalTrigger(seconds=self._pulse.total_seconds(), timezone=UTC))
        self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def nudge(self) -> None:
        """Wake everybody now: something was written down, or the clock was moved."""
        for alarm in self._alarms:
            alarm.nudge()

    def schedule(self, name: str, ring: Callable[[], object], instant: datetime | None) -> None:
        if instant is not None:
            at = utc_now() + max(instant - self._clock(), timedelta())
            self._scheduler.add_job(ring, DateTrigger(at, timezone=UTC), id=name, replace_existing=True)
        else:
            self._forget(name)

    def _forget(self, name: str) -> None:
        try:
            self._scheduler.remove_job(name)
        except JobLookupError:
            return

    async def _beat(self) -> None:
        self.nudge()
