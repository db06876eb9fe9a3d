"""What administrators do with a PortSIP PBX in the terminal: Plenum's rooms there, and the conference servers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

from bot.errors import Garbled, Gone, Refusal, Refused
from bot.live import RoomState
from bot.providers.chores import Chore, MisuseError, Report
from bot.providers.portsip import reasons, wire
from bot.providers.portsip.servers import Server

if TYPE_CHECKING:
    from bot.providers.portsip.adapter import PortSip

_ROWS = 25
"""Rooms on a page: for each the PBX is asked twice."""
_STAYS = {
    Refusal.RECORDED: "there are recordings in it, which would go with it: delete them in the PBX's portal first",
    Refusal.RUNNING: "people were in it until now, and what they recorded may not be listed yet: try again later",
}


async def _rooms(pbx: PortSip, said: tuple[str, ...]) -> Report:
    return await _page(pbx, await pbx.rooms.ours(), said)


async def _find_rooms(pbx: PortSip, said: tuple[str, ...]) -> Report:
    words = said[0].casefold()
    rooms = [room for room in await pbx.rooms.ours() if words in _title(room).casefold()]
    return await _page(pbx, rooms, said[1:])


def _title(room: wire.ListedRoom) -> str:
    return f"{room.extension_number} {room.subject or ''}"


async def _page(pbx: PortSip, rooms: list[wire.ListedRoom], said: tuple[str, ...]) -> Report:
    pages = max(1, -(-len(rooms) // _ROWS))
    page = _whole(said[0], "PAGE", 1) if said else 1
    if page > pages:
        raise MisuseError(f"there is no page {page}, the last one is {pages}")
    shown = rooms[(page - 1) * _ROWS : page * _ROWS]
    return Report(
        head=("number", "subject", "state", "recordings", "made for"),
        rows=tuple(await asyncio.gather(*(_row(pbx, room) for room in shown))),
        said=f"{_many(len(rooms), 'room')}, page {page} of {pages}.",
    )


async def _row(pbx: PortSip, room: wire.ListedRoom) -> tuple[str, ...]:
    known = (room.extension_number, room.subject or "–")
    try:
        how = _how(await pbx.line.status(room.id)), await _recordings(pbx, room.id)
    except Gone:
        how = "gone", "–"
    return *known, *how, room.reference or "not by Plenum"


async def _recordings(pbx: PortSip, room_id: str) -> str:
    """How many; before 22.6.3 the PBX may not be able to say."""
    try:
        return str((await pbx.line.recordings(room_id)).how_many)
    except (Garbled, Refused):
        return "not told"


def _how(status: wire.Status) -> str:
    state = {"ON_CALL": "on call", "ONLINE": "empty", "OFFLINE": "offline"}[status.status]
    return ", ".join([state, *(sign for sign in ("recording", "locked", "muted") if getattr(status, sign))])


async def _remove_room(pbx: PortSip, said: tuple[str, ...]) -> Report:
    room = next((room for room in await pbx.rooms.ours() if room.extension_number == said[0]), None)
    if room is None:
        raise MisuseError(f"no room of Plenum's has the number {said[0]}: `rooms` shows them")
    if (await pbx.status(room.id)).state is RoomState.LIVE:
        raise MisuseError("people are in it: end their conference first")
    try:
        await pbx.remove(room.id)
    except Refused as refused:
        if refused.why not in _STAYS:
            raise
        raise MisuseError(_STAYS[refused.why]) from refused
    return Report(said=f"Removed room {room.extension_number}; its number is free.")


async def _servers(pbx: PortSip, said: tuple[str, ...]) -> Report:
    page = await pbx.servers.all()
    head = ("id", "name", "kind", "address", "rooms", "participants", "enabled")
    count = max(len(page.items), page.count or 0)
    return Report(head=head, rows=tuple(map(_server, page.items)), said=f"{_many(count, 'conference server')}.")


def _server(one: Server) -> tuple[str, ...]:
    address = ", ".join(filter(None, (one.ipv4, one.ipv6)))
    limits = (_number(one.max_rooms), _number(one.max_participants))
    return one.id, one.name or "–", (one.type or "–").lower(), address or "–", *limits, _yes(one.enabled)


async def _show_server(pbx: PortSip, said: tuple[str, ...]) -> Report:
    with _there_is_a_server(said[0]):
        server, status = await pbx.servers.read(said[0]), await pbx.servers.status(said[0])
    names = ("id", "name", "kind", "address", "rooms at most", "participants at most", "enabled")
    now = (
        ("state", status.status.lower()),
        ("rooms now", _number(status.rooms_count)),
        ("participants now", _number(status.participants_count)),
        ("processor", _number(status.cpu_usage)),
        ("memory", _number(status.memory_usage)),
    )
    return Report(rows=(*zip(names, _server(server), strict=True), *now))


async def _add_server(pbx: PortSip, said: tuple[str, ...]) -> Report:
    name, address = said[0].strip(), _address(said[3])
    if not 1 <= len(name) <= 64:
        raise MisuseError("NAME is 1 to 64 characters")
    rooms, participants = _whole(said[1], "MAX_ROOMS"), _whole(said[2], "MAX_PARTICIPANTS")
    made = await pbx.servers.add(name, address, rooms=rooms, participants=participants)
    return Report(said=f"Added the conference server {name} with the id {made}.")


async def _change_server(pbx: PortSip, said: tuple[str, ...]) -> Report:
    rooms, participants = _whole(said[1], "MAX_ROOMS"), _whole(said[2], "MAX_PARTICIPANTS")
    if said[3:] and said[3] not in ("on", "off"):
        raise MisuseError(f"{said[3]} is neither on nor off")
    with _there_is_a_server(said[0]):
        enabled = said[3] == "on" if said[3:] else (await pbx.servers.read(said[0])).enabled is not False
        await pbx.servers.change(said[0], rooms=rooms, participants=participants, enabled=enabled)
    limits = f"{_many(rooms, 'room')} and {_many(participants, 'participant')}"
    return Report(said=f"Changed: at most {limits}, {'on' if enabled else 'off'}.")


async def _remove_server(pbx: PortSip, said: tuple[str, ...]) -> Report:
    with _there_is_a_server(said[0]):
        await pbx.servers.remove(said[0])
    return Report(said=f"Removed the conference server {said[0]}.")


@contextmanager
def _there_is_a_server(server_id: str) -> Iterator[None]:
    """Turns what the PBX says of a wrong one into what an administrator can mend."""
    if server_id in ("", ".", ".."):
        raise MisuseError("ID is missing: `servers list` shows them")
    try:
        yield
    except Gone as error:
        raise MisuseError(f"there is no conference server {server_id}: `servers list` shows them") from error
    except Refused as refused:
        if reasons.IN_USE not in refused.detail:
            raise
        raise MisuseError(
            "calls run on it: switch it off with `servers change`, and wait until they are over"
        ) from refused


def _address(text: str) -> IPv4Address | IPv6Address:
    try:
        return ip_address(text)
    except ValueError as error:
        raise MisuseError(f"ADDRESS {text} is no IPv4 or IPv6 address") from error


def _whole(text: str, name: str, least: int = 0) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 9 and int(text) >= least):
        raise MisuseError(f"{name} is a whole number of at least {least}, not {text}")
    return int(text)


def _number(value: int | None) -> str:
    return "–" if value is None else str(value)


def _yes(flag: bool | None) -> str:
    return "–" if flag is None else "yes" if flag else "no"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


_LIMITS = ("MAX_ROOMS", "MAX_PARTICIPANTS")

CHORES = (
    Chore(words="rooms", summary="list Plenum's rooms on the PBX, the newest first", run=_rooms, takes=("[PAGE]",)),
    Chore(
        words="rooms find",
        summary="list those whose number or subject has these words in it",
        run=_find_rooms,
        takes=("WORDS", "[PAGE]"),
    ),
    Chore(
        words="rooms remove",
        summary="remove a room in which nobody is and nothing was recorded",
        run=_remove_room,
        takes=("NUMBER",),
    ),
    Chore(words="servers list", summary="list the conference servers", run=_servers),
    Chore(words="servers show", summary="say what one may carry, and carries now", run=_show_server, takes=("ID",)),
    Chore(
        words="servers add",
        summary="add one to the PBX",
        run=_add_server,
        takes=("NAME", *_LIMITS, "ADDRESS"),
    ),
    Chore(
        words="servers change",
        summary="change what one may carry, switch it on or off",
        run=_change_server,
        takes=("ID", *_LIMITS, "[on|off]"),
    ),
    Chore(words="servers remove", summary="take one out of the PBX", run=_remove_server, takes=("ID",)),
)
