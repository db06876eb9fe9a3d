"""One emulated PortSIP PBX with the adapter in front of it, and what its people do."""

from collections.abc import Callable
from typing import Any

import httpx

from bot.model import Person, Plan, Room, RoomWish
from bot.providers import make
from bot.providers.http import Patience
from bot.providers.portsip import PortSip
from bot.settings.backends import ProviderEntry
from playground.backends.portsip import PortSIPConfig, create_app
from playground.backends.portsip.config import PEOPLE, PLENUM
from tests.conftest import NOON, FrozenClock

ANA, BEN, CLEO = PEOPLE
WISH = RoomWish(
    reference="k7f3k7f3k7f3",
    plan=Plan(topic="Weekly sync", starts_at=NOON, zone="Europe/Berlin"),
    host=Person(id="U1", name="Ana", email=ANA.email),
)


class World:
    """One emulated PBX, and the adapter in front of it."""

    def __init__(self, clock: FrozenClock, patience: Patience, config: PortSIPConfig, settings: dict[str, str]) -> None:
        self.app = create_app(config, clock)
        needed = {
            "base_url": "https://pbx.test/api",
            "username": PLENUM.name,
            "password": PLENUM.password,
            "domain": config.domain,
            "numbers": "7000-7099",
        }
        entry = ProviderEntry(kind="portsip", settings=PortSip.Settings.model_validate(needed | settings))
        pbx = make("pbx", entry, clock=clock, transport=httpx.ASGITransport(self.app), patience=patience)
        assert isinstance(pbx, PortSip)
        self.pbx = pbx

    @property
    def rooms(self) -> dict[str, Any]:
        rooms: dict[str, Any] = self.app.state.pbx.rooms
        return rooms

    def settings_of(self, room: Room) -> dict[str, Any]:
        settings: dict[str, Any] = self.rooms[room.id].settings
        return settings

    async def control(self, what: str, **wish: object) -> Any:
        """Do something as the PBX's own people do."""
        answer = await self.pbx.http.post(f"https://pbx.test/control/{what}", json=wish)
        assert answer.is_success, answer.text
        return answer.json()

    async def join(self, room: Room, extension: str = ANA.extension_number) -> Any:
        """Dial in, as the card says."""
        return await self.control("join", number=room.dial_number, extension=extension, pin=room.guest_pin)

    async def telephone(self, room: Room, phone: str) -> Any:
        """Dial in from outside."""
        return await self.control("join", number=room.dial_number, phone=phone, pin=room.guest_pin)

    async def come_by_link(self, room: Room, name: str) -> Any:
        """Open the link, and type a name."""
        token = self.rooms[room.id].token
        return await self.control("join", number=room.dial_number, token=token, name=name, pin=room.guest_pin)

    async def live(self) -> Room:
        """A new room in which Ana and Ben are."""
        room = await self.pbx.create(WISH)
        for person in (ANA, BEN):
            await self.join(room, person.extension_number)
        return room

    async def seen(self, room: Room, what: str) -> Any:
        """What people at the PBX see of a room: who is `inside`, whose phone is `ringing`, whether it is `locked`."""
        answer = await self.pbx.http.get("https://pbx.test/control/state")
        return next(one[what] for one in answer.json()["rooms"] if one["id"] == room.id)

    async def inside(self, room: Room) -> list[str]:
        names: list[str] = await self.seen(room, "inside")
        return names

    def asked(self, part: str) -> list[str]:
        """What was asked of the API whose address has this in it."""
        requests = self.app.state.history.requests
        return [f"{one.method} {one.path}" for one in requests if part in one.path]


Worlds = Callable[..., World]
