"""How the contract suite gets an emulated TrueConf Server."""

from bot.clock import Clock
from bot.model import Person
from playground.backends.trueconf import TrueConfConfig, create_app
from playground.backends.trueconf.config import ANA, OWNER, PLENUM
from tests.bot.providers.stand import Stand


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
    )
