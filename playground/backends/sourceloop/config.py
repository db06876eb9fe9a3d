"""What an emulated SourceLoop deployment is like: its release, its host's choices, its users' tokens."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, get_args, get_type_hints

from playground.backends.tokens import signed

Clock = Callable[[], datetime]
"""Called, gives the present instant; a `PlayClock` or a test's own."""

PERMISSIONS = (
    "CreateMeetingSession",
    "GenerateMeetingToken",
    "EditMeeting",
    "StopMeeting",
    "GetMeetingAttendees",
    "GetMeetingArchives",
    "DeleteMeetingArchive",
    "SetMeetingUploadTarget",
    "StartMeetingArchive",
    "StopMeetingArchive",
)
"""The last two are declared and guard nothing."""

NEWEST = "21.0.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLoopConfig:
    """One deployment with its own web client. Where releases differ, `release` says which one answers.

    The service: `release`, as `5.0.5`; `answer_shape` of `POST /session`: as the release has it, or the bare id as
    "text", or JSON with "code"; `provider` is the video cloud below it; `time_to_start`: minutes before the scheduled
    time at which tokens are given out, None: the host bound no such setting. Bearer tokens are HS256 of `jwt_secret`,
    issued by `jwt_issuer`.
    Its data: `attendees` "repaired" (the host bound a repository of its own), "as published" (none is ever stored from
    4.2.0 on) or "unheard" (the cloud was never told where to post); `migrated`: False as 5.0.5's own migration leaves
    it: whatever reads a session fails; `storage_keys`: the keys for a storage target are in the server's settings.
    Habits: `awkward_ids` begin and end with - or _; `numbers_as_text`; `archives_page` is how many archives a list has.
    The web client: `client_data` is what it passes as `data` of somebody: the name typed, an id of its own, or nothing.
    Archives: `archive_takes` (None: until told by `/control/archive`), `archive_expires`, `archive_link_lives`; their
    links start with `archives_base`; this address with `/cloud` makes them open here.
    """

    name: str = "SourceLoop"
    timezone: str = "Europe/Berlin"
    jwt_secret: str = field(default="emulated-sourceloop-secret", repr=False)
    jwt_issuer: str = "sourcefuse"

    release: str = NEWEST
    answer_shape: Literal["by release", "text", "code"] = "by release"
    provider: Literal["vonage", "twilio"] = "vonage"
    time_to_start: int | None = 10

    attendees: Literal["repaired", "as published", "unheard"] = "repaired"
    migrated: bool = True
    storage_keys: bool = True

    awkward_ids: bool = False
    numbers_as_text: bool = False
    archives_page: int = 50

    client_data: Literal["name", "id", "nothing"] = "name"

    archive_takes: timedelta | None = timedelta(minutes=2)
    archive_expires: timedelta = timedelta(hours=72)
    archive_link_lives: timedelta = timedelta(minutes=10)
    archives_base: str = "https://archives.example"

    def __post_init__(self) -> None:
        for name, kind in get_type_hints(type(self)).items():
            allowed = get_args(kind)
            if allowed and isinstance(allowed[0], str) and getattr(self, name) not in allowed:
                raise ValueError(f"{name} is one of {', '.join(allowed)}")
        if not all(part.isdigit() for part in self.release.split(".")):
            raise ValueError("release is like 5.0.5")

    def since(self, *release: int) -> bool:
        """Whether the release is this one or a later one."""
        return tuple(int(part) for part in self.release.split(".")) >= release

    @property
    def answers_json(self) -> bool:
        """Whether `POST /session` answers with an object."""
        return self.since(13) if self.answer_shape == "by release" else self.answer_shape == "code"

    @property
    def stores_attendees(self) -> bool:
        return self.attendees != "as published" or not self.since(4, 2)


def bearer(config: SourceLoopConfig, permissions: Iterable[str] = PERMISSIONS, **claims: Any) -> str:
    """A token that this deployment takes; it stays good unless `claims` hold an `exp`."""
    said = {"id": "plenum", "userTenantId": "tenant-1", "permissions": list(permissions), "iss": config.jwt_issuer}
    return signed(config.jwt_secret, said | claims)
