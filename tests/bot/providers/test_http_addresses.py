"""No other address is ever asked than the one that an administrator has set, whatever an answer says."""

import re
from contextlib import suppress
from dataclasses import dataclass, field

import httpx
import pytest

from bot.errors import ProviderError
from bot.model import Feature
from bot.providers import make
from bot.providers.base import ConferenceProvider
from bot.providers.http import Patience
from bot.settings.backends import ProviderEntry
from tests.bot.providers.conftest import Kind
from tests.bot.providers.door import api
from tests.bot.providers.stand import REFERENCE, Connected, Stand, TroubledLine, stand_for
from tests.conftest import FrozenClock

ELSEWHERE = "https://elsewhere.test/secret"
LINKS = {
    "next": ELSEWHERE,
    "_links": {"next": {"href": ELSEWHERE}, "self": {"href": ELSEWHERE}},
    "url": ELSEWHERE,
    "download_url": ELSEWHERE,
}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("status", [200, 201, 202, 301, 302, 303, 307, 308, 401, 429, 503])
async def test_an_answer_that_leads_elsewhere_leads_nowhere(status: int, method: str, patience: Patience) -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        headers = {"Location": ELSEWHERE, "Link": f'<{ELSEWHERE}>; rel="next"', "Refresh": f"0; url={ELSEWHERE}"}
        return httpx.Response(status, headers=headers, json=LINKS)

    with suppress(ProviderError):
        await api(handler, patience=patience).send(method, "things")

    assert set(asked) == {"server.test"}


@dataclass(slots=True, kw_only=True)
class Misleading(httpx.AsyncBaseTransport):
    """The way to an emulated server in whose answers every address leads elsewhere."""

    line: TroubledLine
    asked: set[str] = field(default_factory=set)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.add(f"{request.url.scheme}://{request.url.netloc.decode()}")
        answer = await self.line.handle_async_request(request)
        content = re.sub(rb'https?:(\\?/){2}[^"/\\\s]+', b"https://elsewhere.test", await answer.aread())
        return httpx.Response(answer.status_code, headers={"Location": ELSEWHERE}, content=content)


async def test_every_kind_asks_its_own_server_alone(kind: Kind, clock: FrozenClock, patience: Patience) -> None:
    stand = stand_for(kind.kind, clock)
    line = Misleading(line=TroubledLine(app=stand.app))
    entry = ProviderEntry(kind=kind.kind, settings=kind.Settings.model_validate(stand.settings))
    provider = make("hq", entry, clock=clock, transport=line, patience=patience)

    await _everything(provider, stand)

    assert line.asked <= {"https://server.test"}


async def _everything(provider: ConferenceProvider, stand: Stand) -> None:
    """All that can be asked with a room and an account, whether or not it comes to anything."""
    there = Connected(provider=provider, stand=stand, line=TroubledLine(app=stand.app))
    await provider.check()
    room = await provider.create(there.wish())
    asked = {
        Feature.FIND: lambda: provider.find(REFERENCE),
        Feature.STATE: lambda: provider.status(room.id),
        Feature.PARTICIPANTS: lambda: provider.participants(room.id),
        Feature.HOST_ACCESS: lambda: provider.host_access(room, None),
        Feature.ACCOUNTS: lambda: provider.account(stand.host.email or ""),
        Feature.END: lambda: provider.end(room.id),
        Feature.REMOVE: lambda: provider.remove(room.id),
    }
    for feature, ask in asked.items():
        if feature in provider.features:
            with suppress(ProviderError):
                await ask()
