"""What a person's calendar feed is made of: the number of its address, and their conferences."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Conference, Rsvp, Stage
from bot.store.conferences import ConferenceStore
from bot.store.inserting import insert
from bot.store.tables import conferences, feeds, invitations

MOST = 1000
"""No calendar needs more."""

_EPOCH = datetime.fromisoformat("2020-01-01T00:00:00Z")


async def serial(connection: AsyncConnection, workspace_id: str, person_id: str) -> int | None:
    """The number of the address that was given last; None where none was."""
    theirs = and_(feeds.c.workspace_id == workspace_id, feeds.c.person_id == person_id)
    return await connection.scalar(select(feeds.c.serial).where(theirs))


async def first_serial(connection: AsyncConnection, workspace_id: str, person_id: str, *, now: datetime) -> int:
    """The number of their address, which has one from now on."""
    row = {"workspace_id": workspace_id, "person_id": person_id, "serial": _minute(now)}
    await connection.execute(insert(connection, feeds).values(row).on_conflict_do_nothing())
    found = await serial(connection, workspace_id, person_id)
    assert found is not None
    return found


async def next_serial(connection: AsyncConnection, workspace_id: str, person_id: str, *, now: datetime) -> int:
    """Another number than any before. It begins with the time, so that an address does not come back to life where a
    workspace's rows were taken away in between."""
    row = {"workspace_id": workspace_id, "person_id": person_id, "serial": _minute(now)}
    later = {"serial": feeds.c.serial + 1}
    statement = insert(connection, feeds).values(row)
    raised = statement.on_conflict_do_update(index_elements=list(feeds.primary_key.columns), set_=later)
    return int((await connection.execute(raised.returning(feeds.c.serial))).scalar_one())


async def of_person(
    connection: AsyncConnection, rows: ConferenceStore, workspace_id: str, person_id: str, *, since: datetime
) -> list[Conference]:
    """Planned ones that begin after `since`, and that they host or were asked to and did not say no to; of a series the
    head, whose plan begins at its next date, and dates that are conferences of their own."""
    asked = exists().where(
        invitations.c.conference_id == conferences.c.id,
        invitations.c.person_id == person_id,
        invitations.c.reply != Rsvp.NO,
    )
    where = and_(
        conferences.c.workspace_id == workspace_id,
        conferences.c.planned,
        conferences.c.stage != Stage.CANCELLED,
        conferences.c.starts_at >= since,
        or_(conferences.c.host_id == person_id, asked),
    )
    query = select(conferences).where(where).order_by(conferences.c.starts_at, conferences.c.id).limit(MOST)
    return await rows.values(connection, (await connection.execute(query)).all())


async def of_series(
    connection: AsyncConnection, rows: ConferenceStore, heads: Sequence[Conference], *, since: datetime
) -> list[Conference]:
    """The dates of these series that are conferences of their own, whoever is asked to them."""
    where = and_(conferences.c.series_id.in_([head.id for head in heads]), conferences.c.starts_at >= since)
    query = select(conferences).where(where).order_by(conferences.c.starts_at, conferences.c.id).limit(MOST)
    return await rows.values(connection, (await connection.execute(query)).all()) if heads else []


def _minute(now: datetime) -> int:
    return (now - _EPOCH) // timedelta(minutes=1)
