"""Where recordings and logos lie: links that are signed for a while, as object stores give them."""

import hmac
import re
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

from playground.backends.vonage.config import VonageConfig
from playground.backends.vonage.room import Recording

_KEY_ID = "AKIAEMULATEDVONAGE00"
_MP4 = bytes.fromhex("0000001c667479706d70343200000000") + b"mp42isomavc1"
BYTES_A_SECOND = 60_000
LONGEST_FILE = 4_000_000


class Storage:
    """Signs links and checks them; the key is this emulator's own."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self.logos: set[str] = set()

    def link(self, config: VonageConfig, recording: Recording, now: datetime) -> str:
        """Signed anew each time it is asked for."""
        path = f"{config.storage_account}/{recording.id}/archive.mp4"
        expires = int((now + config.recording_link_lives).timestamp())
        query = {
            "AWSAccessKeyId": _KEY_ID,
            "Expires": str(expires),
            "Signature": self._signature(path, str(expires)),
            "response-content-disposition": 'attachment; filename="room.mp4"',
            "response-content-type": "video/mp4",
        }
        return f"{config.storage_base.rstrip('/')}/{path}?{urlencode(query, quote_via=quote)}"

    def trouble(self, path: str, expires: str, signature: str, now: datetime) -> str | None:
        """Why a link does not open, in the store's words."""
        if not hmac.compare_digest(self._signature(path, expires).encode(), signature.encode()):
            return "SignatureDoesNotMatch"
        return "AccessDenied" if int(expires) <= now.timestamp() else None

    def _signature(self, path: str, expires: str) -> str:
        return hmac.new(self._key, f"{path}\n{expires}".encode(), "sha256").hexdigest()

    def logo_keys(self) -> dict[str, str]:
        """Fresh places to put logos at, by kind."""
        return {kind: f"auto-expiring-temp/logos/{kind}/{_unique()}" for kind in ("white", "colored", "favicon")}


def _unique() -> str:
    text = secrets.token_hex(16)
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def film(recording: Recording) -> bytes:
    """A file that says it is a film, the longer the longer it took; nothing can be seen in it."""
    padding = min(recording.seconds * BYTES_A_SECOND, LONGEST_FILE)
    return _MP4 + (padding + 8).to_bytes(4, "big") + b"free" + bytes(padding)


def is_logo_key(key: str) -> bool:
    return re.fullmatch(r"auto-expiring-temp/logos/(white|colored|favicon)/[0-9a-f-]{36}", key) is not None
