"""Conferences that exist: looked up, live, ended. Whatever changes one owes all that shows it an update."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.errors import NotAllowed, UnknownConference
from bot.faults import kill_point
from bot.model import Conference, Delivery, DeliveryKind, Feature, Owed, Person, Room, RoomStage, Stage, Why
from bot.services import owed
from bot.services.backends import Backends
from bot.store import Connection, planned, reminding
from bot.store.answers import note_answer
from bot.store.conferences import ConferenceStore
from bot.store.database import Database
from bot.store.deliveries import last_shown, owe, states
from bot.store.stays import all_left

LIVE_CHECK = timedelta(minutes=1)
"""How often a live room is looked at."""
AFTER_END = timedelta(minutes=20)
"""When the room of one that is over is taken away: what was recorded may be listed late."""
SETTLED = frozenset({Feature.CLOSE, Feature.ATTENDANCE})
"""What is asked of a back end after the end."""
SETTLES = timedelta(seconds=10)
"""When: its log is written by then."""
MOST_COMING = 50
"""So many planned ones are looked up at once."""
GATHERED = timedelta(seconds=3)
"""A card is changed at most once in this while for those who come and go."""


class Conferences:
    """`wake` tells the delivery loop that something became due."""

    def __init__(
        self,
        *,
        database: Database,
        rows: ConferenceStore,
        backends: Backends,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._rows = rows
        self.wake = wake
        self.backends = backends

    async def end(self, workspace_id: str, conference_id: str, *, by: Person, now: datetime) -> Conference:
        """End it for everyone; one that is over already is returned as it is. Raises `NotAllowed`, `ProviderError`.

        Where the back end cannot send people out, only what Plenum shows is closed.
        """
        conference = await self.known(workspace_id, conference_id)
        if conference.stage.over:
            return conference
        self.allow_hosting(conference, by, what="end it")
        await self.send_out(conference)
        await self.close(conference, by=by.id, now=now)
        return await self.known(workspace_id, conference_id)

    async def send_out(self, conference: Conference) -> None:
        """Everybody out of its room, where the back end can. Raises `ProviderError`."""
        if conference.room and self.can_be_ended(conference):
            provider = self.backends.named(conference.provider)
            await self.backends.ask(conference.provider, provider.end(conference.room.id))
            kill_point("after_room_ended")

    async def known(self, workspace_id: str, conference_id: str) -> Conference:
        """By its id. Raises `UnknownConference`, also for one of another workspace."""
        async with self._database.read() as connection:
            found = await self._rows.by_id(connection, workspace_id, conference_id)
        if found is None:
            raise UnknownConference("")
        return found

    async def by_code(self, workspace_id: str, code: str) -> Conference:
        """By what people say, in any case. Raises `UnknownConference`, also for one of another workspace."""
        async with self._database.read() as connection:
            found = await self._rows.by_code(connection, workspace_id, code)
        if found is None:
            raise UnknownConference(code)
        return found

    async def asked_for(self, workspace_id: str, key: str) -> Conference:
        """By its id, or by the key of the press that began it. Raises `UnknownConference`."""
        async with self._database.read() as connection:
            found = await self._rows.by_asked_key(connection, workspace_id, key)
        return found or await self.known(workspace_id, key)

    async def live_here(self, workspace_id: str, channel_id: str) -> list[Conference]:
        """What is live in a channel, newest first."""
        return [one for one in await self.live(workspace_id) if one.place.channel_id == channel_id]

    async def live(self, workspace_id: str) -> list[Conference]:
        """What is live in the workspace, newest first."""
        async with self._database.read() as connection:
            return await self._rows.live(connection, workspace_id)

    async def coming(
        self, workspace_id: str, *, until: datetime | None = None, after: Conference | None = None
    ) -> list[Conference]:
        """What is planned in the workspace, the soonest first: the next fifty, or the fifty behind `after`."""
        here, limit = workspace_id, MOST_COMING
        async with self._database.read() as connection:
            return await planned.coming(connection, self._rows, here, until=until, limit=limit, after=after)

    async def planned_here(self, workspace_id: str, channel_id: str) -> list[Conference]:
        """What is planned in a channel, the soonest first."""
        async with self._database.read() as connection:
            return await planned.planned_here(connection, self._rows, workspace_id, channel_id, limit=MOST_COMING)

    def allow_hosting(self, conference: Conference, person: Person, *, what: str) -> None:
        """Raises `NotAllowed` unless `person` may host: the host, and the workspace's administrators."""
        if not may_host(conference, person):
            raise NotAllowed(what, host_id=conference.host_id)

    def can_be_ended(self, conference: Conference) -> bool:
        """Whether its back end can send people out."""
        return Feature.END in self.backends.features(conference.provider)

    async def use_room(self, conference: Conference, room: Room, *, now: datetime) -> bool:
        """The room is there: the conference is live, and everything that follows is owed. False if nobody wants it."""
        async with self._database.write() as connection:
            used = await self._rows.keep_room(connection, conference, room, now=now, care_at=now + LIVE_CHECK)
            if used:
                await owe(connection, await self._owed_at_start(connection, conference, room, now=now), now=now)
        if used:
            kill_point("after_room_kept")
            self.wake()
        return used

    async def _owed_at_start(
        self, connection: Connection, conference: Conference, room: Room, *, now: datetime
    ) -> list[Owed]:
        """One that was planned is known already: its card moves to the bottom, and nobody is asked twice."""
        if not conference.planned:
            return owed.at_start(conference, room, now=now)
        generation = await self._rows.next_generation(connection, conference)
        shown = await self._rows.cards(connection, conference.id)
        await planned.shrink_cards(connection, conference.id, now=now)
        asked = await states(connection, conference_id=conference.id, kind=DeliveryKind.INVITATION)
        begun = conference.change(generation=generation)
        await self.refresh_reminders(connection, begun, now=now)
        return owed.at_planned_start(begun, room, cards=shown, asked=asked, now=now)

    async def refresh_reminders(
        self, connection: Connection, conference: Conference, *, now: datetime, to: str | None = None
    ) -> None:
        """Those that stand already, or only those of a person, say how things are by now. `conference` is in a
        generation that nobody has seen. Then call `wake`."""
        ids = [conference.id, *filter(None, [conference.series_id])]
        sent = await reminding.kept(connection, ids, since=now - reminding.SETTLED_AFTER)
        places = {f"{one.channel_id}/{one.ts}" for one in sent if one.ts and to in (None, one.target)}
        await owe(connection, [owed.reminder_update(conference, at, now=now) for at in sorted(places)], now=now)

    async def overtaken(self, delivery: Delivery, conference: Conference) -> bool:
        """Whether a later card is owed than that which `delivery` posts or changes."""
        if not conference.planned:
            return False
        async with self._database.read() as connection:
            if delivery.kind is DeliveryKind.CARD:
                return await planned.newest_card(connection, conference.id) > delivery.generation
            channel_id, _, ts = delivery.target.partition("/")
            return not await planned.stands(connection, conference.id, channel_id=channel_id, ts=ts)

    async def close(self, conference: Conference, *, by: str | None, now: datetime, missed: bool = False) -> None:
        """It is over, whatever the reason: card and invitations will say so. `missed`: nobody came."""
        stage = Stage.MISSED if missed else Stage.ENDED
        async with self._database.write() as connection:
            changed = await self._rows.change(
                connection,
                conference,
                stages=(Stage.LIVE, Stage.STARTING),
                stage=stage,
                ended_at=now,
                ended_by=by,
                care_at=None,
                care_by=None,
                care_until=None,
            )
            if changed:
                await all_left(connection, conference, at=now)
                await self._rows.leave_room(connection, conference, now=now)
                await self._clear_later(connection, conference, now=now)
                await self._owe_updates(connection, conference.change(stage=stage), now=now)
        kill_point("after_closed")
        self.wake()

    async def _clear_later(self, connection: Connection, conference: Conference, *, now: datetime) -> None:
        """The row says whether there is a room: the conference may have been read before it came."""
        features, ready = self.backends.features(conference.provider), (RoomStage.READY,)
        if features & SETTLED:
            await self._rows.change(connection, conference, room_stages=ready, care_at=now + SETTLES, care_attempts=0)
        elif Feature.REMOVE in features:
            await self._rows.change(connection, conference, room_stages=ready, care_at=now + AFTER_END, care_attempts=0)

    async def give_up(self, conference: Conference, *, certain: bool, now: datetime) -> None:
        """A start that came to nothing, after the person was told to wait: they hear how it went.

        Where a process died while it asked for the room, the press is taken up again, and hears it then.
        """
        died = conference.room_stage is RoomStage.ASKED
        stage = Stage.CANCELLED if died else Stage.FAILED
        async with self._database.write() as connection:
            changed = await self._rows.change(connection, conference, stages=(Stage.STARTING,), stage=stage)
            if changed and not died:
                await self.tell_failure(connection, conference, certain=certain, now=now)
        self.wake()

    async def tell_failure(
        self, connection: Connection, conference: Conference, *, certain: bool, now: datetime, why: Why = Why.AWAY
    ) -> None:
        """In the transaction in which it becomes one that was not started: its host is told, and what is shown of a
        planned one says so; a date of a series has no card yet. Then call `wake`."""
        await owe(connection, [owed.gave_up(conference, certain=certain, why=why, now=now)], now=now)
        if conference.series_id is not None:
            failed = conference.change(generation=await self._rows.next_generation(connection, conference))
            await owe(connection, [owed.card(failed, now=now)], now=now)
        elif conference.planned:
            await self._owe_updates(connection, conference.change(stage=Stage.FAILED), now=now)

    async def note_answer(self, conference: Conference, *, now: datetime) -> bool:
        """Its card is about to be a public answer, which cannot be looked for: False if it may stand already."""
        async with self._database.write() as connection:
            first = await note_answer(connection, conference.id, now=now)
        kill_point("before_answer")
        return first

    async def refresh(
        self,
        connection: Connection,
        conference: Conference,
        *,
        now: datetime,
        gathered: bool = False,
        invitations: bool = False,
    ) -> Conference:
        """In the transaction in which something changes that the card shows: it will follow. Then call `wake`.

        `gathered`: with whatever else changes within three seconds. `invitations`: they show it, too. Returned is the
        conference in its new generation.
        """
        shown_at = await last_shown(connection, conference.id) if gathered else None
        due_at = max(now, shown_at + GATHERED) if shown_at else now
        return await self._owe_updates(connection, conference, now=now, due_at=due_at, invitations=invitations)

    async def send_host_secret(self, conference: Conference, person: Person, *, now: datetime) -> None:
        """How one hosts it goes to `person` by direct message, looked up when it is sent."""
        secret = Owed(
            workspace_id=conference.workspace_id,
            kind=DeliveryKind.HOST_SECRET,
            target=person.id,
            due_at=now,
            words={"conference": conference.id},
            asked_by=person.id,
        )
        async with self._database.write() as connection:
            await owe(connection, [secret], now=now)
        self.wake()

    async def _owe_updates(
        self,
        connection: Connection,
        conference: Conference,
        *,
        now: datetime,
        due_at: datetime | None = None,
        invitations: bool = False,
    ) -> Conference:
        conference = conference.change(generation=await self._rows.next_generation(connection, conference))
        cards = await self._rows.cards(connection, conference.id)
        changed = [owed.card_update(conference, one, now=due_at or now) for one in cards]
        if conference.stage.over or conference.stage is Stage.SCHEDULED:
            await reminding.mark(connection, conference.id, now=now)
        if conference.stage.over or invitations:
            await self.refresh_reminders(connection, conference, now=now)
            asked = await states(connection, conference_id=conference.id, kind=DeliveryKind.INVITATION)
            changed += [owed.invitation_update(conference, one, now=now) for one in asked if one.message_ts]
        await owe(connection, changed, now=now)
        return conference


def may_host(conference: Conference, person: Person) -> bool:
    """The host may, and the workspace's administrators."""
    return person.id == conference.host_id or person.admin
