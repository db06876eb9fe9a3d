"""What somebody wants started, small enough to travel in a button, and how it is carried out."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.blocks import conference as shown
from bot.blocks import problem, question
from bot.blocks.kit import cut
from bot.errors import ServiceClosed
from bot.model import Conference, Feature, Message, Options, Stage
from bot.options import options_json, read_options
from bot.services.intents import AlreadyOne, StartWish
from bot.services.invitations import MANY, Missed, Named
from bot.services.places import Standing
from bot.services.starting import NotStarted
from handlers.commands.call import Call, Desk, Reply, Say
from handlers.telling import reference_for

MOST_PEOPLE_IN_A_BUTTON = 80
"""So that everything fits: a button carries 2000 characters."""
LONGEST_NAME = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """`key` names the press that began it, so that a button pressed twice starts one conference."""

    key: str
    topic: str | None
    people: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    provider: str | None = None
    another: bool = False
    record: bool = False
    channel: str | None = None
    """Everyone in it is meant, too."""
    options: Options = field(default_factory=Options)

    def as_value(self) -> str:
        """As a button's value. Very many people do not fit: the first eighty go along."""
        provider = cut(self.provider or "", LONGEST_NAME)
        parts: list[Any] = [self.key, self.topic or "", *_lists(self.people, self.groups), provider, self.record]
        options = options_json(self.options)
        parts += [self.channel] if self.channel or options else []
        parts += [options] if options else []
        return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_value(cls, value: str) -> "Wish":
        parts: list[Any] = json.loads(value)
        parts = [*parts, False, None, None][:8]  # older ones carry less
        key, topic, people, groups, provider, record, channel, options = parts
        return cls(
            key=key,
            topic=topic or None,
            people=tuple(people),
            groups=tuple(groups),
            provider=provider or None,
            record=bool(record),
            channel=channel or None,
            options=read_options(options or None),
        )

    def pressed(self, button: str, *, another: bool = False) -> "Wish":
        """The wish as that button carries it out: pressed twice, it is the same wish."""
        return replace(self, key=f"{button}:{self.key}"[:255], another=another)


def _lists(people: Sequence[str], groups: Sequence[str]) -> tuple[list[str], list[str]]:
    return list(people[:MOST_PEOPLE_IN_A_BUTTON]), list(groups[:10])


async def carry_out(wish: Wish, call: Call, desk: Desk, say: Say) -> None:
    """From the wish to the card, and one private line about the people. Raises what `bot.blocks.problem` explains."""
    standing, named = await asyncio.gather(
        desk.places.standing(call.workspace_id, call.place.channel_id, can_answer=call.can_answer),
        desk.invitations.named(call.workspace_id, people=wish.people, groups=wish.groups, by=call.person_id),
    )
    many = len(named.reachable) > MANY
    try:
        started = await desk.starting.start(
            StartWish(
                workspace_id=call.workspace_id,
                key=wish.key,
                by=call.key,
                host_id=call.person_id,
                place=call.place,
                topic=wish.topic or await _own_topic(call, desk),
                asked_at=call.asked_at,
                people=() if many else named.reachable,
                provider=wish.provider,
                another=wish.another,
                record=wish.record,
                options=wish.options,
                card_by_answer=standing is Standing.ANSWER,
            ),
            now=desk.clock(),
        )
    except AlreadyOne as already:
        await say(Reply(message=another(already.conference, wish, desk)))
        return
    except NotStarted as failed:
        await say(not_started(failed, desk))
        return
    conference = started.conference
    if conference.stage is not Stage.LIVE:
        return  # another press is at it, or it is over, and whoever waited for it was told
    if started.fresh or call.repeated:
        await announce(conference, desk, say)
    if many:
        await say(Reply(message=question.about_many(conference, len(named.reachable), asked=wish.as_value())))
    else:
        await tell_whom(conference, named, desk, say)


async def announce(conference: Conference, desk: Desk, say: Say) -> None:
    """Where Plenum may not post, the card is the command's own public answer; once that may stand, a private copy."""
    if not conference.card_by_answer or conference.stage.over:
        return
    features, now = desk.backends.features(conference.provider), desk.clock()
    if await desk.conferences.note_answer(conference, now=now):
        await say(Reply(message=shown.answer(conference, features=features, at=now), public=True))
    else:
        await say(Reply(message=shown.copy(conference, features=features, at=now)))


def another(existing: Conference, wish: Wish, desk: Desk) -> Message:
    """The question whether a second one is wanted."""
    features = desk.backends.features(existing.provider)
    return question.about_another(existing, asked=wish.as_value(), features=features)


async def tell_whom(conference: Conference, named: Named, desk: Desk, say: Say) -> None:
    """One private line: who was reached, who was not and why."""
    if not named.reachable and not named.missed:
        return
    outcome = await desk.invitations.outcome(conference, named.reachable)
    full = _too_full(conference, named.reachable, desk)
    await say(Reply(message=whom(conference, outcome.reachable, (*named.missed, *outcome.missed), full=full)))


def whom(
    conference: Conference, reached: Sequence[str], missed: Sequence[Missed], *, full: question.TooFull | None = None
) -> Message:
    reasons = [(person, problem.person_reason(code)) for person, code in missed]
    return question.invited(conference, reached=reached, missed=reasons, full=full)


def _too_full(conference: Conference, people: Sequence[str], desk: Desk) -> question.TooFull | None:
    """Whether more are asked by now than come in, as far as that is known."""
    asked = len({conference.host_id, *people, *(one.person_id for one in conference.invitations)})
    admits = desk.backends.admits(conference)
    if admits is None or asked <= admits:
        return None
    features, most = desk.backends.features(conference.provider), desk.backends.limits(conference.provider).most
    more = Feature.CAPACITY in features and (most is None or asked <= most)
    return question.TooFull(asked=asked, admits=admits, more=more and conference.stage is Stage.SCHEDULED)


def not_started(failed: NotStarted, desk: Desk) -> Reply:
    """What the person hears when the back end did not give a room, or perhaps did."""
    conference, error = failed.conference, failed.error
    others = desk.backends.others(conference.provider, needs=conference.plan.needs())
    reference = reference_for(error)
    if failed.perhaps:
        return Reply(message=problem.checking(conference, error, others=others, reference=reference))
    attempt = problem.not_started(conference, others=others, for_good=isinstance(error, ServiceClosed))
    return Reply(message=problem.explain(error, reference=reference, attempt=attempt))


async def _own_topic(call: Call, desk: Desk) -> str:
    person = await desk.people.likely(call.workspace_id, call.person_id)
    return shown.topic_for(person)
