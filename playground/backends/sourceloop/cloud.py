"""The video cloud: gives out sessions and tokens, lets people in, and records."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from playground.backends.sourceloop import letters
from playground.backends.sourceloop.config import Clock, SourceLoopConfig
from playground.backends.sourceloop.instants import from_number
from playground.backends.sourceloop.javascript import truthy
from playground.backends.sourceloop.video import (
    PROJECT,
    Archive,
    Connection,
    Status,
    Video,
    twilio_room_id,
    vonage_session_id,
)
from playground.backends.tokens import is_instant, opened, signed

ROLES = ("publisher", "subscriber", "moderator")
LONGEST_DATA = 1024
_LIFE = {"vonage": timedelta(hours=24), "twilio": timedelta(hours=1)}
_BROKEN_LIFE = timedelta(minutes=5)


class CloudError(Exception):
    """The cloud refuses, or its SDK does."""


class Cloud:
    """One project. `tell` is where it posts what happens."""

    def __init__(
        self, settings: Callable[[], SourceLoopConfig], clock: Clock, tell: Callable[[letters.Letter], None]
    ) -> None:
        self._settings, self._clock, self._tell = settings, clock, tell
        self._secret = secrets.token_hex(16)
        self.sessions: dict[str, Video] = {}
        self.archives: dict[str, Archive] = {}
        self.target: dict[str, Any] | None = None

    # Sessions and tokens

    def open(self, *, always: bool, relayed: bool) -> str:
        now = self._clock()
        twilio = self._settings().provider == "twilio"
        session_id = twilio_room_id() if twilio else vonage_session_id(now)
        self.sessions[session_id] = Video(id=session_id, always=always, relayed=relayed)
        return session_id

    def token(self, session_id: str, wish: dict[str, Any]) -> str:
        """Raises CloudError: the SDK does not take the role or the data."""
        if self._settings().provider == "twilio":
            return self._signed(session_id, "publisher", None, None)
        role, data, expires = (_given(wish.get(name)) for name in ("role", "data", "expireTime"))
        role = "publisher" if role is None else role
        if role not in ROLES:
            raise CloudError("role")
        if data is not None and (not isinstance(data, str) or len(data) > LONGEST_DATA):
            raise CloudError("data")
        return self._signed(session_id, role, data, expires)

    def _signed(self, session_id: str, role: str, data: str | None, expires: object) -> str:
        now = self._clock()
        told = self._expiry(expires, now)
        dies_at = told or int((now + _BROKEN_LIFE).timestamp())
        claims: dict[str, Any] = {
            "iss": PROJECT,
            "ist": "project",
            "iat": int(now.timestamp()),
            "exp": dies_at,
            "session_id": session_id,
            "create_time": int(now.timestamp()),
            "nonce": secrets.randbelow(10**12) / 10**12,
            "role": role,
            "expire_time": told,
            "initial_layout_class_list": "",
            "scope": "session.connect",
        }
        return signed(self._secret, claims | ({} if data is None else {"connection_data": data}))

    def _expiry(self, asked: object, now: datetime) -> int | None:
        """None: what was asked for got past the service and is no time, which breaks the token."""
        if asked is None:
            return int((now + _LIFE[self._settings().provider]).timestamp())
        at = from_number(asked) if is_instant(asked) else None
        return int(at.timestamp()) if at else None

    # People

    def connect(self, token: str) -> Connection:
        """Let the holder of a token in; the service is not asked. Raises CloudError."""
        try:
            _, claims = opened(self._secret, token)
        except ValueError as error:
            raise CloudError(str(error)) from error
        now = self._clock()
        if not is_instant(claims["exp"]) or claims["exp"] <= now.timestamp():
            raise CloudError("expired")
        session = self.sessions[claims["session_id"]]
        connection = Connection(
            id=f"PA{uuid4().hex}" if self._settings().provider == "twilio" else str(uuid4()),
            session_id=session.id,
            role=claims["role"],
            data=claims.get("connection_data"),
            created_at=now,
        )
        session.connections.append(connection)
        self._post(letters.came(self._settings().provider, connection, now))
        if session.always and len(session.inside) == 1:
            self.record(session)
        return connection

    def disconnect(self, connection: Connection) -> None:
        """With the last one a recording stops."""
        now, session = self._clock(), self.sessions[connection.session_id]
        if connection.ended_at is not None:
            return
        connection.ended_at = now
        self._post(letters.went(self._settings().provider, connection, now))
        if not session.inside:
            self.stop(session)

    def _post(self, told: list[letters.Letter]) -> None:
        for letter in told if self._settings().attendees != "unheard" else ():
            self._tell(letter)

    # Archives

    def recording(self, session: Video) -> Archive | None:
        """The one that is being made."""
        return next((one for one in self.archives.values() if one.session_id == session.id and one.running), None)

    def record(self, session: Video, name: str | None = None) -> Archive:
        """Raises CloudError: nobody is in, it is being recorded already, or it cannot be."""
        if session.relayed or self.recording(session) or not session.inside:
            raise CloudError("This session cannot be recorded now.")
        archive = Archive(session_id=session.id, created_at=self._clock(), name=name)
        self.archives[archive.id] = archive
        return archive

    def stop(self, session: Video) -> Archive | None:
        archive = self.recording(session)
        if archive:
            archive.status, archive.stopped_at = Status.STOPPED, self._clock()
        return archive

    def finish(self, archive: Archive, at: datetime | None = None) -> None:
        """Its file is ready: here, or at the storage target, where the cloud has no link to it."""
        archive.available_at = at or self._clock()
        archive.status = Status.UPLOADED if self.target else Status.AVAILABLE

    def settle(self) -> None:
        """What time did to the archives."""
        config, now = self._settings(), self._clock()
        for archive in self.archives.values():
            if archive.status is Status.STOPPED and _due(archive.stopped_at, config.archive_takes, now):
                assert archive.stopped_at is not None
                assert config.archive_takes is not None
                self.finish(archive, archive.stopped_at + config.archive_takes)
            if archive.status is Status.AVAILABLE and _due(archive.available_at, config.archive_expires, now):
                archive.status = Status.EXPIRED


def _given(value: Any) -> Any:
    """The SDK takes what is falsy for what was left out."""
    return value if truthy(value) else None


def _due(since: datetime | None, span: timedelta | None, now: datetime) -> bool:
    return since is not None and span is not None and since + span <= now
