"""Vonage Meetings as a back end: a conference there is a long-term room that closes when everybody has left."""

from typing import Annotated, Any, Literal
from uuid import UUID

import httpx
from pydantic import AfterValidator, Field, HttpUrl, SecretStr

from bot.clock import Clock
from bot.errors import Garbled, Gone, Unreachable
from bot.live import RoomStatus
from bot.model import Account, Feature, HostAccess, Room, RoomState, RoomWish
from bot.providers.base import ConferenceProvider, ProviderSettings, ServerUrl, moved
from bot.providers.http import PATIENCE, Api, Model, Patience, before_effect
from bot.providers.vonage import reasons, wire
from bot.providers.vonage.signing import SignedAuth, pem_text, private_key

_ROWS, _PAGES = 500, 20
"""A page of that many rooms is about half as long as the longest answer that we read."""

Prefix = Literal["/v1/meetings", "/beta/meetings", "/meetings"]


def _a_key(said: SecretStr) -> SecretStr:
    return SecretStr(pem_text(said.get_secret_value()))


class Vonage(ConferenceProvider):
    """See docs/providers/vonage.md."""

    kind, title = "vonage", reasons.TITLE
    features = frozenset({Feature.FIND, Feature.STATE, Feature.HOST_ACCESS})
    sunset = reasons.CLOSED_ON

    class Settings(ProviderSettings):
        """`prefix` is what stands between the host and the resources: it changed over the years."""

        application_id: UUID = Field(examples=["78d335fa-323d-0114-9c3d-d6f0d48968cf"])
        private_key: Annotated[SecretStr, AfterValidator(_a_key)] = Field(examples=["/run/secrets/vonage.pem"])
        base_url: ServerUrl = Field(HttpUrl("https://api-eu.vonage.com"), examples=["https://api-us.vonage.com"])
        prefix: Prefix = Field("/v1/meetings", examples=["/v1/meetings"])

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
        key = private_key(settings.private_key.get_secret_value(), checked=True)
        self._api = Api(
            name,
            http,
            base_url=self._root,
            auth=SignedAuth(application_id=settings.application_id, key=key, clock=clock),
            verdict=lambda answer: reasons.meaning(name, answer),
            patience=patience,
        )

    async def create(self, wish: RoomWish) -> Room:
        with before_effect():
            earlier = await self.find(wish.reference)
        if earlier:
            return earlier
        body = wire.new_room(wish, now=self.clock())
        made = await self._ask("POST", "rooms", json=body, answers=wire.MeetingRoom)
        if not made.is_available:
            raise Garbled(self.name, "POST rooms: a new room that is not available")
        return self._room(made)

    async def check(self) -> str:
        page = await self._page({"page_size": "1"})
        count = "" if page.total_items is None else f", {page.total_items} rooms there"
        return f"{self.title} at {self._root}: signed in as application {self.settings.application_id}{count}"

    async def find(self, reference: str) -> Room | None:
        """Of several, the first that people can still enter."""
        for room_id in await self._made_for(reference):
            try:
                return self._room(await self._available(room_id))
            except Gone:
                continue
        return None

    async def status(self, room_id: str) -> RoomStatus:
        """All that can be told is whether the room is held open: nothing says whether anybody is in."""
        try:
            await self._available(room_id)
        except Gone:
            return RoomStatus(state=RoomState.GONE)
        return RoomStatus(state=RoomState.LIVE)

    async def host_access(self, room: Room, account: Account | None) -> HostAccess:
        """Whoever has the link is the host; there are no accounts."""
        return HostAccess(url=room.host_url or self._room(await self._available(room.id)).host_url)

    async def _available(self, room_id: str) -> wire.MeetingRoom:
        """The room. One that has expired stays readable for good, and is `Gone` for us all the same."""
        room = await self._ask("GET", "rooms", room_id, answers=wire.MeetingRoom)
        if not room.is_available:
            raise Gone(self.name, "the room has expired")
        return room

    async def _made_for(self, reference: str) -> list[str]:
        """The ids of the rooms that carry our reference. Their order is not documented, so all pages are read."""
        matches: list[str] = []
        query, start = {"page_size": str(_ROWS)}, 0
        for _ in range(_PAGES):
            page = await self._page(query)
            matches += [room.id for room in page.rooms if room.metadata == reference]
            if page.is_last(size=_ROWS):
                return matches
            following = self._start_after(page)
            if following <= start:  # in circles: there is nothing beyond
                return matches
            start, query = following, query | {"start_id": str(following)}
        raise Garbled(self.name, f"GET rooms: more than {_PAGES} pages of rooms")

    def _start_after(self, page: wire.RoomPage) -> int:
        start = page.links.next.start_id if page.links.next else None
        if start is None:
            raise Garbled(self.name, "GET rooms: a full page that does not say where the next one begins")
        return start

    async def _page(self, query: dict[str, str]) -> wire.RoomPage:
        return await self._ask("GET", "rooms", params=query, answers=wire.RoomPage)

    async def _ask(self, method: str, *segments: str, answers: type[Model], **said: Any) -> Model:
        """Send a request. Where nobody is there, that is for good."""
        try:
            return await self._api.call(method, *segments, answers=answers, **said)
        except Unreachable as error:
            if reasons.nobody_there(error):
                raise reasons.closed(self.name, error.detail) from error
            raise

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
