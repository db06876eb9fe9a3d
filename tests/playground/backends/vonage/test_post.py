"""How the emulated Vonage Meetings' webhooks travel: refused, signed, to nobody, and over a real connection."""

import asyncio
import hashlib
import hmac
import json
from base64 import urlsafe_b64decode
from typing import Any

import httpx
import pytest

from playground.backends.vonage import VonageConfig, create_app
from playground.running import running
from tests.playground.backends.vonage.signing import APPLICATION, keys

SETTINGS: dict[str, Any] = {
    "type": "instant",
    "expires_at": None,
    "callback_urls": {},
    "join_approval_level": "none",
    "recording_options": {"auto_record": False},
}
"""Of a room that is made without the API."""


async def test_a_refused_webhook_is_not_sent_again(vonage: Any) -> None:
    vonage.hooks.status = 500
    await vonage.join(await vonage.room())
    await vonage.heard()

    vonage.clock.advance(hours=1)
    await vonage.heard()

    assert [one.answers for one in vonage.app.state.service.post.letters] == [[500], [500]]


async def test_signing_can_be_switched_on_as_vonage_signs_elsewhere(build: Any) -> None:
    async with build(signature_secret="signature-secret") as vonage:
        await vonage.join(await vonage.room())
        await vonage.heard()

    scheme, _, held = vonage.hooks.headers[0]["authorization"].partition(" ")
    signed, _, signature = held.rpartition(".")
    claims = json.loads(urlsafe_b64decode(signed.split(".")[1] + "=="))
    expected = hmac.digest(b"signature-secret", signed.encode(), "sha256")
    assert scheme == "Bearer"
    assert urlsafe_b64decode(signature + "==") == expected
    assert claims["payload_hash"] == hashlib.sha256(vonage.hooks.raw[0]).hexdigest()


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/hooks", "http://[broken/hooks"])
async def test_an_address_that_does_not_answer_holds_nobody_up(clock: Any, address: str) -> None:
    config = VonageConfig(application_id=APPLICATION, public_key=keys()[1], sessions_callback_url=address)
    app = create_app(config, clock)
    service = app.state.service
    room = service.open_room({**SETTINGS, "display_name": "Stand-up"})

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://vonage") as http:
        joined = await http.post("/control/join", json={"room": room.id, "name": "Ana"})
        await service.post.idle()

    assert joined.status_code == 200
    assert [one.answers for one in service.post.letters] == [[None], [None]]


class Ear:
    """A real server that is told."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.rang = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return
        self.heard.append(json.loads((await receive())["body"])["event"])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        self.rang.set()


async def test_while_it_is_served_time_does_its_work_unasked_and_tells_over_the_network(clock: Any) -> None:
    ear = Ear()
    async with running(ear) as bot:
        config = VonageConfig(application_id=APPLICATION, public_key=keys()[1], rooms_callback_url=f"{bot}/hooks")
        app = create_app(config, clock)
        app.state.service.open_room({**SETTINGS, "display_name": "Stand-up"})
        clock.advance(minutes=10)

        async with running(app):
            await asyncio.wait_for(ear.rang.wait(), 10)

    assert ear.heard == ["room:expired"]
