"""The accounts of a TrueConf Server: found by e-mail address or by login, never read one by one.

The call for a single account takes the right to change it; the list does not.
"""

import asyncio
from collections.abc import Iterable

from bot.errors import Garbled
from bot.model import Account
from bot.providers.http import Api
from bot.providers.trueconf.wire.people import User, Users

_ROWS, _PAGES = 1000, 10


class Accounts:
    """`name` is the back end's, for what it raises."""

    def __init__(self, name: str, api: Api) -> None:
        self._name = name
        self._api = api

    async def by_email(self, email: str) -> Account | None:
        """The active account with exactly this address; None where there is none or more than one."""
        wanted = email.casefold()
        rows = await self._matching(email=email)
        matches = {row.id: row for row in rows if (row.email or "").casefold() == wanted and row.is_active != 0}
        return next(iter(matches.values())).account() if len(matches) == 1 else None

    async def known(self, login: str) -> bool:
        """Whether there is such an account."""
        return any(login in row.names for row in await self._matching(login_name=login))

    async def addresses(self, logins: Iterable[str]) -> dict[str, str]:
        """The e-mail addresses of these accounts, as far as they have any."""
        wanted = tuple(dict.fromkeys(logins))
        found = await asyncio.gather(*map(self._address, wanted))
        return {login: email for login, email in zip(wanted, found, strict=True) if email}

    async def try_out(self) -> None:
        """See whether we may look at accounts."""
        await self._page(1, size=1)

    async def _address(self, login: str) -> str | None:
        rows = await self._matching(login_name=login)
        return next((row.email for row in rows if login in row.names), None)

    async def _matching(self, **wanted: str) -> list[User]:
        """All rows that match; whether the server compares whole values is not documented, so it may be too many."""
        rows: list[User] = []
        page = 1
        for _ in range(_PAGES):
            found = await self._page(page, size=_ROWS, **wanted)
            rows += found.users
            following = found.next_page(page, size=_ROWS)
            if following is None:
                return rows
            page = following
        raise Garbled(self._name, f"GET users: more than {_PAGES} pages match one value")

    async def _page(self, page: int, *, size: int, **wanted: str) -> Users:
        query = {"page_id": str(page), "page_size": str(size), **wanted}
        return await self._api.call("GET", "users", params=query, answers=Users)
