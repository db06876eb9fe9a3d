"""What Slack asks is on disk before Slack is answered: committed in groups, or refused within 0.9 seconds."""

import asyncio
import logging
import time
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any, Protocol

from bot.clock import Clock
from bot.errors import NotKept as NotKept
from bot.errors import StoreBusy, StoreDown, StoreError
from bot.faults import kill_point
from bot.store.ids import row_id
from bot.store.requests import Request as Request
from bot.store.requests import RequestStore

log = logging.getLogger(__name__)

WITHIN = timedelta(seconds=0.9)
"""A person waits at most this long for our word; Slack waits 3 seconds."""

AT_MOST = 500
HANGING_S = 1.0
"""After this much beyond its time, a commit without an answer is left to itself and its rows are withdrawn."""
UNTAKEN = timedelta(seconds=2)
"""What this process keeps and does not work on itself, others may take after this."""


class Kept(Enum):
    """What became of a request."""

    NEW = "new"
    SEEN = "seen"


class Taker(Protocol):
    """Who works on what was kept."""

    @property
    def lease(self) -> timedelta:
        """How long a claim holds unless it is extended."""

    @property
    def taking(self) -> bool:
        """Whether fresh requests are taken straight from memory."""

    def take(self, request: Request) -> None:
        """Work on it; its row is claimed by this process already."""


@dataclass(slots=True, kw_only=True)
class _Asked:
    """A request, and the answer its caller waits for: cancelled when the caller gives up."""

    request: Request
    answer: asyncio.Future[Kept]
    until: float

    @property
    def given_up(self) -> bool:
        return self.answer.cancelled()

    def refuse(self) -> None:
        if not self.answer.done():
            self.answer.set_exception(NotKept(self.request.key))

    def tell(self, kept: Kept) -> None:
        if not self.answer.done():
            self.answer.set_result(kept)


class Inbox:
    """Keeps requests. Those that arrive while a commit runs share the next one.

    What commits although its caller gave up is withdrawn before anybody takes it: its row is claimed by this process,
    and is deleted at the head of the next commit, so that a repetition is not taken for seen.
    """

    def __init__(
        self, store: RequestStore, clock: Clock, *, runner: Taker | None = None, within: timedelta = WITHIN
    ) -> None:
        self._store = store
        self._clock = clock
        self._runner = runner
        self._within = within.total_seconds()
        self._asked: deque[_Asked] = deque()
        self._withdrawn: set[str] = set()
        self._committer: asyncio.Task[None] | None = None

    async def keep(self, kind: str, workspace_id: str, key: str, body: dict[str, Any]) -> Kept:
        """Write a request down; SEEN if one with this key was kept before in this workspace.

        Raises `NotKept` if it cannot be committed in time: then nothing will come of it.
        """
        now = self._clock()
        request = Request(id=row_id(now), workspace_id=workspace_id, key=key, kind=kind, body=body, received_at=now)
        answer: asyncio.Future[Kept] = asyncio.get_running_loop().create_future()
        self._asked.append(_Asked(request=request, answer=answer, until=time.monotonic() + self._within))
        self._commit_soon()
        try:
            async with asyncio.timeout(self._within):
                return await answer
        except TimeoutError:
            if answer.done() and not answer.cancelled():  # committed in this very instant
                return answer.result()
            raise NotKept(key) from None

    async def close(self) -> None:
        """Wait for the commit under way. Nothing may be kept after this; the runner is stopped afterwards."""
        if self._committer is not None:
            await asyncio.wait([self._committer], timeout=self._within + HANGING_S)
            self._committer.cancel()

    def _commit_soon(self) -> None:
        if self._committer is None or self._committer.done():
            self._committer = asyncio.create_task(self._commit_all(), name="inbox")

    async def _commit_all(self) -> None:
        while self._asked or self._withdrawn:
            batch = [self._asked.popleft() for _ in range(min(len(self._asked), AT_MOST))]
            wanted = [asked for asked in batch if not asked.given_up]
            if wanted:
                await self._commit(wanted)
            elif self._withdrawn:
                await self._withdraw()

    async def _commit(self, batch: list[_Asked]) -> None:
        withdrawn, taker = frozenset(self._withdrawn), self._taker()
        try:
            written = await self._write(batch, withdrawn, hold=taker.lease if taker else UNTAKEN)
        except StoreBusy as error:
            self._refuse(batch, error)
        except (StoreDown, TimeoutError) as error:  # it may stand all the same
            self._withdrawn.update(asked.request.id for asked in batch)
            self._refuse(batch, error)
        except Exception as error:
            await self._one_by_one(batch, error)
        else:
            self._withdrawn -= withdrawn
            for asked in batch:
                self._settle(asked, taker, new=asked.request.id in written)

    async def _write(self, batch: list[_Asked], withdrawn: frozenset[str], *, hold: timedelta) -> set[str]:
        left = max(batch[-1].until - time.monotonic(), 0.001)
        async with asyncio.timeout(left + HANGING_S):
            return await self._store.keep(
                [asked.request for asked in batch],
                hold_until=self._clock() + hold,
                withdrawn=withdrawn,
                given_up=lambda: [asked.request.id for asked in batch if asked.given_up],
                within=timedelta(seconds=left),
            )

    def _taker(self) -> Taker | None:
        return self._runner if self._runner is not None and self._runner.taking else None

    def _settle(self, asked: _Asked, taker: Taker | None, *, new: bool) -> None:
        if not new:
            asked.tell(Kept.SEEN)
        elif asked.given_up:
            self._withdrawn.add(asked.request.id)
        else:
            kill_point("after_keep")
            asked.tell(Kept.NEW)
            if taker is not None:
                taker.take(asked.request)

    async def _one_by_one(self, batch: list[_Asked], error: Exception) -> None:
        """The database refuses one of them; the others must not pay for it."""
        if len(batch) == 1:
            log.error("a request cannot be kept", exc_info=error, extra={"action": "request_unkeepable"})
            batch[0].refuse()
            return
        for asked in batch:
            await self._commit([asked])

    def _refuse(self, batch: list[_Asked], error: Exception) -> None:
        log.warning("not kept", extra={"action": "requests_not_kept", "count": len(batch), "error": repr(error)})
        for asked in batch:
            asked.refuse()

    async def _withdraw(self) -> None:
        withdrawn = frozenset(self._withdrawn)
        try:
            await self._store.withdraw(withdrawn)
        except StoreError:
            await asyncio.sleep(0.2)
        else:
            self._withdrawn -= withdrawn
