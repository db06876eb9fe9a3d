"""The templates of a TrueConf Server: conferences to copy from, which administrators look after."""

from bot.providers.http import Api
from bot.providers.trueconf.rooms import Rooms
from bot.providers.trueconf.wire import templates as wire

_PLACE = ("templates", "conferences")


class Templates:
    """Those of the whole server, whoever made them."""

    def __init__(self, api: Api, rooms: Rooms) -> None:
        self._api = api
        self._rooms = rooms

    async def all(self) -> list[wire.Template]:
        """All of them, by name."""
        query = {"sort_by": "name", "sort_type": "asc"}
        return (await self._api.call("GET", *_PLACE, params=query, answers=wire.Templates)).templates

    async def read(self, template_id: str) -> wire.Template:
        """One. Raises `Refused` where there is none."""
        return (await self._api.call("GET", *_PLACE, template_id, answers=wire.OneTemplate)).template

    async def add(self, name: str, conference_id: str) -> wire.Template:
        """A new one, like a conference that somebody set up on the server. Raises `Gone` where there is none."""
        body = wire.new_template(name, await self._rooms.whole(conference_id))
        return (await self._api.call("POST", *_PLACE, json=body, answers=wire.OneTemplate)).template

    async def remove(self, template_id: str) -> None:
        """Delete one. Raises `Refused` where there is none."""
        await self._api.call("DELETE", *_PLACE, template_id, answers=wire.Removed)
