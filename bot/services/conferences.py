"""Conferences that exist: looked up, live, ended. Whatever changes one owes all that shows it an update."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.errors import NotAllowed, UnknownConference
from bot.faults import kill_point
from bot.model import Conference, DeliveryKind, Feature, Owed, Person, Room, RoomStage, Stage
from bot.services.backends import Backends
from bot.store import Connection
from bot.store.answers import note_answer
from bot.store.conferences import ConferenceStore
from bot.store.database import Database
from bot.store.deliveries import Standing, last_shown, owe, states
from bot.store.stays import all_left

LIVE_CHECK = timedelta(minutes=1)
"""How often a live room is looked at."""
AFTER_END = timedelta(minutes=20)
"""When the room of one that is over is taken away: what was recorded may be listed late."""
SETTLED = frozenset({Feature.CLOSE, Feature.ATTENDANCE})
"""What is asked of a back end after the end."""
SETTLES = timedelta(seconds=10)
"""When: its log is written by then."""
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
        if conference.room and Feature.END in self.backends.features(conference.provider):
            provider = self.backends.named(conference.provider)
            await self.backends.ask(conference.provider, provider.end(conference.room.id))
            kill_point("after_room_ended")
        await self.close(conference, by=by.id, now=now)
        return await self.known(workspace_id, conference_id)

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

    def allow_hosting(self, conference: Conference, person: Person, *, what: str) -> None:
        """Raises `NotAllowed` unless `person` may host: the host, and the workspace's administrators."""
        if person.id != conference.host_id and not person.admin:
            raise NotAllowed(what, host_id=conference.host_id)

    def can_be_ended(self, conference: Conference) -> bool:
        """Whether its back end can send people out."""
        return Feature.END in self.backends.features(conference.provider)

    async def use_room(self, conference: Conference, room: Room, *, now: datetime) -> bool:
        """The room is there: the conference is live, and everything that follows is owed. False if nobody wants it."""
        async with self._database.write() as connection:
            used = await self._rows.keep_room(connection, conference, room, now=now, care_at=now + LIVE_CHECK)
            if used:
                await owe(connection, _owed_at_start(conference, room, now=now), now=now)
        if used:
            kill_point("after_room_kept")
            self.wake()
        return used

    async def close(self, conference: Conference, *, by: str | None, now: datetime) -> None:
        """It is over, whatever the reason: card and invitations will say so."""
        async with self._database.write() as connection:
            changed = await self._rows.change(
                connection,
                conference,
                stages=(Stage.LIVE, Stage.STARTING),
                stage=Stage.ENDED,
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
                await self._owe_updates(connection, conference.change(stage=Stage.ENDED), now=now)
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
                await owe(connection, [_gave_up(conference, certain=certain, now=now)], now=now)
        self.wake()

    async def note_answer(self, conference: Conference, *, now: datetime) -> bool:
        """Its card is about to be a public answer, which cannot be looked for: False if it may stand already."""
        async with self._database.write() as connection:
            first = await note_answer(connection, conference.id, now=now)
        kill_point("before_answer")
        return first

    async def refresh(
        self, connection: Connection, conference: Conference, *, now: datetime, gathered: bool = False
    ) -> None:
        """In the transaction in which something changes that the card shows: it will follow. Then call `wake`.

        `gathered`: with whatever else changes within three seconds.
        """
        shown_at = await last_shown(connection, conference.id) if gathered else None
        due_at = max(now, shown_at + GATHERED) if shown_at else now
        await self._owe_updates(connection, conference, now=now, due_at=due_at)

    async def send_host_secret(self, conference: Conference, person: Person, *, now: datetime) -> None:
        """How one hosts it goes to `person` by direct message, looked up when it is sent."""
        owed = Owed(
            workspace_id=conference.workspace_id,
            kind=DeliveryKind.HOST_SECRET,
            target=person.id,
            due_at=now,
            words={"conference": conference.id},
            asked_by=person.id,
        )
        async with self._database.write() as connection:
            await owe(connection, [owed], now=now)
        self.wake()

    async def _owe_updates(
        self, connection: Connection, conference: Conference, *, now: datetime, due_at: datetime | None = None
    ) -> None:
        conference = conference.change(generation=await self._rows.next_generation(connection, conference))
        cards = await self._rows.cards(connection, conference.id)
        asked = await states(connection, conference_id=conference.id, kind=DeliveryKind.INVITATION)
        owed = [
            _update(conference, DeliveryKind.CARD_UPDATE, f"{card.place.channel_id}/{card.ts}", now=due_at or now)
            for card in cards
        ]
        if conference.stage.over:
            owed += [_invitation_update(conference, one, now=now) for one in asked if one.message_ts]
        await owe(connection, owed, now=now)


def _owed_at_start(conference: Conference, room: Room, *, now: datetime) -> list[Owed]:
    """The card where Plenum may post it, the host's secret if there is one, a message to each who is invited."""
    owed = []
    if not conference.card_by_answer:
        target = conference.place.channel_id + (f"/{conference.place.thread_ts}" if conference.place.thread_ts else "")
        owed.append(_owed(conference, DeliveryKind.CARD, target, now=now))
    if room.host_url or room.host_pin:
        owed.append(_owed(conference, DeliveryKind.HOST_SECRET, conference.host_id, now=now))
    owed += [_owed(conference, DeliveryKind.INVITATION, one.person_id, now=now) for one in conference.invitations]
    return owed


def _owed(conference: Conference, kind: DeliveryKind, target: str, *, now: datetime) -> Owed:
    return Owed(
        workspace_id=conference.workspace_id,
        kind=kind,
        target=target,
        due_at=now,
        conference_id=conference.id,
        generation=conference.generation,
        asked_by=conference.host_id,
    )


def _gave_up(conference: Conference, *, certain: bool, now: datetime) -> Owed:
    """No conference on the row itself: it may be tried again and given up again, and each time must be heard."""
    return Owed(
        workspace_id=conference.workspace_id,
        kind=DeliveryKind.NOTICE,
        target=conference.host_id,
        due_at=now,
        words={"about": "gave_up", "certain": "yes" if certain else "", "conference": conference.id},
    )


def _update(conference: Conference, kind: DeliveryKind, target: str, *, now: datetime) -> Owed:
    return Owed(
        workspace_id=conference.workspace_id,
        kind=kind,
        target=target,
        due_at=now,
        conference_id=conference.id,
        generation=conference.generation,
    )


def _invitation_update(conference: Conference, sent: Standing, *, now: datetime) -> Owed:
    inviters = {one.person_id: one.invited_by for one in conference.invitations}
    update = _update(
        conference, DeliveryKind.INVITATION_UPDATE, f"{sent.message_channel_id}/{sent.message_ts}", now=now
    )
    return replace(update, words={"by": inviters.get(sent.target, conference.host_id)})
