"""Conferences as calendars show them: one file, or a person's feed."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime, timedelta

from bot.blocks import calendar as words
from bot.calendars import Entry, Moved, calendar_file, links
from bot.model import Conference, Person, Stage
from bot.recurring import Recurrence
from bot.services.feeds import FeedOf, Feeds, FileOf
from bot.services.folding import Folded, folded
from bot.services.people import People
from bot.services.places import Places
from bot.store import Connection
from bot.store import feeds as persons
from bot.store.conferences import ConferenceStore
from bot.store.database import Database
from bot.store.workspaces import Workspaces

BACK = timedelta(days=30)
"""How far back a feed goes."""
USUAL_LENGTH = timedelta(minutes=30)
"""A calendar wants to know how long it takes, and not everybody said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands at an address. `mark` is the same for as long as that does not change."""

    entries: tuple[Entry, ...] = field(repr=False)
    mark: str
    file_name: str | None = None
    name: str | None = None
    cancel: bool = False

    def written(self, now: datetime) -> bytes:
        """The file itself, which takes its time."""
        return calendar_file(self.entries, now=now, name=self.name, cancel=self.cancel)


class Calendars:
    def __init__(
        self,
        *,
        database: Database,
        rows: ConferenceStore,
        workspaces: Workspaces,
        feeds: Feeds,
        people: People,
        places: Places,
    ) -> None:
        self._database = database
        self._rows = rows
        self._workspaces = workspaces
        self._feeds = feeds
        self._people = people
        self._places = places

    async def links(self, conference: Conference) -> tuple[tuple[str, str], ...]:
        """Pairs of a web calendar's name and the address that puts the conference into it."""
        [entry] = await self._entries(await self._whole(conference))
        return links(entry)

    async def sheet(self, token: str, *, now: datetime) -> Sheet | None:
        """What an address leads to; None where it leads nowhere, or to somebody who is not here any more."""
        asked = await self._feeds.asked(token)
        if asked is None or await self._workspaces.find(asked.workspace_id) is None:
            return None
        return await (self._file(asked, now) if isinstance(asked, FileOf) else self._feed(asked, now))

    async def _file(self, asked: FileOf, now: datetime) -> Sheet | None:
        async with self._database.read() as connection:
            conference = await self._rows.by_id(connection, asked.workspace_id, asked.conference_id)
        if conference is None:
            return None
        return _sheet(await self._entries(await self._whole(conference)), now, file_name=f"{conference.code}.ics")

    async def _feed(self, asked: FeedOf, now: datetime) -> Sheet | None:
        workspace_id, person_id, since = asked.workspace_id, asked.person_id, now - BACK
        if (await self._people.likely(workspace_id, person_id)).deactivated:
            return None
        async with self._database.read() as connection:
            theirs = await persons.of_person(connection, self._rows, workspace_id, person_id, since=since)
            heads = [one for one in theirs if one.series is not None]
            dates = await persons.of_series(connection, self._rows, heads, since=since)
        return _sheet(await self._entries(folded(theirs, dates, person_id=person_id)), now, name=words.FEED_NAME)

    async def _whole(self, conference: Conference) -> list[Folded]:
        """Of a date of a series the whole series, as long as it goes on."""
        async with self._database.read() as connection:
            head = await self._head(connection, conference)
            dates = await persons.of_series(connection, self._rows, [head], since=head.created_at)
        return [one for one in folded([head], dates) if one.conference.id == head.id]

    async def _head(self, connection: Connection, conference: Conference) -> Conference:
        if conference.series_id is None:
            return conference
        head = await self._rows.by_id(connection, conference.workspace_id, conference.series_id)
        goes_on = head is not None and head.series is not None and head.stage is not Stage.CANCELLED
        return head if head is not None and goes_on else conference

    async def _entries(self, found: Sequence[Folded]) -> list[Entry]:
        """Who hosts them and where is asked of Slack once for each, all at the same time."""
        hosts = {(one.conference.workspace_id, one.conference.host_id) for one in found}
        places = {(one.conference.workspace_id, one.conference.place.channel_id) for one in found}
        people = dict(zip(hosts, await asyncio.gather(*(self._people.likely(*host) for host in hosts)), strict=True))
        names = dict(zip(places, await asyncio.gather(*(self._places.name(*place) for place in places)), strict=True))
        return [
            _entry(
                one,
                host=people[one.conference.workspace_id, one.conference.host_id],
                channel=names[one.conference.workspace_id, one.conference.place.channel_id],
            )
            for one in found
        ]


def _entry(found: Folded, *, host: Person, channel: str | None) -> Entry:
    conference, plan, series = found.conference, found.conference.plan, found.conference.series
    first_at = series.first_at if series else plan.starts_at
    sequence = conference.sequence
    return Entry(
        uid=f"{conference.id}@plenum",
        sequence=sequence,
        topic=plan.topic,
        starts_at=first_at,
        zone=plan.zone,
        length=plan.duration or USUAL_LENGTH,
        changed_at=None if sequence else conference.created_at,
        cancelled=conference.stage is Stage.CANCELLED,
        rule=Recurrence.from_text(plan.rule).rrule(first_at, plan.zone) if series and plan.rule else None,
        skipped=found.skipped,
        moved=tuple(Moved(occurrence_at=by_rule, starts_at=at, sequence=sequence) for by_rule, at in found.moved),
        link=conference.room.join_url if conference.room and not conference.stage.over else None,
        where=words.where(channel),
        note=words.note(conference, host.name),
        host_name=host.name,
        host_email=host.email,
    )


def _sheet(entries: Sequence[Entry], now: datetime, *, name: str | None = None, file_name: str | None = None) -> Sheet:
    """Its mark changes with the year too: how far ahead odd dates are told apart depends on it."""
    cancel = file_name is not None and any(entry.cancelled for entry in entries)
    told = "\n".join([*(repr(astuple(entry)) for entry in entries), str(now.year), str(name), str(file_name)])
    mark = hashlib.sha256(told.encode(errors="replace")).hexdigest()[:32]
    return Sheet(entries=tuple(entries), mark=mark, file_name=file_name, name=name, cancel=cancel)
