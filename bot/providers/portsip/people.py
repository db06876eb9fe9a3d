"""People of the tenant: found by their e-mail address, and by the extension that they call from."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from bot.clock import Clock
from bot.errors import ProviderError, Refused
from bot.model import Account
from bot.providers.http import Api
from bot.providers.portsip import wire

KEPT_FOR = timedelta(minutes=5)
"""How long an extension is taken to be whose it was: watching asks each minute who is in."""
KEPT = 5_000
_AT_ONCE = 50
"""Extensions in one filter: it stands in the address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    account: Account | None
    until: datetime


class People:
    def __init__(self, api: Api, *, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._known: dict[str, _Known] = {}

    async def check(self) -> None:
        """Ask for somebody, whoever it is: whether one may."""
        await self._users({"top": "1"})

    async def by_email(self, email: str) -> Account | None:
        """Whoever has exactly this address, in any case; None where there is nobody, or more than one."""
        wanted = email.casefold()
        for query in ({"filter": wire.email_is(email)}, {"search": email}):
            matches = [user for user in await self._users(query) if (user.email or "").casefold() == wanted]
            if matches:
                return matches[0].account() if len(matches) == 1 else None
        return None

    async def by_extension(self, numbers: Collection[str]) -> dict[str, Account]:
        """Whose extensions these are; those that are nobody's are left out.

        When the PBX does not say, what it said last is held on to.
        """
        now = self._clock()
        unknown = [number for number in dict.fromkeys(numbers) if not self._is_fresh(number, now)]
        for some in _batches(unknown):
            try:
                await self._learn(some, now)
            except ProviderError:
                if not all(number in self._known for number in some):
                    raise
        known = {number: self._known[number].account for number in numbers if number in self._known}
        self._forget()
        return {number: account for number, account in known.items() if account}

    async def _learn(self, numbers: list[str], now: datetime) -> None:
        try:
            users = await self._users({"filter": wire.extension_is(numbers), "top": "100"})
        except Refused:  # whether one may ask by this field is not documented
            users = []
        accounts = {account.id: account for user in users if (account := user.account())}
        for number in numbers:
            self._known.pop(number, None)  # so that it stands last
            self._known[number] = _Known(account=accounts.get(number), until=now + KEPT_FOR)

    async def _users(self, query: dict[str, str]) -> list[wire.User]:
        return (await self._api.call("GET", "users", params=query, answers=wire.Page[wire.User])).items

    def _is_fresh(self, number: str, now: datetime) -> bool:
        known = self._known.get(number)
        return known is not None and now < known.until

    def _forget(self) -> None:
        """Let go of those that have been known longest."""
        for number in list(islice(self._known, max(0, len(self._known) - KEPT))):
            del self._known[number]


def _batches(numbers: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(numbers)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
