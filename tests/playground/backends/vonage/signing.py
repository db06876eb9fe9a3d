"""An application's key pair and its tokens, signed apart from the code that checks them."""

import json
from base64 import urlsafe_b64encode
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from playground.backends.vonage import key_pair

APPLICATION = "921a6f5b-1f94-49f4-8107-26f0c75fc6e7"

keys = cache(key_pair)


def part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


@cache
def _loaded(private: str) -> Any:
    return load_pem_private_key(private.encode(), None)


def token(private: str, claims: dict[str, Any], header: dict[str, Any] | None = None) -> str:
    """A JSON Web Token, signed RS256 whatever its header says."""
    signed = f"{part(header or {'alg': 'RS256', 'typ': 'JWT'})}.{part(claims)}"
    return f"{signed}.{part(_loaded(private).sign(signed.encode(), PKCS1v15(), SHA256()))}"
