"""What Vonage Meetings tells by itself of a room: each message in one of the forms in which it was ever seen.

After the last OpenAPI file (0.1.7), the guide to callbacks, and captures of 2022. Nothing that no form needs is read:
`type`, `duration` and `url` were seen missing, as a number or a text, and running out.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError

from bot.errors import Garbled
from bot.live import EventKind, Participant, ProviderEvent
from bot.providers.http import Answer
from bot.providers.vonage.wire import Instant

_NAME = re.compile(r"[A-Za-z0-9_:.-]{1,64}")


def _storable(typed: str) -> str:
    """But for what no database takes: a zero, half an emoji that was cut somewhere."""
    return typed.replace("\0", "").encode(errors="replace").decode()


Id = Annotated[str, Field(pattern=r"^[!-~]{1,200}$")]
Typed = Annotated[str, AfterValidator(_storable)]


class Told(Answer):
    """What any message may say. A recording was seen without its room."""

    room_id: Id | None = None
    session_id: Id | None = None
    recording_id: Id | None = None
    started_at: Instant | None = None
    ended_at: Instant | None = None

    def who(self) -> Participant | None:
        """The person it is about, if it is about one."""
        return None

    def mark(self) -> tuple[object, ...]:
        """What tells it from every other message of its kind."""
        return (self.session_id or self.room_id, self.recording_id, self.started_at, self.ended_at)


class RoomTold(Told):
    """A message about a room."""

    room_id: Id


class SessionTold(RoomTold):
    """A message about a session: from the first who joins a room to the last who leaves."""

    session_id: Id


class ParticipantTold(SessionTold):
    """A message about somebody in a session. There are no accounts: the name is whatever they typed."""

    participant_id: Id
    name: Typed
    is_host: bool

    def who(self) -> Participant:
        """See `Told`."""
        return Participant(id=self.participant_id, name=self.name, host=self.is_host)

    def mark(self) -> tuple[object, ...]:
        """See `Told`. It says no time; who comes again has another id."""
        return (*super().mark(), self.participant_id)


class RecordingTold(Told):
    """A message about a recording."""

    session_id: Id
    recording_id: Id


def _unsaid(_: Told) -> datetime | None:
    return None


@dataclass(frozen=True, slots=True)
class _Form:
    """What a message of this name means, and when that was, as far as it says."""

    kind: EventKind
    told: type[Told]
    at: Callable[[Told], datetime | None] = _unsaid


_JOINED, _LEFT = _Form(EventKind.JOINED, ParticipantTold), _Form(EventKind.LEFT, ParticipantTold)
_READY = _Form(EventKind.RECORDING_READY, RecordingTold)
_FORMS = {
    "room:expired": _Form(EventKind.ROOM_CLOSED, RoomTold),
    "session:started": _Form(EventKind.STARTED, SessionTold, lambda told: told.started_at),
    "session:ended": _Form(EventKind.EMPTIED, SessionTold, lambda told: told.ended_at),
    "session:participant:joined": _JOINED,
    "participant:joined": _JOINED,
    "participant-joined": _JOINED,
    "session:participant:left": _LEFT,
    "participant:left": _LEFT,
    "participant-left": _LEFT,
    "recording:started": _Form(EventKind.RECORDING_STARTED, RecordingTold, lambda told: told.started_at),
    "recording:ended": _Form(EventKind.RECORDING_STOPPED, RecordingTold, lambda told: told.ended_at),
    "recording:uploaded": _READY,
    "recording:ready": _READY,
}
"""The guide calls some by other names than the payloads do, and older versions one."""


def read(provider: str, body: bytes) -> ProviderEvent:
    """What a message says. Raises `Garbled`, with nothing of the message in its text."""
    message = _message(provider, body)
    name = message.get("event")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise Garbled(provider, "a message that does not name its event")
    if name not in _FORMS:
        return ProviderEvent(kind=EventKind.UNKNOWN, key=sha256(body).hexdigest(), said=name)
    return _event(provider, name, _FORMS[name], message)


def _event(provider: str, name: str, form: _Form, message: dict[str, Any]) -> ProviderEvent:
    try:
        told = form.told.model_validate(message)
    except ValidationError as error:
        raise Garbled(provider, f"{name}: {_problems(error)}") from None
    return ProviderEvent(
        kind=form.kind,
        key=_key(form.kind, told.mark()),
        said=name,
        at=form.at(told),
        room_id=told.room_id,
        session_id=told.session_id,
        recording_id=told.recording_id,
        participant=told.who(),
    )


def _message(provider: str, body: bytes) -> dict[str, Any]:
    """The body as an object. It was seen as a JSON text that holds JSON."""
    try:
        message = json.loads(body)
        message = json.loads(message) if isinstance(message, str) else message
    except (ValueError, RecursionError):
        raise Garbled(provider, "a message that is no JSON") from None
    if not isinstance(message, dict):
        raise Garbled(provider, "a message that is no object")
    return message


def _key(kind: EventKind, mark: tuple[object, ...]) -> str:
    """Messages carry no id of their own."""
    return sha256(json.dumps([kind, *mark], default=str).encode()).hexdigest()


def _problems(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return ", ".join(f"{problem['loc'][0]} {problem['type']}" for problem in found)
