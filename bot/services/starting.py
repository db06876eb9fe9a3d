"""From a wish to a live conference: the intent first, then the room. One press makes one, and no room is orphaned."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from bot.errors import Garbled, ProviderError, TooOld, Unanswered
from bot.faults import kill_point
from bot.model import Conference, Invitation, Place, Plan, Room, RoomStage, RoomWish, Stage
from bot.providers.base import ConferenceProvider
from bot.services.conferences import Conferences
from bot.services.people import People
from bot.store import Connection
from bot.store.conferences import CodeTaken, ConferenceStore
from bot.store.database import Database

log = logging.getLogger(__name__)

DUPLICATE_WINDOW = timedelta(minutes=5)
"""How long one that is still being started counts as "there is one here already"."""
TOO_OLD = timedelta(minutes=5)
"""A start that was asked for longer ago than this is not carried out unasked."""
FIRST_LOOK = timedelta(seconds=2)
"""How soon after a lost answer the back end is asked whether the room is there."""

INTRODUCED = 20
"""So many of the invited are made known to the back end; the others come by the link."""

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
REFERENCE_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


class AlreadyOne(Exception):  # noqa: N818  # a question to ask, not an error
    """One is live here, or being started."""

    def __init__(self, conference: Conference) -> None:
        super().__init__(conference.code)
        self.conference = conference


class NotStarted(Exception):  # noqa: N818  # carries what the person is asked next
    """The back end gave no room; `perhaps` it made one all the same, which is being looked for."""

    def __init__(self, conference: Conference, error: ProviderError, *, perhaps: bool) -> None:
        super().__init__(str(error))
        self.conference = conference
        self.error = error
        self.perhaps = perhaps


@dataclass(frozen=True, slots=True, kw_only=True)
class StartWish:
    """What somebody asked for. `key` is the same for every repetition of one press."""

    workspace_id: str
    key: str
    host_id: str
    place: Place
    topic: str
    asked_at: datetime
    people: tuple[str, ...] = ()
    provider: str | None = None
    another: bool = False
    card_by_answer: bool = False


class Starting:
    def __init__(
        self,
        *,
        database: Database,
        rows: ConferenceStore,
        conferences: Conferences,
        people: People,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._rows = rows
        self._conferences = conferences
        self._people = people
        self._wake = wake

    async def start(self, wish: StartWish, *, now: datetime) -> Conference:
        """Make a conference and bring it live. The same wish again continues the same conference.

        Raises `AlreadyOne` (unless `another`), `UnknownProvider`, `TooOld`, `NotStarted`. Where the room may exist
        all the same, it is looked for, and used when it turns up in time.
        """
        async with self._database.read() as connection:
            known = await self._rows.by_asked_key(connection, wish.workspace_id, wish.key)
        if known is None and now - wish.asked_at > TOO_OLD:
            raise TooOld(wish.topic)
        conference = known or await self._announce(wish, now=now)
        kill_point("after_intent")
        return await self._bring_live(conference, asked_at=wish.asked_at, now=now)

    async def start_again(
        self, workspace_id: str, conference_id: str, *, provider: str | None, asked_at: datetime, now: datetime
    ) -> Conference:
        """Try a failed start once more, there or at another back end. One that came live meanwhile is returned."""
        old = await self._conferences.known(workspace_id, conference_id)
        if old.stage not in (Stage.STARTING, Stage.FAILED):
            return old
        if provider is not None and self._conferences.backends.choose(provider) != old.provider:
            return await self._start_elsewhere(
                old, self._conferences.backends.choose(provider), asked_at=asked_at, now=now
            )
        if not await self._take_up_again(old, now=now):
            return await self._conferences.known(workspace_id, conference_id)
        return await self._bring_live(
            await self._conferences.known(workspace_id, conference_id), asked_at=asked_at, now=now
        )

    async def _announce(self, wish: StartWish, *, now: datetime) -> Conference:
        """Write the intent down before anybody is asked, so that no room can be lost."""
        provider = self._conferences.backends.choose(wish.provider)
        while True:
            conference = _announced(wish, provider=provider, now=now)
            try:
                async with self._database.write() as connection:
                    await self._refuse_second(connection, wish, now=now)
                    await self._rows.add(connection, conference, asked_key=wish.key)
                return conference
            except CodeTaken:
                log.debug("code taken, drawing another", extra={"action": "code_taken"})

    async def _refuse_second(self, connection: Connection, wish: StartWish, *, now: datetime) -> None:
        if wish.another:
            return
        channel_id = wish.place.channel_id
        await self._rows.lock_channel(connection, wish.workspace_id, channel_id)
        here = await self._rows.open_here(
            connection, wish.workspace_id, channel_id, starting_since=now - DUPLICATE_WINDOW
        )
        if here:
            raise AlreadyOne(here[0])

    async def _bring_live(self, conference: Conference, *, asked_at: datetime, now: datetime) -> Conference:
        """From wherever an earlier try was broken off."""
        if conference.stage is not Stage.STARTING:
            return conference
        asked_before = conference.room_stage is not RoomStage.WANTED
        if now - asked_at > TOO_OLD:
            await self._unwant(conference, now=now)
            raise TooOld(conference.plan.topic)
        await self._mark_asked(conference, now=now)
        provider = self._conferences.backends.named(conference.provider)
        try:
            room = await self._conferences.backends.ask(conference.provider, self._room(provider, conference))
        except ProviderError as error:
            perhaps = asked_before or isinstance(error, Unanswered | Garbled)
            await self._note_failure(conference, perhaps=perhaps, now=now)
            raise NotStarted(conference, error, perhaps=perhaps) from error
        kill_point("after_room_made")
        if not await self._conferences.use_room(conference, room, now=now):
            await self._unwant_unless_live(conference, now=now)
        return await self._conferences.known(conference.workspace_id, conference.id)

    async def _room(self, provider: ConferenceProvider, conference: Conference) -> Room:
        """Where the back end takes our reference, asking again gives the room that an earlier try has made."""
        return await provider.create(await room_wish(conference, self._people))

    async def _mark_asked(self, conference: Conference, *, now: datetime) -> None:
        """From here on a room may exist. Should nobody come back to it, the rooms' care does."""
        async with self._database.write() as connection:
            await self._rows.change(
                connection,
                conference,
                stages=(Stage.STARTING,),
                room_stage=RoomStage.ASKED,
                care_at=now + TOO_OLD,
                care_attempts=0,
            )

    async def _note_failure(self, conference: Conference, *, perhaps: bool, now: datetime) -> None:
        """What is known of the room now: certainly none, or perhaps one that must be looked for."""
        async with self._database.write() as connection:
            if perhaps:
                lost: dict[str, Any] = {"room_stage": RoomStage.LOST, "care_at": now + FIRST_LOOK, "care_attempts": 0}
                await self._rows.change(connection, conference, stages=(Stage.STARTING,), **lost)
            else:
                failed: dict[str, Any] = {"stage": Stage.FAILED, "room_stage": RoomStage.REFUSED, "care_at": None}
                await self._rows.change(connection, conference, stages=(Stage.STARTING,), **failed)
        self._wake()

    async def _take_up_again(self, old: Conference, *, now: datetime) -> bool:
        """One of several who press Try again goes on; the room may be there already, unless that is ruled out."""
        ruled_out = old.room_stage in (RoomStage.REFUSED, RoomStage.REMOVED)
        stage = RoomStage.WANTED if ruled_out else RoomStage.ASKED
        async with self._database.write() as connection:
            return await self._rows.change(
                connection,
                old,
                stages=(Stage.FAILED, Stage.STARTING),
                room_stages=(RoomStage.REFUSED, RoomStage.REMOVED, RoomStage.LOST),
                stage=Stage.STARTING,
                room_stage=stage,
                starts_at=now,
                care_at=now + TOO_OLD,
            )

    async def _start_elsewhere(
        self, old: Conference, provider: str, *, asked_at: datetime, now: datetime
    ) -> Conference:
        await self._unwant(old, now=now)
        wish = StartWish(
            workspace_id=old.workspace_id,
            key=f"elsewhere:{old.id}:{provider}",
            host_id=old.host_id,
            place=old.place,
            topic=old.plan.topic,
            asked_at=asked_at,
            people=tuple(one.person_id for one in old.invitations),
            provider=provider,
            card_by_answer=old.card_by_answer,
        )
        return await self.start(wish, now=now)

    async def _unwant(self, conference: Conference, *, now: datetime) -> None:
        """Nobody wants this one any more; a room of it that is there, or turns up, is taken away."""
        async with self._database.write() as connection:
            await self._rows.change(
                connection,
                conference,
                stages=(Stage.STARTING, Stage.FAILED),
                room_stages=(RoomStage.ASKED, RoomStage.LOST),
                stage=Stage.CANCELLED,
                room_stage=RoomStage.UNWANTED,
                care_at=now,
                care_attempts=0,
            )
            await self._rows.change(
                connection, conference, stages=(Stage.STARTING, Stage.FAILED), stage=Stage.CANCELLED, care_at=None
            )
        self._wake()

    async def _unwant_unless_live(self, conference: Conference, *, now: datetime) -> None:
        """The room came, and the conference is not being started any more: somebody was faster, or gave it up."""
        current = await self._conferences.known(conference.workspace_id, conference.id)
        if current.stage.over:
            async with self._database.write() as connection:
                await self._rows.change(
                    connection, conference, room_stage=RoomStage.UNWANTED, care_at=now, care_attempts=0
                )
            self._wake()


async def room_wish(conference: Conference, people: People) -> RoomWish:
    """What a back end is asked for; who its people are is asked of Slack, which need not answer."""
    asked = [conference.host_id, *(one.person_id for one in conference.invitations[:INTRODUCED])]
    host, *guests = [await people.likely(conference.workspace_id, person) for person in asked]
    return RoomWish(reference=conference.reference, plan=conference.plan, host=host, guests=tuple(guests))


def _announced(wish: StartWish, *, provider: str, now: datetime) -> Conference:
    return Conference(
        id=uuid4().hex,
        workspace_id=wish.workspace_id,
        code="".join(secrets.choice(CODE_LETTERS) for _ in range(4)),
        plan=Plan(topic=wish.topic, starts_at=now),
        provider=provider,
        host_id=wish.host_id,
        place=wish.place,
        stage=Stage.STARTING,
        reference="".join(secrets.choice(REFERENCE_LETTERS) for _ in range(12)),
        room_stage=RoomStage.WANTED,
        created_at=now,
        card_by_answer=wish.card_by_answer,
        invitations=tuple(
            Invitation(person_id=person, invited_by=wish.host_id)
            for person in dict.fromkeys(wish.people)
            if person != wish.host_id
        ),
    )
