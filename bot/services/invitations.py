"""Asking people to a conference: who can be reached, a direct message to each, and what became of it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.choices import Chosen
from bot.errors import BadCommand, Mistake, NotAllowed, NotInvited, NotPlanned, SlackError, SlackRefused
from bot.model import Conference, DeliveryKind, DeliveryState, Invitation, Owed, Person, Rsvp, Stage
from bot.services import owed
from bot.services.choices import Choices
from bot.services.conferences import Conferences, may_host
from bot.services.people import People
from bot.store import Connection
from bot.store import invitations as asked
from bot.store.database import Database
from bot.store.deliveries import Standing, owe, states
from bot.store.withdrawing import take_back

MANY = 20
"""More people than this get a direct message only after a second look."""
MOST_HERE = 200
"""Everyone in a conversation is invited at once only where there are no more; Slack is asked about each of them."""
WAITS = 40
"""How many pauses the inviter's line waits for the messages to go out."""

Missed = tuple[str, str]
"""A person and the reason, as `bot.blocks.problem.person_reason` knows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The people somebody named, sorted into those who can be reached and those who cannot."""

    reachable: tuple[str, ...]
    missed: tuple[Missed, ...]


async def _pause() -> None:
    await asyncio.sleep(0.2)


class Invitations:
    def __init__(
        self,
        *,
        database: Database,
        conferences: Conferences,
        people: People,
        choices: Choices,
        pause: Callable[[], Awaitable[None]] = _pause,
    ) -> None:
        self._database = database
        self._conferences = conferences
        self._people = people
        self._choices = choices
        self._pause = pause

    async def named(
        self, workspace_id: str, *, people: Iterable[str], groups: Iterable[str], by: str, channel: str | None = None
    ) -> Named:
        """Everybody named, members of groups included, and everyone in `channel`; `by` left out, and the apps in that
        channel. Raises `BadCommand` for a group or a channel that Slack hides."""
        named = await self.everybody(workspace_id, people=people, groups=groups)
        here = await self._in_channel(workspace_id, channel) if channel else []
        others = [person for person in dict.fromkeys((*named, *here)) if person != by]
        chosen = await self._choices.of(workspace_id)
        sorted_out = await asyncio.gather(*(self._reason(workspace_id, person, chosen) for person in others))
        return Named(
            reachable=tuple(person for person, reason in sorted_out if not reason),
            missed=tuple((p, reason) for p, reason in sorted_out if reason and (reason != "bot" or p in named)),
        )

    async def everybody(self, workspace_id: str, *, people: Iterable[str], groups: Iterable[str]) -> list[str]:
        """Each who was named, members of groups included. Raises `BadCommand` for a group Slack hides."""
        found = list(people)
        for group in groups:
            found += await self._members(workspace_id, group)
        return list(dict.fromkeys(found))

    async def invite(self, conference: Conference, people: Sequence[str], *, by: str, now: datetime) -> None:
        """Write the invitations and their messages down; the card follows. Asking somebody twice changes nothing."""
        async with self._database.write() as connection:
            fresh = await asked.invite(connection, conference, people, by=by, now=now)
            if fresh:
                shown = await self._conferences.refresh(connection, conference, now=now)
                await owe(connection, [_owed(shown, person, by=by, now=now) for person in fresh], now=now)
        self._conferences.wake()

    async def reply(self, conference: Conference, person_id: str, said: Rsvp, *, now: datetime) -> None:
        """What somebody who is asked says; their own message and the card follow. The same twice is once.

        Raises `NotPlanned` for one that has begun or is over, `NotInvited`.
        """
        conference = await self._conferences.known(conference.workspace_id, conference.id)
        theirs = _theirs(conference.invitations, [person_id])
        if theirs and theirs[0].reply is said:
            return
        if conference.stage not in (Stage.SCHEDULED, Stage.STARTING) or not conference.planned:
            raise NotPlanned(conference.plan.topic)
        if not theirs:
            raise NotInvited(conference.plan.topic)
        async with self._database.write() as connection:
            # the conference before the invitation, as everywhere: else two could wait for each other
            shown = await self._conferences.refresh(connection, conference, now=now, gathered=True)
            if await asked.reply(connection, conference.id, person_id, said, now=now):
                kind, target = DeliveryKind.INVITATION, person_id
                sent = await states(connection, conference_id=conference.id, kind=kind, target=target)
                updates = [owed.invitation_update(shown, one, now=now) for one in sent if one.message_ts]
                await owe(connection, updates, now=now)
        self._conferences.wake()

    async def withdraw(self, conference: Conference, people: Sequence[str], *, by: Person, now: datetime) -> list[str]:
        """They are not asked any more, and the messages that stand say so; the card follows. Says who was asked.

        Raises `NotAllowed` unless `by` may host it or has invited each of them.
        """
        async with self._database.write() as connection:
            stands = await asked.of(connection, [conference.id])
            theirs = _theirs(stands.get(conference.id, ()), people)
            if not may_withdraw(conference, theirs, by):
                raise NotAllowed("withdraw an invitation that somebody else made", host_id=conference.host_id)
            gone = await self._take_back(connection, conference, theirs, by=by, now=now) if theirs else []
        self._conferences.wake()
        return gone

    async def _take_back(
        self, connection: Connection, conference: Conference, theirs: Sequence[Invitation], *, by: Person, now: datetime
    ) -> list[str]:
        shown = await self._conferences.refresh(connection, conference, now=now)
        gone = await asked.withdraw(connection, conference.id, [one.person_id for one in theirs])
        standing = await take_back(connection, conference.id, gone, now=now)
        await owe(connection, [owed.withdrawal(shown, at, by=by.id, now=now) for at in standing], now=now)
        return gone

    async def outcome(self, conference: Conference, people: Sequence[str]) -> Named:
        """Whom the messages have reached, after waiting a short while for them to go out."""
        for _ in range(WAITS):
            stand = await self._stand(conference)
            if all(person in stand and stand[person].state not in _OPEN for person in people):
                break
            await self._pause()
        reached = tuple(p for p in people if p in stand and stand[p].state is DeliveryState.SENT)
        missed = tuple((p, _reason(stand.get(p))) for p in people if p not in reached)
        return Named(reachable=reached, missed=missed)

    async def _stand(self, conference: Conference) -> dict[str, Standing]:
        async with self._database.read() as connection:
            all_of_them = await states(connection, conference_id=conference.id, kind=DeliveryKind.INVITATION)
        return {one.target: one for one in all_of_them}

    async def _members(self, workspace_id: str, group: str) -> list[str]:
        try:
            return await self._people.group(workspace_id, group)
        except SlackError as error:
            raise BadCommand(Mistake.GROUP_UNREAD) from error

    async def _in_channel(self, workspace_id: str, channel_id: str) -> list[str]:
        try:
            found = await self._people.channel(workspace_id, channel_id, most=MOST_HERE)
        except SlackError as error:
            raise BadCommand(Mistake.CHANNEL_UNREAD) from error
        if len(found) > MOST_HERE:
            raise BadCommand(Mistake.TOO_MANY_HERE, said=str(MOST_HERE))
        return found

    async def _reason(self, workspace_id: str, person_id: str, chosen: Chosen) -> tuple[str, str]:
        """Why somebody cannot be invited; an empty reason where they can be."""
        try:
            person = await self._people.person(workspace_id, person_id)
        except SlackRefused:
            return person_id, "unknown"
        except SlackError:
            return person_id, ""
        return person_id, _unreachable(person, chosen)


def may_withdraw(conference: Conference, theirs: Sequence[Invitation], by: Person) -> bool:
    """Those who may host it; others, if they have invited all of them."""
    return may_host(conference, by) or all(one.invited_by == by.id for one in theirs)


def _theirs(invitations: Sequence[Invitation], people: Sequence[str]) -> list[Invitation]:
    return [one for one in invitations if one.person_id in people]


_OPEN = (DeliveryState.DUE, DeliveryState.CLAIMED)


def _owed(conference: Conference, person_id: str, *, by: str, now: datetime) -> Owed:
    return Owed(
        workspace_id=conference.workspace_id,
        kind=DeliveryKind.INVITATION,
        target=person_id,
        due_at=now,
        conference_id=conference.id,
        generation=conference.generation,
        words={"by": by},
    )


def _unreachable(person: Person, chosen: Chosen) -> str:
    if person.deactivated:
        return "deactivated"
    if person.external:
        return "" if chosen.outsiders.value else "external"
    if person.guest and not chosen.guests.value:
        return "guest"
    return "bot" if person.bot else ""


def _reason(standing: Standing | None) -> str:
    if standing is None or standing.state in _OPEN:
        return "waiting"
    return standing.reason or "unknown"
