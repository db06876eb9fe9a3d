"""How the contract suite gets an emulated Jitsi Meet, whose rooms need a token."""

from bot.clock import Clock
from bot.model import Person
from playground.backends.jitsi import JitsiConfig, create_app
from tests.bot.providers.stand import Stand
from tests.doors import Door

DOOR = Door(listed="rooms", room=lambda way: {"link": way.link})


def stand(clock: Clock) -> Stand:
    config = JitsiConfig(app_id="plenum", app_secret="emulated-jitsi-secret")
    app = create_app(config, clock)
    return Stand(
        app=app,
        settings={
            "base_url": "https://server.test",
            "app_id": config.app_id or "",
            "app_secret": config.app_secret or "",
        },
        host=Person(id="U1", name="Ana", email="ana@acme.example"),
        rooms=lambda: {conference.room.room for conference in app.state.service.conferences.values()},
        asks=False,
        beside=frozenset({"GET /", "GET /{room}", "GET /{tenant}/{room}", "GET /config.js"}),
    )
