"""The conference servers, which carry the calls of all tenants."""

from ipaddress import IPv4Address, IPv6Address
from typing import Literal

import httpx
from pydantic import Field

from bot.providers.http import Answer, Api
from bot.providers.portsip import wire

_TOP = {"top": "100", "count": "true"}


class Server(Answer):
    """One of them, and how much it may carry."""

    id: str = Field(min_length=1)
    name: wire.Text = None
    enabled: wire.Flag = None
    type: wire.Text = None
    ipv4: wire.Text = None
    ipv6: wire.Text = None
    max_rooms: wire.Number = None
    max_participants: wire.Number = None


class ServerStatus(Answer):
    """How much it carries now; its use of processor and memory in the PBX's own measure."""

    status: Literal["ONLINE", "OFFLINE"]
    rooms_count: wire.Number = None
    participants_count: wire.Number = None
    cpu_usage: wire.Number = None
    memory_usage: wire.Number = None


class Servers:
    """Asked as whoever may look after them. Their refusals are passed on."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def all(self) -> wire.Page[Server]:
        """The first hundred, and how many there are."""
        return await self._api.call("GET", "conference_servers", params=_TOP, answers=wire.Page[Server])

    async def read(self, server_id: str) -> Server:
        """Raises `Gone`, as those that follow do."""
        return await self._api.call("GET", "conference_servers", server_id, answers=Server)

    async def status(self, server_id: str) -> ServerStatus:
        """What it carries now."""
        return await self._api.call("GET", "conference_servers", server_id, "status", answers=ServerStatus)

    async def add(self, name: str, address: IPv4Address | IPv6Address, *, rooms: int, participants: int) -> str:
        """The new one's id. It is enabled."""
        body = {
            "name": name,
            f"ipv{address.version}": str(address),
            "max_rooms": rooms,
            "max_participants": participants,
        }
        return (await self._api.call("POST", "conference_servers", json=body, answers=wire.Made)).id

    async def change(self, server_id: str, *, rooms: int, participants: int, enabled: bool) -> None:
        """All that can be changed, because what an update leaves out may go back to its default."""
        body = {"max_rooms": rooms, "max_participants": participants, "enabled": enabled}
        self._done(await self._api.send("POST", "conference_servers", server_id, json=body))

    async def remove(self, server_id: str) -> None:
        """Take it out of the PBX."""
        self._done(await self._api.send("POST", "conference_servers", server_id, "destroy"))

    def _done(self, answer: httpx.Response) -> None:
        if answer.content.strip():
            self._api.read(answer, wire.Done)
