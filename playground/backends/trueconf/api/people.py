"""Accounts and groups: looked up, never written."""

from collections.abc import Iterable

from playground.backends.trueconf import wire
from playground.backends.trueconf.call import Answer, Call, Endpoint, scopes
from playground.backends.trueconf.config import Group, User
from playground.backends.trueconf.refusal import ApiError

_FILTERS = ("login_name", "display_name", "first_name", "last_name", "email")
_EVERYBODY_ELSE = Group(id=wire.NO_GROUP, display_name="Users without group")
_CURSOR = 4170
"""Added to the number of the next page of groups: it is a thing to send back, not to count with."""


def _users(call: Call) -> Answer:
    page, more = call.page(_found(call, call.server.users.values()))
    next_page = call.number("page_id", 1) + 1 if more else -1
    return {"next_page_id": next_page, "users": [wire.user(call.server, one) for one in page]}


def _found(call: Call, users: Iterable[User]) -> list[User]:
    """Those whom the filters let through: by a part of the value and in any case, unless the server is exact."""
    wanted = {name: call.query[name] for name in _FILTERS if name in call.query}
    return [one for one in users if all(_fits(call, one, name, value) for name, value in wanted.items())]


def _fits(call: Call, one: User, name: str, wanted: str) -> bool:
    value: str = wire.user(call.server, one)[name]
    if call.server.config.user_filter == "exact":
        return value == wanted
    return wanted.casefold() in value.casefold()


def _user(call: Call) -> Answer:
    found = call.server.users.get(call.ids[0])
    if found is None:
        raise ApiError("userNotFound", call.ids[0], path="user_id")
    return {"user": wire.user(call.server, found)}


def _groups(call: Call) -> Answer:
    size = call.number("page_size", 200, high=1000)
    asked = call.number("page_id", 1)
    number = asked - _CURSOR if asked > _CURSOR else asked
    start = (number - 1) * size
    groups = _all(call)
    more = start + size < len(groups)
    shown = [_shown(one) for one in groups[start : start + size]]
    return {"next_page_id": _CURSOR + number + 1 if more else -1, "groups": shown}


def _all(call: Call) -> list[Group]:
    return [*call.server.config.groups, _EVERYBODY_ELSE]


def _group(call: Call) -> Group:
    found = next((one for one in _all(call) if one.id == call.ids[0]), None)
    if found is None:
        raise ApiError("groupNotFound", call.ids[0], path="group_id")
    return found


def _one_group(call: Call) -> Answer:
    return {"group": _shown(_group(call))}


def _members(call: Call) -> Answer:
    group = _group(call)
    inside = [one for one in call.server.users.values() if group.id in (one.group_ids or (wire.NO_GROUP,))]
    page, more = call.page(_found(call, inside))
    next_page = call.number("page_id", 1) + 1 if more else -1
    return {"next_page_id": next_page, "users": [wire.user(call.server, one) for one in page]}


def _shown(group: Group) -> dict[str, object]:
    return {"id": group.id, "display_name": group.display_name, "rights": list(group.rights)}


_PAGES = frozenset({"page_id", "page_size"})
_LOOK = _PAGES | {"url_type"} | set(_FILTERS)

ENDPOINTS = (
    Endpoint(method="GET", path="users", scopes=scopes("users", "users:read"), act=_users, query=_LOOK),
    Endpoint(
        method="GET", path="users/{}", scopes=scopes("users", "users:write"), act=_user, query=frozenset({"url_type"})
    ),
    Endpoint(method="GET", path="groups", scopes=scopes("groups", "groups:read"), act=_groups, query=_PAGES),
    Endpoint(method="GET", path="groups/{}", scopes=scopes("groups", "groups:read"), act=_one_group),
    Endpoint(
        method="GET",
        path="groups/{}/users",
        scopes=scopes("groups.users", "groups.users:read"),
        act=_members,
        query=_LOOK,
    ),
)
