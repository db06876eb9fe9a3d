"""The path of a request as it was sent, and its segments."""

from urllib.parse import quote, unquote

from starlette.types import Scope


def raw_path(scope: Scope) -> str:
    """The path as it was sent, percent-escapes and all, below where the app is mounted."""
    sent = scope.get("raw_path") or quote(scope["path"]).encode()
    return str(sent.decode("ascii")).removeprefix(quote(scope.get("root_path", "")))


def segments(scope: Scope) -> tuple[str, ...]:
    """Split first, then decoded, once: an escaped slash does not divide."""
    return tuple(unquote(part) for part in raw_path(scope).split("/")[1:])


def root(scope: Scope) -> str:
    """Where the app is mounted, without a slash at the end."""
    return str(scope.get("root_path", ""))
