"""Alarms: APScheduler wakes who waits for an instant, and everybody who may be late at a pulse. It holds no work."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from bot.clock import Clock, utc_now

log = logging.getLogger(__name__)

PULSE = timedelta(seconds=5)
"""This often somebody looks whatever happens: a moved clock or another process's rows are noticed then at last."""

_SAME = timedelta(milliseconds=5)
"""An alarm that is set for nearly the same moment is left alone."""

Look = Callable[[], Awaitable[Mapping[str, datetime | None]]]
"""Tells, for sleepers by name, the earliest instant at which there is something for them; None: nothing."""


class Alarm:
    """One sleeper's alarm: `wake` is called at the instant last set, at each nudge, and when a pulse finds it late."""

    def __init__(self, name: str, wake: Callable[[], None], alarms: "Alarms") -> None:
        self.name = name
        self._wake = wake
        self._alarms = alarms
        self._set_for: datetime | None = None
        self._on_the_wall: datetime | None = None

    def wake_at(self, instant: datetime | None) -> None:
        """Wake at `instant` by the clock, instead of what was set before; None for the pulse alone."""
        at = None if instant is None else self._alarms.on_the_wall(instant)
        self._set_for = instant
        if at is None or self._on_the_wall is None or abs(at - self._on_the_wall) > _SAME:
            self._on_the_wall = at
            self._alarms.schedule(self.name, self.ring, at)

    async def ring(self) -> None:
        """A coroutine, because APScheduler would call a plain function in another thread."""
        self._set_for = self._on_the_wall = None
        self._wake()

    def nudge(self) -> None:
        """Wake now."""
        self._wake()

    def expect(self, told: datetime | None, *, now: datetime) -> None:
        """Somebody looked. Earlier than it is set for: wake, and let the sleeper look itself, for what was told may be
        past already. Else it stays, but is set anew: the wall's clock may have been."""
        if told is not None and (self._set_for is None or told < self._set_for or told <= now):
            self._wake()
        elif self._set_for is not None:
            self.wake_at(self._set_for)


class Alarms:
    """The alarms of one process. Their instants follow `clock`, which need not run as this machine's does.

    `look` is asked at each pulse, and only those for whom there is something are woken; those that it does not know are
    always. The pulse goes by the event loop's time, which nobody can set; `wall`, by which APScheduler goes, anybody
    can, so each pulse sets the alarms anew where they are off. `tell` passes a nudge on to other processes.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        pulse: timedelta = PULSE,
        look: Look | None = None,
        tell: Callable[[], None] | None = None,
        wall: Clock = utc_now,
    ) -> None:
        self._clock = clock
        self._pulse_s = pulse.total_seconds()
        self._look = look
        self._tell = tell
        self._wall = wall
        self._alarms: list[Alarm] = []
        self._pulsing: asyncio.Task[None] | None = None
        self._called = asyncio.Event()
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
        self._scheduler.start()
        self._pulsing = asyncio.create_task(self._pulse(), name="pulse")

    def stop(self) -> None:
        if self._pulsing is not None:
            self._pulsing.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def nudge(self) -> None:
        """Wake everybody now, in other processes too: something was written down, or the clock was moved."""
        for alarm in self._alarms:
            alarm.nudge()
        if self._tell is not None:
            self._tell()

    def heard(self) -> None:
        """Another process wrote something down: look now instead of at the next pulse."""
        self._called.set()

    def on_the_wall(self, instant: datetime) -> datetime:
        """When it will be `instant`, by the clock that APScheduler goes by."""
        return self._wall() + max(instant - self._clock(), timedelta())

    def schedule(self, name: str, ring: Callable[[], object], at: datetime | None) -> None:
        if at is not None:
            self._scheduler.add_job(ring, DateTrigger(at, timezone=UTC), id=name, replace_existing=True)
        else:
            self._forget(name)

    def _forget(self, name: str) -> None:
        try:
            self._scheduler.remove_job(name)
        except JobLookupError:
            return

    async def _pulse(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._pulse_s):
                    await self._called.wait()
            except TimeoutError:
                pass
            self._called.clear()
            await self._beat()

    async def _beat(self) -> None:
        """Where nobody can look, everybody looks for themselves, and says what is wrong."""
        ahead: Mapping[str, datetime | None] = {}
        if self._look is not None:
            try:
                ahead = await self._look()
            except Exception as error:
                log.warning("nobody knows what is next", extra={"action": "no_outlook", "error": repr(error)})
        now = self._clock()
        for alarm in self._alarms:
            if alarm.name in ahead:
                alarm.expect(ahead[alarm.name], now=now)
            else:
                alarm.nudge()
