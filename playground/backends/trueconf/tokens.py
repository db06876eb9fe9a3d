"""Who may call: access tokens by grant, the server-wide secret key, and the secrets of personal links."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from playground.backends.trueconf.config import OAuthApp, TrueConfConfig
from playground.backends.trueconf.refusal import ApiError, envelope
from playground.backends.trueconf.server import Server
from playground.backends.trueconf.session import Guest

_OAUTH_NAMES = {
    "invalidRequest": "invalid_request",
    "invalidCredentials": "invalid_client",
    "userIsBanned": "access_denied",
}


class TokenError(Exception):
    """The token endpoint says no. The document names reasons only; the form of the body is a setting."""

    def __init__(self, reason: str, message: str, status: int = 400) -> None:
        self.reason, self.message, self.status = reason, message, status
        super().__init__(message)

    def body(self, form: str) -> dict[str, Any]:
        if form == "oauth":
            return {"error": _OAUTH_NAMES[self.reason], "error_description": self.message}
        if form == "reason":
            return {"reason": self.reason, "message": self.message}
        return envelope(self.status, [{"reason": self.reason, "message": self.message}])


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who a token stands for. Without a `login` it reaches the whole server; without `scopes` it may do all."""

    login: str | None = None
    scopes: frozenset[str] | None = None

    def may(self, any_of: frozenset[str]) -> bool:
        return not any_of or self.scopes is None or bool(self.scopes & any_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grant:
    client_id: str
    caller: Caller
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What a personal link's temporary secret lets in: an account or a guest, into one conference."""

    conference_id: str
    login: str | None
    guest: Guest | None
    until: datetime


@dataclass(slots=True)
class Tokens:
    """Gives tokens out and knows them again."""

    server: Server
    access: dict[str, _Grant] = field(default_factory=dict, repr=False)
    refresh: dict[str, _Grant] = field(default_factory=dict, repr=False)
    passes: dict[str, Pass] = field(default_factory=dict, repr=False)

    @property
    def _config(self) -> TrueConfConfig:
        return self.server.config

    def grant(self, wish: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a token request. Raises TokenError."""
        grants = {
            "client_credentials": self._for_app,
            "password": self._for_user,
            "refresh_token": self._again,
        }
        kind = _text(wish, "grant_type")
        if kind not in grants:
            raise TokenError("invalidRequest", f"The grant type '{kind}' is not supported")
        return self._issue(*grants[kind](wish))

    def caller(self, token: str | None) -> Caller:
        """Who calls with this token. Raises ApiError."""
        if token and self._config.secret_key and secrets.compare_digest(token, self._config.secret_key):
            return Caller()
        grant = self.access.get(token or "")
        if grant is None or grant.until <= self.server.now:
            raise ApiError("accessTokenInvalid")
        return grant.caller

    def revoke(self) -> None:
        """Every access token given out so far becomes invalid; refresh tokens stay."""
        self.access.clear()

    def pass_for(self, conference_id: str, *, login: str | None = None, guest: Guest | None = None) -> str:
        secret = secrets.token_hex(16)
        until = self.server.now + self._config.personal_link_lifetime
        self.passes[secret] = Pass(conference_id=conference_id, login=login, guest=guest, until=until)
        return secret

    def redeem(self, conference_id: str, secret: str) -> Pass | None:
        """Whom a personal link brings, if it is for this conference and still good."""
        found = self.passes.get(secret)
        if found is None or found.conference_id != conference_id or found.until <= self.server.now:
            return None
        return found

    def _app(self, wish: Mapping[str, Any], *, secret_needed: bool) -> OAuthApp:
        client_id = _text(wish, "client_id")
        app = next((app for app in self._config.apps if app.client_id == client_id), None)
        given = wish.get("client_secret")
        if app is None or (app.client_secret is None and secret_needed):
            raise TokenError("invalidCredentials", "The client credentials are invalid")
        if (secret_needed or given is not None) and given != app.client_secret:
            raise TokenError("invalidCredentials", "The client credentials are invalid")
        return app

    def _for_app(self, wish: Mapping[str, Any]) -> tuple[str, Caller]:
        _text(wish, "client_secret")
        app = self._app(wish, secret_needed=True)
        return app.client_id, Caller(scopes=app.scopes)

    def _for_user(self, wish: Mapping[str, Any]) -> tuple[str, Caller]:
        app = self._app(wish, secret_needed=False)
        user = self.server.users.get(_text(wish, "username"))
        if user is None or not secrets.compare_digest(user.password, _text(wish, "password")):
            raise TokenError("invalidCredentials", "Invalid username and password combination")
        if not user.is_active:
            raise TokenError("userIsBanned", "The user is banned", 403)
        return app.client_id, Caller(login=user.login, scopes=app.scopes)

    def _again(self, wish: Mapping[str, Any]) -> tuple[str, Caller]:
        """A refresh token is spent by its use; the answer brings a new one."""
        token = _text(wish, "refresh_token")
        grant = self.refresh.get(token)
        if grant is None or grant.until <= self.server.now:
            raise TokenError("invalidCredentials", "Invalid refresh token")
        if "client_id" in wish and self._app(wish, secret_needed=False).client_id != grant.client_id:
            raise TokenError("invalidCredentials", "The refresh token is another client's")
        del self.refresh[token]
        return grant.client_id, grant.caller

    def _issue(self, client_id: str, caller: Caller) -> dict[str, Any]:
        access, refresh = secrets.token_hex(20), secrets.token_hex(20)
        now, config = self.server.now, self._config
        self.access[access] = _Grant(client_id=client_id, caller=caller, until=now + config.token_lifetime)
        self.refresh[refresh] = _Grant(client_id=client_id, caller=caller, until=now + config.refresh_lifetime)
        return {
            "access_token": access,
            "expires_in": int(config.token_lifetime.total_seconds()),
            "token_type": "Bearer",
            "scope": " ".join(sorted(caller.scopes or ())),
            "refresh_token": refresh,
        }


def _text(wish: Mapping[str, Any], name: str) -> str:
    value = wish.get(name)
    if not isinstance(value, str) or not value:
        raise TokenError("invalidRequest", f"'{name}' is missing")
    return value
