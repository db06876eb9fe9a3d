"""Whose request it is: the bearer token, and the permissions it holds."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from playground.backends.sourceloop.refusal import bad_token, forbidden, no_token
from playground.backends.sourceloop.service import Service
from playground.backends.tokens import is_instant, opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks. `id` is what rows are signed with: the tenant's user, else the user."""

    id: str | None
    permissions: frozenset[str]


def sent(request: Request) -> str | None:
    """The token, by header or, which nobody should do, in the address."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    return request.query_params.get("access_token")


def checked(service: Service, token: str | None) -> Caller:
    """Raises ApiError."""
    if not token:
        raise no_token()
    if service.faults.tokens_refused:
        raise bad_token()
    try:
        _, claims = opened(service.config.jwt_secret, token)
    except ValueError:
        raise bad_token() from None
    _check(service, claims)
    held = claims.get("permissions")
    permissions = frozenset(one for one in held if isinstance(one, str)) if isinstance(held, list) else frozenset()
    return Caller(id=claims.get("userTenantId") or claims.get("id"), permissions=permissions)


def _check(service: Service, claims: dict[str, Any]) -> None:
    now = service.now.timestamp()
    if claims.get("iss") != service.config.jwt_issuer:
        raise bad_token()
    if "exp" in claims and (not is_instant(claims["exp"]) or claims["exp"] <= now):
        raise bad_token()
    password = claims.get("passwordExpiryTime")
    if is_instant(password) and password <= now * 1000:
        raise bad_token("PasswordExpiryError")


def must_hold(service: Service, caller: Caller, permission: str) -> None:
    """Raises ApiError."""
    if permission not in caller.permissions or permission in service.faults.forbidden:
        raise forbidden()
