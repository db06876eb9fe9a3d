"""PortSIP PBX as a back end: a conference there is a room with an extension number of its own, which one dials."""

from collections.abc import Mapping

import httpx

from bot.clock import Clock
from bot.errors import Garbled, Gone
from bot.live import Presence, RoomStatus
from bot.model import Account, Feature, HostAccess, Limits, Room, RoomWish
from bot.providers.base import ConferenceProvider
from bot.providers.http import PATIENCE, Patience
from bot.providers.portsip import settings as said
from bot.providers.portsip.chores import CHORES
from bot.providers.portsip.line import Line
from bot.providers.portsip.live import Live
from bot.providers.portsip.numbers import Beginnings
from bot.providers.portsip.people import People
from bot.providers.portsip.rooms import Rooms
from bot.providers.portsip.servers import Servers
from bot.providers.portsip.session import Identity, Session


class PortSip(ConferenceProvider):
    """See docs/providers/portsip.md."""

    kind, title = "portsip", "PortSIP PBX"
    host_keys = "*8"
    features = frozenset(
        {
            Feature.FIND,
            Feature.REMOVE,
            Feature.END,
            Feature.STATE,
            Feature.ACCOUNTS,
            Feature.RING,
            Feature.HOST_ACCESS,
            Feature.PARTICIPANTS,
            Feature.AHEAD,
            Feature.UPDATE,
            Feature.KEEP,
            Feature.RECORD_FROM_START,
            Feature.SET_PIN,
            Feature.CAPACITY,
            Feature.RECORD,
            Feature.MUTE_ALL,
            Feature.MUTE,
            Feature.LOCK,
            Feature.KICK,
            Feature.HAND_OVER,
            Feature.CALL,
            Feature.INVITE_GUESTS,
            Feature.MAIL_GUESTS,
        }
    )
    chores = CHORES
    Settings = said.Settings

    settings: said.Settings

    def __init__(
        self,
        name: str,
        settings: said.Settings,
        *,
        http: httpx.AsyncClient,
        clock: Clock,
        patience: Patience = PATIENCE,
    ) -> None:
        super().__init__(name, settings, http=http, clock=clock, patience=patience)
        if not settings.ahead:
            self.features = type(self).features - {Feature.AHEAD, Feature.KEEP}
        self._root = str(settings.base_url).rstrip("/")
        us = Identity(username=settings.username, password=settings.password, domain=settings.domain)
        session = self._signed_in(us)
        self.line = Line(name, session.api)
        self.rooms = Rooms(self.line, settings, clock=clock, patience=patience)
        self._people = People(session.api, clock=clock)
        outside = Beginnings.read(settings.outside_calls)
        self._live = Live(self.line, self._people, domain=settings.domain, outside=outside)
        self.servers = Servers(self._of_the_system(settings, session).api)

    @property
    def limits(self) -> Limits:
        return Limits(admits=self.settings.capacity, most=said.MOST_PEOPLE, pin=(3, 6))

    async def create(self, wish: RoomWish) -> Room:
        return await self.rooms.create(wish)

    async def open(self, room: Room, wish: RoomWish) -> Room:
        """Nobody is kept out of a room before its time, so all there is to see is that it is there and not locked."""
        try:
            return await self.rooms.opened(room.id)
        except Gone:
            return await super().open(room, wish)

    async def update(self, room: Room, wish: RoomWish) -> Room:
        return await self.rooms.changed(room.id, wish)

    async def check(self) -> str:
        count = await self.rooms.check()
        await self._people.check()
        rooms = "" if count is None else f", {count} rooms there"
        who = f"{self.settings.username} of {self.settings.domain}"
        return f"{self.title} at {self._root}: signed in as {who}{rooms}, rooms get {self.settings.numbers}"

    async def find(self, reference: str) -> Room | None:
        return await self.rooms.find(reference)

    async def remove(self, room_id: str) -> None:
        """Raises `Refused` with `RUNNING` too: people were in until now, and their recordings may not be listed yet."""
        await self.rooms.remove(room_id)

    async def end(self, room_id: str) -> None:
        await self.rooms.end(room_id)

    async def account(self, email: str) -> Account | None:
        return await self._people.by_email(email)

    async def host_access(self, room: Room, account: Account | None) -> HostAccess:
        """Everybody may host who has the PIN: `*8` in the conference asks for it."""
        pin = room.host_pin or (await self.line.room(room.id)).admin_pin
        if pin is None:
            raise Garbled(self.name, "a room without an admin_pin")
        return HostAccess(pin=pin)

    async def status(self, room_id: str) -> RoomStatus:
        return await self._live.status(room_id)

    async def participants(self, room_id: str) -> Presence:
        return await self._live.participants(room_id)

    async def ring(self, room_id: str, account: Account) -> None:
        await self._live.ring(room_id, account)

    async def record(self, room_id: str, *, on: bool) -> None:
        await self._live.record(room_id, on=on)

    async def mute_all(self, room_id: str, *, on: bool) -> None:
        await self._live.mute_all(room_id, on=on)

    async def mute(self, room_id: str, participant_id: str, *, on: bool) -> None:
        await self._live.mute(room_id, participant_id, on=on)

    async def lock(self, room_id: str, *, on: bool) -> None:
        await self._live.lock(room_id, on=on)

    async def kick(self, room_id: str, participant_id: str) -> None:
        await self._live.kick(room_id, participant_id)

    async def hand_over(self, room_id: str, participant_id: str) -> None:
        await self._live.hand_over(room_id, participant_id)

    async def call(self, room_id: str, number: str) -> None:
        await self._live.call(room_id, number)

    async def invite_guests(
        self, room_id: str, *, asked: tuple[str, ...], withdrawn: tuple[str, ...] = (), pin: str | None = None
    ) -> Mapping[str, str]:
        return await self.rooms.invite_guests(room_id, asked, withdrawn)

    def _of_the_system(self, settings: said.Settings, ours: Session) -> Session:
        """Signed in as the administrator of the whole PBX, where one is named: he looks after the servers."""
        if settings.system_username is None or settings.system_password is None:
            return ours
        return self._signed_in(Identity(username=settings.system_username, password=settings.system_password))

    def _signed_in(self, identity: Identity) -> Session:
        return Session(self.name, identity, root=self._root, http=self.http, clock=self.clock, patience=self.patience)
