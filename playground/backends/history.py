"""What was asked of a back end and what it answered, for whoever checks: secrets are left out."""

import asyncio
from collections import deque
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

LONGEST = 10_000
_SECRET = frozenset({"access_token", "admin_pin", "client_secret", "password", "refresh_token", "room_pin"})


@dataclass(slots=True, kw_only=True)
class Asked:
    """One request. `path` is as it was sent, percent-escapes and all. `status` is None until it was acted on.

    `token`: how the token came, "bearer", "query" or None. `reason`: the first reason of a refusal. `faults`: which
    switches were on. `acted`: it got as far as the endpoint, and was not refused there.
    """

    number: int
    at: datetime
    method: str
    path: str
    query: dict[str, str]
    token: str | None
    body: Any = None
    status: int | None = None
    reason: str | None = None
    acted: bool = False
    faults: list[str] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.isoformat()}


class History:
    """The requests of the API and of what gives out tokens, oldest first."""

    def __init__(self) -> None:
        self.requests: deque[Asked] = deque(maxlen=LONGEST)
        self._count = 0
        self._news = asyncio.Event()

    def add(self, *, at: datetime, method: str, path: str, query: dict[str, str], token: str | None) -> Asked:
        self._count += 1
        asked = Asked(number=self._count, at=at, method=method, path=path, query=masked(query), token=token)
        self.requests.append(asked)
        self._news.set()
        self._news = asyncio.Event()
        return asked

    async def until(self, method: str, path: str) -> Asked:
        """Wait for a request of this method whose path ends so; the newest one. It may not have been acted on yet."""
        while not (found := self.matching(method, path)):
            await self._news.wait()
        return found[-1]

    def clear(self) -> None:
        self.requests.clear()

    def matching(self, method: str, path: str) -> list[Asked]:
        """The requests of this method whose path ends so."""
        return [asked for asked in self.requests if asked.method == method and asked.path.endswith(path)]


def masked(values: dict[str, Any]) -> dict[str, Any]:
    return {name: "***" if name in _SECRET else value for name, value in values.items()}
