"""How one hosts a conference: looked up when somebody who may asks, never kept beyond the room's own secret."""

from dataclasses import replace

from bot.model import Account, Conference, Feature, HostAccess, Person
from bot.providers.base import ConferenceProvider
from bot.services.backends import Backends


class Hosting:
    def __init__(self, backends: Backends) -> None:
        self._backends = backends

    async def access(self, conference: Conference, person: Person) -> HostAccess:
        """The secret or the account that makes `person` its host. Raises `ProviderError`."""
        room = conference.room
        assert room is not None, "only a conference with a room can be hosted"
        if room.host_url or room.host_pin:
            keys = self._backends.host_keys(conference.provider)
            return HostAccess(account=room.host_account, keys=keys, url=room.host_url, pin=room.host_pin)
        if Feature.PERSONAL_LINK in self._backends.features(conference.provider):
            return HostAccess(url=await self._link(conference, person, host=True))
        if Feature.HOST_ACCESS not in self._backends.features(conference.provider):
            return HostAccess(account=room.host_account)
        provider = self._backends.named(conference.provider)
        return await self._backends.ask(conference.provider, self._look_up(provider, conference, person))

    async def personal_link(self, conference: Conference, person: Person) -> str:
        """The link that is `person`'s alone; the host's makes them the host. Raises `ProviderError`, `Unsupported`."""
        return await self._link(conference, person, host=person.id == conference.host_id)

    async def _link(self, conference: Conference, person: Person, *, host: bool) -> str:
        room = conference.room
        assert room is not None, "only a conference with a room can be joined"
        provider = self._backends.named(conference.provider)
        return await self._backends.ask(conference.provider, provider.personal_link(room, person, host=host))

    async def _look_up(self, provider: ConferenceProvider, conference: Conference, person: Person) -> HostAccess:
        account: Account | None = None
        if person.email and Feature.ACCOUNTS in provider.features:
            account = await provider.account(person.email)
        assert conference.room is not None
        return replace(await provider.host_access(conference.room, account), keys=provider.host_keys)
