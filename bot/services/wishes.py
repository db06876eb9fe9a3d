"""What a back end is asked for, put together from what people asked for."""

import asyncio

from bot.model import Conference, Feature, RoomWish
from bot.services.accounts import Accounts
from bot.services.addresses import Addresses
from bot.services.backends import Backends

INTRODUCED = 20
"""So many of the invited are made known to the back end; the others come by the link."""


class Wishes:
    def __init__(self, *, accounts: Accounts, backends: Backends, addresses: Addresses) -> None:
        self._accounts = accounts
        self._backends = backends
        self._addresses = addresses

    async def wish(self, conference: Conference, *, ahead: bool = False) -> RoomWish:
        """Who its people are is asked of Slack, which need not answer. `ahead`: for when it begins, and not at once."""
        asked = [conference.host_id, *(one.person_id for one in conference.invitations[:INTRODUCED])]
        workspace_id, backend = conference.workspace_id, conference.provider
        likely = (self._accounts.likely(workspace_id, person, backend=backend) for person in asked)
        host, *guests = await asyncio.gather(*likely)
        features = self._backends.features(conference.provider)
        outsiders = conference.guests if Feature.INVITE_GUESTS in features else ()
        return RoomWish(
            reference=conference.room_reference,
            plan=conference.plan,
            host=host,
            guests=tuple(guests),
            outsiders=tuple(one.address for one in outsiders if not one.refused),
            record=conference.plan.record,
            opens_at=conference.plan.starts_at if ahead else None,
            events_url=self._addresses.events_of(conference) if Feature.EVENTS in features else None,
        )
