"""Seals what must not lie open in the database: tokens, host secrets, what people typed."""

import base64
import hashlib
import hmac
from collections.abc import Iterable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

from bot.errors import ConfigError, Unsealable


class Vault:
    """The first key seals; every key opens, so that a key can be replaced while old rows are still there."""

    def __init__(self, keys: Iterable[SecretStr | str]) -> None:
        plain = [key.get_secret_value() if isinstance(key, SecretStr) else key for key in keys]
        self._keys = MultiFernet([_fernet(key) for key in plain])
        self._signing = [hashlib.sha256(f"plenum signs with {key}".encode()).digest() for key in plain]

    def sign(self, text: str) -> str:
        """What only who has the first key can make of `text`: 32 characters that fit into an address."""
        return _signature(self._signing[0], text)

    def signed(self, text: str, signature: str) -> bool:
        """Whether `sign` made that of `text`, with any of the keys."""
        known = [hmac.compare_digest(_signature(key, text).encode(), signature.encode()) for key in self._signing]
        return any(known)

    def seal(self, text: str) -> bytes:
        return self._keys.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        """Raises `Unsealable` when none of the keys fits."""
        try:
            return self._keys.decrypt(bytes(sealed)).decode()
        except InvalidToken as error:
            raise Unsealable("sealed with a key that is not configured") from error


def _signature(key: bytes, text: str) -> str:
    return base64.urlsafe_b64encode(hmac.digest(key, text.encode(), "sha256")[:24]).decode()


def _fernet(key: str) -> Fernet:
    try:
        return Fernet(key)
    except ValueError:  # its words would hold the key
        raise ConfigError(
            ("SECRET_KEYS: not a Fernet key (32 bytes in url-safe base64); `python -m bot setup` makes one",)
        ) from None
