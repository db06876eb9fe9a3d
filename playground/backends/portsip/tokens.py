"""Who may call: access tokens, and the refresh tokens that are good for one more pair each."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from playground.backends.portsip.config import CLIENT_ID, PortSIPConfig, User
from playground.backends.portsip.pbx import PBX
from playground.backends.portsip.refusal import invalid, login_refused, unauthorized, unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grant:
    user: User
    until: datetime
    refresh_token: str = field(repr=False)


@dataclass(slots=True)
class Tokens:
    """Gives tokens out and knows them again."""

    pbx: PBX
    access: dict[str, _Grant] = field(default_factory=dict, repr=False)
    refresh: dict[str, User] = field(default_factory=dict, repr=False)

    @property
    def _config(self) -> PortSIPConfig:
        return self.pbx.config

    def grant(self, form: dict[str, str]) -> dict[str, Any]:
        """The answer to an OAuth request. Raises ApiError."""
        kind = form.get("grant_type")
        if kind not in ("password", "refresh_token"):
            raise invalid("grant_type")
        if form.get("client_id") != CLIENT_ID:
            raise login_refused(self._config.login_refused_status)
        if kind == "refresh_token":
            return self.renew(form.get("refresh_token", ""))
        user = self._user(form.get("username", ""), form.get("password", ""), form.get("domain"))
        if user.two_factor:  # this way has no second step
            raise login_refused(self._config.login_refused_status)
        return self._issue(user)

    def sign_in(self, username: str, password: str, domain: str | None) -> dict[str, Any]:
        """Tokens, or the session for a second step. Raises ApiError."""
        user = self._user(username, password, domain)
        if user.two_factor:
            return {"two_factor_enabled": True, "token": secrets.token_urlsafe(32)}
        return self._issue(user)

    def renew(self, refresh_token: str) -> dict[str, Any]:
        """A new pair; the old refresh token is used up. Raises ApiError."""
        user = self.refresh.pop(refresh_token, None)
        if user is None:
            raise unknown(400)
        return self._issue(user)

    def caller(self, token: str | None) -> User:
        """Who calls with this token. Raises ApiError."""
        grant = self.access.get(token or "")
        if grant is None or self.pbx.now >= grant.until:
            raise unauthorized()
        return grant.user

    def revoke(self, token: str) -> None:
        """This token and the one that would renew it."""
        grant = self.access.pop(token, None)
        if grant:
            self.refresh.pop(grant.refresh_token, None)

    def revoke_all(self, *, refresh_too: bool = False) -> None:
        self.access.clear()
        if refresh_too:
            self.refresh.clear()

    def _user(self, username: str, password: str, domain: str | None) -> User:
        """By name in the tenant, or, without a domain, the operator. Raises ApiError."""
        operator = self._config.operator
        found = self.pbx.users.get(username) if domain == self._config.domain else None
        if not domain and username == operator.name:
            found = operator
        if found is None or not secrets.compare_digest(found.password.encode(), password.encode()):
            raise login_refused(self._config.login_refused_status)
        return found

    def _issue(self, user: User) -> dict[str, Any]:
        if self._config.single_session:
            self._sign_out(user)
        access, refresh = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        until = self.pbx.now + self._config.tokens_live
        self.access[access] = _Grant(user=user, until=until, refresh_token=refresh)
        self.refresh[refresh] = user
        return {
            "access_token": access,
            "expires_in": int(self._config.tokens_live.total_seconds()),
            "refresh_token": refresh,
            "token_type": "Bearer",
        }

    def _sign_out(self, user: User) -> None:
        for token in [token for token, grant in self.access.items() if grant.user.name == user.name]:
            self.revoke(token)
