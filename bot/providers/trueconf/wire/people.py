"""People: accounts of the server, and the ways in that it has for them."""

from urllib.parse import urlsplit

from pydantic import Field

from bot.model import Account
from bot.providers.http import Answer
from bot.providers.trueconf.wire.values import Number


def login_of(uid: str) -> str:
    """How one signs in: without the server and the device that may follow (`login@server/device`)."""
    return bare(uid).partition("@")[0]


def bare(uid: str) -> str:
    """Somebody, whichever device they use."""
    return uid.partition("/")[0]


class User(Answer):
    """Somebody with an account on the server."""

    id: str = Field(min_length=1)
    uid: str | None = None
    login_name: str | None = None
    display_name: str | None = None
    email: str | None = None
    is_active: Number | None = None

    @property
    def names(self) -> tuple[str | None, ...]:
        """All that the account is known by."""
        return self.id, self.uid, self.login_name

    def account(self) -> Account:
        """The same, in Plenum's words."""
        return Account(id=self.id, name=self.display_name or self.id, email=self.email)


class Users(Answer):
    """A page of the list. That `next_page_id` says which comes next, -1 for none, is seen, not documented."""

    users: list[User]
    next_page_id: Number | None = None

    def next_page(self, asked: int, *, size: int) -> int | None:
        """The page to ask for after page `asked`; None when this was the last, or the server is going in circles."""
        if self.next_page_id is None:
            return asked + 1 if len(self.users) >= size else None
        return self.next_page_id if self.next_page_id > asked else None


class Client(Answer):
    """A way to take part. The address of a personal one holds a temporary password."""

    platform: str | None = None
    web_url: str | None = Field(None, repr=False)


class Clients(Answer):
    """All the ways to take part."""

    clients: list[Client]

    def in_browser(self) -> str | None:
        """The address of the one that needs no installation."""
        links = (client.web_url or "" for client in self.clients if client.platform == "webrtc")
        return next(filter(_is_address, links), None)


def _is_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.netloc)
