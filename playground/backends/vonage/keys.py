"""JSON Web Tokens: the application's, signed with its private key, and those the service makes itself."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any
from uuid import uuid4

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)

from playground.backends.vonage.refusal import unauthorized

RSA_BITS = 2048


def key_pair() -> tuple[str, str]:
    """A fresh application's private and public key, as PEM."""
    private = generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    return (
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
    )


class TokenCheck:
    """Whether a token is the application's. The key and the id are those of the configuration."""

    def __init__(self, application_id: str, public_key: str) -> None:
        key = load_pem_public_key(public_key.encode())
        if not isinstance(key, RSAPublicKey):
            raise TypeError("the application's key must be an RSA key")
        self._application_id, self._key = application_id, key

    def check(self, token: str, now: datetime) -> None:
        """Raises ApiError."""
        header, claims = self._verified(token)
        if header.get("alg") != "RS256":
            raise unauthorized("algorithm")
        if claims.get("application_id") != self._application_id:
            raise unauthorized("application_id")
        if not isinstance(claims.get("jti"), str) or not claims["jti"]:
            raise unauthorized("jti")
        self._check_times(claims, now)

    def _check_times(self, claims: dict[str, Any], now: datetime) -> None:
        if not _is_instant(claims.get("iat")):
            raise unauthorized("iat")
        if not _is_instant(claims.get("exp")) or claims["exp"] <= now.timestamp():
            raise unauthorized("expired")

    def _verified(self, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Header and claims of a token that this key signed."""
        try:
            signed, _, signature = token.rpartition(".")
            header, claims = (json.loads(_bytes(part)) for part in signed.split("."))
            self._key.verify(_bytes(signature), signed.encode(), PKCS1v15(), SHA256())
        except InvalidSignature:
            raise unauthorized("signature") from None
        except ValueError:
            raise unauthorized("no token of three parts") from None
        if not isinstance(header, dict) or not isinstance(claims, dict):
            raise unauthorized("no token of three parts")
        return header, claims


def _is_instant(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def own_token(secret: str, claims: dict[str, Any]) -> str:
    """A token of the service's own, HS256."""
    signed = f"{_text(_json({'alg': 'HS256', 'typ': 'JWT'}))}.{_text(_json(claims))}"
    return f"{signed}.{_text(hmac.digest(secret.encode(), signed.encode(), 'sha256'))}"


def webhook_token(secret: str, application_id: str, account_id: str, body: bytes, now: datetime) -> str:
    """How Vonage signs the webhooks of its other products."""
    claims = {
        "iat": int(now.timestamp()),
        "jti": str(uuid4()),
        "iss": "Vonage",
        "payload_hash": hashlib.sha256(body).hexdigest(),
        "api_key": account_id,
        "application_id": application_id,
    }
    return own_token(secret, claims)


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    """Raises ValueError."""
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
