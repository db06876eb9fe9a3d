"""Somebody signed in at the PBX: by OAuth, renewed by the refresh token as long as that is good."""

from dataclasses import dataclass, replace

import httpx
from pydantic import SecretStr

from bot.clock import Clock
from bot.providers.auth import Grant, Login, Token, TokenAuth
from bot.providers.http import Api, Patience
from bot.providers.portsip import reasons

_CLIENT_ID = "9d806019-75b2-4b3d-bb8b-f5a3a412cc0a"
"""The same for everybody: the vendor's documentation fixes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who signs in. Without a `domain` it is the administrator of the whole PBX."""

    username: str
    password: SecretStr
    domain: str | None = None

    def form(self) -> dict[str, str]:
        """What is sent for a token."""
        us = {"username": self.username, "password": self.password.get_secret_value(), "scope": "all"}
        return {"grant_type": "password", **us, **({"domain": self.domain} if self.domain else {})}


class Session:
    """`api` is the PBX's interface at `root`, asked as `identity`."""

    def __init__(
        self, provider: str, identity: Identity, *, root: str, http: httpx.AsyncClient, clock: Clock, patience: Patience
    ) -> None:
        self._identity = identity
        self._root = root
        self._http = http
        self._clock = clock
        self.api = Api(
            provider,
            http,
            base_url=root,
            auth=TokenAuth(self._login, stale=reasons.is_stale_token, clock=clock),
            verdict=lambda answer: reasons.meaning(provider, answer),
            patience=patience,
        )

    def _login(self, last: Token | None) -> Login:
        if last and last.refresh:
            form = {"grant_type": "refresh_token", "refresh_token": last.refresh.get_secret_value()}
            renewed = yield self._request(form)
            if not reasons.is_refused_login(renewed):
                token = self._token(renewed)
                return replace(token, by_refresh=True, refresh=token.refresh or last.refresh)
        return self._token((yield self._request(self._identity.form())))

    def _request(self, form: dict[str, str]) -> httpx.Request:
        body = form | {"client_id": _CLIENT_ID}
        return self._http.build_request("POST", f"{self._root}{reasons.TOKEN_PATH}", data=body)

    def _token(self, answer: httpx.Response) -> Token:
        return self.api.read(self.api.accept(answer), Grant).token(self._clock())
