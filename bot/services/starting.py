"""From a wish to a live conference: the intent first, then the room. One press makes one, and no room is orphaned."""

from datetime import datetime

from bot.errors import Garbled, ProviderError, TooOld, Unanswered
from bot.faults import kill_point
from bot.model import Conference, Room, RoomStage, RoomWish, Stage
from bot.providers.base import ConferenceProvider
from bot.services.conferences import Conferences
from bot.services.intents import TOO_OLD, Intents, StartWish
from bot.services.people import People

INTRODUCED = 20
"""So many of the invited are made known to the back end; the others come by the link."""


class NotStarted(Exception):  # noqa: N818  # carries what the person is asked next
    """The back end gave no room; `perhaps` it made one all the same, which is being looked for."""

    def __init__(self, conference: Conference, error: ProviderError, *, perhaps: bool) -> None:
        super().__init__(str(error))
        self.conference = conference
        self.error = error
        self.perhaps = perhaps


class Starting:
    def __init__(self, *, intents: Intents, conferences: Conferences, people: People) -> None:
        self._intents = intents
        self._conferences = conferences
        self._people = people

    async def start(self, wish: StartWish, *, now: datetime) -> Conference:
        """Make a conference and bring it live. The same wish again continues the same conference.

        Raises `AlreadyOne` (unless `another`), `UnknownProvider`, `TooOld`, `NotStarted`. Where the room may exist
        all the same, it is looked for, and used when it turns up in time.
        """
        known = await self._intents.asked(wish)
        if known is None and now - wish.asked_at > TOO_OLD:
            raise TooOld(wish.topic)
        provider = self._conferences.backends.choose(wish.provider)
        conference = known or await self._intents.announce(wish, provider=provider, now=now)
        kill_point("after_intent")
        return await self._bring_live(conference, by=wish.by, asked_at=wish.asked_at, now=now)

    async def start_again(
        self, workspace_id: str, conference_id: str, *, provider: str | None, by: str, asked_at: datetime, now: datetime
    ) -> Conference:
        """Try a failed start once more, there or at another back end. One that came live meanwhile is returned.

        Raises `AlreadyOne` when another one is here by now, and what `start` raises.
        """
        old = await self._conferences.known(workspace_id, conference_id)
        if old.stage not in (Stage.STARTING, Stage.FAILED):
            return old
        name = self._conferences.backends.choose(provider or old.provider)
        if name != old.provider:
            return await self._start_elsewhere(old, name, by=by, asked_at=asked_at, now=now)
        await self._intents.take_up_again(old, now=now)
        again = await self._conferences.known(workspace_id, conference_id)
        return await self._bring_live(again, by=by, asked_at=asked_at, now=now)

    async def _bring_live(self, conference: Conference, *, by: str, asked_at: datetime, now: datetime) -> Conference:
        """From wherever an earlier try was broken off. What another press is bringing live is left to that one."""
        if conference.stage is not Stage.STARTING:
            return conference
        if now - asked_at > TOO_OLD:
            await self._intents.unwant(conference, now=now)
            raise TooOld(conference.plan.topic)
        if not await self._intents.mark_asked(conference, by=by, now=now):
            return await self._conferences.known(conference.workspace_id, conference.id)
        kill_point("after_asked")
        room = await self._asked_room(conference, now=now)
        kill_point("after_room_made")
        if not await self._conferences.use_room(conference, room, now=now):
            await self._intents.unwant_unless_live(conference, now=now)
        return await self._conferences.known(conference.workspace_id, conference.id)

    async def _asked_room(self, conference: Conference, *, now: datetime) -> Room:
        provider = self._conferences.backends.named(conference.provider)
        try:
            return await self._conferences.backends.ask(conference.provider, self._room(provider, conference))
        except ProviderError as error:
            asked_before = conference.room_stage is not RoomStage.WANTED
            perhaps = asked_before or isinstance(error, Unanswered | Garbled)
            await self._intents.note_failure(conference, perhaps=perhaps, now=now)
            raise NotStarted(conference, error, perhaps=perhaps) from error

    async def _room(self, provider: ConferenceProvider, conference: Conference) -> Room:
        """Where the back end takes our reference, asking again gives the room that an earlier try has made."""
        return await provider.create(await room_wish(conference, self._people))

    async def _start_elsewhere(
        self, old: Conference, provider: str, *, by: str, asked_at: datetime, now: datetime
    ) -> Conference:
        await self._intents.unwant(old, now=now)
        wish = StartWish(
            workspace_id=old.workspace_id,
            key=f"elsewhere:{old.id}:{provider}",
            by=by,
            host_id=old.host_id,
            place=old.place,
            topic=old.plan.topic,
            asked_at=asked_at,
            people=tuple(one.person_id for one in old.invitations),
            provider=provider,
            card_by_answer=old.card_by_answer,
        )
        return await self.start(wish, now=now)


async def room_wish(conference: Conference, people: People) -> RoomWish:
    """What a back end is asked for; who its people are is asked of Slack, which need not answer."""
    asked = [conference.host_id, *(one.person_id for one in conference.invitations[:INTRODUCED])]
    host, *guests = [await people.likely(conference.workspace_id, person) for person in asked]
    return RoomWish(reference=conference.reference, plan=conference.plan, host=host, guests=tuple(guests))
