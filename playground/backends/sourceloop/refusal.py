"""How the service says no: `{"error": {statusCode, name?, message, code?, details?}}`."""

from typing import Any

_NAMES = {
    400: "BadRequestError",
    401: "UnauthorizedError",
    403: "ForbiddenError",
    404: "NotFoundError",
    413: "PayloadTooLargeError",
    415: "UnsupportedMediaTypeError",
    422: "UnprocessableEntityError",
    429: "TooManyRequestsError",
    503: "ServiceUnavailableError",
}


class ApiError(Exception):
    """A refusal; `body` is what is answered, `reason` is for the history."""

    def __init__(self, status: int, message: str | dict[str, str], *, name: str | None = None, **more: Any) -> None:
        named = {"name": name or _NAMES[status]} if status != 500 else {}
        self.status = status
        self.message = message
        self.body = {"error": {"statusCode": status, **named, "message": message, **more}}
        self.reason = f"{status}: {message if isinstance(message, str) else message['message']}"
        super().__init__(self.reason)


class SilentError(Exception):
    """The service never answers this one."""


class DiedError(Exception):
    """The service's process ended while it was at this one, and was started again."""


def bad_request(message: str) -> ApiError:
    return ApiError(400, message)


def bad_json(message: str) -> ApiError:
    return ApiError(400, message, name="SyntaxError")


def no_token() -> ApiError:
    return ApiError(401, 'Bearer realm="Users"')


def bad_token(why: str = "TokenExpired") -> ApiError:
    """Whatever is wrong with it, it is called expired."""
    return ApiError(401, {"message": why})


def forbidden() -> ApiError:
    return ApiError(403, "NotAllowedAccess")


def not_found(message: str) -> ApiError:
    return ApiError(404, message)


def no_route() -> ApiError:
    return not_found("API not found !")


def too_large() -> ApiError:
    return ApiError(413, "request entity too large")


def wrong_kind(kind: str) -> ApiError:
    message = f"Content-type {kind} does not match [application/json]."
    return ApiError(415, message, code="UNSUPPORTED_MEDIA_TYPE")


def invalid(details: list[dict[str, Any]]) -> ApiError:
    message = "The request body is invalid. See error object `details` property for more info."
    return ApiError(422, message, code="VALIDATION_FAILED", details=details)


def internal() -> ApiError:
    """No cause is ever told."""
    return ApiError(500, "Internal Server Error")
