"""What a reminder says when it is sent, and what it has turned into later: looked up then."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bot.blocks import reminder
from bot.blocks.reminder import Item
from bot.model import Conference, Delivery, Message, Rsvp
from bot.owing import is_person
from bot.services.conferences import Conferences
from bot.services.reminders import TOLD_FOR
from bot.services.sending import Drop, Post, Update
from bot.store import Connection, dates
from bot.store import reminding as kept
from bot.store.conferences import ConferenceStore
from bot.store.database import Database
from bot.store.reminding import FOR, SNOOZED, Kept


class ReminderSayings:
    def __init__(self, *, database: Database, rows: ConferenceStore, conferences: Conferences) -> None:
        self._database = database
        self._rows = rows
        self._conferences = conferences

    async def say(self, delivery: Delivery, now: datetime) -> Post | Drop:
        """One message for all that go together; what is no use any more is left out, with the reason."""
        async with self._database.read() as connection:
            looked = [(one, *await self._look(connection, one, now=now)) for one in delivery.all]
        items = [item for _, item, why in looked if item is not None and not why]
        left_out = {one.id: why for one, _, why in looked if why}
        if not items:
            return Drop(reason=left_out[delivery.id])
        return Post(message=self._message(items, now=now), left_out=left_out)

    async def say_again(self, delivery: Delivery, now: datetime) -> Update | Drop:
        """What stands in the message that `delivery` changes, as it is now."""
        channel_id, _, ts = delivery.target.partition("/")
        async with self._database.read() as connection:
            standing = await kept.standing_at(connection, channel_id, ts)
            found = [await self._standing(connection, delivery, id_, one, now=now) for id_, one in standing]
        items = [item for item in found if item is not None]
        if not items:
            return Drop(reason="no_conference")
        return Update(channel_id=channel_id, ts=ts, message=self._message(items, now=now))

    async def concerned(self, workspace_id: str, conference_id: str, starts_at: datetime) -> Conference:
        """The conference that somebody was reminded of: of a series, the date that began or was to begin then.
        Raises `UnknownConference`."""
        conference = await self._conferences.known(workspace_id, conference_id)
        async with self._database.read() as connection:
            return await self._date(connection, conference, starts_at)

    async def _look(self, connection: Connection, delivery: Delivery, *, now: datetime) -> tuple[Item | None, str]:
        """What there is to say, and why it is not said; empty where it is."""
        starts_at = for_at(delivery.words)
        conference = await self._rows.by_id(connection, delivery.workspace_id, delivery.conference_id or "")
        if conference is None:
            return None, "no_conference"
        conference = await self._date(connection, conference, starts_at)
        item = Item(conference=conference.as_shown, starts_at=starts_at, to=_person(delivery.target))
        return item, await self._why_not(connection, delivery, item, now=now)

    async def _why_not(self, connection: Connection, delivery: Delivery, item: Item, *, now: datetime) -> str:
        conference = item.conference
        if conference.stage.over:
            return "over"
        if conference.begins_at != item.starts_at:
            return "moved"
        if now - item.starts_at > TOLD_FOR:
            return "late"
        if item.to and (why := _not_asked(conference, item.to)):
            return why
        again = await kept.overtaken(
            connection, delivery.conference_id or "", delivery.target, due_at=delivery.due_at, now=now
        )
        return "joined" if again else ""

    async def _standing(
        self, connection: Connection, delivery: Delivery, conference_id: str, one: Kept, *, now: datetime
    ) -> Item | None:
        conference = await self._rows.by_id(connection, delivery.workspace_id, conference_id)
        if conference is None:
            return None
        starts_at = for_at(one.words)
        later = [
            other for other in await kept.kept(connection, [conference.id], since=one.due_at) if _follows(other, one)
        ]
        snoozed = [other.due_at for other in later if other.open and SNOOZED in other.words and other.due_at > now]
        return Item(
            conference=(await self._date(connection, conference, starts_at)).as_shown,
            starts_at=starts_at,
            to=_person(one.target),
            back_at=min(snoozed, default=None),
            overtaken=any(other.ts not in (None, one.ts) for other in later),
        )

    async def _date(self, connection: Connection, conference: Conference, starts_at: datetime) -> Conference:
        if conference.series is None or conference.begins_at == starts_at:
            return conference
        return await dates.of_time(connection, self._rows, conference, starts_at) or conference

    def _message(self, items: Sequence[Item], *, now: datetime) -> Message:
        names = {item.conference.provider for item in items}
        features = {name: self._conferences.backends.features(name) for name in names}
        return reminder.message(items, features=features, now=now)


def for_at(words: Mapping[str, str]) -> datetime:
    """The start that a reminder is for."""
    return datetime.fromtimestamp(int(words[FOR]), UTC)


def _follows(other: Kept, one: Kept) -> bool:
    """Whether `other` reminds the same person, or channel, of the same start, and later than `one`."""
    same = (other.target, other.words[FOR]) == (one.target, one.words[FOR])
    return same and other.due_at > one.due_at


def _not_asked(conference: Conference, person_id: str) -> str:
    if conference.has_inside(person_id):
        return "inside"
    if person_id == conference.host_id:
        return ""
    if conference.invitation_of(person_id) is None:
        return "withdrawn"
    return "said_no" if conference.reply_of(person_id) is Rsvp.NO else ""


def _person(target: str) -> str:
    return target if is_person(target) else ""
