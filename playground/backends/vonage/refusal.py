"""How the service says no: a status, and what kind of mistake it was."""

from collections.abc import Iterable
from typing import Any

_NAMES = {"InputValidationError": 400, "BadRequestError": 400, "NotFoundError": 404, "ConflictError": 409}


class ApiError(Exception):
    """A refusal; `body` is what is answered, None: nothing. `reason` is for the history."""

    def __init__(
        self, status: int, body: dict[str, Any] | None, reason: str, headers: dict[str, str] | None = None
    ) -> None:
        self.status, self.body, self.reason, self.headers = status, body, reason, headers
        super().__init__(reason)


def _problem(name: str, message: str, errors: list[Any] | None = None) -> ApiError:
    status = _NAMES[name]
    told = {"errors": errors} if errors is not None else {}
    return ApiError(status, {"message": message, "name": name, **told, "status": status}, f"{name}: {message}")


def invalid(field: str, wrong: str) -> ApiError:
    return _problem("InputValidationError", f'"{field or "value"}" {wrong}')


def bad_request(message: str, errors: list[Any] | None = None) -> ApiError:
    return _problem("BadRequestError", message, errors)


def not_found(message: str) -> ApiError:
    return _problem("NotFoundError", message)


def no_such(thing_id: str) -> ApiError:
    return not_found(f"Failed to fetch resource with id {thing_id}")


def conflict(message: str) -> ApiError:
    return _problem("ConflictError", message)


def unauthorized(reason: str) -> ApiError:
    return ApiError(401, {"title": "Unauthorized", "detail": "You did not provide correct credentials"}, reason)


def no_token() -> ApiError:
    return ApiError(401, {"title": "Missing Auth", "detail": "Auth header is required"}, "no token")


def bare(status: int, reason: str) -> ApiError:
    """For the cases whose body no document shows."""
    return ApiError(status, None, reason)


def not_allowed(methods: Iterable[str]) -> ApiError:
    """A path that is there, asked with a method it does not have; which it has must be said (RFC 9110)."""
    return ApiError(405, None, "method not allowed", {"Allow": ", ".join(methods)})
