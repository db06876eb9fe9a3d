"""What people do about a reminder: put it off, say that they are late, say that they cannot come."""

from collections.abc import Callable
from datetime import datetime

from bot.errors import NotInvited, NotPlanned
from bot.model import Conference, Owed, Stage
from bot.services import owed
from bot.services.conferences import Conferences
from bot.services.reminder_sayings import ReminderSayings
from bot.services.reminders import reminder
from bot.store import Connection
from bot.store.conferences import ConferenceStore
from bot.store.database import Database
from bot.store.deliveries import owe


class Recalls:
    """`wake` tells the loops that something became due."""

    def __init__(
        self,
        *,
        database: Database,
        rows: ConferenceStore,
        conferences: Conferences,
        sayings: ReminderSayings,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._rows = rows
        self._conferences = conferences
        self._sayings = sayings
        self._wake = wake

    async def concerned(self, workspace_id: str, conference_id: str, starts_at: datetime) -> Conference:
        """The conference that somebody was reminded of. Raises `UnknownConference`."""
        return await self._sayings.concerned(workspace_id, conference_id, starts_at)

    async def put_off(self, conference: Conference, person_id: str, *, to: datetime, now: datetime) -> None:
        """They are reminded again then, and what stands says so; twice is once.

        Raises `NotPlanned` where it begins before, or was to have begun.
        """
        if conference.stage is not Stage.SCHEDULED or not now < conference.begins_at >= to:
            raise NotPlanned(conference.plan.topic)
        async with self._database.write() as connection:
            shown = await self._raised(connection, conference)
            await owe(connection, [reminder(shown, person_id, to, snoozed=True)], now=now)
            await self._conferences.refresh_reminders(connection, shown, now=now, to=person_id)
        self._wake()

    async def late(self, conference: Conference, person_id: str, *, now: datetime) -> None:
        """The card says so, and the host hears it; where it is the host, those in the channel do. Twice is once.

        Raises `NotPlanned` where it is over, `NotInvited`.
        """
        if conference.stage.over:
            raise NotPlanned(conference.plan.topic)
        if person_id != conference.host_id and conference.invitation_of(person_id) is None:
            raise NotInvited(conference.plan.topic)
        async with self._database.write() as connection:
            await self._rows.next_generation(connection, conference)  # whoever else says so at the same time waits
            stands = await self._rows.by_id(connection, conference.workspace_id, conference.id)
            assert stands is not None
            if person_id not in stands.late:
                late = [*stands.late, person_id]
                await self._rows.change(connection, stands, late=late)
                shown = await self._conferences.refresh(connection, stands.change(late=tuple(late)), now=now)
                await owe(connection, [_tells(shown, person_id, now=now)], now=now)
                await self._conferences.refresh_reminders(connection, shown, now=now, to=person_id)
        self._wake()

    async def follow(self, conference: Conference, person_id: str, *, now: datetime) -> None:
        """What reminded them says how things are by now."""
        async with self._database.write() as connection:
            shown = await self._raised(connection, conference)
            await self._conferences.refresh_reminders(connection, shown, now=now, to=person_id)
        self._wake()

    async def _raised(self, connection: Connection, conference: Conference) -> Conference:
        return conference.change(generation=await self._rows.next_generation(connection, conference))


def _tells(conference: Conference, person_id: str, *, now: datetime) -> Owed:
    """To the host; in the host's own case, in the channel."""
    target = conference.host_id if person_id != conference.host_id else conference.place.target
    return owed.notice(conference, target, now=now, about="late", person=person_id)
