"""Rooms on the PBX: made with a number of the range, found again, emptied, taken away."""

import asyncio
from collections.abc import Set as AbstractSet
from contextlib import suppress

from bot.clock import Clock
from bot.errors import Denied, Garbled, Gone, ProviderError, Refusal, Refused, Unanswered
from bot.model import Room, RoomWish
from bot.providers.http import Patience, after_effect, before_effect
from bot.providers.portsip import guests, wire
from bot.providers.portsip.line import Line
from bot.providers.portsip.numbers import NumberRange
from bot.providers.portsip.settings import Settings

_ROWS, _PAGES = 100, 20
_TRIES = 20
_ROUNDS = (0.2, 0.3, 0.5, 0.5, 0.5)
"""Seconds before each further look at who is still in a room that is being cleared."""


class Rooms:
    def __init__(self, line: Line, settings: Settings, *, clock: Clock, patience: Patience) -> None:
        self._line = line
        self._settings = settings
        self._numbers = NumberRange.read(settings.numbers)
        self._clock = clock
        self._patience = patience

    async def create(self, wish: RoomWish) -> Room:
        """The room that an earlier try made for this reference, else a new one."""
        with before_effect():
            rooms = await self._all()
        earlier = next((room.id for room in rooms if room.reference == wish.reference), None)
        if earlier:
            with after_effect():
                return await self.opened(earlier)
        room_id = await self._made(wish, taken={room.extension_number for room in rooms})
        with after_effect():
            return await self._read_new(room_id)

    async def opened(self, room_id: str) -> Room:
        """A room that was made earlier, open for people, whatever became of it since. Raises `Gone`."""
        if (await self._line.status(room_id)).locked:
            try:
                await self._line.act(room_id, "unlock")
            except Refused as refused:
                locked = f"a locked room that cannot be unlocked: {refused.detail}"
                raise Garbled(self._line.provider, locked) from refused
        return self._room(await self._line.room(room_id))

    async def changed(self, room_id: str, wish: RoomWish) -> Room:
        """The room, as wished now. Raises `Gone`."""
        body = wire.changed_room(await self._line.whole(room_id), wish, now=self._clock())
        if body:
            await self._line.act(room_id, json=body)
        return self._room(await self._line.room(room_id))

    async def invite_guests(self, room_id: str, asked: tuple[str, ...], withdrawn: tuple[str, ...]) -> dict[str, str]:
        """Who of all these is on the list of those outside afterwards. Raises `Gone`."""
        whole = await self._line.whole(room_id)
        if body := guests.written(whole, asked, withdrawn, now=self._clock()):
            with suppress(Refused):  # whom the PBX will not have, is not on the list afterwards
                await self._line.act(room_id, json=body)
            whole = await self._line.whole(room_id)
        return guests.known(whole, (*asked, *withdrawn))

    async def find(self, reference: str) -> Room | None:
        """The room that was made for this reference."""
        try:
            made = (room.id for room in await self._all() if room.reference == reference)
            return self._room(await self._line.room(room_id)) if (room_id := next(made, None)) else None
        except Gone:
            return None

    async def ours(self) -> list[wire.ListedRoom]:
        """Those that Plenum made, and whatever else has one of its numbers; the newest first."""
        return [room for room in await self._all() if room.reference or room.extension_number in self._numbers]

    async def check(self) -> int | None:
        """Ask for what `create` asks for: how many rooms there are, None where that is not said."""
        page = await self._page({"top": "1"})
        await self._line.owner(next(self._numbers.free((), reference="")))
        return page.count

    async def end(self, room_id: str) -> None:
        """Send everybody out; whoever dials the number afterwards gets in."""
        try:
            if (await self._line.status(room_id)).on_call:
                await self._clear(room_id)
                await self._line.attempt(room_id, "unlock")
        except Gone:
            return

    async def remove(self, room_id: str) -> None:
        """Destroy it, unless recordings would go with it: then it is only shut.

        One in which people were until now stays for the time being: what they recorded may not be listed yet.
        """
        try:
            status = await self._line.status(room_id)
            recording = status.recording
            if status.on_call:
                recording = await self._clear(room_id) or recording
            if recording or (await self._line.recordings(room_id)).how_many:
                await self._line.attempt(room_id, "lock")
                raise self._line.refused("recordings are in the room", Refusal.RECORDED)
            if status.on_call:
                raise self._line.refused("people were in until now", Refusal.RUNNING)
            await self._line.act(room_id, "destroy")
        except Gone:
            return

    async def _made(self, wish: RoomWish, *, taken: AbstractSet[str]) -> str:
        """The id of the new room, which has the first number that the server lets us have."""
        for _, number in zip(range(_TRIES), self._numbers.free(taken, reference=wish.reference), strict=False):
            if not await self._is_free(number):
                continue
            body = wire.new_room(wish, self._settings, number=number, now=self._clock())
            try:
                return (await self._line.api.call("POST", "conference_rooms", json=body, answers=wire.Made)).id
            except Refused:  # the code for a taken number is not documented, so look whether that was it
                if await self._is_free(number):
                    raise
        raise self._line.refused("no free number found in NUMBERS", Refusal.ROOM_LIMIT)

    async def _is_free(self, number: str) -> bool:
        with before_effect():
            return await self._line.owner(number) is None

    async def _read_new(self, room_id: str) -> Room:
        """The room that was just made. One that may not be read is taken away, so that the refusal leaves nothing."""
        try:
            return self._room(await self._line.room(room_id))
        except (Refused, Denied):
            await self._undo(room_id)
            raise

    async def _undo(self, room_id: str) -> None:
        try:
            await self._line.act(room_id, "destroy")
        except Gone:
            return
        except ProviderError as error:
            raise Unanswered(self._line.provider, f"made, but not read, nor removed: {error.detail}") from error

    async def _clear(self, room_id: str) -> bool:
        """Send everybody out and leave the room locked: who is sent out would dial again at once.

        Tells whether it was being recorded meanwhile: that shows in no list until the file is written.
        """
        await self._line.attempt(room_id, "lock")
        recording = False
        for pause in (*_ROUNDS, None):
            status = await self._line.status(room_id)
            recording = recording or bool(status.recording)
            inside = await self._line.inside(room_id) if status.on_call else []
            if not inside:
                return recording
            await asyncio.gather(*(self._kick(room_id, one.id) for one in inside))
            if pause:
                await self._patience.sleep(pause)
        raise Unanswered(self._line.provider, "people are still in after being sent out again and again")

    async def _kick(self, room_id: str, participant_id: str) -> None:
        await self._line.attempt(room_id, "participants", participant_id, "destroy")

    async def _all(self) -> list[wire.ListedRoom]:
        """All rooms of the tenant, the newest first. Whether the server can filter by our mark is not documented."""
        rooms: list[wire.ListedRoom] = []
        for _ in range(_PAGES):
            query = {"top": str(_ROWS), "skip": str(len(rooms)), "orderby": "created_at desc"}
            page = await self._page(query)
            rooms += page.items
            if page.is_last(seen=len(rooms), size=_ROWS):
                return rooms
        raise Garbled(self._line.provider, f"GET conference_rooms: more than {_PAGES} pages of rooms")

    async def _page(self, query: dict[str, str]) -> wire.Page[wire.ListedRoom]:
        return await self._line.api.call("GET", "conference_rooms", params=query, answers=wire.Page[wire.ListedRoom])

    def _room(self, room: wire.ConferenceRoom) -> Room:
        base = self._settings.join_base_url
        return Room(
            id=room.id,
            join_url=room.web_link(str(base) if base else None),
            dial_number=room.extension_number,
            guest_pin=room.room_pin,
            host_pin=room.admin_pin,
        )
