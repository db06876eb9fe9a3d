"""Asking people to a conference: who can be reached, a direct message to each, and what became of it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.choices import Chosen
from bot.errors import BadCommand, Mistake, SlackError, SlackRefused
from bot.model import Conference, DeliveryKind, DeliveryState, Owed, Person
from bot.services.choices import Choices
from bot.services.conferences import Conferences
from bot.services.people import People
from bot.store import invitations as asked
from bot.store.database import Database
from bot.store.deliveries import Standing, owe, states

MANY = 20
"""More people than this get a direct message only after a second look."""
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

    async def named(self, workspace_id: str, *, people: Iterable[str], groups: Iterable[str], by: str) -> Named:
        """Everybody named, members of groups included, `by` left out. Raises `BadCommand` for a group Slack hides."""
        everybody = list(people)
        for group in groups:
            everybody += await self._members(workspace_id, group)
        others = [person for person in dict.fromkeys(everybody) if person != by]
        chosen = await self._choices.of(workspace_id)
        sorted_out = await asyncio.gather(*(self._reason(workspace_id, person, chosen) for person in others))
        return Named(
            reachable=tuple(person for person, reason in sorted_out if not reason),
            missed=tuple((person, reason) for person, reason in sorted_out if reason),
        )

    async def invite(self, conference: Conference, people: Sequence[str], *, by: str, now: datetime) -> None:
        """Write the invitations and their messages down; the card follows. Asking somebody twice changes nothing."""
        async with self._database.write() as connection:
            fresh = await asked.invite(connection, conference, people, by=by, now=now)
            if fresh:
                shown = await self._conferences.refresh(connection, conference, now=now)
                await owe(connection, [_owed(shown, person, by=by, now=now) for person in fresh], now=now)
        self._conferences.wake()

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

    async def _reason(self, workspace_id: str, person_id: str, chosen: Chosen) -> tuple[str, str]:
        """Why somebody cannot be invited; an empty reason where they can be."""
        try:
            person = await self._people.person(workspace_id, person_id)
        except SlackRefused:
            return person_id, "unknown"
        except SlackError:
            return person_id, ""
        return person_id, _unreachable(person, chosen)


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
