"""What each delivery says, made when it is sent, so that what is sent is true."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.blocks import conference as shown
from bot.blocks import control, plan, plan_told, problem, reminder, replies
from bot.errors import Busy, ProviderError, Unanswered, UnknownConference, Unreachable
from bot.model import Conference, Delivery, DeliveryKind, Feature, Message, Stage, Why
from bot.services.agendas import Agendas
from bot.services.calls import Calls
from bot.services.conferences import Conferences
from bot.services.hosting import Hosting
from bot.services.people import People
from bot.services.reminder_sayings import ReminderSayings
from bot.services.sending import Drop, Post, Update
from bot.store.closing import HOMELESS
from bot.store.withdrawing import WITHDRAWN

log = logging.getLogger(__name__)

Saying = Post | Update | Drop


class Sayings:
    """The renderer of deliveries. Takes no part in how or when they are sent."""

    def __init__(
        self,
        *,
        conferences: Conferences,
        hosting: Hosting,
        people: People,
        calls: Calls,
        reminders: ReminderSayings,
        agendas: Agendas,
    ) -> None:
        self._conferences = conferences
        self._hosting = hosting
        self._people = people
        self._calls = calls
        self._say: dict[DeliveryKind, Callable[[Delivery, Conference, datetime], Awaitable[Saying]]] = {
            DeliveryKind.CARD: self._card,
            DeliveryKind.CARD_UPDATE: self._card_update,
            DeliveryKind.INVITATION: self._invitation,
            DeliveryKind.INVITATION_UPDATE: self._invitation_update,
            DeliveryKind.HOST_SECRET: self._host_secret,
            DeliveryKind.NUDGE: self._nudge,
            DeliveryKind.CHANGE: self._change,
        }
        self._alone: dict[DeliveryKind, Callable[[Delivery, datetime], Awaitable[Saying]]] = {
            DeliveryKind.NOTICE: self._notice,
            DeliveryKind.REMINDER: reminders.say,
            DeliveryKind.REMINDER_UPDATE: reminders.say_again,
            DeliveryKind.AGENDA: agendas.say,
        }

    async def render(self, delivery: Delivery, now: datetime) -> Saying:
        if (alone := self._alone.get(delivery.kind)) is not None:
            return await alone(delivery, now)
        conference = await self._conference(delivery)
        if conference is None:
            return Drop(reason="no_conference")
        return await self._say[delivery.kind](delivery, conference, now)

    async def _conference(self, delivery: Delivery) -> Conference | None:
        conference_id = delivery.conference_id or delivery.words.get("conference", "")
        try:
            return await self._conferences.known(delivery.workspace_id, conference_id)
        except UnknownConference:
            return None

    async def _card(self, delivery: Delivery, conference: Conference, now: datetime) -> Saying:
        failed = conference.stage is Stage.FAILED and conference.series_id is not None  # it has no other card
        if conference.stage.over and not failed:
            return Drop(reason="over")
        if await self._conferences.overtaken(delivery, conference):
            return Drop(reason="superseded")
        features = self._conferences.backends.features(conference.provider)
        if Feature.PERSONAL_LINK not in features:  # else Slack's own Join would lead to where nobody gets in
            conference = await self._calls.begin(conference)
        return Post(message=self._shown(conference))

    async def _card_update(self, delivery: Delivery, conference: Conference, now: datetime) -> Saying:
        """An older card than the one at the bottom only points to that."""
        if await self._conferences.overtaken(delivery, conference):
            return _update(delivery, self._shown(conference) if conference.stage.over else plan.pointer(conference))
        if conference.stage.over:
            await self._calls.end(conference, now=now)
        else:
            await self._calls.follow(conference)
        return _update(delivery, self._shown(conference))

    async def _invitation(self, delivery: Delivery, conference: Conference, now: datetime) -> Saying:
        if conference.stage.over:
            return Drop(reason="over")
        if (asked := conference.invitation_of(delivery.target)) is None:
            return Drop(reason=WITHDRAWN, tell=False)
        return Post(message=self._invited(conference, by=asked.invited_by, to=delivery.target))

    async def _invitation_update(self, delivery: Delivery, conference: Conference, now: datetime) -> Saying:
        """Whoever is not asked any more reads that, whatever else changes."""
        words, to = delivery.words, delivery.words.get("to", "")
        if WITHDRAWN in words:
            return _update(delivery, replies.withdrawn(conference, by=words["by"]))
        if to and conference.invitation_of(to) is None:
            return _update(delivery, replies.withdrawn(conference, by=""))
        return _update(delivery, self._invited(conference, by=words["by"], to=to))

    async def _nudge(self, delivery: Delivery, conference: Conference, now: datetime) -> Saying:
        """Whoever came in meanwhile is not asked any more."""
        if conference.stage.over or conference.has_inside(delivery.target):
            return Drop(reason="settled")
        features = self._conferences.backends.features(conference.provider)
        return Post(message=control.nudge(conference, by=delivery.words["by"], features=features))

    async def _host_secret(self, delivery: Delivery, conference: Conference, now: datetime) -> Saying:
        """Looked up at the back end now; one that is down is asked again later, as Slack would be."""
        if conference.stage.over or conference.room is None:
            return Drop(reason="over")
        person = await self._people.likely(delivery.workspace_id, delivery.target)
        try:
            access = await self._hosting.access(conference, person)
        except (Unreachable, Unanswered, Busy) as error:
            if delivery.attempt < _PATIENT_ATTEMPTS:
                raise
            return Post(message=_no_access(conference, error))
        except ProviderError as error:
            return Post(message=_no_access(conference, error))
        return Post(message=shown.hosting(conference, access))

    async def _notice(self, delivery: Delivery, now: datetime) -> Saying:
        words = delivery.words
        if words["about"] == "forgotten":
            return await self._forgotten(delivery)
        if words["about"] == "late":
            return await self._late(delivery)
        conference = await self._conference(delivery)
        if words["about"] == HOMELESS:
            return _homeless(delivery, conference)
        if words["about"] != "gave_up":
            topic = conference.plan.topic if conference else None
            return Post(message=problem.unsent(words["about"], words["code"], words["target"], topic=topic))
        if conference is None or conference.stage is not Stage.FAILED:
            return Drop(reason="settled")
        others = self._conferences.backends.others(conference.provider, needs=conference.plan.needs())
        why = Why(words.get("why", Why.AWAY))
        return Post(message=problem.gave_up(conference, others=others, certain=bool(words["certain"]), why=why))

    async def _change(self, delivery: Delivery, conference: Conference, now: datetime) -> Saying:
        """What fits no more is not said: one that was moved may be over by now, or be back where it was, or the person
        is not asked any more."""
        about, was = delivery.words["about"], datetime.fromisoformat(delivery.words["was"])
        back = about == "moved" and conference.plan.starts_at == was
        concerned = delivery.target == conference.host_id or conference.invitation_of(delivery.target) is not None
        if back or not concerned or not _CHANGES[about](conference.stage):
            return Drop(reason="settled")
        return Post(message=plan_told.change(conference, about=about, was=was, by=delivery.words["by"]))

    async def _forgotten(self, delivery: Delivery) -> Saying:
        conference = await self._conference(delivery)
        if conference is None or conference.stage is not Stage.LIVE or conference.quiet_since is None:
            return Drop(reason="settled")
        features = self._conferences.backends.features(conference.provider)
        return Post(message=control.forgotten(conference, features=features))

    async def _late(self, delivery: Delivery) -> Saying:
        conference = await self._conference(delivery)
        if conference is None or conference.stage.over:
            return Drop(reason="settled")
        return Post(message=reminder.late(conference, delivery.words["person"]))

    def _invited(self, conference: Conference, *, by: str, to: str) -> Message:
        features = self._conferences.backends.features(conference.provider)
        return shown.invitation(conference.as_shown, by=by, to=to, features=features)

    def _shown(self, conference: Conference) -> Message:
        features = self._conferences.backends.features(conference.provider)
        return shown.card(conference.as_shown, features=features)


_PATIENT_ATTEMPTS = 3

_CHANGES: dict[str, Callable[[Stage], bool]] = {
    "moved": lambda stage: not stage.over,
    "cancelled": lambda stage: stage is Stage.CANCELLED,
    "date_cancelled": lambda stage: stage is not Stage.CANCELLED,
    "missed": lambda stage: stage is Stage.MISSED,
    "date_missed": lambda stage: stage is not Stage.CANCELLED,
}
"""Messages about changes of a plan, each with the stages in which it is still true."""


def _homeless(delivery: Delivery, conference: Conference | None) -> Saying:
    if conference is None or conference.stage is not Stage.SCHEDULED:
        return Drop(reason="settled")
    return Post(message=problem.homeless(conference, delivery.words["code"], delivery.words["target"]))


def _update(delivery: Delivery, message: Message) -> Update:
    channel_id, _, ts = delivery.target.partition("/")
    return Update(channel_id=channel_id, ts=ts, message=message)


def _no_access(conference: Conference, error: ProviderError) -> Message:
    told = {"action": "failure_told", "reference": conference.code}
    log.warning("told somebody of a failure", exc_info=error, extra=told)
    return problem.explain(error, reference=conference.code, attempt=problem.not_hosted(conference))
