"""Guests from outside, by e-mail: written down, and taken back. Their back end hears of both by `guest_lists`."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.choices import EMAIL
from bot.errors import NotAllowed
from bot.faults import kill_point
from bot.model import Conference, Feature, Guest, Person, RoomStage
from bot.services.choices import Choices
from bot.services.conferences import Conferences, may_host
from bot.store import guests as rows
from bot.store.database import Database

LONGEST = 254
"""No address is longer."""
WAITS = 20
"""How many pauses the inviter's line waits for the back end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What their back end made of some guests: it has them, has not heard of them yet, or would not take them."""

    told: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


async def _pause() -> None:
    await asyncio.sleep(0.2)


class Guests:
    def __init__(
        self,
        *,
        database: Database,
        conferences: Conferences,
        choices: Choices,
        pause: Callable[[], Awaitable[None]] = _pause,
    ) -> None:
        self._database = database
        self._conferences = conferences
        self._choices = choices
        self._pause = pause

    async def may_be_invited(self, workspace_id: str) -> bool:
        """Whether the administrators let people of other organisations be invited."""
        return (await self._choices.of(workspace_id)).outsiders.value

    def invitable(self, conference: Conference) -> bool:
        """Whether its back end can invite guests."""
        return Feature.INVITE_GUESTS in self._conferences.backends.features(conference.provider)

    async def invite(self, conference: Conference, addresses: Sequence[str], *, by: str, now: datetime) -> None:
        """Write them down; the card follows, and the back end hears of them. Asking somebody twice changes nothing."""
        async with self._database.write() as connection:
            if await rows.invite(connection, conference, addresses, by=by, now=now):
                await self._conferences.refresh(connection, conference, now=now)
        kill_point("after_guests_written")
        self._conferences.wake()

    async def withdraw(
        self, conference: Conference, addresses: Sequence[str], *, by: Person, now: datetime
    ) -> list[str]:
        """They are not asked any more. Says who was. Raises `NotAllowed` unless `by` may host it or asked each of
        them."""
        async with self._database.write() as connection:
            standing = (await rows.of(connection, [conference.id])).get(conference.id, ())
            theirs = [one for one in standing if one.address in addresses]
            if not all(may_see(conference, one, by) for one in theirs):
                raise NotAllowed("withdraw an invitation that somebody else made", host_id=conference.host_id)
            gone = await rows.withdraw(connection, conference, [one.address for one in theirs], now=now)
            if gone:
                await self._conferences.refresh(connection, conference, now=now)
        self._conferences.wake()
        return gone

    async def heard(self, conference: Conference, addresses: Sequence[str]) -> Heard:
        """What the back end made of them, after waiting a short while for it where it has a room."""
        for _ in range(WAITS):
            now = await self._conferences.known(conference.workspace_id, conference.id)
            heard = _heard(now.guests, addresses)
            if now.room_stage is not RoomStage.READY or not heard.waiting:
                break
            await self._pause()
        return heard


def tidy(address: str) -> str | None:
    """An address as it is kept, so that one that is typed in another way is the same; None for what is none."""
    return address.lower() if EMAIL.fullmatch(address) and len(address) <= LONGEST else None


def may_see(conference: Conference, guest: Guest, person: Person) -> bool:
    """Whether the address is shown to somebody, and may be taken back by them: to those who may host, and to whoever
    asked that guest."""
    return may_host(conference, person) or guest.invited_by == person.id


def _heard(standing: Sequence[Guest], addresses: Sequence[str]) -> Heard:
    theirs = [one for one in standing if one.address in addresses]
    return Heard(
        told=tuple(one.address for one in theirs if one.told_as is not None),
        waiting=tuple(one.address for one in theirs if one.told_as is None and not one.refused),
        refused=tuple(one.address for one in theirs if one.refused),
    )
