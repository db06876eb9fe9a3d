"""What is said to the service and what it answers: only the fields that Plenum uses, in every release from 1.2 on."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, SecretStr, TypeAdapter, model_validator

from bot.live import Participant
from bot.model import RoomWish
from bot.providers.http import Answer

LinkId = Annotated[str, Field(pattern=r"^[A-Za-z0-9._~-]{6,200}$")]
"""Ten characters, unless the host makes its own. Fewer than six could be guessed, or are left of an answer cut off."""
_BARE: TypeAdapter[str] = TypeAdapter(LinkId)
_SLACK_ID = re.compile(r"[UW][A-Z0-9]+")


class _Created(Answer):
    code: LinkId


def new_session(wish: RoomWish, *, now: datetime) -> dict[str, Any]:
    """The session that is asked for. There is no place for a topic or an id of ours.

    The time is a number here, in milliseconds, which every release takes.
    """
    body: dict[str, Any] = {"isScheduled": False, "enableArchiving": wish.record}
    if wish.opens_at and wish.opens_at > now:
        body |= {"isScheduled": True, "scheduleTime": int(wish.opens_at.timestamp() * 1000)}
    return body


def moved_session(opens_at: datetime | None, *, now: datetime) -> dict[str, Any]:
    """When it opens from now on. The time is a text here, with a zone; left out, it is open at once."""
    if opens_at is None or opens_at <= now:
        return {"isScheduled": False}
    text = opens_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"isScheduled": True, "scheduleTime": text}


def link_id(answer: bytes) -> str:
    """The id in the answer to a new session. Raises `ValueError`.

    It is in an object from release 13 on, bare text before, and documented as a quoted one; the content type does not
    tell which.
    """
    text = answer.strip()
    if text.startswith(b"{"):
        return _Created.model_validate_json(text).code
    return _BARE.validate_json(text) if text.startswith(b'"') else _BARE.validate_python(text.decode())


def new_token(person_id: str, *, host: bool, ends_at: datetime) -> dict[str, Any]:
    """The token that is asked for. `data` must be one person's alone: attendees are kept by it.

    The time must be a number, in milliseconds: as text it is refused, or makes a token that dies within minutes.
    """
    role = "moderator" if host else "publisher"
    return {"role": role, "data": person_id, "expireTime": int(ends_at.timestamp() * 1000)}


class ClientToken(Answer):
    """What lets one person into the session, in the form of the cloud behind the service."""

    token: SecretStr = Field(min_length=1)


class Attendee(Answer):
    """Somebody who is or was in. `attendee` is the `data` of the token they came with, which their client asked for."""

    id: int | str
    attendee: str = Field(min_length=1)
    deleted: bool = Field(False, alias="isDeleted")
    created_on: AwareDatetime | None = Field(None, alias="createdOn")
    """When they came first: one who left and came back has the same row."""

    def participant(self, *, known: bool) -> Participant:
        """`known`: tokens are Plenum's, so an id of Slack's is that of the person they were given to."""
        return Participant(
            id=str(self.id),
            name=self.attendee,
            account=self.attendee if known and _SLACK_ID.fullmatch(self.attendee) else None,
            joined_at=self.created_on,
        )


class Attendees(Answer):
    """All of them: the answer is a bare list."""

    rows: list[Attendee]

    @model_validator(mode="before")
    @classmethod
    def _listed(cls, said: object) -> object:
        return {"rows": said}


class Archives(Answer):
    """The recordings of the whole project."""

    items: list[dict[str, Any]]
