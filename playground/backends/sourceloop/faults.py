"""What can be made to go wrong with this service beyond what can with any back end."""

import json
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse, Response

from playground.backends.faults import HUGE, Faults, without
from playground.backends.sourceloop.config import PERMISSIONS
from playground.backends.sourceloop.refusal import ApiError

CLOUD = ("", "down", "fatal")


@dataclass(slots=True, kw_only=True)
class SourceLoopFaults(Faults):
    """`failing`: 500 without a cause and without acting; `fails_after`: acts, then the same. `tokens_refused`: no token
    is good. `forbids`: these permissions, comma-separated, are held by nobody. `cloud`: the video cloud is "down" (500,
    and for one archive no answer at all), or "fatal": moreover, making a session ends the service's process, which
    resets the connection and is started again.
    """

    failing: bool = False
    fails_after: bool = False
    tokens_refused: bool = False
    forbids: str = ""
    cloud: str = ""

    def change(self, switches: dict[str, Any]) -> None:
        """Set some switches by name. Raises ValueError for a name or a value there is not."""
        if switches.get("cloud", "") not in CLOUD:
            raise ValueError("cloud is down or fatal")
        if unknown := set(_names(switches.get("forbids", ""))) - set(PERMISSIONS):
            raise ValueError(f"no such permission: {', '.join(sorted(unknown))}")
        Faults.change(self, switches)

    @property
    def forbidden(self) -> set[str]:
        return set(_names(self.forbids))

    def busy_body(self, status: int) -> Any:
        return ApiError(status, "Too many requests, please try again later.").body

    def _changed(self, answer: Response, body: bytes) -> Response:
        """As for all back ends; but an answer here may be a bare text, or a list."""
        if answer.headers.get("content-type") == "text/plain":
            filled = body + b"x" * HUGE if self.garble == "huge" else body
            return Response(filled, answer.status_code, {"content-type": "text/plain"})
        if self.garble == "huge" and body.startswith(b"["):
            return JSONResponse([*without(json.loads(body), self.without), "x" * HUGE], answer.status_code)
        return Faults._changed(self, answer, body)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
