"""Who is in: what a back end says of participants, held against who is known, with their names in Slack if certain."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.live import EventKind, Participant, Presence, ProviderEvent, Seen, Stay
from bot.model import Conference, Feature
from bot.services.accounts import Accounts
from bot.services.backends import Backends


class Crowd:
    def __init__(self, *, backends: Backends, accounts: Accounts) -> None:
        self._backends = backends
        self._accounts = accounts

    async def compared(self, conference: Conference, presence: Presence, *, now: datetime) -> tuple[Seen, ...]:
        """Those who came, left or changed since the last look, as they are now.

        Who was named before and is not any more has left, also where the back end does not know everybody.
        """
        known = {one.id: one for one in conference.seen}
        named = {one.id: one for one in presence.inside}
        came = [one for one in named.values() if one.id not in known or not known[one.id].inside]
        stayed = [(known[one.id], one) for one in named.values() if one.id in known and known[one.id].inside]
        left = [one for one in conference.inside if one.id not in named]
        return (
            *[await self._arrived(conference, one, known.get(one.id), now=now) for one in came],
            *[_as_is(seen, now_is) for seen, now_is in stayed if _as_is(seen, now_is) != seen],
            *[replace(one, left_at=now) for one in left],
        )

    async def after(self, conference: Conference, event: ProviderEvent, *, now: datetime) -> tuple[Seen, ...]:
        """Those whom an event changes."""
        at, participant = event.at or now, event.participant
        if event.kind is EventKind.EMPTIED:
            return tuple(replace(one, left_at=at) for one in conference.inside)
        if participant is None or event.kind not in (EventKind.JOINED, EventKind.LEFT):
            return ()
        known = next((one for one in conference.seen if one.id == participant.id), None)
        if event.kind is EventKind.LEFT:
            seen = known or await self._arrived(conference, participant, None, now=at)
            return () if seen.left_at else (replace(seen, left_at=at),)
        if known is not None:  # told twice, or that they left was told first
            return ()
        return (await self._arrived(conference, participant, None, now=at),)

    async def accounted(self, conference: Conference, stays: Iterable[Stay]) -> tuple[Seen, ...]:
        """Who came, as the back end's own log has it: its times are better than ours, and it forgets nobody."""
        logged: dict[str, Seen] = {}
        for stay in stays:
            seen = await self._logged(conference, stay)
            earlier = logged.get(seen.who)
            logged[seen.who] = _joined(earlier, seen) if earlier else seen
        known = {one.who: one for one in reversed(conference.seen)}
        return tuple(replace(one, id=known[who].id if who in known else one.id) for who, one in logged.items())

    async def _logged(self, conference: Conference, stay: Stay) -> Seen:
        seen = await self._arrived(conference, stay.participant, None, now=stay.joined_at)
        left_at = stay.left_at or conference.ended_at
        return replace(seen, joined_at=stay.joined_at, left_at=max(left_at, stay.joined_at) if left_at else None)

    async def _arrived(
        self, conference: Conference, participant: Participant, before: Seen | None, *, now: datetime
    ) -> Seen:
        if before is not None:  # the same device again: one stay, with a break that nobody counts
            return replace(_as_is(before, participant), left_at=None)
        joined_at = participant.joined_at
        return Seen(
            id=participant.id,
            name=participant.name,
            joined_at=min(joined_at, now) if joined_at else now,
            account=participant.account,
            person_id=await self._person(conference, participant),
            host=participant.host,
            muted=participant.muted,
        )

    async def _person(self, conference: Conference, participant: Participant) -> str | None:
        """Who it is in Slack: by the e-mail that the back end knows, or because the link was theirs alone."""
        if Feature.PERSONAL_LINK in self._backends.features(conference.provider):
            return participant.account
        if participant.email is None:
            return None
        invited = (conference.host_id, *(one.person_id for one in conference.invitations))
        workspace_id, backend = conference.workspace_id, conference.provider
        return await self._accounts.whose(workspace_id, backend, participant.email, likely=invited)


def _as_is(seen: Seen, participant: Participant) -> Seen:
    return replace(seen, name=participant.name, host=participant.host, muted=participant.muted)


def _joined(one: Seen, other: Seen) -> Seen:
    """Two stays of one person as one."""
    left = None if one.left_at is None or other.left_at is None else max(one.left_at, other.left_at)
    return replace(one, joined_at=min(one.joined_at, other.joined_at), left_at=left)
