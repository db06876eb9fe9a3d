"""An emulated TrueConf Server with the adapter in front of it."""

from collections.abc import Callable
from typing import Any

import httpx

from bot.model import Account, Person, Plan, RoomWish
from bot.providers import make
from bot.providers.http import Patience
from bot.providers.trueconf import TrueConf
from bot.settings.backends import ProviderEntry
from playground.backends.trueconf import TrueConfConfig, create_app
from playground.backends.trueconf.config import ANA, BEN, OWNER, PLENUM
from tests.conftest import NOON, FrozenClock

REFERENCE = "k7f3k7f3k7f3"
WISH = RoomWish(
    reference=REFERENCE,
    plan=Plan(topic="Weekly sync", starts_at=NOON),
    host=Person(id="U1", name="Ana", email=ANA.email),
    guests=(Person(id="U2", name="Ben", email=BEN.email), Person(id="U3", name="Eve", email="eve@else.example")),
)


class World:
    """One emulated server, and the adapter in front of it."""

    def __init__(
        self, clock: FrozenClock, patience: Patience, config: TrueConfConfig, settings: dict[str, str]
    ) -> None:
        self.app = create_app(config, clock)
        needed = {
            "base_url": "https://conf.test",
            "client_id": PLENUM.client_id,
            "client_secret": PLENUM.client_secret or "",
            "owner": OWNER.login,
        }
        entry = ProviderEntry(kind="trueconf", settings=TrueConf.Settings.model_validate(needed | settings))
        self.hq = make("hq", entry, clock=clock, transport=httpx.ASGITransport(self.app), patience=patience)

    @property
    def rooms(self) -> dict[str, Any]:
        conferences: dict[str, Any] = self.app.state.server.conferences
        return conferences

    async def account(self, email: str) -> Account:
        """Somebody's account, who certainly has one."""
        account = await self.hq.account(email)
        assert account
        return account

    async def call(self, method: str, path: str, body: dict[str, Any]) -> Any:
        """Do something by the API as another program with Plenum's rights."""
        token = self.app.state.tokens.grant(
            {"grant_type": "client_credentials", "client_id": PLENUM.client_id, "client_secret": PLENUM.client_secret}
        )
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        answer = await self.hq.http.request(method, f"https://conf.test/api/v3.10/{path}", json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json()

    async def control(self, what: str, **wish: Any) -> Any:
        """Do something as the server's own people do."""
        answer = await self.hq.http.post(f"https://conf.test/control/{what}", json=wish)
        assert answer.is_success, answer.text
        return answer.json()


Worlds = Callable[..., World]
"""Makes a world, of a server with other habits or a back end with other settings if need be."""
