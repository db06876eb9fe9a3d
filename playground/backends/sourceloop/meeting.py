"""The rows that the service holds: its sessions, and who came as the cloud's webhook told it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from playground.backends.sourceloop.instants import write


@dataclass(slots=True, kw_only=True, eq=False)
class Meeting:
    """A row of `video_session_details`; `link` is the id that callers use, `session_id` the cloud's."""

    number: int
    session_id: str
    link: str
    scheduled: bool
    schedule_at: datetime
    archived: bool
    created_at: datetime
    created_by: str | None
    archive_id: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None

    def row(self) -> dict[str, Any]:
        """As it is stored; nothing over HTTP shows it."""
        return {
            "deleted": False,
            "deletedOn": None,
            "deletedBy": None,
            "createdOn": write(self.created_at),
            "modifiedOn": write(self.created_at),
            "createdBy": self.created_by,
            "modifiedBy": self.created_by,
            "id": self.number,
            "sessionId": self.session_id,
            "meetingLink": self.link,
            "isScheduled": self.scheduled,
            "scheduleTime": write(self.schedule_at),
            "isArchived": self.archived,
            "archiveId": self.archive_id,
            "uploadTarget": None,
            "startTime": write(self.started_at),
            "endTime": write(self.ended_at),
            "extId": None,
            "extMetadata": None,
        }


@dataclass(slots=True, kw_only=True, eq=False)
class Attendee:
    """A row of `session_attendees`: one for each `data` of a session, not for each device."""

    number: int
    session_id: str
    attendee: str
    created_at: datetime
    payload: dict[str, Any]
    modified_at: datetime | None = None
    gone: bool = False

    def row(self, *, numbers_as_text: bool) -> dict[str, Any]:
        return {
            "id": str(self.number) if numbers_as_text else self.number,
            "sessionId": self.session_id,
            "attendee": self.attendee,
            "createdOn": write(self.created_at),
            "modifiedOn": write(self.modified_at),
            "isDeleted": self.gone,
            "extId": None,
            "extMetadata": {"webhookPayload": self.payload},
        }
