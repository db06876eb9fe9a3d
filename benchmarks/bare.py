"""What Plenum is compared with, on the server that it uses itself: `python -m benchmarks.bare KIND PORT`.

KIND is `default` (a Bolt app as its documentation shows it), `direct` (one that acknowledges before it does anything
else, `process_before_response`), or `echo` (an ASGI app that answers without looking: what the generator can do).
"""

import logging
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn
from starlette.types import Receive, Scope, Send

from benchmarks.processes import HOST
from benchmarks.slashing import SECRET

KINDS = ("default", "direct", "echo")


def bolt_app(*, process_before_response: bool) -> Any:
    """A Bolt app with one command, an `authorize` that asks nobody, and nothing else to do."""
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.authorization import AuthorizeResult

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_user_id="U0BOT", bot_id="B0BOT", bot_token="xoxb-1"
        )

    app = AsyncApp(
        signing_secret=SECRET, authorize=authorize, process_before_response=process_before_response, name="bare"
    )
    app.command("/conf")(_acknowledge)
    return app


async def _acknowledge(ack: Callable[..., Awaitable[object]]) -> None:
    await ack()


def _bolt(*, process_before_response: bool) -> Any:
    from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler

    return AsyncSlackRequestHandler(bolt_app(process_before_response=process_before_response))


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


def main(kind: str, port: int) -> None:
    """Serve until told to stop, on uvloop and httptools as Plenum does."""
    logging.disable(logging.WARNING)
    app: Any = _echo if kind == "echo" else _bolt(process_before_response=kind == "direct")
    uvicorn.run(
        app,
        host=HOST,
        port=port,
        loop="uvloop",
        http="httptools",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        backlog=1024,
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
