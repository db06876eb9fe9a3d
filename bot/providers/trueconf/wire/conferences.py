"""Conferences: how one is asked for, how it stands."""

from typing import Any, Literal

from pydantic import Field, HttpUrl

from bot.model import RoomWish
from bot.providers.http import Answer
from bot.providers.trueconf.wire.people import login_of
from bot.providers.trueconf.wire.values import Id, Number, Seconds

TAG = "plenum"
TOPIC_LIMIT = 240
_VIRTUAL_ROOM = {"type": -1}
_ALL_ON_SCREEN = 0


def new_conference(
    wish: RoomWish, *, owner: str, guests: tuple[str, ...], public: bool, template: str | None
) -> dict[str, Any]:
    """The conference that is asked for. Its owner must be among the invited, or the server refuses.

    What a template says is left to it; without one, everybody is on the screen.
    """
    shape: dict[str, Any] = {"template_id": template} if template else {"type": _ALL_ON_SCREEN}
    return {
        **shape,
        "id": wish.reference,
        "topic": _shortened(wish.plan.topic),
        "owner": owner,
        "schedule": _VIRTUAL_ROOM,
        "invitations": [{"id": person} for person in dict.fromkeys((owner, *guests))],
        "allow_guests": public,
        "tags": [TAG],
        **({"recording": 1} if wish.record else {}),
    }


class Conference(Answer):
    """A conference. `state` is one of two; a third would mean that we do not understand this server."""

    id: Id
    url: HttpUrl
    state: Literal["running", "stopped"]
    topic: str | None = None
    owner: str | None = None
    created_at: Seconds | None = None
    stream_id: str | None = None
    stream_recording_state: Number | None = None
    participants_lock_enabled: bool | None = None
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
    def recording(self) -> bool | None:
        """Whether it is being recorded now, or the recording is paused; None where the server does not say."""
        return None if self.stream_recording_state is None else self.stream_recording_state != 0

    @property
    def owner_login(self) -> str | None:
        """The owner as one signs in."""
        return login_of(self.owner or "") or None


class OneConference(Answer):
    """The answer about one conference."""

    conference: Conference


class WholeConference(Answer):
    """The same with everything in it, to be sent back elsewhere."""

    conference: dict[str, Any]


class Count(Answer):
    """A page of the list, of which only how many there are in all matters."""

    conferences: list[Any]
    cnt: Number | None = None


class Conferences(Answer):
    """A page of the list. `cnt` counts them on all pages."""

    conferences: list[Conference]
    cnt: Number | None = None


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


def _shortened(topic: str) -> str:
    return topic if len(topic) <= TOPIC_LIMIT else f"{topic[: TOPIC_LIMIT - 1]}…"
