"""Rooms on a TrueConf Server: virtual rooms with our reference as their id, made, run, stopped, removed."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.errors import Denied, Gone, ProviderError, Refusal, Refused, Unanswered
from bot.model import RoomWish
from bot.providers.http import Api, Patience, after_effect
from bot.providers.trueconf.paging import Page, every
from bot.providers.trueconf.wire import conferences as wire

_POLLS = (0.2, 0.2, 0.3, 0.3, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5)
"""Seconds between looks at a room that is on its way from one state to another: four in all."""
_ROWS, _PAGES = 200, 50
"""A thousand whole conferences are longer than an answer may be."""
_FROM_OUTSIDE = {"url_type": "fixed"}
"""Addresses as the control panel has them: the default is the host that we asked, which may be an internal one."""
_OVER = (Refusal.NOT_RUNNING, Refusal.FINISHED)


class Rooms:
    """`name` is the back end's, for what it raises; `public` and `template` are what the settings say of new rooms."""

    def __init__(self, name: str, api: Api, patience: Patience, *, public: bool, template: str | None) -> None:
        self._name = name
        self._api = api
        self._patience = patience
        self._public = public
        self._template = template

    async def read(self, room_id: str) -> wire.Conference:
        """The room as it stands. Raises `Gone`."""
        answer = await self._api.call("GET", "conferences", room_id, params=_FROM_OUTSIDE, answers=wire.OneConference)
        return answer.conference

    async def whole(self, conference_id: str) -> Mapping[str, Any]:
        """Everything that the server says of a conference, ours or not. Raises `Gone`."""
        return (await self._api.call("GET", "conferences", conference_id, answers=wire.WholeConference)).conference

    async def count(self) -> int | None:
        """How many conferences there are on the server, ours or not; None where it does not say."""
        query = {"page_id": "1", "page_size": "1"}
        return (await self._api.call("GET", "conferences", params=query, answers=wire.Count)).cnt

    async def ours(self, *, state: str | None) -> list[wire.Conference]:
        """All rooms that Plenum made."""
        wanted = {"tag": wire.TAG, **_FROM_OUTSIDE, **({"state": state} if state else {})}

        async def page(query: dict[str, str]) -> Page[wire.Conference]:
            answer = await self._api.call("GET", "conferences", params=query | wanted, answers=wire.Conferences)
            return answer.conferences, answer.cnt

        return await every(page, provider=self._name, size=_ROWS, most=_PAGES)

    async def made(self, wish: RoomWish, owners: tuple[str, ...], guests: tuple[str, ...]) -> wire.Conference:
        """The new conference, owned by the first of `owners` that the server knows."""
        owner, *others = owners
        try:
            return await self._made_for(owner, wish, guests)
        except Refused as refused:
            if refused.why is not Refusal.NO_SUCH_OWNER or not others:
                raise
        return await self.made(wish, tuple(others), guests)

    async def opened(self, conference: wire.Conference, wish: RoomWish) -> wire.Conference:
        """The conference, running. One that may not run is taken away again, so that the refusal leaves nothing."""
        try:
            return await self.running(conference, wish)
        except (Refused, Denied):
            await self._undo(conference.id)
            raise

    async def running(self, conference: wire.Conference, wish: RoomWish) -> wire.Conference:
        """The conference, running, without a clock that ends it unless the server itself began it by one."""
        if conference.stopped:
            if conference.scheduled:
                await self._unschedule(conference.id, wish)
            await self._api.call("POST", "conferences", conference.id, "run", answers=wire.Run)
        return await self.settled(conference.id, lambda now: now.running)

    async def changed(self, room_id: str, wish: RoomWish, guests: tuple[str, ...]) -> wire.Conference:
        """The conference, as wished now. Raises `Gone`, and `Refused` while it runs."""
        body = wire.changed(await self.whole(room_id), wish, guests=guests)
        return await self._written(room_id, body) if body else await self.read(room_id)

    async def relisted(
        self, room_id: str, whole: Mapping[str, Any], invitations: list[dict[str, Any]], *, pin: str | None
    ) -> None:
        """The same conference, with its `pin` and these people invited. Raises `Refused` while it runs."""
        await self._written(room_id, wire.relisted(whole, invitations, pin=pin))

    async def stop(self, room_id: str) -> None:
        """Send everybody out, and wait until they are. Raises `Gone`."""
        try:
            await self._api.call("POST", "conferences", room_id, "stop", answers=wire.Stop)
        except Refused as refused:
            if refused.why not in _OVER:
                raise
        await self.settled(room_id, lambda now: now.stopped)

    async def take_away(self, room_id: str, *, unless_recorded: bool) -> None:
        """Stop and delete; one that is gone is fine. Raises `Refused` with `RECORDED`."""
        try:
            await self._shut(room_id, unless_recorded=unless_recorded)
            await self._delete(room_id, unless_recorded=unless_recorded)
        except Gone:
            return

    async def settled(self, room_id: str, there: Callable[[wire.Conference], bool]) -> wire.Conference:
        """The room, once it stands as it was told to."""
        for pause in (*_POLLS, None):
            conference = await self.read(room_id)
            if there(conference):
                return conference
            if pause:
                await self._patience.sleep(pause)
        raise Unanswered(self._name, f"still between two states after {sum(_POLLS):g} s")

    async def _unschedule(self, room_id: str, wish: RoomWish) -> None:
        """Take its schedule away before it is run: by that it would end, and once over could not be run again."""
        body = wire.unscheduled(await self.whole(room_id), wish)
        try:
            await self._written(room_id, body)
        except Refused as refused:
            if refused.why is not Refusal.RUNNING:  # the server has begun it by itself meanwhile
                raise

    async def _written(self, room_id: str, body: Mapping[str, Any]) -> wire.Conference:
        place = ("conferences", room_id)
        answer = await self._api.call("PUT", *place, params=_FROM_OUTSIDE, json=body, answers=wire.OneConference)
        return answer.conference

    async def _made_for(self, owner: str, wish: RoomWish, guests: tuple[str, ...]) -> wire.Conference:
        body = wire.new_conference(wish, owner=owner, guests=guests, public=self._public, template=self._template)
        try:
            answer = await self._api.call("POST", "conferences", json=body, answers=wire.OneConference)
            return answer.conference
        except Refused as refused:
            # A taken id: an earlier try arrived. Its reason is not documented, so one that we do not know may be it.
            if refused.why not in (Refusal.ALREADY_EXISTS, Refusal.OTHER):
                raise
            with after_effect():
                return await self._earlier(wish.reference, refused)

    async def _earlier(self, reference: str, refused: Refused) -> wire.Conference:
        try:
            return await self.read(reference)
        except Gone:
            raise refused from None

    async def _undo(self, room_id: str) -> None:
        try:
            await self.take_away(room_id, unless_recorded=False)  # nobody was in
        except ProviderError as error:
            raise Unanswered(self._name, f"made, but not opened, nor removed: {error.detail}") from error

    async def _shut(self, room_id: str, *, unless_recorded: bool) -> None:
        """Stopped, and looked at for recordings. One that goes on until now is listed only some time after the stop."""
        conference = await self.read(room_id)
        if not conference.stopped:
            await self.stop(room_id)
        if unless_recorded and (conference.recording or await self._recorded(room_id)):
            raise Refused(self._name, "recordings are in the room", why=Refusal.RECORDED)

    async def _recorded(self, room_id: str) -> bool:
        return bool((await self._api.call("GET", "conferences", room_id, "records", answers=wire.Records)).records)

    async def _delete(self, room_id: str, *, unless_recorded: bool) -> None:
        try:
            await self._api.call("DELETE", "conferences", room_id, answers=wire.Deleted)
        except Refused as refused:
            if refused.why is not Refusal.RUNNING:
                raise
            await self._shut(room_id, unless_recorded=unless_recorded)  # somebody came in meanwhile
            await self._api.call("DELETE", "conferences", room_id, answers=wire.Deleted)
