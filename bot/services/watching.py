"""What happens in live conferences: looked at each minute, or told by the back end; cards follow, nobody is guessed.

A look asks the back end how the room stands and who is in. What comes by webhook only moves what is shown; whatever
it says of an end or of a room is asked for before it is believed.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.errors import Gone, ProviderError, UnknownProvider
from bot.live import EventKind, Presence, ProviderEvent, RoomState, RoomStatus, Seen
from bot.model import Conference, Feature, Stage
from bot.services.conferences import LIVE_CHECK, Conferences
from bot.services.crowd import Crowd
from bot.services.owed import notice
from bot.services.together import Together
from bot.store.conferences import ConferenceStore
from bot.store.database import Database
from bot.store.deliveries import owe
from bot.store.stays import keep_seen, keep_told

log = logging.getLogger(__name__)

SOON = timedelta(seconds=15)
"""When a room is looked at again in which something has just changed."""
GRID_S = 3
"""Quiet rooms are looked at on the beat of so many seconds, so that many share a transaction."""
LONGEST = timedelta(hours=4)
"""When a live one closes that nobody can watch."""
EMPTY_FOR = timedelta(minutes=15)
"""How long a card stands for a room that is open and that nobody is in."""
ALONE_FOR = timedelta(minutes=20)
"""After how long somebody who is in alone is taken to have forgotten it: the host is asked."""
LEFT_OPEN_FOR = timedelta(minutes=60)
"""After how long a room that is held open for nobody is ended, although its host did not answer."""
FRESH_FOR = timedelta(seconds=5)
"""How long a look is new enough for whoever asks."""
DOUBTED_AFTER = timedelta(minutes=2)
"""After how long without an answer the card says since when nothing is known."""

Look = tuple[Conference, datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What one look showed. `status` None: this back end does not tell how a room stands."""

    status: RoomStatus | None
    presence: Presence | None

    @property
    def over(self) -> bool:
        return self.status is not None and self.status.state in (RoomState.GONE, RoomState.IDLE)

    @property
    def counted(self) -> bool:
        """Whether it is certain how many are in."""
        return self.presence is not None and self.presence.complete


class Watching:
    def __init__(self, *, database: Database, rows: ConferenceStore, conferences: Conferences, crowd: Crowd) -> None:
        self._database = database
        self._rows = rows
        self._conferences = conferences
        self._crowd = crowd
        self._quiet: Together[Look] = Together(self._write_quiet)

    async def look(self, conference: Conference, *, now: datetime) -> None:
        """One look at a live one, and the next is set. Raises `ProviderError`."""
        features = self._conferences.backends.features(conference.provider)
        if not features & _LOOKED_AT:
            await self._unwatched(conference, now=now)
            return
        sight = await self._sight(conference, features)
        if sight.over or _too_long(conference, sight, now=now):
            await self._conferences.close(conference, by=None, now=now, missed=_nobody_came(conference, sight))
            return
        await self._note(conference, sight, now=now)

    async def fresh(self, conference: Conference, *, now: datetime) -> Conference:
        """As it is now, for somebody who asks; as it was last seen, where the back end does not answer."""
        features = self._conferences.backends.features(conference.provider)
        known_at = conference.checked_at or conference.began_at
        if conference.stage is not Stage.LIVE or not features & _LOOKED_AT or now - known_at < FRESH_FOR:
            return conference
        try:
            await self.look(conference, now=now)
        except (ProviderError, UnknownProvider) as error:
            log.info("no fresh look", extra={"action": "look_failed", "error": repr(error)})
        return await self._conferences.known(conference.workspace_id, conference.id)

    async def unanswered(self, conference: Conference, *, now: datetime) -> None:
        """A look that failed. After a while the card says that it may not be true any more."""
        known_at = conference.checked_at or conference.began_at
        if conference.doubted or now - known_at < DOUBTED_AFTER:
            return
        async with self._database.write() as connection:
            if await self._rows.change(connection, conference, stages=(Stage.LIVE,), doubted=True):
                await self._conferences.refresh(connection, conference, now=now)
        self._conferences.wake()

    async def heard(self, conference: Conference, event: ProviderEvent, *, now: datetime) -> None:
        """The back end told something of a live conference. Told twice or out of order, it comes to the same."""
        if conference.stage is not Stage.LIVE or not _is_about(conference, event):
            log.info("an event is not followed", extra={"action": "event_left", "kind": event.kind.value})
            return
        columns = _columns(conference, event, now=now)
        seen = await self._crowd.after(conference, event, now=now)
        if not columns and not seen:
            return
        async with self._database.write() as connection:
            if columns and not await self._rows.change(connection, conference, stages=(Stage.LIVE,), **columns):
                return
            await keep_told(connection, conference, seen)
            await self._conferences.refresh(connection, conference, now=now, gathered=True)
        self._conferences.wake()

    async def keep(self, conference: Conference, *, now: datetime) -> None:
        """Its host was asked and it goes on: asked again only after as long again."""
        async with self._database.write() as connection:
            await self._rows.change(connection, conference, stages=(Stage.LIVE,), quiet_since=now, reminded_quiet=False)

    async def _sight(self, conference: Conference, features: frozenset[Feature]) -> Sight:
        assert conference.room is not None
        backends, room_id = self._conferences.backends, conference.room.id
        provider = backends.named(conference.provider)
        status = presence = None
        try:
            if Feature.STATE in features:
                status = await backends.ask(conference.provider, provider.status(room_id))
            if Feature.PARTICIPANTS in features and (status is None or status.state is RoomState.LIVE):
                presence = await backends.ask(conference.provider, provider.participants(room_id))
        except Gone:
            status = RoomStatus(state=RoomState.GONE)
        if status is not None and status.state is RoomState.EMPTY:
            presence = Presence()
        return Sight(status=status, presence=presence)

    async def _note(self, conference: Conference, sight: Sight, *, now: datetime) -> None:
        if _left_open(conference, sight, now=now):
            await self._end_empty(conference, now=now)
            return
        inside = sight.presence
        changed = await self._crowd.compared(conference, inside, now=now) if inside is not None else ()
        columns = _changes(conference, sight) | _quietness(conference, sight, now=now)
        if not changed and not columns and _live(sight):
            await self._quiet.add((conference, now, _beat(now + LIVE_CHECK)))
            return
        await self._write(conference, sight, changed, columns, now=now)
        if columns.get("reminded_quiet"):
            await self._ask_host(conference, now=now)

    async def _write(
        self, conference: Conference, sight: Sight, changed: Sequence[Seen], columns: dict[str, Any], *, now: datetime
    ) -> None:
        """In one transaction: what was seen, who is in, and the card that is to show it."""
        shown = bool(changed) or bool(columns.keys() & _SHOWN)
        seen_live = {"seen_live_at": now} if _live(sight) else {}
        care = {"care_at": now + (SOON if shown else LIVE_CHECK), "care_attempts": 0}
        free = {"care_by": None, "care_until": None, "checked_at": now}
        async with self._database.write() as connection:
            still = await self._rows.change(
                connection, conference, stages=(Stage.LIVE,), **(columns | seen_live | care | free)
            )
            if still:
                await keep_seen(connection, conference, changed)
                if shown:
                    await self._conferences.refresh(connection, conference, now=now, gathered=True)
        self._conferences.wake()

    async def _write_quiet(self, looks: Sequence[Look]) -> None:
        async with self._database.write() as connection:
            await self._rows.quiet(connection, looks)

    async def _unwatched(self, conference: Conference, *, now: datetime) -> None:
        closes_at = conference.began_at + LONGEST
        if now >= closes_at:
            await self._conferences.close(conference, by=None, now=now)
            return
        async with self._database.write() as connection:
            await self._rows.change(
                connection, conference, stages=(Stage.LIVE,), care_at=closes_at, care_by=None, care_until=None
            )

    async def _ask_host(self, conference: Conference, *, now: datetime) -> None:
        told = notice(conference, conference.host_id, now=now, about="forgotten")
        async with self._database.write() as connection:
            await owe(connection, [told], now=now)
        self._conferences.wake()

    async def _end_empty(self, conference: Conference, *, now: datetime) -> None:
        """Nobody is in, nobody answered: it is closed at the back end too."""
        await self._conferences.send_out(conference)
        await self._conferences.close(conference, by=None, now=now)


_LOOKED_AT = frozenset({Feature.STATE, Feature.PARTICIPANTS})
_SHOWN = frozenset({"recording", "locked", "muted", "doubted"})
"""Columns that the card shows."""


def _live(sight: Sight) -> bool:
    """Whether it is certain, or likely, that people may be in."""
    return sight.status is None or sight.status.state is RoomState.LIVE


def _beat(at: datetime) -> datetime:
    """The next beat from `at` on."""
    late = at.timestamp() % GRID_S
    return at + timedelta(seconds=GRID_S - late) if late else at


def _changes(conference: Conference, sight: Sight) -> dict[str, Any]:
    """What differs from what the card shows."""
    status = sight.status or RoomStatus(state=RoomState.LIVE)
    told = {"recording": status.recording, "locked": status.locked, "muted": status.muted}
    changed: dict[str, Any] = {
        name: value for name, value in told.items() if value is not None and value != getattr(conference, name)
    }
    return changed | ({"doubted": False} if conference.doubted else {})


def _too_long(conference: Conference, sight: Sight, *, now: datetime) -> bool:
    if sight.status is None:
        return now - conference.began_at >= LONGEST
    if sight.status.state is RoomState.EMPTY:
        return now - (conference.seen_live_at or conference.began_at) >= _patience(conference)
    return False


def _patience(conference: Conference) -> timedelta:
    """One that was planned stands empty for as long as it was planned for, until somebody came."""
    planned_for = conference.plan.duration if conference.planned and not conference.seen else None
    return max(EMPTY_FOR, planned_for or EMPTY_FOR)


def _nobody_came(conference: Conference, sight: Sight) -> bool:
    """Of one that was planned, as far as its back end tells."""
    never_live = conference.seen_live_at is None or conference.seen_live_at == conference.started_at
    return conference.planned and sight.status is not None and never_live and not conference.seen


def _quietness(conference: Conference, sight: Sight, *, now: datetime) -> dict[str, Any]:
    """Since when at most one person is in; an empty room that closes by itself is not asked about."""
    if not sight.counted or not _live(sight):
        return {}
    assert sight.presence is not None
    if len(sight.presence.inside) > 1:
        return {"quiet_since": None, "reminded_quiet": False} if conference.quiet_since else {}
    if conference.quiet_since is None:
        return {"quiet_since": now}
    patience = ALONE_FOR if sight.presence.inside else EMPTY_FOR
    if not conference.reminded_quiet and now - conference.quiet_since >= patience:
        return {"reminded_quiet": True}
    return {}


def _left_open(conference: Conference, sight: Sight, *, now: datetime) -> bool:
    if conference.quiet_since is None or sight.presence is None or sight.presence.inside:
        return False
    emptied_at = max([conference.quiet_since, *(one.left_at for one in conference.seen if one.left_at)])
    return sight.counted and _live(sight) and now - emptied_at >= LEFT_OPEN_FOR


def _is_about(conference: Conference, event: ProviderEvent) -> bool:
    """Only ids that we know: the room's, or those of what goes on in it."""
    if event.room_id is not None:
        return conference.room is not None and event.room_id == conference.room.id
    return event.session_id is not None and event.session_id == conference.session_id


def _columns(conference: Conference, event: ProviderEvent, *, now: datetime) -> dict[str, Any]:
    """What the event changes on the conference itself."""
    columns: dict[str, Any] = {}
    if event.session_id and event.session_id != conference.session_id:
        columns["session_id"] = event.session_id
    if event.kind in (EventKind.RECORDING_STARTED, EventKind.RECORDING_STOPPED):
        columns["recording"] = event.kind is EventKind.RECORDING_STARTED
    if event.kind in (EventKind.ROOM_CLOSED, EventKind.EMPTIED):
        columns |= {"care_at": now, "care_attempts": 0}  # asked for before it is believed
    return columns
