"""One delivery, from its claim to its end: looked for if in doubt, rendered now, sent once."""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from bot.clock import Clock
from bot.errors import CannotLook, SlackLimited, SlackRefused, SlackUnreachable, StoreError
from bot.faults import kill_point
from bot.messenger import Messenger
from bot.model import Delivery, Message, Place
from bot.owing import is_person
from bot.services.insisting import insist
from bot.services.pacing import Pacing
from bot.services.together import Together
from bot.store.claims import conversation
from bot.store.deliveries import UPDATES, Arrived, DeliveryStore

log = logging.getLogger(__name__)

UNSURE = "unsure"
"""Closed because it may stand already, and Slack does not let us look."""
BROKEN = "broken"
"""Closed because it fails each time, by a mistake of ours."""

_CLOCKS_DIFFER = timedelta(minutes=5)
"""By so much our clock may be ahead of Slack's, by which messages are looked for: from whoever is further off, Slack's
requests are refused anyway."""

_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
_REMOVED = frozenset({"token_revoked", "account_inactive"})
_DISTRUSTED = frozenset({"invalid_auth", "not_authed", "token_expired"})
"""The token is wrong, which an administrator can mend: nothing is given up for that."""
_BAD_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "block_mismatch"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A new message, where the delivery's target says. `left_out`: which of several that were to go together it does
    not hold, by id, and why."""

    message: Message
    left_out: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A message of ours that stands, to be replaced."""

    channel_id: str
    ts: str
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """Not worth saying any more; `reason` is written down. The asker is told only if `tell`."""

    reason: str
    tell: bool = False


class Renderer(Protocol):
    """Says what a delivery says at this moment, so that what is sent is true."""

    async def render(self, delivery: Delivery, now: datetime) -> Post | Update | Drop: ...


class Leave(Protocol):
    """What follows when Slack says that a workspace took Plenum out."""

    async def __call__(self, workspace_id: str, *, reason: str, now: datetime) -> object: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long things take at most. A lease outlives a call to Slack and the time until it would show in a look."""

    lease: timedelta = timedelta(seconds=60)
    call: timedelta = timedelta(seconds=10)
    settle: timedelta = timedelta(seconds=2)
    longest_pause: timedelta = timedelta(seconds=60)
    patience: timedelta = timedelta(hours=24)
    attempts: int = 8

    def __post_init__(self) -> None:
        if self.lease <= self.call + self.settle:
            raise ValueError("the lease must outlive a call to Slack, or two processes send the same")


@dataclass(slots=True, kw_only=True)
class Attempt:
    """How far one attempt has come: the method being called, whether it may leave something behind, and whether Slack
    has answered, so that only our own table is still to be told."""

    delivery: Delivery
    method: str = ""
    posting: bool = False
    answered: bool = False

    @property
    def suspect(self) -> bool:
        return self.delivery.suspect or self.posting


class Sender:
    """Sends claimed deliveries. Whatever happens, the row says afterwards what is to be done."""

    def __init__(
        self,
        store: DeliveryStore,
        messenger: Messenger,
        renderer: Renderer,
        clock: Clock,
        pacing: Pacing,
        *,
        timing: Timing,
        count: Callable[[str], None],
        freed: Callable[[], None],
        jitter: Callable[[], float] = random.random,
        leave: Leave | None = None,
    ) -> None:
        self._leave = leave or store.close_workspace
        self._store = store
        self._messenger = messenger
        self._renderer = renderer
        self._clock = clock
        self._pacing = pacing
        self._timing = timing
        self._count = count
        self._freed = freed
        self._jitter = jitter
        self._arrived: Together[Arrived] = Together(self._mark_sent)

    async def send(self, attempt: Attempt) -> None:
        """Carry one attempt out, and write down how it ended."""
        kill_point("after_claim")
        delivery = attempt.delivery
        try:
            async with asyncio.timeout(0.75 * self._timing.lease.total_seconds()):
                await self._send(attempt)
        except SlackLimited as error:
            self._pacing.limit(delivery.workspace_id, attempt.method, error.retry_after)
            await self._later(attempt.delivery, error.retry_after, suspect=delivery.suspect, outcome="limited")
        except SlackUnreachable as error:
            await self._unreachable(attempt, error.code, suspect=delivery.suspect or (attempt.posting and error.sent))
        except TimeoutError:
            await self._unreachable(attempt, "too_slow", suspect=attempt.suspect)
        except SlackRefused as error:
            await self._refused(attempt, error.code)
        except StoreError as error:
            log.warning("the database failed", extra={"action": "delivery_store_failed", "error": repr(error)})
            await self._later(
                attempt.delivery, self._pause(attempt, attempt.suspect), suspect=attempt.suspect, outcome="failed"
            )
        except Exception as error:
            await self._broken(attempt, error)

    async def _send(self, attempt: Attempt) -> None:
        delivery = attempt.delivery
        if delivery.suspect and delivery.kind not in UPDATES and await self._settled_by_look(attempt):
            return
        rendered = await self._renderer.render(delivery, self._clock())
        if isinstance(rendered, Drop):
            await self._close(delivery, rendered.reason, tell=rendered.tell, outcome="dropped")
        elif isinstance(rendered, Update):
            await self._update(attempt, rendered)
        elif await self._narrowed(attempt, rendered.left_out):
            await self._post(attempt, rendered.message)

    async def _narrowed(self, attempt: Attempt, left_out: Mapping[str, str]) -> bool:
        """What is not said any more is closed; the rest goes on as one delivery."""
        apart = [replace(one, together=()) for one in attempt.delivery.all]
        for one in apart:
            if one.id in left_out:
                await self._close(one, left_out[one.id], tell=False, outcome="dropped")
        first, *others = (one for one in apart if one.id not in left_out)
        attempt.delivery = replace(first, together=tuple(others))
        if any(one.due_at <= self._clock() for one in attempt.delivery.all):
            return True
        # its time has not come: it was only to go along with what is not said any more
        await self._later(attempt.delivery, timedelta(), suspect=False, outcome="too_early")
        return False

    async def _settled_by_look(self, attempt: Attempt) -> bool:
        """Ask Slack whether the message of a broken attempt stands; True when nothing is left to do."""
        delivery = attempt.delivery
        place = await self._place(attempt)
        self._call(attempt, "conversations.replies" if place.thread_ts else "conversations.history")
        since = (delivery.first_claimed_at or delivery.created_at) - _CLOCKS_DIFFER
        try:
            ts = await self._messenger.look(delivery.workspace_id, place, delivery_id=delivery.id, since=since)
        except CannotLook:
            if is_person(delivery.target):
                return False  # a second direct message is better than none
            await self._close(delivery, UNSURE)
            return True
        if ts is not None:
            await self._sent(delivery, channel_id=place.channel_id, ts=ts)
        return ts is not None

    async def _post(self, attempt: Attempt, message: Message) -> None:
        delivery = attempt.delivery
        place = await self._place(attempt)
        if not await self._hold(attempt, "chat.postMessage"):
            return
        ids = [one.id for one in delivery.all]
        post = partial(self._messenger.post, delivery.workspace_id, place, delivery_ids=ids)
        attempt.posting = True
        try:
            channel_id, ts = await post(message)
        except SlackRefused as error:
            if error.code not in _BAD_BLOCKS:
                raise
            self._log_bad_blocks(delivery, error.code)
            channel_id, ts = await post(Message(text=message.text))
        kill_point("after_post")
        self._pacing.posted(conversation(delivery))
        self._answered(attempt)
        kill_point("before_finish")
        await self._sent(delivery, channel_id=channel_id, ts=ts)

    async def _update(self, attempt: Attempt, update: Update) -> None:
        delivery = attempt.delivery
        if not await self._hold(attempt, "chat.update"):
            return
        overwrite = partial(self._messenger.update, delivery.workspace_id, update.channel_id, update.ts)
        attempt.posting = True
        try:
            await overwrite(update.message)
        except SlackRefused as error:
            if error.code not in _BAD_BLOCKS:
                raise
            self._log_bad_blocks(delivery, error.code)
            await overwrite(Message(text=update.message.text))
        self._answered(attempt)
        kill_point("after_update")
        await self._sent(delivery, channel_id=update.channel_id, ts=update.ts)

    async def _place(self, attempt: Attempt) -> Place:
        delivery = attempt.delivery
        if not is_person(delivery.target):
            channel_id, _, thread_ts = delivery.target.partition("/")
            return Place(channel_id=channel_id, thread_ts=thread_ts or None)
        self._call(attempt, "conversations.open")
        return Place(channel_id=await self._messenger.direct(delivery.workspace_id, delivery.target))

    def _call(self, attempt: Attempt, method: str) -> None:
        """From here on a limit is this method's; one that holds already is raised before Slack is bothered."""
        attempt.method = method
        silent_for = self._pacing.silent_for(attempt.delivery.workspace_id, method)
        if silent_for:
            raise SlackLimited("ratelimited", retry_after=silent_for)

    async def _hold(self, attempt: Attempt, method: str) -> bool:
        """Directly before the call that counts: is the claim still ours? A process may have been frozen.

        While half the lease is left, and the call fits in, nobody can take it over; else the table is asked.
        """
        self._call(attempt, method)
        delivery, now, lease = attempt.delivery, self._clock(), self._timing.lease
        if max(lease / 2, self._timing.call + self._timing.settle) < delivery.lease_until - now <= lease:
            return True
        ours = [await self._store.extend(one, until=now + lease) for one in delivery.all]
        if not all(ours):
            self._count("taken_over")
        return all(ours)

    def _answered(self, attempt: Attempt) -> None:
        """Its place is free: while it is being marked as sent, the next one is claimed."""
        attempt.answered = True
        self._freed()

    async def _sent(self, delivery: Delivery, *, channel_id: str, ts: str) -> None:
        here = [Arrived(delivery=one, channel_id=channel_id, ts=ts) for one in delivery.all]
        await asyncio.gather(*map(self._arrived.add, here))
        self._count("sent")

    async def _mark_sent(self, arrived: Sequence[Arrived]) -> None:
        await insist(partial(self._store.sent, arrived, now=self._clock()))

    async def _later(self, delivery: Delivery, pause: timedelta, *, suspect: bool, outcome: str) -> None:
        self._count(outcome)
        retry_at = self._clock() + pause
        for one in delivery.all:
            await insist(partial(self._store.later, one, retry_at=retry_at, suspect=suspect))

    async def _close(self, delivery: Delivery, reason: str, *, tell: bool = True, outcome: str = "closed") -> None:
        self._count(outcome)
        log.info("not sent", extra={"action": "delivery_closed", "delivery_id": delivery.id, "reason": reason})
        for one in delivery.all:
            await insist(partial(self._store.close, one, reason=reason, now=self._clock(), tell=tell))

    async def _unreachable(self, attempt: Attempt, code: str, *, suspect: bool) -> None:
        delivery, now = attempt.delivery, self._clock()
        if now - (delivery.first_claimed_at or now) >= self._timing.patience:
            self._count("parked")
            log.error(
                "given up for now", extra={"action": "delivery_parked", "delivery_id": delivery.id, "reason": code}
            )
            for one in delivery.all:
                await insist(partial(self._store.park, one, reason=code, now=now))
        else:
            await self._later(delivery, self._pause(attempt, suspect), suspect=suspect, outcome="unreachable")

    async def _refused(self, attempt: Attempt, code: str) -> None:
        delivery = attempt.delivery
        if code in _REMOVED:
            self._count("removed")
            log.warning("removed from a workspace", extra={"action": "workspace_closed", "reason": code})
            await insist(partial(self._leave, delivery.workspace_id, reason=code, now=self._clock()))
        elif code in _DISTRUSTED:
            self._pacing.limit(delivery.workspace_id, attempt.method, self._timing.longest_pause)
            await self._unreachable(attempt, code, suspect=delivery.suspect)
        else:
            gone = delivery.kind in UPDATES and code in _GONE
            await self._close(delivery, code, tell=not gone)

    async def _broken(self, attempt: Attempt, error: Exception) -> None:
        delivery = attempt.delivery
        told = {"action": "delivery_failed", "delivery_id": delivery.id, "kind": delivery.kind.value}
        log.error("a delivery failed", exc_info=error, extra=told)
        if delivery.attempt >= self._timing.attempts:
            await self._close(delivery, BROKEN)
        else:
            await self._later(
                delivery, self._pause(attempt, attempt.suspect), suspect=attempt.suspect, outcome="failed"
            )

    def _pause(self, attempt: Attempt, suspect: bool) -> timedelta:
        """Longer each time, and never all at once. What is suspect waits until Slack would show it."""
        longest = self._timing.longest_pause
        pause = min(longest, timedelta(seconds=2 ** min(attempt.delivery.attempt, 10)))
        jittered = pause * (0.5 + 0.5 * self._jitter())
        return max(jittered, self._timing.settle) if suspect else jittered

    def _log_bad_blocks(self, delivery: Delivery, code: str) -> None:
        told = {"action": "blocks_refused", "delivery_id": delivery.id, "kind": delivery.kind.value, "reason": code}
        log.error("slack refused our blocks", extra=told)
