"""Who was in a conference, as the TrueConf Server's call log has it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.live import Stay
from bot.providers.http import Api
from bot.providers.trueconf.accounts import Accounts
from bot.providers.trueconf.paging import Page, every
from bot.providers.trueconf.wire.logs import Attendee, Attendees, Call, Calls

_ROWS, _PAGES = 1000, 10
_IN_UTC = {"timezone": "0"}
"""In other zones an hour of each autumn is there twice."""


class Logs:
    """`name` is the back end's, for what it raises."""

    def __init__(self, name: str, api: Api, accounts: Accounts) -> None:
        self._name = name
        self._api = api
        self._accounts = accounts

    async def attendance(self, room_id: str, *, since: datetime) -> tuple[Stay, ...]:
        """Every stay in every session of a room, the earliest first. The log names people, their accounts say more."""
        logged = [one.stay(call) for call in await self._calls(room_id, since) for one in await self._attendees(call)]
        stays = [stay for stay in logged if stay and (stay.left_at is None or stay.left_at >= since)]
        accounts = (stay.participant.account for stay in stays)
        emails = await self._accounts.addresses(filter(None, accounts))
        return tuple(_reachable(stay, emails) for stay in sorted(stays, key=lambda stay: stay.joined_at))

    async def _calls(self, room_id: str, since: datetime) -> list[Call]:
        async def page(query: dict[str, str]) -> Page[Call]:
            wanted = query | {"named_conf_id": room_id} | _IN_UTC
            answer = await self._api.call("GET", "logs", "calls", params=wanted, answers=Calls)
            return answer.rows, answer.cnt

        calls = await every(page, provider=self._name, size=_ROWS, most=_PAGES)
        return [call for call in calls if call.named_conf_id == room_id and call.reaches(since)]

    async def _attendees(self, call: Call) -> list[Attendee]:
        async def page(query: dict[str, str]) -> Page[Attendee]:
            place = ("logs", "calls", call.conference_id, "participants")
            answer = await self._api.call("GET", *place, params=query | _IN_UTC, answers=Attendees)
            return answer.rows, answer.cnt

        return await every(page, provider=self._name, size=_ROWS, most=_PAGES)


def _reachable(stay: Stay, emails: Mapping[str, str]) -> Stay:
    """The same with the e-mail address of whose account it is."""
    return replace(stay, participant=replace(stay.participant, email=emails.get(stay.participant.account or "")))
