"""Carries webhooks to their addresses: one after another, each tried once, in the background."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from playground.backends.vonage.config import Clock, VonageConfig
from playground.backends.vonage.keys import webhook_token

PATIENCE_S = 10.0


@dataclass(slots=True, kw_only=True, eq=False)
class Letter:
    """One event for one address. `answers`: what each try was answered with, None: with nothing."""

    number: int
    at: datetime
    address: str = field(repr=False)
    body: dict[str, Any] = field(repr=False)
    answers: list[int | None] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """For whoever checks: the path of the address is a secret of the receiver's, a link to a file one of ours."""
        where = urlsplit(self.address)
        body = self.body | ({"url": "***"} if "url" in self.body else {})
        to = f"{where.scheme}://{where.netloc}/***"
        return {"number": self.number, "at": self.at.isoformat(), "to": to, "body": body, "answers": self.answers}


class Post:
    """The webhooks so far, oldest first; and those that are on their way or held back."""

    def __init__(
        self, settings: Callable[[], VonageConfig], clock: Clock, transport: httpx.AsyncBaseTransport | None
    ) -> None:
        self._settings, self._clock, self._transport = settings, clock, transport
        self._out: list[Letter] = []
        self._carrier: asyncio.Task[None] | None = None
        self.letters: list[Letter] = []
        self.held: list[Letter] = []

    def send(self, address: str, body: dict[str, Any]) -> None:
        letter = Letter(number=len(self.letters) + 1, at=self._clock(), address=address, body=body)
        self.letters.append(letter)
        if self._settings().held:
            self.held.append(letter)
        else:
            self._out.append(letter)
            self._set_off()

    def deliver(self, numbers: Sequence[int] | None = None) -> list[int]:
        """Send what is held back; or letters by number, in that order, even if they were sent before."""
        known = {one.number: one for one in self.letters}
        chosen = self.held if numbers is None else [known[number] for number in numbers if number in known]
        self.held = [one for one in self.held if one not in chosen]
        self._out += chosen
        self._set_off()
        return [one.number for one in chosen]

    async def idle(self) -> None:
        """Wait until nothing is on its way."""
        while self._carrier and not self._carrier.done():
            await self._carrier

    def stop(self) -> None:
        if self._carrier:
            self._carrier.cancel()

    def _set_off(self) -> None:
        """The carrier starts when the deed that is being done is over: what one deed causes leaves together."""
        if self._out and (self._carrier is None or self._carrier.done()):
            self._carrier = asyncio.get_running_loop().create_task(self._carry())

    async def _carry(self) -> None:
        async with httpx.AsyncClient(
            transport=self._transport, timeout=PATIENCE_S, trust_env=False, verify=False
        ) as client:
            while self._out:
                bag, self._out = self._out, []
                for letter in reversed(bag) if self._settings().reversed_order else bag:
                    for _ in range(self._settings().copies):
                        letter.answers.append(await self._try(client, letter))

    async def _try(self, client: httpx.AsyncClient, letter: Letter) -> int | None:
        settings = self._settings()
        text = json.dumps(letter.body)
        raw = (json.dumps(text) if settings.double_encoded else text).encode()
        headers = {"Content-Type": "application/json"}
        if settings.signature_secret:
            token = webhook_token(
                settings.signature_secret, settings.application_id, settings.account_id, raw, self._clock()
            )
            headers["Authorization"] = f"Bearer {token}"
        try:
            return (await client.post(letter.address, content=raw, headers=headers)).status_code
        except (httpx.HTTPError, httpx.InvalidURL):
            return None
