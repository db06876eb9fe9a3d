"""Those who were invited and are not in: a message to ask them, a call to their client where the back end can."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import NotLive, Refusal, Refused, TooSoon, Unsupported
from bot.model import Conference, Feature, Stage
from bot.services.accounts import Accounts
from bot.services.conferences import Conferences
from bot.services.owed import nudge
from bot.store.database import Database
from bot.store.deliveries import owe

MISSING_AFTER = timedelta(minutes=2)
"""So long after the start somebody who is not in counts as missing."""
MOST = 20
"""Of very many who are missing, the first; ringing takes a call of the back end for each."""

Missed = tuple[str, str]
"""A person and why: `no_account`, `unavailable`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    reached: tuple[str, ...]
    missed: tuple[Missed, ...]


class Nudging:
    def __init__(self, *, database: Database, conferences: Conferences, accounts: Accounts) -> None:
        self._database = database
        self._conferences = conferences
        self._accounts = accounts

    def missing(self, conference: Conference, *, now: datetime) -> tuple[str, ...]:
        """Who was invited and is not in, two minutes after the start; nobody, where it is not known who is in.

        Where a back end knows no accounts, who is in cannot be told from who is missing.
        """
        began = conference.began_at
        if conference.stage is not Stage.LIVE or self._unknown(conference) or now - began < MISSING_AFTER:
            return ()
        inside = {one.person_id for one in conference.inside}
        asked = (conference.host_id, *(one.person_id for one in conference.invitations))
        return tuple(person for person in dict.fromkeys(asked) if person not in inside)[:MOST]

    def rings(self, conference: Conference) -> bool:
        return Feature.RING in self._conferences.backends.features(conference.provider)

    async def nudge(self, conference: Conference, *, by: str, now: datetime) -> tuple[str, ...]:
        """Ask each by direct message; says whom. Twice in one state of the conference asks nobody twice.

        Raises `NotLive`, `Unsupported`, `TooSoon`.
        """
        if conference.stage is not Stage.LIVE:
            raise NotLive(conference.plan.topic)
        self._must_know(conference, now=now)
        people = tuple(person for person in self.missing(conference, now=now) if person != by)
        owed = [nudge(conference, person, by=by, now=now) for person in people]
        async with self._database.write() as connection:
            await owe(connection, owed, now=now)
        self._conferences.wake()
        return people

    async def ring(self, conference: Conference, *, by: str, now: datetime) -> Rung:
        """Call each one's client. Raises `NotLive`, `Unsupported`, `TooSoon`, `ProviderError`."""
        if conference.stage is not Stage.LIVE or conference.room is None:
            raise NotLive(conference.plan.topic)
        if not self.rings(conference):
            raise Unsupported(Feature.RING, provider=conference.provider)
        self._must_know(conference, now=now)
        people = [person for person in self.missing(conference, now=now) if person != by]
        outcomes = [(person, await self._ring(conference, person)) for person in people]
        return Rung(
            reached=tuple(person for person, why in outcomes if why is None),
            missed=tuple((person, why) for person, why in outcomes if why is not None),
        )

    def _unknown(self, conference: Conference) -> Feature | None:
        """What its back end lacks for telling who is missing."""
        features = self._conferences.backends.features(conference.provider)
        if not features & {Feature.PARTICIPANTS, Feature.EVENTS}:
            return Feature.PARTICIPANTS
        known = Feature.PARTICIPANTS in features and features & {Feature.ACCOUNTS, Feature.PERSONAL_LINK}
        return None if known else Feature.ACCOUNTS

    def _must_know(self, conference: Conference, *, now: datetime) -> None:
        """Nobody is said to be missing, and nobody not to be, where or while that cannot be told."""
        if lacking := self._unknown(conference):
            raise Unsupported(lacking, provider=conference.provider)
        if now - conference.began_at < MISSING_AFTER:
            raise TooSoon(conference.plan.topic, after=MISSING_AFTER)

    async def _ring(self, conference: Conference, person_id: str) -> str | None:
        """Why they were not rung; None where they were."""
        assert conference.room is not None
        backends = self._conferences.backends
        provider = backends.named(conference.provider)
        person = await self._accounts.likely(conference.workspace_id, person_id, backend=conference.provider)
        account = await backends.ask(conference.provider, provider.account(person.email)) if person.email else None
        if account is None:
            return "no_account"
        try:
            await backends.ask(conference.provider, provider.ring(conference.room.id, account))
        except Refused as refused:
            if refused.why is not Refusal.PERSON_UNAVAILABLE:
                raise
            return "unavailable"
        return None
