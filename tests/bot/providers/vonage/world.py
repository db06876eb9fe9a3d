"""An emulated Vonage Meetings service, the adapter in front of it, and whoever hears what the service tells."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import httpx

from bot.live import EventKind, ProviderEvent
from bot.model import Person, Plan, RoomWish
from bot.providers import make
from bot.providers.http import Patience
from bot.providers.vonage import Vonage
from bot.settings.backends import ProviderEntry
from playground.backends.vonage import VonageConfig, create_app
from tests.bot.providers.kinds.vonage import keys
from tests.conftest import NOON, FrozenClock

EVENTS_URL = "https://plenum.test/webhooks/old/UNGUESSABLE"
WISH = RoomWish(
    reference="k7f3k7f3k7f3",
    plan=Plan(topic="Weekly sync", starts_at=NOON),
    host=Person(id="U1", name="Ana", email="ana@acme.example"),
    events_url=EVENTS_URL,
)


@dataclass(slots=True)
class Listener:
    """The ASGI app at `EVENTS_URL`: each message as it came, with where it came to."""

    heard: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.addresses.append(f"{scope['scheme']}://{headers['host']}{scope['path']}")
        self.heard.append(((await receive())["body"], headers))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


class World:
    """Each is one of its own."""

    def __init__(
        self, clock: FrozenClock, patience: Patience, habits: dict[str, Any], settings: dict[str, str]
    ) -> None:
        private_key, public_key = keys()
        config = VonageConfig(public_key=public_key, **habits)
        self.listener = Listener()
        self.app = create_app(config, clock, transport=httpx.ASGITransport(self.listener))
        needed = {"base_url": "https://api.test", "application_id": config.application_id, "private_key": private_key}
        entry = ProviderEntry(kind="vonage", settings=Vonage.Settings.model_validate(needed | settings))
        made = make("old", entry, clock=clock, transport=httpx.ASGITransport(self.app), patience=patience)
        assert isinstance(made, Vonage)
        self.old = made

    async def control(self, what: str, **wish: object) -> Any:
        """Do something as people in the meeting do."""
        answer = await self.old.http.post(f"https://api.test/control/{what}", json=wish)
        assert answer.is_success, answer.text
        return answer.json()

    async def told(self) -> list[ProviderEvent]:
        """All that the service told until now, as the adapter reads it."""
        await self.old.http.get("https://api.test/control/state")  # time does its work when somebody looks
        await self.app.state.service.post.idle()
        return list(chain.from_iterable(self.old.events(body, headers) for body, headers in self.listener.heard))

    async def kinds(self) -> list[EventKind]:
        """What kinds of things were told."""
        return [event.kind for event in await self.told()]


Worlds = Callable[..., World]
"""Makes a world: the emulator's habits first, then our settings."""
