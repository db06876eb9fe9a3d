"""How the contract suite gets an emulated SourceLoop service, with a web client that takes tokens."""

from bot.clock import Clock
from bot.model import Person
from playground.backends.sourceloop import SourceLoopConfig, bearer, create_app
from tests.bot.providers.stand import Stand
from tests.doors import Door

DOOR = Door(
    listed="sessions",
    room=lambda way: {"session": way.room},
    makes="POST .*/session$",
    key=lambda way: {"token": way.token} if way.token else {},
)


def stand(clock: Clock) -> Stand:
    config = SourceLoopConfig()
    app = create_app(config, clock)
    return Stand(
        app=app,
        settings={
            "base_url": "https://server.test",
            "token": bearer(config),
            "join_url": "https://server.test/meet/{id}?token={token}",
        },
        host=Person(id="U1", name="Ana", email="ana@acme.example"),
        rooms=lambda: set(app.state.service.meetings),
        refuse=lambda: app.state.faults.change({"tokens_refused": True}),
        errands=lambda: iter([("storage", "set", "s3", "bucket=recordings", "region=eu-west-1", "fallback=none")]),
    )
