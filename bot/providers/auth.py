"""Logging in to back ends: tokens that run out, renewed once for all who need one."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
from pydantic import Field, SecretStr

from bot.clock import Clock
from bot.errors import Denied, Garbled, Unanswered, Unreachable
from bot.providers.http import Answer

_SHARE = 0.8
"""The part of a token's life after which it is renewed: the rest covers clocks that differ and requests under way."""
_CENTURY = 100 * 365 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A way in for a while. `renew_at` is None where the back end did not say how long it lasts.

    `by_refresh`: got with the last one's `refresh`, not by logging in.
    """

    value: SecretStr
    renew_at: datetime | None = None
    refresh: SecretStr | None = None
    scopes: frozenset[str] = frozenset()
    by_refresh: bool = False


class Grant(Answer):
    """What OAuth token endpoints answer (RFC 6749, section 5.1)."""

    access_token: SecretStr = Field(min_length=1)
    expires_in: int | None = Field(None, ge=0, le=_CENTURY)
    refresh_token: SecretStr | None = None
    scope: str | None = None

    def token(self, at: datetime) -> Token:
        """The token that was granted at this moment."""
        life = None if self.expires_in is None else timedelta(seconds=self.expires_in * _SHARE)
        return Token(
            value=self.access_token,
            renew_at=None if life is None else at + life,
            refresh=self.refresh_token,
            scopes=frozenset((self.scope or "").split()),
        )


Login = Generator[httpx.Request, httpx.Response, Token]
"""Yields the requests that it takes to get a token, is sent their answers, returns the token. Does no I/O."""
Carry = Callable[[httpx.Request, str], None]


def in_header(request: httpx.Request, token: str) -> None:
    """Put the token where it stays out of access logs."""
    request.headers["Authorization"] = f"Bearer {token}"


def in_query(request: httpx.Request, token: str) -> None:
    """Put the token into the address, for servers that look for it nowhere else."""
    request.url = request.url.copy_set_param("access_token", token)


class TokenAuth(httpx.Auth):
    """Puts a token on each request, and gets a new one when it runs out or is refused: once, then the refusal stands.

    `login` is given the token that ran out, for its `refresh`; None where that would not help, because a token got in
    this way was refused: then, too, the request is sent once more. `stale` tells a refused token from a missing right,
    in an answer that is no success.
    """

    def __init__(
        self,
        login: Callable[[Token | None], Login],
        *,
        stale: Callable[[httpx.Response], bool],
        clock: Clock,
        carry: Carry = in_header,
    ) -> None:
        self._login = login
        self._stale = stale
        self._clock = clock
        self._carry = carry
        self._one_login = asyncio.Lock()
        self._logins = 0
        self._denied: Denied | None = None
        self.token: Token | None = None

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """See `httpx.Auth`. Whoever waits for another's login uses what that one got."""
        refused: Token | None = None
        while True:
            seen = self._logins
            async with self._one_login:
                renewal = self._renewal(refused, seen)
                with suppress(StopIteration):
                    outgoing = next(renewal)
                    while True:
                        outgoing = renewal.send((yield outgoing))
            token = self.token
            assert token is not None  # `_renewal` returns only when there is one
            self._carry(request, token.value.get_secret_value())
            answer = yield request
            if answer.is_success or not self._stale(answer) or (refused and not token.by_refresh):
                return
            refused = token

    def _renewal(self, refused: Token | None, seen: int) -> Generator[httpx.Request, httpx.Response, None]:
        if self._good(refused):
            return
        if self._denied and self._logins != seen:  # told while we waited: asking again may lock the account
            raise Denied(self._denied.provider, self._denied.detail) from self._denied
        self._denied = None
        try:
            again = refused is not None and refused is self.token and refused.by_refresh
            self.token = yield from self._login(None if again else self.token)
        except Denied as error:
            self._denied = error
            raise
        except (Garbled, Unanswered) as error:  # so the request that needs the token was never sent
            raise Unreachable(error.provider, f"login: {error.detail}") from error
        finally:
            self._logins += 1

    def _good(self, refused: Token | None) -> bool:
        token = self.token
        if token is None or token is refused:
            return False
        return token.renew_at is None or self._clock() < token.renew_at
