"""The token that an administrator got for Plenum: carried on each request, and read for what it allows."""

from base64 import urlsafe_b64decode
from collections.abc import Generator
from datetime import UTC, datetime

import httpx
from pydantic import Field, SecretStr

from bot.providers.auth import in_header
from bot.providers.http import Answer

_LAST = 253_402_300_799
"""The last second of the year 9999."""


class BearerAuth(httpx.Auth):
    """Puts the token on each request. There is no other to be had when it runs out."""

    def __init__(self, token: SecretStr) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """See `httpx.Auth`."""
        in_header(request, self._token.get_secret_value())
        yield request


class Claims(Answer):
    """What a token says of itself. Nothing is verified: the service does that."""

    permissions: frozenset[str] = frozenset()
    exp: int | float | None = Field(None, ge=0, le=_LAST)

    @property
    def ends_at(self) -> datetime | None:
        """When it runs out."""
        return None if self.exp is None else datetime.fromtimestamp(self.exp, UTC)


def claims(token: SecretStr) -> Claims | None:
    """What the token says of itself; None where it cannot be read."""
    parts = token.get_secret_value().split(".")
    if len(parts) != 3:
        return None
    try:
        return Claims.model_validate_json(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:  # pydantic's and base64's own are ones
        return None
