"""Calls through an adapter beside the same on bare httpx: `python -m benchmarks.calling KIND FILE SECONDS ROUNDS`.

FILE is what `benchmarks.emulator` wrote. The adapter asks for the status of a room, or for what `check` asks where it
cannot tell one. What it sends is written down once, and sent again and again by a client of httpx as it comes, shared
by all calls, with the same credentials, as long as that is allowed: where each call must be signed anew, so does the
client, and a third one shows what the signature costs. All run in this process, in turns of a fraction of a second.

Prints JSON: for each round and each number of calls at once what each of them did; nothing for who asks nobody.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
import uvloop

from bot.clock import utc_now
from bot.model import Feature, Person, Plan, RoomWish
from bot.providers import PROVIDERS, make
from bot.providers.base import ConferenceProvider
from bot.providers.vonage import Vonage
from bot.providers.vonage.signing import SignedAuth, private_key
from bot.settings.backends import ProviderEntry

AT_ONCE = (1, 10)
ADAPTER, BARE, UNSIGNED = "adapter", "bare", "bare, one signature for all"
_TURNS = 8
_WARM_S = 0.3
_REFERENCE = "b3nchb3nchb3"

Ask = Callable[[], Awaitable[object]]
Rounds = list[dict[int, dict[str, "Pace"]]]


@dataclass(slots=True)
class Pace:
    """How often something was done, in how many seconds, and how much of the processor's time that took."""

    times: int = 0
    seconds: float = 0.0
    cpu_s: float = 0.0


async def main(kind: str, there: Any, seconds: float, rounds: int) -> Rounds:
    """What was measured."""
    settings = PROVIDERS[kind].Settings.model_validate(there["settings"])
    provider = make(kind, ProviderEntry(kind=kind, settings=settings), clock=utc_now)
    asked = await _asking(provider, Person(**there["host"]))
    sent = await _sent(provider, asked)
    async with httpx.AsyncClient() as client:
        asks = {ADAPTER: asked, BARE: _again(client, sent)}
        if isinstance(settings, Vonage.Settings):
            key = private_key(settings.private_key.get_secret_value(), checked=True)
            signing = SignedAuth(application_id=settings.application_id, key=key, clock=utc_now)
            asks |= {BARE: _again(client, sent, signing), UNSIGNED: _again(client, sent)}
        measured = [await _round(asks, seconds) for _ in range(rounds)] if sent else []
    await provider.aclose()
    return measured


async def _asking(provider: ConferenceProvider, host: Person) -> Ask:
    if Feature.STATE not in provider.features:
        return provider.check
    plan = Plan(topic="Benchmark", starts_at=utc_now())
    room = await provider.create(RoomWish(reference=_REFERENCE, plan=plan, host=host))
    return lambda: provider.status(room.id)


async def _sent(provider: ConferenceProvider, ask: Ask) -> list[httpx.Request]:
    """What goes out when it is asked once, logins aside."""
    await ask()
    sent: list[httpx.Request] = []

    async def notice(request: httpx.Request) -> None:
        sent.append(request)

    provider.http.event_hooks = {"request": [notice]}
    await ask()
    provider.http.event_hooks = {}
    return sent


def _again(client: httpx.AsyncClient, sent: list[httpx.Request], auth: httpx.Auth | None = None) -> Ask:
    """The same calls, in the fewest words that httpx has for them."""
    calls = [(one.method, str(one.url), _credentials(one), one.content or None) for one in sent]

    async def ask() -> None:
        for method, address, headers, content in calls:
            answer = await client.request(method, address, headers=headers, content=content, auth=auth)
            answer.raise_for_status()

    return ask


def _credentials(request: httpx.Request) -> dict[str, str]:
    return {name: value for name, value in request.headers.items() if name in ("authorization", "content-type")}


async def _round(asks: dict[str, Ask], seconds: float) -> dict[int, dict[str, Pace]]:
    """All of them in short turns, so that whatever else the machine does befalls them alike."""
    paces: dict[int, dict[str, Pace]] = {}
    for at_once in AT_ONCE:
        for ask in asks.values():
            await _pace(ask, Pace(), at_once=at_once, seconds=_WARM_S)
        paces[at_once] = {name: Pace() for name in asks}
        for _ in range(_TURNS):
            for name, ask in asks.items():
                await _pace(ask, paces[at_once][name], at_once=at_once, seconds=seconds / _TURNS)
    return paces


async def _pace(ask: Ask, pace: Pace, *, at_once: int, seconds: float) -> None:
    """`at_once` under way all the time, for so many seconds."""

    async def over_and_over() -> None:
        while time.perf_counter() < until:
            await ask()
            pace.times += 1

    begun, cpu_s = time.perf_counter(), time.process_time()
    until = begun + seconds
    await asyncio.gather(*(over_and_over() for _ in range(at_once)))
    pace.seconds += time.perf_counter() - begun
    pace.cpu_s += time.process_time() - cpu_s


if __name__ == "__main__":
    kind, told, seconds, rounds = sys.argv[1:]
    measured = uvloop.run(main(kind, json.loads(Path(told).read_text()), float(seconds), int(rounds)))
    print(json.dumps(measured, default=asdict))
