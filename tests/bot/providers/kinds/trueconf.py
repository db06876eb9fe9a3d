"""How the contract suite gets an emulated TrueConf Server."""

from collections.abc import Iterator

from starlette.applications import Starlette

from bot.clock import Clock
from bot.model import Person
from playground.backends.trueconf import TrueConfConfig, create_app
from playground.backends.trueconf.config import ANA, OWNER, PLENUM
from tests.bot.providers.stand import Stand
from tests.doors import Door

DOOR = Door(
    listed="conferences",
    room=lambda way: {"conference_id": way.room},
    makes="POST .*/conferences$",
    who=lambda visitor: {"login": visitor.login},
)


def stand(clock: Clock) -> Stand:
    app = create_app(TrueConfConfig(), clock)
    return Stand(
        app=app,
        settings={
            "base_url": "https://server.test",
            "client_id": PLENUM.client_id,
            "client_secret": PLENUM.client_secret or "",
            "owner": OWNER.login,
        },
        host=Person(id="U1", name="Ana", email=ANA.email),
        rooms=lambda: set(app.state.server.conferences),
        expire=app.state.tokens.revoke,
        refuse=lambda: app.state.faults.change({"tokens_refused": True}),
        errands=lambda: _errands(app),
        beside=frozenset({"POST /oauth2/v1/token"}),
    )


def _errands(app: Starlette) -> Iterator[tuple[str, ...]]:
    (conference_id,) = app.state.server.conferences
    yield "rooms", "running"
    yield "templates", "add", "Weekly", conference_id
    yield "templates", "list"
    added = list(app.state.server.templates)[-1]
    yield "templates", "show", added
    yield "templates", "remove", added
