"""What people choose in Slack, each thing once: where it may be chosen, how it is kept, what holds if nobody did.

A choice is kept for a workspace, a channel or a person. The narrower wins, where it may be made at all.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.leads import USUAL, Daily, Quiet, tidy

Value = TypeVar("Value")

NUMBER = re.compile(r"\+?[0-9]{1,20}|\+")
"""How telephone numbers may begin: a plus alone is every number of the world outside."""
EMAIL = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]{1,189}")
ACCOUNT = "account."
"""Stands before the name of a back end."""


class Scope(StrEnum):
    """For whom something was chosen, the widest first."""

    WORKSPACE = "workspace"
    CHANNEL = "channel"
    PERSON = "person"


class Who(StrEnum):
    """`MEMBERS` are not guests · `GROUPS` are the members of some user groups."""

    EVERYONE = "everyone"
    MEMBERS = "members"
    GROUPS = "groups"


@dataclass(frozen=True, slots=True, kw_only=True)
class Starters:
    """Who may start and schedule; administrators always may. `groups` are Slack's ids."""

    who: Who = Who.EVERYONE
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Generic[Value]):
    """One thing that can be chosen. `read` takes what was written down, and raises `ValueError` for what it is not."""

    name: str
    scopes: tuple[Scope, ...]
    default: Value
    read: Callable[[Any], Value]
    write: Callable[[Value], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Generic[Value]):
    """What holds, and for whom it was chosen; None where nobody did."""

    value: Value
    scope: Scope | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What somebody wants for `scope_id`, an id of Slack's; None takes the choice back."""

    scope: Scope
    scope_id: str
    choice: Choice[Any]
    value: Any


def _text(written: Any) -> str:
    if not isinstance(written, str) or not written:
        raise ValueError("is no text")
    return written


def _truth(written: Any) -> bool:
    if not isinstance(written, bool):
        raise ValueError("is neither true nor false")
    return written


def _texts(written: Any) -> tuple[str, ...]:
    if not isinstance(written, list | tuple):
        raise ValueError("is no list")
    return tuple(_text(one) for one in written)


def _numbers(written: Any) -> tuple[str, ...]:
    numbers = _texts(written)
    if not all(NUMBER.fullmatch(one) for one in numbers):
        raise ValueError("is no beginning of telephone numbers")
    return numbers


def _email(written: Any) -> str:
    if not EMAIL.fullmatch(_text(written)):
        raise ValueError("is no e-mail address")
    return str(written)


def _starters(written: Any) -> Starters:
    if not isinstance(written, dict):
        raise ValueError("does not say who")
    starters = Starters(who=Who(str(written.get("who"))), groups=_texts(written.get("groups", ())))
    if starters.who is Who.GROUPS and not starters.groups:
        raise ValueError("names no group")
    return starters


def _written_starters(starters: Starters) -> dict[str, Any]:
    return {"who": starters.who.value, "groups": list(starters.groups)}


def _leads(written: Any) -> tuple[int, ...]:
    if not isinstance(written, list | tuple) or not all(type(one) is int for one in written):
        raise ValueError("is no list of minutes")
    return tidy(written)


def _minute(written: Any) -> int:
    if type(written) is not int or not 0 <= written < 24 * 60:
        raise ValueError("is no minute of a day")
    return written


def _zone(written: Any) -> str:
    try:
        return ZoneInfo(_text(written)).key
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError("is no time zone") from error


def _quiet(written: Any) -> Quiet:
    if not isinstance(written, dict):
        raise ValueError("says no hours")
    begins, ends = _minute(written.get("begins")), _minute(written.get("ends"))
    if begins == ends:
        raise ValueError("is the whole day")
    return Quiet(begins=begins, ends=ends, zone=_zone(written.get("zone")))


def _written_quiet(quiet: Quiet | None) -> dict[str, Any]:
    assert quiet is not None
    return {"begins": quiet.begins, "ends": quiet.ends, "zone": quiet.zone}


def _daily(written: Any) -> Daily:
    if not isinstance(written, dict):
        raise ValueError("says no hour")
    return Daily(at=_minute(written.get("at")), zone=_zone(written.get("zone")))


def _written_daily(daily: Daily | None) -> dict[str, Any]:
    assert daily is not None
    return {"at": daily.at, "zone": daily.zone}


def _as_it_is(value: Any) -> Any:
    return value


BACKEND: Choice[str | None] = Choice(
    name="backend",
    scopes=(Scope.WORKSPACE, Scope.CHANNEL, Scope.PERSON),
    default=None,
    read=_text,
    write=_as_it_is,
)
"""The back end that is used when nobody names one."""
STARTERS: Choice[Starters] = Choice(
    name="starters",
    scopes=(Scope.WORKSPACE, Scope.CHANNEL),
    default=Starters(),
    read=_starters,
    write=_written_starters,
)
GUESTS: Choice[bool] = Choice(name="guests", scopes=(Scope.WORKSPACE,), default=True, read=_truth, write=_as_it_is)
"""Whether Slack's guests may be invited."""
OUTSIDERS: Choice[bool] = Choice(
    name="outsiders", scopes=(Scope.WORKSPACE,), default=False, read=_truth, write=_as_it_is
)
"""Whether people of other organisations may be invited."""
NUMBERS: Choice[tuple[str, ...]] = Choice(
    name="numbers", scopes=(Scope.WORKSPACE,), default=(), read=_numbers, write=list
)
"""How telephone numbers begin that may be called; none: whatever the back end allows."""
ADMINS: Choice[tuple[str, ...]] = Choice(name="admins", scopes=(Scope.WORKSPACE,), default=(), read=_texts, write=list)
"""Who counts as an administrator, beside those of Slack."""
LEADS: Choice[tuple[int, ...]] = Choice(
    name="leads",
    scopes=(Scope.WORKSPACE, Scope.CHANNEL, Scope.PERSON),
    default=USUAL,
    read=_leads,
    write=list,
)
"""How many minutes ahead people are reminded by direct message. A conference may have its own: these go before what
holds for its channel, and behind what somebody chose for themselves."""
CHANNEL_LEADS: Choice[tuple[int, ...]] = Choice(
    name="channel_leads", scopes=(Scope.WORKSPACE, Scope.CHANNEL), default=(), read=_leads, write=list
)
"""How many minutes ahead the channel itself is reminded."""
QUIET: Choice[Quiet | None] = Choice(
    name="quiet", scopes=(Scope.PERSON,), default=None, read=_quiet, write=_written_quiet
)
"""When somebody wants to hear of nothing that is far ahead."""
AGENDA: Choice[Daily | None] = Choice(
    name="agenda", scopes=(Scope.PERSON,), default=None, read=_daily, write=_written_daily
)
"""When somebody wants to hear what the day brings."""


def account(backend: str) -> Choice[str | None]:
    """Somebody's e-mail address on a back end, where it is not that of Slack."""
    return Choice(name=ACCOUNT + backend, scopes=(Scope.PERSON,), default=None, read=_email, write=_as_it_is)


_DECLARED: tuple[Choice[Any], ...] = (
    BACKEND, STARTERS, GUESTS, OUTSIDERS, NUMBERS, ADMINS, LEADS, CHANNEL_LEADS, QUIET, AGENDA,
)  # fmt: skip
_ALL: dict[str, Choice[Any]] = {one.name: one for one in _DECLARED}


def known(name: str) -> Choice[Any]:
    """The choice of that name."""
    return account(name.removeprefix(ACCOUNT)) if name.startswith(ACCOUNT) else _ALL[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What holds somewhere, for somebody. `lost`: the back end that would be used, were it still configured.

    `accounts`: their e-mail addresses by back end, where they said so.
    """

    backend: Held[str | None] = Held(value=BACKEND.default)
    lost: str | None = None
    starters: Held[Starters] = Held(value=STARTERS.default)
    guests: Held[bool] = Held(value=GUESTS.default)
    outsiders: Held[bool] = Held(value=OUTSIDERS.default)
    numbers: Held[tuple[str, ...]] = Held(value=NUMBERS.default)
    admins: Held[tuple[str, ...]] = Held(value=ADMINS.default)
    accounts: Mapping[str, str] = field(default_factory=dict)
    leads: Held[tuple[int, ...]] = Held(value=LEADS.default)
    channel_leads: Held[tuple[int, ...]] = Held(value=CHANNEL_LEADS.default)
    quiet: Held[Quiet | None] = Held(value=QUIET.default)
    agenda: Held[Daily | None] = Held(value=AGENDA.default)


Layer = tuple[Scope, Mapping[str, Any]]
"""What was written down for one scope, by name."""


def chosen(layers: Sequence[Layer], *, backends: Collection[str]) -> Chosen:
    """What holds by these layers, the widest first, where these `backends` are configured. Names that we do not know,
    and values that are none, count for nothing: a newer release wrote them."""
    wanted = held(BACKEND, layers).value
    there = [(scope, written) for scope, written in layers if written.get(BACKEND.name) in backends]
    return Chosen(
        backend=held(BACKEND, there),
        lost=None if wanted in backends else wanted,
        starters=held(STARTERS, layers),
        guests=held(GUESTS, layers),
        outsiders=held(OUTSIDERS, layers),
        numbers=held(NUMBERS, layers),
        admins=held(ADMINS, layers),
        accounts=_accounts(layers),
        leads=held(LEADS, layers),
        channel_leads=held(CHANNEL_LEADS, layers),
        quiet=held(QUIET, layers),
        agenda=held(AGENDA, layers),
    )


def held(choice: Choice[Value], layers: Sequence[Layer]) -> Held[Value]:
    """The narrowest that was chosen where it may be."""
    for scope, written in reversed(layers):
        if scope in choice.scopes and choice.name in written:
            try:
                return Held(value=choice.read(written[choice.name]), scope=scope)
            except ValueError:
                continue
    return Held(value=choice.default)


def _accounts(layers: Sequence[Layer]) -> dict[str, str]:
    names = {name for _, written in layers for name in written if name.startswith(ACCOUNT)}
    backends = sorted(name.removeprefix(ACCOUNT) for name in names)
    found = {backend: held(account(backend), layers).value for backend in backends}
    return {backend: email for backend, email in found.items() if email}
