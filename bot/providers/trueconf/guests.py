"""People without an account, by e-mail address, on the list of those who are invited to a room.

At rest the whole list is written at once. While a conference runs nobody can be taken from it, and who is new is added
by a call of its own. Whether the server writes to them is not documented.
"""

from collections.abc import Mapping
from typing import Any

from bot.errors import Refusal, Refused
from bot.providers.http import Api
from bot.providers.trueconf.rooms import Rooms
from bot.providers.trueconf.wire import guests as wire


class GuestLists:
    def __init__(self, api: Api, rooms: Rooms) -> None:
        self._api = api
        self._rooms = rooms

    async def invite(
        self, room_id: str, asked: tuple[str, ...], withdrawn: tuple[str, ...], *, pin: str | None
    ) -> dict[str, str]:
        """Who of all these is on the list afterwards, and as what. Raises `Gone`."""
        whole = await self._rooms.whole(room_id)
        everybody = wire.listed(whole, asked, withdrawn)
        if everybody is None:
            return wire.known(whole, (*asked, *withdrawn))
        if wire.rests(whole):
            await self._rewrite(room_id, whole, everybody, pin)
        else:
            for address in wire.missing(whole, asked):
                await self._add(room_id, address)
        return wire.known(await self._rooms.whole(room_id), (*asked, *withdrawn))

    async def _rewrite(
        self, room_id: str, whole: Mapping[str, Any], everybody: list[wire.Body], pin: str | None
    ) -> None:
        """Whom the server will not have is not on the list afterwards. Raises `Refused` where it began meanwhile."""
        try:
            await self._rooms.relisted(room_id, whole, everybody, pin=pin)
        except Refused as refused:
            if refused.why is Refusal.RUNNING:
                raise

    async def _add(self, room_id: str, address: str) -> None:
        """One that it will not have does not keep the others from it."""
        try:
            place = ("conferences", room_id, "invitations")
            await self._api.call("POST", *place, json=wire.new_guest(address), answers=wire.Added)
        except Refused:
            return
