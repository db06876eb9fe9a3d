"""How the contract suite gets an emulated PortSIP PBX."""

from collections.abc import Iterator

from starlette.applications import Starlette

from bot.clock import Clock
from bot.model import Person
from playground.backends.portsip import PortSIPConfig, create_app
from playground.backends.portsip.config import PEOPLE, PLENUM
from tests.bot.providers.stand import Stand
from tests.doors import Door

DOOR = Door(
    listed="rooms",
    room=lambda way: {"number": way.number},
    makes="POST .*/conference_rooms$",
    who=lambda visitor: {"extension": visitor.extension},
    key=lambda way: {"pin": way.pin},
)


def stand(clock: Clock) -> Stand:
    config = PortSIPConfig()
    app = create_app(config, clock)
    return Stand(
        app=app,
        settings={
            "base_url": "https://server.test/api",
            "username": PLENUM.name,
            "password": PLENUM.password,
            "domain": config.domain,
            "numbers": "7000-7099",
            "ahead": "true",
        },
        host=Person(id="U1", name="Ana", email=PEOPLE[0].email),
        rooms=lambda: set(app.state.pbx.rooms),
        expire=app.state.tokens.revoke_all,
        refuse=lambda: app.state.faults.change({"tokens_refused": True}),
        errands=lambda: _errands(app),
    )


def _errands(app: Starlette) -> Iterator[tuple[str, ...]]:
    (room,), servers = app.state.pbx.rooms.values(), app.state.pbx.servers
    yield ("rooms",)
    yield "rooms", "find", "weekly"
    yield "rooms", "remove", room.number
    yield "servers", "add", "second", "10", "100", "192.168.1.11"
    yield "servers", "list"
    added = servers[-1].id
    yield "servers", "show", added
    yield "servers", "change", added, "20", "200", "off"
    yield "servers", "remove", added
