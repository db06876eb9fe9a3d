"""The daily agenda: what the day brings to somebody, at the hour that they chose. Each owes the next one."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.blocks import agenda
from bot.choices import AGENDA, Scope, held
from bot.leads import Daily, next_daily
from bot.model import Delivery, DeliveryKind, Owed
from bot.services.conferences import Conferences
from bot.services.sending import Drop, Post
from bot.store import Connection
from bot.store import agendas as rows
from bot.store.choices import chosen_for
from bot.store.conferences import ConferenceStore
from bot.store.database import Database
from bot.store.deliveries import owe

MENDED_AT_ONCE = 500
USEFUL = timedelta(hours=3)
"""An agenda that could not be sent for longer than this is not sent any more."""


async def begin(
    connection: Connection, workspace_id: str, person_id: str, daily: Daily | None, *, now: datetime
) -> None:
    """In the transaction in which somebody chooses the hour, or takes it back (None)."""
    await rows.close(connection, workspace_id, person_id, now=now)
    if daily is not None:
        one = _owed(workspace_id, person_id, daily, after=now)
        await rows.free_days(connection, workspace_id, person_id, days=[one.generation])
        await owe(connection, [one], now=now)


async def mend(database: Database, *, now: datetime) -> None:
    """Whoever wants one, and is owed none any more, is owed the next."""
    async with database.write() as connection:
        for workspace_id, person_id, written in await rows.without_one(connection, limit=MENDED_AT_ONCE):
            await begin(connection, workspace_id, person_id, _hour({AGENDA.name: written}), now=now)


class Agendas:
    def __init__(self, *, database: Database, rows: ConferenceStore, conferences: Conferences) -> None:
        self._database = database
        self._rows = rows
        self._conferences = conferences

    async def say(self, delivery: Delivery, now: datetime) -> Post | Drop:
        """The rest of the day; nothing where it brings nothing. The next one is owed before this one is said."""
        daily = await self._wanted(delivery)
        if daily is None:
            return Drop(reason="unwanted")
        async with self._database.write() as connection:
            following = _owed(delivery.workspace_id, delivery.target, daily, after=max(now, delivery.due_at))
            await owe(connection, [following], now=now)
        if now - delivery.due_at > USEFUL:
            return Drop(reason="late")
        async with self._database.read() as connection:
            here, until = delivery.workspace_id, _midnight(now, daily)
            found = await rows.of_person(connection, self._rows, here, delivery.target, since=now, until=until)
        return Post(message=agenda.message(found)) if found else Drop(reason="nothing")

    async def _wanted(self, delivery: Delivery) -> Daily | None:
        async with self._database.read() as connection:
            written = await chosen_for(connection, delivery.workspace_id, Scope.PERSON, delivery.target)
        return _hour(written)


def _hour(written: Mapping[str, Any]) -> Daily | None:
    """What somebody chose; what cannot be read is none."""
    return held(AGENDA, [(Scope.PERSON, written)]).value


def _midnight(now: datetime, daily: Daily) -> datetime:
    """The end of the day, there."""
    zone = ZoneInfo(daily.zone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone).astimezone(now.tzinfo)


def _owed(workspace_id: str, person_id: str, daily: Daily, *, after: datetime) -> Owed:
    due_at = next_daily(daily, after=after)
    day = due_at.astimezone(ZoneInfo(daily.zone)).date().toordinal()
    return Owed(workspace_id=workspace_id, kind=DeliveryKind.AGENDA, target=person_id, due_at=due_at, generation=day)
