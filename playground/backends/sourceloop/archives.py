"""Archives as the service tells of them: read from the cloud, but one alone only if a session's row names it."""

from typing import TYPE_CHECKING, Any

from playground.backends.sourceloop.instants import milliseconds
from playground.backends.sourceloop.refusal import bad_request, internal, not_found
from playground.backends.sourceloop.video import PROJECT, Archive, Status

if TYPE_CHECKING:
    from playground.backends.sourceloop.service import Service

BYTES_A_SECOND = 60_000


def listing(service: "Service") -> dict[str, Any]:
    """The whole project's, newest first, as many as the cloud has on a page. Raises ApiError."""
    if service.config.provider == "twilio":
        raise bad_request("recordingSid is required")
    service.reach_cloud()
    newest = sorted(service.cloud.archives.values(), key=lambda one: one.created_at, reverse=True)
    shown = [_told(service, one) for one in newest[: service.config.archives_page]]
    return {"count": _number(service, len(shown)), "items": shown}


def one(service: "Service", archive_id: str) -> dict[str, Any]:
    """Raises ApiError, SilentError."""
    return _told(service, _attached(service, archive_id))


def delete(service: "Service", archive_id: str) -> None:
    """The row goes on naming it. Raises ApiError, SilentError."""
    del service.cloud.archives[_attached(service, archive_id).id]


def _attached(service: "Service", archive_id: str) -> Archive:
    if not any(row.archive_id == archive_id for row in service.rows()):
        raise not_found("Archive Not Found")
    service.reach_cloud(answers=False)
    found = service.cloud.archives.get(archive_id)
    if found is None:
        raise internal()
    return found


def _told(service: "Service", archive: Archive) -> dict[str, Any]:
    twilio = service.config.provider == "twilio"
    about = _recording(service, archive) if twilio else _archive(service, archive)
    return {"name": archive.name, "sessionId": archive.session_id, "metaData": about}


def _archive(service: "Service", archive: Archive) -> dict[str, Any]:
    return {
        "id": archive.id,
        "name": archive.name,
        "sessionId": archive.session_id,
        "projectId": PROJECT,
        "partnerId": int(PROJECT),
        "status": archive.status.value,
        "reason": "",
        "createdAt": _number(service, milliseconds(archive.created_at)),
        "duration": _number(service, archive.seconds),
        "size": _number(service, archive.seconds * BYTES_A_SECOND),
        "hasAudio": True,
        "hasVideo": True,
        "outputMode": "composed",
        "resolution": "640x480",
        "url": service.storage.link(archive) if archive.status is Status.AVAILABLE else None,
    }


def _recording(service: "Service", archive: Archive) -> dict[str, Any]:
    return {
        "sid": archive.id,
        "trackName": archive.name,
        "groupingSids": {"roomSid": archive.session_id},
        "status": "processing" if archive.running else "completed",
        "duration": _number(service, archive.seconds),
    }


def _number(service: "Service", value: int) -> int | str:
    return str(value) if service.config.numbers_as_text else value
