"""What is said to TrueConf Server and what it answers: only the fields that Plenum uses.

Field by field after TrueConf's API documentation of 2025-02-18 (v3.10); unknown fields are ignored there and here.
"""

from typing import Any, Literal

from pydantic import Field, HttpUrl

from bot.model import Account, RoomWish
from bot.providers.http import Answer

TAG = "plenum"
TOPIC_LIMIT = 240
_VIRTUAL_ROOM = {"type": -1}
_ALL_ON_SCREEN = 0


def new_conference(wish: RoomWish, *, owner: str, guests: tuple[str, ...], public: bool) -> dict[str, Any]:
    """The conference that is asked for. Its owner must be among the invited, or the server refuses."""
    return {
        "id": wish.reference,
        "type": _ALL_ON_SCREEN,
        "topic": _shortened(wish.plan.topic),
        "owner": owner,
        "schedule": _VIRTUAL_ROOM,
        "invitations": [{"id": person} for person in dict.fromkeys((owner, *guests))],
        "allow_guests": public,
        "tags": [TAG],
    }


class Conference(Answer):
    """A conference. `state` is one of two; a third would mean that we do not understand this server."""

    id: str = Field(min_length=1)
    url: HttpUrl
    state: Literal["running", "stopped"]
    stream_id: str | None = None
    stream_recording_state: int | None = None
    owner: str | None = None
    pin: str | None = Field(None, repr=False)

    @property
    def running(self) -> bool:
        """Whether people can be in it: it has a session. One that is starting says `running` too, without one."""
        return self.state == "running" and bool(self.stream_id)

    @property
    def stopped(self) -> bool:
        """Whether nobody is in it any more."""
        return self.state == "stopped"

    @property
    def recording(self) -> bool:
        """Whether it is being recorded now, or the recording is paused."""
        return bool(self.stream_recording_state)

    @property
    def owner_login(self) -> str | None:
        """The owner as one signs in: without the server and the device that follow it here (`login@server/device`)."""
        return (self.owner or "").partition("/")[0].partition("@")[0] or None


class OneConference(Answer):
    """The answer about one conference."""

    conference: Conference


class Conferences(Answer):
    """A page of the list; only how many there are in all matters."""

    conferences: list[Any]
    cnt: int | None = None


class Run(Answer):
    """The answer to `run`: the room may need a moment."""

    state: Literal["starting", "running"]


class Stop(Answer):
    """The answer to `stop`: the room may need a moment."""

    state: Literal["stopping", "stopped"]


class Deleted(Answer):
    """The answer to a removal."""

    id: str


class Records(Answer):
    """What was recorded in a conference and is finished; only whether there is any matters."""

    records: list[Any]


class Rung(Answer):
    """The answer when somebody is being called into a conference."""

    participant: dict[str, Any]


class User(Answer):
    """Somebody with an account on the server."""

    id: str = Field(min_length=1)
    uid: str | None = None
    login_name: str | None = None
    display_name: str | None = None
    email: str | None = None
    is_active: int | None = None

    def account(self) -> Account:
        """The same, in Plenum's words."""
        return Account(id=self.id, name=self.display_name or self.id, email=self.email)


class Users(Answer):
    """A page of the list. That `next_page_id` says which comes next, -1 for none, is seen, not documented."""

    users: list[User]
    next_page_id: int | None = None

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
        return next((link for link in links if link.startswith(("https://", "http://"))), None)


def _shortened(topic: str) -> str:
    return topic if len(topic) <= TOPIC_LIMIT else f"{topic[: TOPIC_LIMIT - 1]}…"
