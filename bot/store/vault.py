"""Seals what must not lie open in the database: tokens, host secrets, what people typed."""

from collections.abc import Iterable

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

from bot.errors import ConfigError, Unsealable


class Vault:
    """The first key seals; every key opens, so that a key can be replaced while old rows are still there."""

    def __init__(self, keys: Iterable[SecretStr | str]) -> None:
        self._keys = MultiFernet([_fernet(key) for key in keys])

    def seal(self, text: str) -> bytes:
        return self._keys.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        """Raises `Unsealable` when none of the keys fits."""
        try:
            return self._keys.decrypt(bytes(sealed)).decode()
        except InvalidToken as error:
            raise Unsealable("sealed with a key that is not configured") from error


def _fernet(key: SecretStr | str) -> Fernet:
    try:
        return Fernet(key.get_secret_value() if isinstance(key, SecretStr) else key)
    except ValueError:  # its words would hold the key
        raise ConfigError(
            ("SECRET_KEYS: not a Fernet key (32 bytes in url-safe base64); `python -m bot setup` makes one",)
        ) from None
