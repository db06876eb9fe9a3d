"""Tokens that let people in: what a token must say, and what it says of its holder."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from playground.backends.jitsi.config import JitsiConfig
from playground.backends.jitsi.names import RoomName
from playground.backends.tokens import is_instant, opened

_OF_A_PERSON = ("id", "name", "email", "avatar")
_OWNERS = ("owner", "moderator", "teacher")


class PassError(Exception):
    """The token does not let anybody in; the text is the chat server's reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What a good token says of whoever holds it."""

    name: str | None = None
    user_id: str | None = None
    email: str | None = None
    avatar: str | None = None
    moderator: bool = False


def check(config: JitsiConfig, token: str, room: RoomName, host: str, now: datetime) -> Pass:
    """Raises PassError. `host` is the name of the host that was asked."""
    assert config.app_secret is not None
    try:
        header, claims = opened(config.app_secret, token)
    except ValueError as error:
        raise PassError(f"Invalid {error}") from error
    if header.get("typ") != "JWT":
        raise PassError("Invalid typ")
    _check_times(claims, now)
    _check_parties(config, claims)
    _check_room(config, claims, room, host)
    return _holder(config, claims)


def _check_times(claims: dict[str, Any], now: datetime) -> None:
    for name in ("exp", "nbf"):
        if name in claims and not is_instant(claims[name]):
            raise PassError(f"{name} must be number")
    if "exp" in claims and now.timestamp() >= claims["exp"]:
        raise PassError("Not acceptable by exp")
    if "nbf" in claims and now.timestamp() < claims["nbf"]:
        raise PassError("Not acceptable by nbf")


def _check_parties(config: JitsiConfig, claims: dict[str, Any]) -> None:
    for name in ("iss", "aud", "room"):
        if name not in claims:
            raise PassError(f"'{name}' claim is missing")
    if claims["iss"] != config.app_id:
        raise PassError("Invalid issuer ('iss' claim)")
    accepted = [one.strip() for one in config.audiences.split(",")]
    if "*" not in accepted and claims["aud"] not in accepted:
        raise PassError("Invalid audience ('aud' claim)")


def _check_room(config: JitsiConfig, claims: dict[str, Any], room: RoomName, host: str) -> None:
    named, subject = claims["room"], claims.get("sub")
    if named != "*" and str(named).lower() != room.node:
        raise PassError("Room and token mismatched")
    expected = (room.tenant or config.domain or host).lower()
    if config.domain_checked and subject not in ("*", expected):
        raise PassError("Room and token mismatched: sub")


def _holder(config: JitsiConfig, claims: dict[str, Any]) -> Pass:
    context = claims.get("context")
    user = context.get("user", {}) if isinstance(context, dict) else {}
    if not isinstance(user, dict):
        raise PassError("context.user is no object")
    told: dict[str, str] = {name: user[name] for name in _OF_A_PERSON if name in user}
    if not all(isinstance(value, str) for value in told.values()):
        raise PassError("context.user holds what is no text")
    told = {name: value.encode(errors="replace").decode() for name, value in told.items()}
    return Pass(
        name=told.get("name"),
        user_id=told.get("id"),
        email=told.get("email"),
        avatar=told.get("avatar"),
        moderator=config.moderators == "all" or _presides(user),
    )


def _presides(user: dict[str, Any]) -> bool:
    """By `affiliation`, or by `moderator`, which is a boolean or a text."""
    return user.get("affiliation") in _OWNERS or user.get("moderator") in (True, "true")
