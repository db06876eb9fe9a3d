"""The server as an ASGI app: the back door, and pages everywhere else."""

from starlette.applications import Starlette
from starlette.routing import Mount

from playground.backends.history import History
from playground.backends.jitsi.config import Clock, JitsiConfig
from playground.backends.jitsi.control import Control
from playground.backends.jitsi.faults import JitsiFaults
from playground.backends.jitsi.gate import Gate
from playground.backends.jitsi.pages import Pages
from playground.backends.jitsi.service import Service


def create_app(config: JitsiConfig, clock: Clock) -> Starlette:
    """The server as an ASGI app; each is a world of its own."""
    service, faults, history = Service(config, clock), JitsiFaults(), History()
    routes = [
        Mount("/control", Control(service, faults, history).app()),
        *Pages(service, Gate(service, faults, history)).routes(),
    ]
    app = Starlette(routes=routes)
    app.state.service, app.state.faults, app.state.history = service, faults, history
    return app
