"""Pages of rooms: the cursor is a room's serial number, not its id."""

from typing import Any

from playground.backends.vonage import wire
from playground.backends.vonage.call import BETA, Call
from playground.backends.vonage.refusal import invalid
from playground.backends.vonage.room import Room

USUAL_SIZE = 20


def page(call: Call, rooms: list[Room], path: str) -> dict[str, Any]:
    """The page that was asked for, oldest room first. Raises ApiError."""
    size = call.number("page_size")
    size = USUAL_SIZE if size is None else size
    if size < 1:
        raise invalid("page_size", "must be greater than or equal to 1")
    shown = _chosen(rooms, size, call.number("start_id"), call.number("end_id"))
    config = call.service.config
    told = [wire.room(call.service, one) for one in shown]
    as_object = config.rooms_as == "object" or (config.rooms_as == "by prefix" and call.prefix == BETA)
    return {
        "page_size": str(size) if config.page_size_as_text else size,
        "_embedded": {"rooms": told} if as_object else told,
        "_links": _links(call, path, size, rooms, shown),
        **({} if as_object else {"total_items": len(rooms)}),
    }


def _chosen(rooms: list[Room], size: int, start: int | None, end: int | None) -> list[Room]:
    between = [one for one in rooms if (start or 0) <= one.serial and (end is None or one.serial < end)]
    backwards = start is None and end is not None
    return between[-size:] if backwards else between[:size]


def _links(call: Call, path: str, size: int, rooms: list[Room], shown: list[Room]) -> dict[str, Any]:
    asked = call.number("start_id") or 0
    first, after = (shown[0].serial, shown[-1].serial + 1) if shown else (asked, asked)
    links = {
        "first": _link(call, path, size),
        "self": _link(call, path, size, f"&start_id={first}"),
        "prev": _link(call, path, size, f"&end_id={max(first - 1, 0)}"),
        "next": _link(call, path, size, f"&start_id={after}"),
    }
    if not call.service.config.edge_links:
        more = {"prev": any(one.serial < first for one in rooms), "next": any(one.serial >= after for one in rooms)}
        links = {name: link for name, link in links.items() if more.get(name, True)}
    return links


def _link(call: Call, path: str, size: int, cursor: str = "") -> dict[str, str]:
    if call.service.config.link_style == "bare":
        base = f"{call.origin.partition('://')[2]}/meetings"
    else:
        base = f"{call.origin}/{call.prefix}"
    return {"href": f"{base}/{path}?page_size={size}{cursor}"}
