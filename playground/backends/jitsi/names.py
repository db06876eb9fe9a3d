"""Which room an address means: names are decoded, normalised and made small before anything is compared."""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, unquote

_LEFT_OUT = re.compile(r"""[:?#\[\]@!$&'()*+,;=></"]""")
"""Signs that the client takes out of an address before it reads a name from it."""
_PLAIN = "-_.!~*'()"
"""What the client's way to encode leaves as it is, beside letters and digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomName:
    """A room, and the tenant it is in, if any. Two addresses with the same one lead to the same room."""

    room: str
    tenant: str | None = None

    @property
    def node(self) -> str:
        """As the chat server calls it: percent-encoded, in small letters. A token's `room` is compared with this."""
        return quote(self.room, safe=_PLAIN).lower()

    @property
    def path(self) -> str:
        head = f"/{quote(self.tenant, safe=_PLAIN)}" if self.tenant else ""
        return f"{head}/{quote(self.room, safe=_PLAIN)}"


def read(segments: tuple[str, ...]) -> RoomName | None:
    """From the one or two segments of a path, as they were sent. None: there is no name in them."""
    parts = [shown(part).lower() for part in segments]
    if not 1 <= len(parts) <= 2 or not all(parts):
        return None
    return RoomName(room=parts[-1], tenant=parts[0] if len(parts) == 2 else None)


def shown(segment: str) -> str:
    """The name for people, in the letters it was written with."""
    return unicodedata.normalize("NFKC", unquote(_LEFT_OUT.sub("", segment)))
