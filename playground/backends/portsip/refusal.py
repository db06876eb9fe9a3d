"""What the PBX refuses with: a status and the envelope of errors."""

from typing import Any


class ApiError(Exception):
    """The PBX says no; `body` is what it answers with."""

    def __init__(self, status: int, code: str, message: str, *, field: str | None = None) -> None:
        self.status, self.code, self.message, self.field = status, code, message, field
        super().__init__(f"{code}: {message}")

    @property
    def body(self) -> dict[str, Any]:
        return envelope(self.code, self.message, self.field)


def envelope(code: str, message: str, field: str | None = None) -> dict[str, Any]:
    fault: dict[str, Any] = {"code": code, "message": message}
    return {"errors": [fault | ({"detail": {"field": field}} if field else {})]}


def invalid(field: str) -> ApiError:
    return ApiError(400, "VALIDATE_FAILED", "field validation failed", field=field)


def login_refused(status: int) -> ApiError:
    return ApiError(status, "UNAUTHORIZED", "Login failed, authentication error")


def unauthorized() -> ApiError:
    """The token is missing, not known or over."""
    return ApiError(401, "UNAUTHORIZED", "unauthorized")


def forbidden() -> ApiError:
    """The documents name no code for a missing right: this one is the emulator's own."""
    return ApiError(403, "FORBIDDEN", "permission denied")


def unknown(status: int, message: str = "unknown error") -> ApiError:
    return ApiError(status, "UNKNOWN", message)


def missing() -> ApiError:
    return unknown(404)


def in_use() -> ApiError:
    return ApiError(409, "RESOURCE_IN_USE", "resource in use")
