"""JSON Web Tokens signed with a shared secret (HS256): written and read."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, TypeGuard

HEADER = {"alg": "HS256", "typ": "JWT"}


def signed(secret: str, claims: dict[str, Any], header: dict[str, Any] = HEADER) -> str:
    """A token that says `claims`."""
    text = f"{_text(_json(header))}.{_text(_json(claims))}"
    return f"{text}.{_text(_signature(secret, text))}"


def opened(secret: str, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token that this secret signed; times are not looked at. Raises ValueError."""
    text, _, signature = token.rpartition(".")
    parts = text.split(".")
    if len(parts) != 2:
        raise ValueError("no token of three parts")
    try:
        header, claims = (json.loads(_bytes(part)) for part in parts)
    except RecursionError as error:
        raise ValueError("no token of three parts") from error
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise ValueError("no token of three parts")
    if header.get("alg") != HEADER["alg"]:
        raise ValueError("algorithm")
    if not hmac.compare_digest(_signature(secret, text), _bytes(signature)):
        raise ValueError("signature")
    return header, claims


def is_instant(value: object) -> TypeGuard[int | float]:
    """Whether a claim can stand for a time."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _signature(secret: str, text: str) -> bytes:
    return hmac.digest(secret.encode(), text.encode(), "sha256")


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    """Raises ValueError."""
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
