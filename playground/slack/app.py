"""The emulated Slack as an ASGI app: Web API, response_urls, sockets, OAuth, the client API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from playground.clock import PlayClock
from playground.slack import answers, api, client
from playground.slack.config import SlackConfig
from playground.slack.seed import ANA
from playground.slack.slack import Slack
from playground.slack.stamps import Clock


def create_app(config: SlackConfig, clock: Clock) -> Starlette:
    """An emulated Slack. Its state is `app.state.slack`; mounted in another app, that one closes it by `stop()`."""
    slack = Slack(config, clock)

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        yield
        await slack.stop()

    routes = [
        Route("/api/{method}", api.call, methods=["GET", "POST"]),
        Route("/respond/{response_id}", answers.respond, methods=["POST"]),
        WebSocketRoute("/link", _link),
        Route("/oauth/v2/authorize", _authorize, methods=["GET"]),
        Route("/clock", _clock, methods=["GET"]),
        Route("/clock", _move_clock, methods=["POST"]),
        *client.ROUTES,
    ]
    app = Starlette(routes=routes, lifespan=life, middleware=[Middleware(_Located, slack=slack)])
    app.state.slack = slack
    return app


class _Located:
    """Learns from each request where the emulator is reached, for the addresses that it hands out."""

    def __init__(self, app: ASGIApp, slack: Slack) -> None:
        self._app = app
        self._slack = slack

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self._slack.seen_at = str(HTTPConnection(scope).base_url)
        await self._app(scope, receive, send)


async def _link(socket: WebSocket) -> None:
    slack: Slack = socket.app.state.slack
    await slack.sockets.serve(socket)


async def _authorize(request: Request) -> Response:
    """Slack's consent page, with the consent already given: back to the app with a code."""
    slack: Slack = request.app.state.slack
    asked = request.query_params
    redirect_uri = asked.get("redirect_uri")
    if asked.get("client_id") != slack.config.client_id or not redirect_uri:
        return JSONResponse({"ok": False, "error": "invalid_client_id" if redirect_uri else "bad_redirect_uri"}, 400)
    scopes = frozenset(filter(None, asked.get("scope", "").split(",")))
    code = slack.installation.code(scopes, redirect_uri, asked.get("as", ANA))
    query = urlencode({"code": code, "state": asked.get("state", "")})
    return RedirectResponse(f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{query}")


async def _clock(request: Request) -> Response:
    slack: Slack = request.app.state.slack
    return JSONResponse({"now": slack.clock().isoformat()})


async def _move_clock(request: Request) -> Response:
    """POST {"advance": seconds}: forward only, and only where the clock is the playground's."""
    slack: Slack = request.app.state.slack
    try:
        by = timedelta(seconds=float((await request.json())["advance"]))
        if not isinstance(slack.clock, PlayClock):
            raise TypeError("this clock cannot be moved from here")
        slack.clock.advance(by)
    except (KeyError, TypeError, ValueError, OverflowError) as wrong:
        return JSONResponse({"ok": False, "error": str(wrong)}, 400)
    slack.feed.everyone({"type": "state"})
    return JSONResponse({"now": slack.clock().isoformat()})
