"""How the contract suite gets an emulated Vonage Meetings service."""

from collections.abc import Iterator
from functools import cache

from starlette.applications import Starlette

from bot.clock import Clock
from bot.model import Person
from playground.backends.vonage import VonageConfig, create_app, key_pair
from tests.bot.providers.stand import Stand
from tests.doors import Door

DOOR = Door(listed="rooms", room=lambda way: {"room": way.room}, makes="POST .*/rooms$")

keys = cache(key_pair)


def stand(clock: Clock) -> Stand:
    private_key, public_key = keys()
    config = VonageConfig(public_key=public_key)
    app = create_app(config, clock)
    return Stand(
        app=app,
        settings={
            "base_url": "https://server.test",
            "application_id": config.application_id,
            "private_key": private_key,
        },
        host=Person(id="U1", name="Ana", email="ana@acme.example"),
        rooms=lambda: set(app.state.service.rooms),
        refuse=lambda: app.state.faults.change({"tokens_refused": True}),
        errands=lambda: _errands(app),
    )


def _errands(app: Starlette) -> Iterator[tuple[str, ...]]:
    yield "rooms", "all"
    yield "themes", "add", "12f64e", "Acme", "acme"
    yield "themes", "list"
    (theme_id,) = app.state.service.themes
    yield "themes", "show", theme_id
    yield "themes", "change", theme_id, "text", "Acme & Daughters"
    yield "themes", "default", theme_id
    yield "themes", "remove", theme_id, "force"
