"""The signature that Vonage puts on messages of its other products: checked where one comes, never expected.

Nothing says that Meetings ever signed. The form is that of the vendor's guide to signed webhooks: a JSON Web Token of
the account's signature secret (HS256) that holds the hash of the body.
"""

import hmac
import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from pydantic import SecretStr

_SCHEME = "bearer"


def sealed_by_another(secret: SecretStr, body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether the message carries a signature that is not the account's, or not of this body."""
    said = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
    scheme, _, token = said.strip().partition(" ")
    return scheme.lower() == _SCHEME and not _good(secret, body, token.strip())


def _good(secret: SecretStr, body: bytes, token: str) -> bool:
    signed, _, signature = token.rpartition(".")
    try:
        made = hmac.digest(secret.get_secret_value().encode(), signed.encode("ascii"), "sha256")
        if not hmac.compare_digest(made, _bytes(signature)):
            return False
        header, claims = (_part(part) for part in signed.split("."))
    except (ValueError, RecursionError):
        return False
    return header.get("alg") == "HS256" and claims.get("payload_hash") == sha256(body).hexdigest()


def _part(part: str) -> dict[str, Any]:
    said = json.loads(_bytes(part))
    if not isinstance(said, dict):
        raise ValueError("no object")
    return said


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
