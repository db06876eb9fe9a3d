"""From a wish to a live conference: the intent first, then the room. One press makes one, and no room is orphaned."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import Garbled, ProviderError, TooOld, Unanswered, UnknownProvider
from bot.faults import kill_point
from bot.model import Conference, Feature, Room, RoomStage, Stage
from bot.services.conferences import Conferences
from bot.services.intents import TOO_OLD, Intents, StartWish, instead
from bot.services.permits import Permits
from bot.services.wishes import Wishes


class NotStarted(Exception):  # noqa: N818  # carries what the person is asked next
    """The back end gave no room; `perhaps` it made one all the same, which is being looked for."""

    def __init__(self, conference: Conference, error: ProviderError, *, perhaps: bool) -> None:
        super().__init__(str(error))
        self.conference = conference
        self.error = error
        self.perhaps = perhaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """What became of a press. `fresh`: this very press brought it live, and not an earlier one."""

    conference: Conference
    fresh: bool


class Starting:
    def __init__(self, *, intents: Intents, conferences: Conferences, wishes: Wishes, permits: Permits) -> None:
        self._intents = intents
        self._conferences = conferences
        self._wishes = wishes
        self._permits = permits

    async def start(self, wish: StartWish, *, now: datetime) -> Started:
        """Make a conference and bring it live. The same wish again continues the same conference.

        Raises `AlreadyOne` (unless `another`), `MayNotStart`, `UnknownProvider`, `Unsupported`, `TooOld`, `NotStarted`.
        Where the room may exist all the same, it is looked for, and used when it turns up in time.
        """
        known = await self._intents.asked(wish)
        if known is None and now - wish.asked_at > TOO_OLD:
            raise TooOld(wish.topic)
        conference = known or await self._announced(wish, now=now)
        kill_point("after_intent")
        await self._leave_if_late(conference, asked_at=wish.asked_at, now=now)
        if conference.stage is Stage.FAILED and conference.room_stage is RoomStage.REFUSED:  # perhaps nobody was told
            await self._intents.take_up_again(conference, now=now)
            conference = await self._conferences.known(conference.workspace_id, conference.id)
        return await self.bring_live(conference, by=wish.by, now=now)

    async def start_again(
        self, workspace_id: str, conference_id: str, *, provider: str | None, by: str, asked_at: datetime, now: datetime
    ) -> Started:
        """Try a failed start once more, there or at another back end; where another was started in its place, that one.
        One that came live meanwhile is returned.

        Raises `AlreadyOne` when another one is here by now, `Unsupported`, and what `start` raises.
        """
        old = await self._conferences.known(workspace_id, conference_id)
        if newer := await self._intents.instead_of(old):
            return await self.start_again(workspace_id, newer.id, provider=provider, by=by, asked_at=asked_at, now=now)
        await self._leave_if_late(old, asked_at=asked_at, now=now)
        if old.stage not in _startable(elsewhere=provider not in (None, old.provider)):
            return Started(conference=old, fresh=False)
        name = self._conferences.backends.able_to(provider or old.provider, old.plan.needs())
        if name != old.provider or old.room_stage is RoomStage.UNWANTED:
            return await self._start_instead(old, name, by=by, asked_at=asked_at, now=now)
        await self._intents.take_up_again(old, now=now)
        again = await self._conferences.known(workspace_id, conference_id)
        return await self.bring_live(again, by=by, now=now)

    async def bring_live(
        self, conference: Conference, *, by: str, now: datetime, again: timedelta | None = None
    ) -> Started:
        """From wherever an earlier try was broken off. What another press is bringing live is left to that one.

        Where nobody presses again, the rooms' care comes back to it after `again`. Raises `NotStarted`,
        `UnknownProvider`.
        """
        if conference.stage is not Stage.STARTING:
            return Started(conference=conference, fresh=False)
        if not await self._intents.mark_asked(conference, by=by, now=now, again=again or TOO_OLD):
            return await self._as_it_is(conference, fresh=False)
        kill_point("after_asked")
        room = await self._asked_room(conference, now=now, again=again)
        kill_point("after_room_made")
        fresh = await self._conferences.use_room(conference, room, now=now)
        if not fresh:
            await self._intents.unwant_room(conference, room, now=now)
        return await self._as_it_is(conference, fresh=fresh)

    async def _announced(self, wish: StartWish, *, now: datetime) -> Conference:
        named = await self._permits.start(wish.workspace_id, wish.place, wish.host_id, provider=wish.provider)
        provider = self._conferences.backends.able_to(named, wish.needs())
        return await self._intents.announce(wish, provider=provider, now=now)

    async def _leave_if_late(self, conference: Conference, *, asked_at: datetime, now: datetime) -> None:
        """Raises `TooOld` for what was asked for long ago and never came live: again, if the process died over it.

        What was given up, its person hears of by a notice.
        """
        told_by_notice = conference.stage is Stage.FAILED and conference.room_stage is not RoomStage.REFUSED
        if now - asked_at <= TOO_OLD or conference.started_at is not None or told_by_notice:
            return
        if conference.stage is Stage.STARTING:
            await self._intents.unwant(conference, now=now)
        kill_point("after_unwanted")
        raise TooOld(conference.plan.topic)

    async def _as_it_is(self, conference: Conference, *, fresh: bool) -> Started:
        now = await self._conferences.known(conference.workspace_id, conference.id)
        return Started(conference=now, fresh=fresh)

    async def _asked_room(self, conference: Conference, *, now: datetime, again: timedelta | None) -> Room:
        """Where the back end takes our reference, asking again gives the room that an earlier try has made. One that
        was made ahead is known, and cannot get lost.

        Whatever comes of it is written down: nothing stays claimed.
        """
        asked_before = conference.room_stage is not RoomStage.WANTED and conference.room is None
        try:
            wish = await self._wishes.wish(conference)
            provider = self._conferences.backends.named(conference.provider)
            made_ahead = conference.room
            asking = provider.open(made_ahead, wish) if made_ahead else provider.create(wish)
            return await self._conferences.backends.ask(conference.provider, asking)
        except ProviderError as error:
            perhaps = self._may_turn_up(conference, error, asked_before=asked_before)
            await self._intents.note_failure(conference, perhaps=perhaps, now=now, again=again)
            kill_point("after_failure")
            raise NotStarted(conference, error, perhaps=perhaps) from error
        except UnknownProvider:
            await self._intents.note_failure(conference, perhaps=asked_before, now=now, again=again)
            raise
        except Exception:  # a mistake of ours: the room may exist all the same
            await self._intents.note_failure(conference, perhaps=True, now=now)
            raise

    def _may_turn_up(self, conference: Conference, error: ProviderError, *, asked_before: bool) -> bool:
        """Where rooms cannot be found, nobody would ever know."""
        can_find = Feature.FIND in self._conferences.backends.features(conference.provider)
        return can_find and (asked_before or isinstance(error, Unanswered | Garbled))

    async def _start_instead(
        self, old: Conference, provider: str, *, by: str, asked_at: datetime, now: datetime
    ) -> Started:
        await self._intents.unwant(old, now=now)
        wish = StartWish(
            workspace_id=old.workspace_id,
            key=instead(old),
            by=by,
            host_id=old.host_id,
            place=old.place,
            topic=old.plan.topic,
            asked_at=asked_at,
            people=tuple(one.person_id for one in old.invitations),
            provider=provider,
            record=old.plan.record,
            options=old.plan.options if provider == old.provider else old.plan.options.elsewhere(),
            card_by_answer=old.card_by_answer,
            guests=old.guests if Feature.INVITE_GUESTS in self._conferences.backends.features(provider) else (),
        )
        return await self.start(wish, now=now)


def _startable(*, elsewhere: bool) -> tuple[Stage, ...]:
    """Who starts another one elsewhere gives the old one up first, and somebody may press again in between."""
    return (Stage.STARTING, Stage.FAILED, *((Stage.CANCELLED,) if elsewhere else ()))
