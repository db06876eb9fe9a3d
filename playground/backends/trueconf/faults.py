"""What can be made to go wrong while the server runs, and how each looks from outside."""

import asyncio
import json
import re
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

import httpx
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Receive

Garble = Literal["", "html", "truncated", "huge", "redirect", "no_url"]
HUGE = 10 * 1024 * 1024
_LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>"


@dataclass(slots=True, kw_only=True)
class Faults:
    """Switches for the API and the token address; pages and `/control` are never touched.

    `down`: the connection is closed without an answer. `delay_before`, `delay_after`: seconds, before and after
    acting; `drop_after`: acts, then closes the connection. `busy_status`: 429 or 503 without acting, with
    `Retry-After` unless `retry_after` is None. `tokens_refused`: no access token is known; `token_status` is what a
    bad one is answered with (real servers give 403 or 401). `garble`: acts, then answers nonsense. `list_delay`:
    lists leave out conferences younger than so many seconds. `recorder_down`: record control answers 503.
    `late_stream_id`: a starting conference already reads as running, without its `stream_id`.
    `match`: a regular expression; only requests whose `METHOD /path` it is found in are touched. `times`: after so
    many touched requests everything is switched off again.
    """

    down: bool = False
    delay_before: float = 0
    delay_after: float = 0
    drop_after: bool = False
    busy_status: int | None = None
    retry_after: int | None = 30
    tokens_refused: bool = False
    token_status: int = 403
    garble: Garble = ""
    list_delay: float = 0
    recorder_down: bool = False
    late_stream_id: bool = False
    match: str = ""
    times: int | None = None
    _cleared: asyncio.Event = field(default_factory=asyncio.Event, repr=False, compare=False)

    def clear(self) -> None:
        """Switch everything off and let go of every request that is being delayed."""
        self.change(Faults().switches())
        self._cleared.set()
        self._cleared = asyncio.Event()

    def switches(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self) if not one.name.startswith("_")}

    def change(self, switches: dict[str, Any]) -> None:
        """Set some switches by name. Raises ValueError for a name there is not."""
        unknown = switches.keys() - self.switches().keys()
        if unknown:
            raise ValueError(f"no such fault: {', '.join(sorted(unknown))}")
        for name, value in switches.items():
            setattr(self, name, value)

    def take(self, method: str, path: str) -> "Faults":
        """What befalls this request: a copy, or nothing if it does not match."""
        if self.match and not re.search(self.match, f"{method} {path}"):
            return Faults()
        befalling = replace(self)
        if self.times is not None:
            self.times -= 1
            if self.times <= 0:
                self.change(Faults().switches())
        return befalling

    async def wait(self, seconds: float) -> None:
        """Stay as long as asked, or until the faults are cleared."""
        if seconds:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._cleared.wait(), seconds)

    @property
    def names(self) -> list[str]:
        """The switches that are on."""
        calm = Faults().switches()
        return [name for name, value in self.switches().items() if value != calm[name] and name not in _AIM]

    def busy(self) -> Response | None:
        if self.busy_status is None:
            return None
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return JSONResponse({"error": {"code": self.busy_status, "errors": []}}, self.busy_status, headers)

    def garbled(self, answer: Response) -> Response:
        """The answer as it goes out; errors go out as they are."""
        if not self.garble or answer.status_code >= 400:
            return answer
        body = bytes(answer.body)
        if self.garble == "html":
            return HTMLResponse(_LOGIN_PAGE)
        if self.garble == "redirect":
            return RedirectResponse("https://portal.acme.example/login", 302)
        if self.garble == "truncated":
            return Response(body[: len(body) // 2], media_type="application/json")
        return JSONResponse(self._changed(json.loads(body or b"{}")))

    def _changed(self, answer: Any) -> Any:
        return answer | {"padding": "x" * HUGE} if self.garble == "huge" else without_url(answer)


_AIM = ("match", "times", "retry_after", "token_status")


def without_url(answer: Any) -> Any:
    """The same JSON with every `url` left out."""
    if isinstance(answer, dict):
        return {name: without_url(value) for name, value in answer.items() if name != "url"}
    if isinstance(answer, list):
        return [without_url(value) for value in answer]
    return answer


async def hang_up(receive: Receive) -> None:
    """Close the connection without an answer.

    Behind uvicorn that is its transport, found through the bound `receive`. In process (httpx.ASGITransport) there
    is no connection to close, so the client's own error for it is raised.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is None:
        raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
