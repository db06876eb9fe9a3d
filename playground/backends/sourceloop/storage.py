"""Where archives lie: links that are signed for a while, and the files behind them."""

import hmac
import secrets
from collections.abc import Callable
from urllib.parse import urlencode

from playground.backends.sourceloop.config import Clock, SourceLoopConfig
from playground.backends.sourceloop.video import Archive

_MP4 = bytes.fromhex("0000001c667479706d70343200000000") + b"mp42isomavc1"


class Storage:
    """Signs links and checks them; the key is this emulator's own."""

    def __init__(self, settings: Callable[[], SourceLoopConfig], clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._key = secrets.token_bytes(32)

    def link(self, archive: Archive) -> str:
        """Signed anew each time it is asked for."""
        expires = str(int((self._clock() + self._settings().archive_link_lives).timestamp()))
        query = urlencode({"Expires": expires, "Signature": self._signature(archive.id, expires)})
        return f"{self._settings().archives_base.rstrip('/')}/{archive.id}.mp4?{query}"

    def opens(self, archive_id: str, expires: str, signature: str) -> bool:
        good = hmac.compare_digest(self._signature(archive_id, expires).encode(), signature.encode())
        return good and int(expires) > self._clock().timestamp()

    def _signature(self, archive_id: str, expires: str) -> str:
        return hmac.new(self._key, f"{archive_id}\n{expires}".encode(), "sha256").hexdigest()


def film(size: int) -> bytes:
    """A file that says it is a film; nothing can be seen in it."""
    return _MP4 + (size + 8).to_bytes(4, "big") + b"free" + bytes(size)
