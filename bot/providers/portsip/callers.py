"""Who is calling, as SIP writes it: `"Kelly"<sip:102@test.io>`. Who came by a link has only the name they typed."""

import re
from dataclasses import dataclass
from typing import Self

_WRITTEN = re.compile(
    r'(?:"(?P<quoted>(?:[^"\\]|\\.)*)"\s*|(?P<plain>[^"<>]*))<sips?:(?P<user>[^@<>]*)@(?P<domain>[^@<>;:?]+)[^@<>]*>',
    re.IGNORECASE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_NUMBER = re.compile(r"\+?[0-9]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The name that is shown, and the number and domain that SIP gives; both None where there is only a name."""

    name: str
    number: str | None = None
    domain: str | None = None

    @classmethod
    def read(cls, shown: str) -> Self:
        """What a `display_name` says."""
        written = _WRITTEN.fullmatch(shown.strip())
        if written is None:
            return cls(name=_plain(shown))
        user, name = written["user"], _ESCAPED.sub(r"\1", written["quoted"] or "") or written["plain"] or ""
        number = user if _NUMBER.fullmatch(user) else None
        return cls(name=_plain(name) or user, number=number, domain=written["domain"].casefold())

    def extension_in(self, domain: str) -> str | None:
        """The number, if it can be an extension of this domain: other systems have a 101 too, and telephones a plus."""
        inside = self.number is not None and self.domain == domain.casefold() and not self.number.startswith("+")
        return self.number if inside else None


def _plain(name: str) -> str:
    return " ".join(name.split())
