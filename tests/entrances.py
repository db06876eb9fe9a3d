"""People at the doors of conference servers that are up: by which way they come in, and who is in."""

import re
from typing import Any

import httpx

from tests.doors import Door, Visitor, Way
from tests.stage import Message, Server, Stage


class Entrance:
    """The door of a server that is up."""

    def __init__(self, server: Server, door: Door) -> None:
        self._server, self._door = server, door

    async def join(self, way: Way, visitor: Visitor) -> str:
        """Somebody comes in; gives their seat."""
        door = self._door
        taken = await self._server.does("join", **door.room(way), **door.who(visitor), **door.key(way))
        return str(taken["seat"])

    async def admits(self, way: Way, visitor: Visitor) -> bool:
        """Whether somebody gets in, who then is in."""
        try:
            await self.join(way, visitor)
        except httpx.HTTPStatusError:
            return False
        return True

    async def leave(self, way: Way, seat: str) -> None:
        await self._server.does("leave", **self._door.room(way), seat=seat)

    async def rooms(self) -> list[dict[str, Any]]:
        """As the server has them; one that keeps none has those in which somebody is."""
        async with httpx.AsyncClient(base_url=self._server.url, trust_env=False) as http:
            return list((await http.get("/control/state")).json()[self._door.listed])


def way_on(message: Message) -> Way:
    """The way in that a message shows."""
    shown = str(message["blocks"])
    buttons = [one for block in message["blocks"] if block["type"] == "actions" for one in block["elements"]]
    link = next((one["url"] for one in buttons if one.get("url")), "")
    return Way(link=link, number=_found(r"[Dd]ial (\d+)", shown), pin=_found(r"PIN (\d+)", shown))


def ways_shown(stage: Stage) -> set[Way]:
    """Every way in that anybody ever saw on a card or in an invitation."""
    return {way_on(message) for words in ("is live: join now", "invites you to") for message in stage.posts(words)}


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found.group(1) if found else ""
