"""Signing in to Vonage: each request carries a token of its own, signed with the application's private key (RS256)."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from bot.clock import Clock

LIFE = timedelta(minutes=15)
"""As the vendor's own clients have it."""
SMALLEST_KEY = 2048
"""Bits that RS256 takes at least (RFC 7518, section 3.3)."""
_BEGINNING = "-----BEGIN "
_HEADER = {"alg": "RS256", "typ": "JWT"}


def pem_text(said: str) -> str:
    """The key that was meant: as a text, perhaps with its lines joined by `\\n`, or by a file's path.

    Raises `ValueError` where that leads to no key that can sign for an application.
    """
    text = said if said.lstrip().startswith(_BEGINNING) else _contents(said)
    pem = text.replace("\\r", "").replace("\\n", "\n").strip() + "\n"
    private_key(pem, checked=False)
    return pem


def private_key(pem: str, *, checked: bool) -> RSAPrivateKey:
    """The key in a PEM text. Raises `ValueError`, which does not quote it.

    `checked`: it was found to be good before. Doing that again would take a tenth of a second.
    """
    try:
        key = load_pem_private_key(pem.encode(), password=None, unsafe_skip_rsa_key_validation=checked)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError("is no private key in PEM form without a password") from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < SMALLEST_KEY:
        raise ValueError(f"is no RSA key of {SMALLEST_KEY} bits or more")
    return key


class SignedAuth(httpx.Auth):
    """Puts a fresh token on each request: none is used twice, so none runs out."""

    def __init__(self, *, application_id: UUID, key: RSAPrivateKey, clock: Clock) -> None:
        self._application_id = application_id
        self._key = key
        self._clock = clock

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """See `httpx.Auth`."""
        request.headers["Authorization"] = f"Bearer {self._token()}"
        yield request

    def _token(self) -> str:
        now = int(self._clock().timestamp())
        claims = {
            "application_id": str(self._application_id),
            "iat": now,
            "jti": str(uuid4()),
            "exp": now + int(LIFE.total_seconds()),
        }
        signed = f"{_encoded(_json(_HEADER))}.{_encoded(_json(claims))}"
        return f"{signed}.{_encoded(self._key.sign(signed.encode(), PKCS1v15(), SHA256()))}"


def _contents(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii")
    except (OSError, ValueError):
        raise ValueError("is neither a private key nor the path of a file that can be read") from None


def _json(part: dict[str, Any]) -> bytes:
    return json.dumps(part, separators=(",", ":")).encode()


def _encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode()
