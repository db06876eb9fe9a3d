"""How rooms of Vonage Meetings look: what can be said of a theme, and what is answered.

Logos are left out: their files go to another company's storage, at an address that nobody configured.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field

from bot.providers.http import Answer
from bot.providers.vonage.service import Service
from bot.providers.vonage.wire import BareList


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """Something that a theme has: what the vendor calls it, what it must look like, the same in words.

    `meant` makes of what was written what was meant.
    """

    name: str
    pattern: re.Pattern[str]
    such: str
    meant: Callable[[str], str] = str

    def read(self, said: str) -> str:
        """The value as the vendor takes it. Raises `ValueError`."""
        value = self.meant(said)
        if not self.pattern.fullmatch(value):
            raise ValueError(self.such)
        return value


def _with_its_sign(said: str) -> str:
    """Most shells take a # for the beginning of a comment, so it may be left out."""
    return f"#{said.removeprefix('#')}"


_TEXT, _TEXT_SUCH = re.compile(r"(?s).{1,200}"), "1 to 200 characters"
FIELDS = {
    "colour": Trait(
        name="main_color",
        pattern=re.compile("#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})"),
        such="three or six digits from 0 to f, such as 12f64e",
        meant=_with_its_sign,
    ),
    "text": Trait(name="brand_text", pattern=_TEXT, such=_TEXT_SUCH),
    "name": Trait(name="theme_name", pattern=_TEXT, such=_TEXT_SUCH),
    "short-url": Trait(
        name="short_company_url",
        pattern=re.compile("(?=.*[A-Za-z_~-])[A-Za-z0-9_~-]{1,128}"),
        such="up to 128 letters, digits, _, ~ and -, and not digits alone",
    ),
}
"""By an administrator's words, in the order in which a new theme is given them."""


class Theme(Answer):
    """A theme. `short_company_url` stands in the links of its rooms."""

    theme_id: str = Field(min_length=1)
    main_color: str
    brand_text: str
    theme_name: str | None = None
    short_company_url: str | None = None


def _listed(said: object) -> object:
    """Where there are none, an empty object was seen."""
    return [] if said == {} else said


class Themes(BareList):
    """All themes."""

    rows: Annotated[list[Theme], BeforeValidator(_listed)]


class Application(Answer):
    """The application that our rooms belong to."""

    default_theme_id: str = Field(min_length=1)


async def one(service: Service, theme_id: UUID) -> Theme:
    """The theme of that id. Raises `Gone`."""
    return await service.ask("GET", "themes", str(theme_id), answers=Theme)
