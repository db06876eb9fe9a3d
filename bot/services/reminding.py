"""Keeps what is owed as reminders as it should be: after a change, one conference after the other, in any process."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from bot.alarms import Alarms
from bot.clock import Clock
from bot.errors import StoreError
from bot.faults import kill_point
from bot.model import Conference, Owed
from bot.services.reminders import NAMES, Wanted, known_as, reminded, reminder, wanted
from bot.store import Connection
from bot.store import reminding as rows
from bot.store.conferences import ConferenceStore
from bot.store.database import Database
from bot.store.deliveries import owe
from bot.store.reminding import FOR, SNOOZED, Kept

log = logging.getLogger(__name__)


class Reminding:
    """A change marks a conference in its own transaction; here its reminders follow, in one of their own. Whatever is
    not carried out before a process dies is still marked."""

    def __init__(
        self,
        *,
        database: Database,
        conferences: ConferenceStore,
        alarms: Alarms,
        clock: Clock,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._conferences = conferences
        self._clock = clock
        self._wake = wake
        self._woken = asyncio.Event()
        alarms.add("reminders", self._woken.set)

    async def run(self) -> None:
        """Until it is cancelled, which is safe at any moment."""
        while True:
            self._woken.clear()
            try:
                if await self.round():
                    self._wake()
            except StoreError as error:
                log.warning("reminders wait for the database", extra={"action": "reminders_wait", "error": repr(error)})
            await self._woken.wait()

    async def round(self) -> int:
        """Every marked one that nobody else is at; says of how many reminders changed. One that fails is left marked,
        and holds up no other."""
        async with self._database.read() as connection:
            if not await rows.any_marked(connection):
                return 0
        changed, failed = 0, set[str]()
        while (done := await self._next(failed)) is not None:
            changed += done
        return changed

    async def _next(self, failed: set[str]) -> bool | None:
        """None where nothing is marked that has not `failed`."""
        conference_id = ""
        try:
            async with self._database.write() as connection:
                taken = await rows.take_one(connection, but=failed)
                if taken is None:
                    return None
                workspace_id, conference_id, since = taken
                conference = await self._conferences.by_id(connection, workspace_id, conference_id)
                assert conference is not None
                changed = await self._rewrite(connection, conference, since=since, now=self._clock())
                await rows.clear(connection, conference_id)
                kill_point("before_reminders_written")
        except StoreError:
            raise
        except Exception:
            log.exception("reminders were not rewritten", extra={"action": "reminders_broke"})
            failed.add(conference_id)
            return False
        return changed

    async def _rewrite(self, connection: Connection, conference: Conference, *, since: datetime, now: datetime) -> bool:
        """What was due before the change is not made up for: whoever plans at short notice, or is asked late, hears
        of it by that."""
        chosen = await rows.chosen(
            connection, conference.workspace_id, conference.place.channel_id, reminded(conference), NAMES
        )
        wants = {(one.target, one.minute): one for one in wanted(conference, chosen)}
        there = await rows.kept(connection, [conference.id], since=now - rows.SETTLED_AFTER)
        kept = {(one.target, one.minute): one for one in there}
        gone = [
            one.id for key, one in kept.items() if one.open and key not in wants and not _asked_for(one, conference)
        ]
        fresh = [one for key, one in wants.items() if key not in kept and one.due_at > since]
        await rows.close(connection, gone, now=now)
        await owe(connection, [_owed(conference, one) for one in fresh], now=now)
        again = [(kept[key], one) for key, one in wants.items() if key in kept]
        reopened = [await self._again(connection, was, conference, one, since=since) for was, one in again]
        return bool(gone or fresh or any(reopened))

    async def _again(
        self, connection: Connection, was: Kept, conference: Conference, one: Wanted, *, since: datetime
    ) -> bool:
        """One that is there in that minute, perhaps for another start, or taken back before."""
        words = {FOR: known_as(conference)}
        taken_back = was.reason == rows.UNWANTED and one.due_at > since
        if not taken_back and (not was.open or dict(was.words) == words or SNOOZED in was.words):
            return False
        await rows.reopen(connection, was, due_at=one.due_at, words=words)
        return True


def _asked_for(one: Kept, conference: Conference) -> bool:
    """Whether somebody asked for it by hand, and for the start that it has."""
    return SNOOZED in one.words and one.words.get(FOR) == known_as(conference) and not conference.stage.over


def _owed(conference: Conference, one: Wanted) -> Owed:
    return reminder(conference, one.target, one.due_at)
