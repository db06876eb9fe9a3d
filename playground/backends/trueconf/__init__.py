"""An emulated TrueConf Server (REST API v3.3 to v3.10), with pages on which people join and leave.

`create_app(config, clock)` serves the token address, the API, pages for people (`/` lists the conferences, the join
links `/c/<id>` open a conference's door) and, for tests and checkers, JSON under `/control`:

- `GET state`: the conferences, with who is inside, who is being rung, and mails sent.
- `POST join` {conference_id, login | name | token, pin?} → {seat, participant_id, name}. `token` is a personal link's.
- `POST leave` {conference_id, seat? | login? | name?} → {left: [names]}; everybody, if none is named.
- `POST record` {conference_id, action: start | pause | stop} → {recording}
- `POST end` {conference_id} → {state}: ended by its host, at once.
- `POST revoke`: all access tokens given out so far become invalid; refresh tokens stay.
- `POST users` {login, …fields of `User`}: makes or changes an account (`is_active`, `online`, `email` …).
- `GET faults`, `POST faults` {switch: value, …}, `DELETE faults` (all off): the switches of `TrueConfFaults`.
- `GET history` → {requests: […]}, `DELETE history`: what was asked of the API, see `Asked`.

What is refused answers {error, message} with 400, 404 or 409. In process the same things are plain attributes:
`app.state.faults`, `app.state.history`, `app.state.server`, `app.state.tokens`.

Left out: the grant `authorization_code`, podiums, broadcast presets, address books, avatars, writing accounts, groups
and templates, and the logs of invites, messages, events and settings. Waiting rooms and registration are stored and
told, and keep nobody waiting.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Mount, Route

from playground.backends.history import Asked, History
from playground.backends.trueconf.config import Clock, Group, OAuthApp, Template, TrueConfConfig, User
from playground.backends.trueconf.control import Control
from playground.backends.trueconf.faults import TrueConfFaults
from playground.backends.trueconf.gate import Gate
from playground.backends.trueconf.pages import Pages
from playground.backends.trueconf.server import Server
from playground.backends.trueconf.tokens import Tokens

__all__ = ["Asked", "Group", "OAuthApp", "Template", "TrueConfConfig", "TrueConfFaults", "User", "create_app"]

_HERE = Path(__file__).parent


def create_app(config: TrueConfConfig, clock: Clock) -> Starlette:
    """The server as an ASGI app; each is a world of its own."""
    server, faults, history = Server(config, clock), TrueConfFaults(), History()
    tokens = Tokens(server)
    gate = Gate(server, tokens, faults, history)
    routes = [
        Route("/api/{rest:path}", gate),
        Route("/oauth2/{rest:path}", gate),
        Mount("/control", Control(server, tokens, faults, history).app()),
        Route("/page.css", _file("page.css")),
        Route("/page.js", _file("page.js")),
        *Pages(server, tokens).routes(),
    ]
    app = Starlette(routes=routes)
    app.state.server, app.state.tokens = server, tokens
    app.state.faults, app.state.history = faults, history
    return app


def _file(name: str) -> Callable[[Request], Awaitable[FileResponse]]:
    async def serve(request: Request) -> FileResponse:
        return FileResponse(_HERE / name)

    return serve
