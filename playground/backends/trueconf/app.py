"""The server as an ASGI app: the API, the back door and the pages."""

from starlette.applications import Starlette
from starlette.routing import Mount

from playground.backends.below import below
from playground.backends.history import History
from playground.backends.trueconf.config import Clock, TrueConfConfig
from playground.backends.trueconf.control import Control
from playground.backends.trueconf.faults import TrueConfFaults
from playground.backends.trueconf.gate import Gate
from playground.backends.trueconf.pages import Pages
from playground.backends.trueconf.server import Server
from playground.backends.trueconf.tokens import Tokens


def create_app(config: TrueConfConfig, clock: Clock) -> Starlette:
    """The server as an ASGI app; each is a world of its own."""
    server, faults, history = Server(config, clock), TrueConfFaults(), History()
    tokens = Tokens(server)
    gate = Gate(server, tokens, faults, history)
    routes = [
        below("/api/", gate),
        below("/oauth2/", gate),
        Mount("/control", Control(server, tokens, faults, history).app()),
        *Pages(server, tokens).routes(),
    ]
    app = Starlette(routes=routes)
    app.state.server, app.state.tokens = server, tokens
    app.state.faults, app.state.history = faults, history
    return app
