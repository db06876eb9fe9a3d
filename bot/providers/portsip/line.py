"""What is asked about one room, and told it; and what it means that a room refuses."""

from collections.abc import Mapping
from typing import Any

from bot.errors import Garbled, Gone, Refusal, Refused
from bot.providers.http import Api
from bot.providers.portsip import wire


class Line:
    """`provider` is the back end's name, for what is raised."""

    def __init__(self, provider: str, api: Api) -> None:
        self.provider = provider
        self.api = api

    async def room(self, room_id: str) -> wire.ConferenceRoom:
        """The room with the parts of its link. Raises `Gone`."""
        return await self.api.call("GET", "conference_rooms", room_id, answers=wire.ConferenceRoom)

    async def whole(self, room_id: str) -> Mapping[str, Any]:
        """Everything that the PBX says of the room. Raises `Gone`."""
        return (await self.api.call("GET", "conference_rooms", room_id, answers=wire.WholeRoom)).room

    async def status(self, room_id: str) -> wire.Status:
        """What goes on in the room. Raises `Gone`."""
        return await self.api.call("GET", "conference_rooms", room_id, "status", answers=wire.Status)

    async def recordings(self, room_id: str) -> wire.Recordings:
        """What was recorded in the room and is listed already. Raises `Gone`."""
        return await self.api.call("GET", "conference_rooms", room_id, "recordings", answers=wire.Recordings)

    async def inside(self, room_id: str) -> list[wire.Participant]:
        """Who is in. A room in which nobody is may refuse to tell, so after a refusal we look. Raises `Gone`."""
        try:
            call = ("GET", "conference_rooms", room_id, "participants")
            return (await self.api.call(*call, answers=wire.Participants)).items
        except (Refused, Gone) as error:
            if (await self.status(room_id)).on_call:
                raise Garbled(self.provider, f"somebody is in, and it does not tell who: {error.detail}") from error
            return []

    async def act(self, room_id: str, *action: str, json: Mapping[str, Any] | None = None) -> None:
        """An action, which is answered without a body."""
        answer = await self.api.send("POST", "conference_rooms", room_id, *action, json=json)
        if answer.content.strip():
            self.api.read(answer, wire.Done)

    async def attempt(self, room_id: str, *action: str) -> None:
        """An action that the room may be past already: one in which nobody is takes none."""
        try:
            await self.act(room_id, *action)
        except (Refused, Gone):
            return

    async def owner(self, number: str) -> wire.Taken | None:
        """Who has this number; None where it is nobody's."""
        try:
            return await self.api.call("GET", "extension_numbers", number, answers=wire.Taken)
        except Gone:
            return None

    def refused(self, detail: str, why: Refusal) -> Refused:
        """What to raise where the PBX itself was not asked."""
        return Refused(self.provider, detail, why=why)
