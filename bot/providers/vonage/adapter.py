"""Vonage Meetings as a back end: a conference there is a long-term room that closes when everybody has left."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

import httpx
from pydantic import AfterValidator, Field, HttpUrl, SecretStr

from bot.clock import Clock
from bot.errors import Denied, Garbled, Gone, Refusal, Refused
from bot.live import DialIn, ProviderEvent, RoomState, RoomStatus
from bot.model import Account, Feature, HostAccess, Limits, Room, RoomWish
from bot.providers.base import ConferenceProvider, ProviderSettings, ServerUrl, moved
from bot.providers.http import PATIENCE, Api, Patience, before_effect
from bot.providers.vonage import events, reasons, themes, wire
from bot.providers.vonage.chores import CHORES
from bot.providers.vonage.seals import sealed_by_another
from bot.providers.vonage.service import Service
from bot.providers.vonage.signing import SignedAuth, pem_text, private_key

NUMBERS_KEPT = timedelta(hours=1)
"""The numbers are the same for all rooms, and each card may name them."""

ADMITS = 250
"""So many people come into a room (the vendor's overview of 2022); nothing changes that."""

Prefix = Literal["/v1/meetings", "/beta/meetings", "/meetings"]


def _a_key(said: SecretStr) -> SecretStr:
    return SecretStr(pem_text(said.get_secret_value()))


class Vonage(ConferenceProvider):
    """See docs/providers/vonage.md."""

    kind, title = "vonage", reasons.TITLE
    features = frozenset(
        {
            Feature.FIND,
            Feature.STATE,
            Feature.HOST_ACCESS,
            Feature.CLOSE,
            Feature.EVENTS,
            Feature.DIAL_IN,
            Feature.AHEAD,
            Feature.UPDATE,
            Feature.RECORD_FROM_START,
            Feature.WAITING_ROOM,
            Feature.HOST_FIRST,
        }
    )
    chores = CHORES
    sunset = reasons.CLOSED_ON

    class Settings(ProviderSettings):
        """`prefix` is what stands between the host and the resources: it changed over the years.

        `theme` is that of new rooms. `signature_secret` is the account's: with it, a message whose signature is
        wrong is refused; one without a signature never is.
        """

        application_id: UUID = Field(examples=["78d335fa-323d-0114-9c3d-d6f0d48968cf"])
        private_key: Annotated[SecretStr, AfterValidator(_a_key)] = Field(examples=["/run/secrets/vonage.pem"])
        base_url: ServerUrl = Field(HttpUrl("https://api-eu.vonage.com"), examples=["https://api-us.vonage.com"])
        prefix: Prefix = Field("/v1/meetings", examples=["/v1/meetings"])
        theme: UUID | None = Field(None, examples=["ef2b46f3-8ebb-437e-a671-272e4990fbc8"])
        signature_secret: SecretStr | None = Field(None, min_length=1, examples=["as the account's settings show it"])

    settings: Settings

    def __init__(
        self,
        name: str,
        settings: Settings,
        *,
        http: httpx.AsyncClient,
        clock: Clock,
        patience: Patience = PATIENCE,
    ) -> None:
        super().__init__(name, settings, http=http, clock=clock, patience=patience)
        self._root = str(settings.base_url).rstrip("/") + settings.prefix
        self._numbers: tuple[datetime, tuple[DialIn, ...]] | None = None
        key = private_key(settings.private_key.get_secret_value(), checked=True)
        api = Api(
            name,
            http,
            base_url=self._root,
            auth=SignedAuth(application_id=settings.application_id, key=key, clock=clock),
            verdict=lambda answer: reasons.meaning(name, answer),
            patience=patience,
        )
        self.service = Service(name, api)

    @property
    def limits(self) -> Limits:
        return Limits(admits=self.settings.capacity or ADMITS)

    async def create(self, wish: RoomWish) -> Room:
        with before_effect():
            earlier = await self.find(wish.reference)
        if earlier:
            return earlier
        body = wire.new_room(wish, now=self.clock(), theme=self.settings.theme)
        made = await self.service.ask("POST", "rooms", json=body, answers=wire.MeetingRoom)
        if not made.is_available:
            raise Garbled(self.name, "POST rooms: a new room that is not available")
        return self._room(made)

    async def open(self, room: Room, wish: RoomWish) -> Room:
        """It was open all the time: no room of this service waits. All there is to see is that it is there."""
        try:
            return self._room(await self._available(room.id))
        except Gone:
            return await super().open(room, wish)

    async def update(self, room: Room, wish: RoomWish) -> Room:
        """Of what people agreed on, the service takes the end, and nothing else."""
        body = wire.moved_room(wish, now=self.clock())
        return self._room(await self.service.ask("PATCH", "rooms", room.id, json=body, answers=wire.MeetingRoom))

    async def check(self) -> str:
        page = await self.service.page({"page_size": "1"})
        count = "" if page.total_items is None else f", {page.total_items} rooms there"
        return f"{self.title} at {self._root}: signed in as application {self.settings.application_id}{count}" + (
            await self._checked_theme(self.settings.theme) if self.settings.theme else ""
        )

    async def _checked_theme(self, theme_id: UUID) -> str:
        """Without it no room could be made."""
        try:
            return f", theme {(await themes.one(self.service, theme_id)).theme_name}"
        except Gone as error:
            raise Refused(self.name, f"setting THEME: no theme {theme_id} there", why=Refusal.INVALID) from error

    async def find(self, reference: str) -> Room | None:
        """Of several, the first that people can still enter."""
        for room_id in [room.id for room in await self.service.rooms() if room.metadata == reference]:
            try:
                return self._room(await self._available(room_id))
            except Gone:
                continue
        return None

    async def close(self, room_id: str) -> None:
        """The service ends nothing. A room that expires as soon as it may starts no session after that, and closes when
        those who are in have left."""
        body = wire.closing(now=self.clock())
        try:
            await self.service.ask("PATCH", "rooms", room_id, json=body, answers=wire.MeetingRoom)
        except Gone:
            return

    async def status(self, room_id: str) -> RoomStatus:
        """All that can be asked is whether the room is held open; `events` tell whether anybody is in."""
        try:
            await self._available(room_id)
        except Gone:
            return RoomStatus(state=RoomState.GONE)
        return RoomStatus(state=RoomState.LIVE)

    def events(self, body: bytes, headers: Mapping[str, str]) -> tuple[ProviderEvent, ...]:
        """One, always. Raises `Denied` where it is signed by somebody who does not know the account's secret."""
        secret = self.settings.signature_secret
        if secret and sealed_by_another(secret, body, headers):
            raise Denied(self.name, "a message with a wrong signature")
        return (events.read(self.name, body),)

    async def host_access(self, room: Room, account: Account | None) -> HostAccess:
        """Whoever has the link is the host; there are no accounts."""
        return HostAccess(url=room.host_url or self._room(await self._available(room.id)).host_url)

    async def dial_in(self) -> tuple[DialIn, ...]:
        """As they were within the last hour."""
        now = self.clock()
        if self._numbers is None or now - self._numbers[0] >= NUMBERS_KEPT:
            heard = await self.service.ask("GET", "dial-in-numbers", answers=wire.Numbers)
            self._numbers = now, heard.dial_in()
        return self._numbers[1]

    async def _available(self, room_id: str) -> wire.MeetingRoom:
        """The room. One that has expired stays readable for good, and is `Gone` for us all the same."""
        room = await self.service.ask("GET", "rooms", room_id, answers=wire.MeetingRoom)
        if not room.is_available:
            raise Gone(self.name, "the room has expired")
        return room

    def _room(self, room: wire.MeetingRoom) -> Room:
        return Room(
            id=room.id,
            join_url=self._from_outside(room.links.guest_url.href),
            guest_pin=room.meeting_code,
            host_url=self._from_outside(room.links.host_url.href),
        )

    def _from_outside(self, link: str) -> str:
        """The link at the address where people reach the service, if one is set."""
        base = self.settings.join_base_url
        return moved(link, to=str(base)) if base else link
