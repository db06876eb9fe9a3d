"""Tells a configured address of calls, in the background: at least once, and in no order that holds."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from playground.backends.portsip.config import Clock

RETRY_AFTER = tuple(timedelta(seconds=wait) for wait in (15, 60, 180, 480, 900))
"""When it tries again, as long as it hears anything but 200, or 404, which ends it."""
_TIMEOUT_S = 10


@dataclass(slots=True, kw_only=True)
class Telling:
    """One event on its way. `answers`: the statuses heard so far, None where nothing was."""

    url: str
    token: str | None = field(repr=False)
    body: dict[str, Any]
    due_at: datetime
    answers: list[int | None] = field(default_factory=list)
    under_way: bool = False
    over: bool = False


class Events:
    """The events told, oldest first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self.told: list[Telling] = []

    def tell(self, url: str, token: str | None, *bodies: dict[str, Any]) -> None:
        self.told += [Telling(url=url, token=token, body=body, due_at=self._clock()) for body in bodies]
        self.nudge()

    def nudge(self) -> None:
        """Send what is due. Time may have been moved: nothing here waits for it."""
        for telling in self.told:
            if not (telling.over or telling.under_way) and telling.due_at <= self._clock():
                self._start(telling)

    async def idle(self) -> None:
        """Wait until nothing is on its way."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    def _start(self, telling: Telling) -> None:
        telling.under_way = True
        task = asyncio.get_running_loop().create_task(self._send(telling))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, telling: Telling) -> None:
        status, tries = await _post(telling), len(telling.answers)
        telling.answers.append(status)
        telling.under_way = False
        telling.over = status in (200, 404) or tries >= len(RETRY_AFTER)
        if not telling.over:
            telling.due_at = self._clock() + RETRY_AFTER[tries]


async def _post(telling: Telling) -> int | None:
    headers = {"Authorization": f"Bearer {telling.token}"} if telling.token else {}
    try:
        async with httpx.AsyncClient(timeout=_TIMEOUT_S, trust_env=False, verify=False) as client:
            return (await client.post(telling.url, json=telling.body, headers=headers)).status_code
    except httpx.HTTPError:
        return None
