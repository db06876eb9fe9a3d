"""What is done in a running conference of a TrueConf Server: who is in, ringing, recording, sending somebody out.

Who is in is asked of the conference and not of its session: one call instead of two, and the server adds the e-mail
address of those who have an account there. To be sent out somebody must be found in the session, where they may sit
with several devices.
"""

import httpx

from bot.errors import Garbled, Refusal, Refused
from bot.live import Presence
from bot.model import Account
from bot.providers.http import Api, after_effect
from bot.providers.trueconf import reasons
from bot.providers.trueconf.paging import Page, every
from bot.providers.trueconf.rooms import Rooms
from bot.providers.trueconf.wire import live as wire

_ROWS, _PAGES = 1000, 10


class Live:
    """`name` is the back end's, for what it raises."""

    def __init__(self, name: str, api: Api, rooms: Rooms) -> None:
        self._name = name
        self._api = api
        self._rooms = rooms

    async def participants(self, room_id: str) -> Presence:
        """Who is in. What a stopped conference answers is not documented: nobody, or a refusal that says so."""
        try:
            answer = await self._api.call("GET", "conferences", room_id, "participants", answers=wire.Participants)
        except Refused as refused:
            if refused.why is Refusal.NOT_RUNNING or refused.detail == reasons.NO_SUCH_PARTICIPANT:
                return Presence()
            raise
        return Presence(inside=answer.inside())

    async def ring(self, room_id: str, account: Account) -> None:
        """Call somebody in. Not by `invite`, which takes several and says of none whether they were reached."""
        if (await self._rooms.read(room_id)).stopped:  # whether ringing would start it again is not documented
            raise self._not_running()
        try:
            body = {"participant_id": account.id}
            await self._api.call("POST", "conferences", room_id, "participants", json=body, answers=wire.Rung)
        except Refused as refused:
            if refused.detail == reasons.ALREADY_INSIDE:
                return
            if refused.why is Refusal.NO_SUCH_OWNER:  # here the user who was not found is the one to ring
                raise Refused(self._name, refused.detail, why=Refusal.PERSON_UNAVAILABLE) from refused
            raise

    async def record(self, room_id: str, *, on: bool) -> None:
        """Start, go on or stop, and wait until the room says so, where it does."""
        await self._order(room_id, "start-record" if on else "stop-record")
        with after_effect():
            now = await self._rooms.settled(room_id, lambda now: now.stopped or now.recording in (None, on))
        if on and now.stopped:
            raise self._not_running()

    async def pause_recording(self, room_id: str) -> None:
        """Pause. The room does not tell a pause from a recording, so there is nothing to wait for."""
        await self._order(room_id, "pause-record")

    async def kick(self, room_id: str, participant_id: str) -> None:
        """Put somebody out with all their devices."""
        session_id = (await self._rooms.read(room_id)).stream_id
        if session_id is None:
            return
        for seat in await self._seats(session_id):
            if seat.is_of(participant_id):
                await self._put_out(session_id, seat)

    async def _put_out(self, session_id: str, seat: wire.Seat) -> None:
        """How the server refuses to put out one who has left is not documented, so after a refusal we look."""
        place = ("conference-sessions", session_id, "participants", seat.participant_id)
        try:
            await self._api.call("DELETE", *place, answers=wire.PutOut)
        except Refused:
            if any(still.participant_id == seat.participant_id for still in await self._seats(session_id)):
                raise

    async def _seats(self, session_id: str) -> list[wire.Seat]:
        """Everybody in a session; nobody, where it is over."""

        async def page(query: dict[str, str]) -> Page[wire.Seat]:
            place = ("conference-sessions", session_id, "participants")
            return (await self._api.call("GET", *place, params=query, answers=wire.Seats)).participants, None

        try:
            return await every(page, provider=self._name, size=_ROWS, most=_PAGES)
        except Refused as refused:
            if refused.why is Refusal.NOT_RUNNING:
                return []
            raise

    async def _order(self, room_id: str, order: str) -> None:
        """The answer to such an order is a status alone, so it is the status that says whether the server took it."""
        answer = await self._api.send("POST", "conferences", room_id, order)
        if answer.status_code != httpx.codes.ACCEPTED:
            raise Garbled(self._name, f"POST conferences/{room_id}/{order}: HTTP {answer.status_code}")

    def _not_running(self) -> Refused:
        return Refused(self._name, "the conference is stopped", why=Refusal.NOT_RUNNING)
