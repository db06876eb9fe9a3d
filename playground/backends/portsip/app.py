"""The PBX as an ASGI app: the API, the back door and the pages."""

from starlette.applications import Starlette
from starlette.routing import Mount

from playground.backends.below import below
from playground.backends.history import History
from playground.backends.portsip.config import Clock, PortSIPConfig
from playground.backends.portsip.control import Control
from playground.backends.portsip.faults import PortSIPFaults
from playground.backends.portsip.gate import Gate
from playground.backends.portsip.pages import Pages
from playground.backends.portsip.pbx import PBX
from playground.backends.portsip.tokens import Tokens


def create_app(config: PortSIPConfig, clock: Clock) -> Starlette:
    """The PBX as an ASGI app; each is a world of its own."""
    pbx, faults, history = PBX(config, clock), PortSIPFaults(), History()
    tokens = Tokens(pbx)
    routes = [
        below("/api/", Gate(pbx, tokens, faults, history)),
        Mount("/control", Control(pbx, tokens, faults, history).app()),
        *Pages(pbx).routes(),
    ]
    app = Starlette(routes=routes)
    app.state.pbx, app.state.tokens = pbx, tokens
    app.state.faults, app.state.history = faults, history
    return app
