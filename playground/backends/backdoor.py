"""JSON for tests and checkers that every back end has: its switches, its faults, its history; how a wish is read."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.backends.faults import Faults
from playground.backends.history import History

_STATUS = {"unknown": 404, "bad_request": 400}
_PLAIN = (bool, int, str, type(None))


class DoorError(Exception):
    """Not let in, or not done; `code` for programs, the words for the person at the door."""

    def __init__(self, code: str, words: str) -> None:
        self.code = code
        super().__init__(words)


def back_door(routes: list[Route], switches: "Switches") -> Starlette:
    """The app under `/control`. What is refused answers {error, message} with 400, 404 or 409."""
    return Starlette(routes=[*routes, *switches.routes()], exception_handlers={DoorError: _refused})


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, DoorError)
    return JSONResponse({"error": error.code, "message": str(error)}, _STATUS.get(error.code, 409))


class Switches:
    """`config`, `faults` and `history`. `holder.config` is a frozen dataclass; secrets in it cannot be set."""

    def __init__(self, holder: Any, faults: Faults, history: History, *, secrets: frozenset[str] = frozenset()) -> None:
        self._holder, self._faults, self._history, self._secrets = holder, faults, history, secrets

    def routes(self) -> list[Route]:
        return [
            Route("/config", self._configure, methods=["POST"]),
            Route("/faults", self._read_faults),
            Route("/faults", self._set_faults, methods=["POST"]),
            Route("/faults", self._clear_faults, methods=["DELETE"]),
            Route("/history", self._read_history),
            Route("/history", self._clear_history, methods=["DELETE"]),
        ]

    async def _configure(self, request: Request) -> Response:
        """Texts, numbers and booleans as they are, spans in seconds or null."""
        asked, config = await wish(request), self._holder.config
        usual = {one.name: one.default for one in fields(config) if one.name not in self._secrets}
        known = {name: _reading(value) for name, value in usual.items() if isinstance(value, (*_PLAIN, timedelta))}
        if asked.keys() - known.keys():
            raise DoorError("bad_request", f"what can be set here: {', '.join(sorted(known))}")
        changes = {name: known[name](name, value) for name, value in asked.items()}
        try:
            self._holder.config = replace(config, **changes)
        except ValueError as error:
            raise DoorError("bad_request", str(error)) from error
        return JSONResponse(asked)

    async def _read_faults(self, request: Request) -> Response:
        return JSONResponse(self._faults.switches())

    async def _set_faults(self, request: Request) -> Response:
        try:
            self._faults.change(await wish(request))
        except ValueError as error:
            raise DoorError("bad_request", str(error)) from error
        return JSONResponse(self._faults.switches())

    async def _clear_faults(self, request: Request) -> Response:
        self._faults.clear()
        return JSONResponse(self._faults.switches())

    async def _read_history(self, request: Request) -> Response:
        return JSONResponse({"requests": [asked.told() for asked in self._history.requests]})

    async def _clear_history(self, request: Request) -> Response:
        self._history.clear()
        return JSONResponse({"requests": []})


def _reading(usual: object) -> Callable[[str, Any], Any]:
    return _span if isinstance(usual, timedelta) else _plain


def _plain(name: str, value: Any) -> Any:
    if not isinstance(value, _PLAIN):
        raise DoorError("bad_request", f"{name} is a text, a number or a boolean")
    return value


def _span(name: str, value: Any) -> timedelta | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DoorError("bad_request", f"{name} is a number of seconds")
    return timedelta(seconds=value)


async def wish(request: Request) -> dict[str, Any]:
    """The body's JSON object. Raises DoorError."""
    try:
        sent = await request.json()
    except ValueError:
        sent = None
    if not isinstance(sent, dict):
        raise DoorError("bad_request", "the body must be a JSON object")
    return sent


def text(asked: dict[str, Any], name: str) -> str:
    """What must be there. Raises DoorError."""
    if not isinstance(asked.get(name), str):
        raise DoorError("bad_request", f"{name} is missing")
    return str(asked[name])
