"""Asks the emulated service what the real one was asked, in the same order, in a world like the recorder's."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from playground.backends.sourceloop import PERMISSIONS, SourceLoopConfig, bearer, create_app
from playground.backends.sourceloop.service import Service
from playground.backends.sourceloop.video import Archive, Status, Video
from playground.backends.tokens import signed
from tests.conftest import FrozenClock

CALLS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "wire/recorded.json").read_text("utf-8"))
NOW = datetime(2026, 11, 22, 5, 56, 25, tzinfo=UTC)
CONFIG = SourceLoopConfig(release="5.0.5")

_KINDS = {
    "create.text_plain": "text/plain",
    "create.form": "application/x-www-form-urlencoded",
    "twilio.webhook_form_encoded": "application/x-www-form-urlencoded",
}
_LONG = {"<1025 chars>": "x" * 1025, "<1100033 bytes>": json.dumps({"padding": "x" * 1_100_000})}
_PAST = int(NOW.timestamp()) - 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the emulated service answered, and how its session's row stood then."""

    answer: httpx.Response
    row: dict[str, Any] | None
    target: dict[str, Any] | None
    video: Video | None


@cache
def heard() -> dict[str, Heard]:
    """By the name of the case."""
    return asyncio.run(_replay())


async def _replay() -> dict[str, Heard]:
    app = create_app(CONFIG, FrozenClock(NOW))
    service: Service = app.state.service
    found: dict[str, Heard] = {}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://meet.example.org") as http:
        for call in CALLS:
            case = call["case"]
            if case in _BETWEEN:
                _BETWEEN[case](service)
            _switch(service, case)
            app.state.faults.change({"cloud": "down" if case.startswith("cloud_down.") else ""})
            answer = await http.request(**_request(call))
            if call["request"]["path"] == "/session" and answer.status_code == 200:
                _adopt(service, call)
            found[case] = _written_down(service, call, answer)
    return found


def _switch(service: Service, case: str) -> None:
    service.config = replace(
        CONFIG,
        attendees="as published" if case.startswith("webhook.as_shipped.") else "repaired",
        answer_shape="code" if case == "create.shape_13_and_later" else "by release",
        provider="twilio" if case.startswith("twilio.") else "vonage",
    )


def _request(call: dict[str, Any]) -> dict[str, Any]:
    asked = call["request"]
    body, headers = asked.get("body"), {}
    if asked.get("auth") != "none":
        headers["Authorization"] = _authorization(call["case"])
    if body is not None:
        headers["Content-Type"] = _KINDS.get(call["case"], "application/json")
    if isinstance(body, dict):
        body = json.dumps({name: _LONG.get(str(value), value) for name, value in body.items()})
    path = asked["path"].replace("<token>", bearer(CONFIG))
    return {"method": asked["method"], "url": path, "content": _LONG.get(body, body), "headers": headers}


def _authorization(case: str) -> str:
    if case.startswith("perm."):
        one = case[case.index("[") + 1 : case.index("]")]
        held = [one] if case.startswith("perm.only") else [name for name in PERMISSIONS if name != one]
        return f"Bearer {bearer(CONFIG, held)}"
    return _VARIANTS.get(case, f"Bearer {bearer(CONFIG, userTenantId='ut-1')}")


_VARIANTS = {
    "auth.not_bearer": "Basic cGxlbnVtOnBsZW51bQ==",
    "auth.garbage": "Bearer garbage",
    "auth.expired": f"Bearer {bearer(CONFIG, exp=_PAST)}",
    "auth.wrong_issuer": f"Bearer {bearer(CONFIG, iss='another')}",
    "auth.wrong_secret": f"Bearer {bearer(replace(CONFIG, jwt_secret='another'))}",
    "auth.password_expired": f"Bearer {bearer(CONFIG, passwordExpiryTime=_PAST * 1000)}",
    "auth.no_permission": f"Bearer {bearer(CONFIG, [])}",
    "auth.permissions_absent": f"Bearer {signed(CONFIG.jwt_secret, {'id': '1', 'iss': CONFIG.jwt_issuer})}",
    "auth.star_in_token": f"Bearer {bearer(CONFIG, ['*'])}",
    "auth.no_user_ids": f"Bearer {bearer(CONFIG, id=None, userTenantId=None)}",
    "auth.only_permission_claim": "Bearer "
    + signed(CONFIG.jwt_secret, {"permissions": list(PERMISSIONS), "iss": CONFIG.jwt_issuer}),
    "auth.lowercase_scheme": f"bearer {bearer(CONFIG)}",
}


def _written_down(service: Service, call: dict[str, Any], answer: httpx.Response) -> Heard:
    link = (call.get("stored_row") or {}).get("meetingLink")
    meeting = service.meetings.get(link) if link else None
    video = service.cloud.sessions[meeting.session_id] if meeting else None
    if call["case"].startswith("create.") and answer.status_code == 200:
        video = list(service.cloud.sessions.values())[-1]
    return Heard(answer=answer, row=meeting.row() if meeting else None, target=service.cloud.target, video=video)


def _adopt(service: Service, call: dict[str, Any]) -> None:
    """The session that was made last is called as the recorded one."""
    body = call["response"]["body"]
    link = body["code"] if isinstance(body, dict) else body
    row = call.get("stored_row") or {}
    _rename(service, link, row.get("sessionId"))


def _rename(service: Service, link: str, session_id: str | None) -> None:
    made = next(reversed(service.meetings))
    meeting = service.meetings.pop(made)
    meeting.link = link
    service.meetings[link] = meeting
    if session_id:
        video = service.cloud.sessions.pop(meeting.session_id)
        meeting.session_id = video.id = session_id
        service.cloud.sessions[session_id] = video


# What the recorder did between the cases


def _made(link: str, session_id: str | None = None, **wish: Any) -> Callable[[Service], None]:
    def make(service: Service) -> None:
        service.create(wish, "ut-1")
        _rename(service, link, session_id)

    return make


def _in(**span: float) -> int:
    return int((NOW + timedelta(**span)).timestamp() * 1000)


def _archived(archive_id: str, session_id: str, name: str, at_ms: int) -> Callable[[Service], None]:
    def archive(service: Service) -> None:
        made_at = datetime.fromtimestamp(at_ms / 1000, UTC)
        service.cloud.archives[archive_id] = Archive(
            id=archive_id,
            session_id=session_id,
            name=name,
            created_at=made_at,
            status=Status.AVAILABLE,
            stopped_at=made_at + timedelta(seconds=42),
            available_at=made_at,
        )

    return archive


def _attached(archive_id: str, link: str) -> Callable[[Service], None]:
    def attach(service: Service) -> None:
        service.meetings[link].archive_id = archive_id

    return attach


def _all(*deeds: Callable[[Service], None]) -> Callable[[Service], None]:
    def do(service: Service) -> None:
        for deed in deeds:
            deed(service)

    return do


_O5C = "1_MX4xMDB+MTI3LjAuMC4xfjE3OTUzMjY5ODQ5MzV+YTFiOGE5NjEzNmQyY2VjODllfg"
_DWW = "1_MX4xMDB+MTI3LjAuMC4xfjE3OTUzMjY5ODUzMTh+NDQwMjgzODA3MmY5OGI4NThifg"
_AAJ = "1_MX4xMDB+MTI3LjAuMC4xfjE3OTUzMjY5ODUzNTd+YzViN2Q0ZDdlNzE0ZmQzMmM4fg"
_GH8 = "1_MX4xMDB+MTI3LjAuMC4xfjE3OTUzMjY5ODU3OTB+NzAzNGUwZWMyNmJkODQ0ZGQ4fg"
_Y_Z = "1_MX4xMDB+MTI3LjAuMC4xfjE3OTUzMjY5ODYxMTN+MWNjYWM5YWQ0NDQ5YzBmNGM3fg"
_REC = "1_MX4xMDB+MTI3LjAuMC4xfjE3OTUzMjY5ODcxOTJ+M2FjZDc4ZWE0MjUxOGYwN2Fifg"
_TWI = "RMf042ecba258564da97f415812146f35e"
_FIRST = "1cada638-2c0b-4498-88b6-bfc8f963aefc"
_SECOND = "853db71c-9450-4f61-917f-766ba920ca71"
_TRACK = "0cdbf555-9fda-4e51-8a72-bb13a9eb9346"

_BETWEEN: dict[str, Callable[[Service], None]] = {
    "token.empty_object": _made("o5C_ptfK0t", _O5C),
    "token.too_early": _made("dWWPt3H1Dh", _DWW, isScheduled=True, scheduleTime=_in(hours=2)),
    "token.inside_window": _made("aajIxaToCm", _AAJ, isScheduled=True, scheduleTime=_in(minutes=5)),
    "edit.instant_to_scheduled": _made("gh86yQuj4q", _GH8),
    "end.scheduled_future": _made("Jqzdj_Jqyu", isScheduled=True, scheduleTime=_in(hours=2)),
    "attendees.empty": _made("Y-ZFqkdmY0", _Y_Z),
    "archives.list_one": _all(_made("archived--"), _archived(_FIRST, _REC, "Standup", 1795326987200)),
    "archives.get_attached": _all(
        _archived(_SECOND, _REC, "Standup 2", 1795326987258), _attached(_SECOND, "archived--")
    ),
    "twilio.archive_get": _all(_archived(_TRACK, _TWI, "track", 1795326987200), _attached(_TRACK, "wFQcuy_Ve4")),
}
