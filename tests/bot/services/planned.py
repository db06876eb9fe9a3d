"""Plans of Ana's, for tests: in an hour, in #team, with Ben."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.messenger import Messenger
from bot.model import Conference, Delivery, DeliveryKind, Message, Person, Place, Plan
from bot.services.planning import PlanWish
from bot.services.sending import Post
from bot.store.deliveries import Arrived, DeliveryStore
from playground.slack.seed import ANA, BEN, TEAM, TEAM_CHANNEL
from tests.backstage import Backstage

HOST = Person(id=ANA, name="ana")
LEASE = timedelta(hours=2)
"""Nobody takes over what is on its way."""


def wish(plenum: Backstage, *, record: bool = False, **changes: Any) -> PlanWish:
    plan = Plan(topic="Weekly sync", starts_at=plenum.clock() + timedelta(hours=1), record=record)
    usual: dict[str, Any] = {
        "workspace_id": TEAM,
        "key": "command:1",
        "host_id": ANA,
        "place": Place(channel_id=TEAM_CHANNEL),
        "plan": plan,
        "people": (BEN,),
    }
    return PlanWish(**(usual | changes))


async def planned(plenum: Backstage, **changes: Any) -> Conference:
    return await plenum.planning.plan(wish(plenum, **changes), now=plenum.clock())


async def shown(plenum: Backstage, **changes: Any) -> Conference:
    """Its card and its invitations stand."""
    conference = await planned(plenum, **changes)
    await plenum.deliver()
    return conference


async def moved(plenum: Backstage, conference: Conference, by: Person = HOST, **span: float) -> Conference:
    """To so much later than now."""
    return await moved_to(plenum, conference, plenum.clock() + timedelta(**span), by=by)


async def moved_to(plenum: Backstage, conference: Conference, starts_at: datetime, *, by: Person = HOST) -> Conference:
    """By somebody who saw it as it is in `conference`."""
    plan = replace(conference.plan, starts_at=starts_at)
    return await plenum.planning.change(conference, plan, by=by, seen=conference.sequence, now=plenum.clock())


async def cancelled(plenum: Backstage, conference: Conference, by: Person = HOST) -> Conference:
    return await plenum.planning.cancel(conference, by=by, now=plenum.clock())


async def on_their_way(plenum: Backstage) -> list[tuple[Delivery, Message]]:
    """What is due is claimed, and what it says is settled; it has not reached Slack yet."""
    due = await DeliveryStore(plenum.database, by="me").claim_due(plenum.clock(), lease=LEASE, limit=9)
    rendered = [(one, await plenum.sayings.render(one, plenum.clock())) for one in due]
    return [(one, said.message) for one, said in rendered if isinstance(said, Post)]


async def arrive(plenum: Backstage, *sending: tuple[Delivery, Message]) -> None:
    store, messenger = DeliveryStore(plenum.database, by="me"), Messenger(plenum.door)
    for delivery, message in sending:
        person = delivery.kind is DeliveryKind.INVITATION
        channel_id = await messenger.direct(TEAM, delivery.target) if person else delivery.target
        place = Place(channel_id=channel_id)
        _, ts = await messenger.post(TEAM, place, message, delivery_ids=[delivery.id])
        await store.sent([Arrived(delivery=delivery, channel_id=channel_id, ts=ts)], now=plenum.clock())


def cards(plenum: Backstage) -> list[str]:
    """What stands in the channel, oldest first."""
    return [str(one.blocks) for one in plenum.slack.board.all(TEAM_CHANNEL) if one.bot_id]


def told(plenum: Backstage, person: str) -> list[str]:
    """What stands in somebody's direct messages, oldest first."""
    return [str(one["blocks"]) for one in plenum.direct(person)]
