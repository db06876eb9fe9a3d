"""Events: what happens in the workspace, told to the app, and again when it does not acknowledge."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from playground.slack.delivery import Answer, Delivery
from playground.slack.seed import APP, BOT_USER
from playground.slack.stamps import Clock, Stamps

RETRIES_AFTER = (timedelta(), timedelta(minutes=1), timedelta(minutes=5))
LOOK_S = 0.02
"""How often a retry looks whether the clock was moved."""


class Events:
    """Tells the app what it subscribed to, each event in its own task."""

    def __init__(self, *, clock: Clock, stamps: Stamps, delivery: Delivery, team_id: str) -> None:
        self._clock = clock
        self._stamps = stamps
        self._delivery = delivery
        self._team_id = team_id
        self._tasks: set[asyncio.Task[None]] = set()

    def publish(self, event: dict[str, Any], *, subscribed: frozenset[str], shared: bool = False) -> None:
        """Tell the app, unless it did not subscribe to this type. Returns at once."""
        if _subscription(event) in subscribed:
            task = asyncio.create_task(self._deliver(self._envelope(event, shared)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def settled(self, *, timeout_s: float = 5.0) -> None:
        """Wait until every event was acknowledged or given up. Raises TimeoutError after real seconds."""
        async with asyncio.timeout(timeout_s):
            while self._tasks:
                await asyncio.wait(self._tasks)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _deliver(self, envelope: dict[str, Any]) -> None:
        began = self._clock()
        answer = await self._tell(envelope, None)
        for number, after in enumerate(RETRIES_AFTER, start=1):
            if answer.ok or answer.no_retry:
                return
            await self._reach(began + after)
            answer = await self._tell(envelope, (number, answer.outcome))

    async def _tell(self, envelope: dict[str, Any], retry: tuple[int, str] | None) -> Answer:
        return await self._delivery.send("events_api", envelope["event"]["type"], envelope, retry=retry)

    async def _reach(self, moment: datetime) -> None:
        """Wait for the playground's clock, which may be moved while we do."""
        while self._clock() < moment:  # noqa: ASYNC110  # a clock is a plain function: it tells nobody when it moves
            await asyncio.sleep(LOOK_S)

    def _envelope(self, event: dict[str, Any], shared: bool) -> dict[str, Any]:
        authorization = {
            "enterprise_id": None,
            "team_id": self._team_id,
            "user_id": BOT_USER,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": "playground-verification-token",
            "team_id": self._team_id,
            "api_app_id": APP,
            "event": event,
            "type": "event_callback",
            "event_id": self._stamps.name("Ev"),
            "event_time": self._stamps.seconds(),
            "authorizations": [authorization],
            "is_ext_shared_channel": shared,
            "event_context": self._stamps.name("EC"),
        }


def _subscription(event: dict[str, Any]) -> str:
    """What a manifest calls it: messages are subscribed to by the kind of conversation."""
    if event["type"] != "message":
        return str(event["type"])
    return {"channel": "message.channels", "group": "message.groups"}.get(
        event["channel_type"], f"message.{event['channel_type']}"
    )
