"""The emulated SourceLoop service, asked what nobody should ask: it answers, and can be asked again."""

import json
from typing import Any

import httpx
import pytest

from playground.backends.tokens import signed
from playground.running import running

HALF = '"\\ud800"'
DEEP = "[" * 100_000


async def send(loop: Any, method: str, path: str, text: str) -> httpx.Response:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {loop.token}"}
    answer: httpx.Response = await loop.http.request(method, path, content=text, headers=headers)
    return answer


@pytest.mark.parametrize(
    ("method", "path", "text", "status"),
    [
        ("POST", "/session", "5", 422),
        ("POST", "/session", '"text"', 422),
        ("POST", "/session", "NaN", 400),
        ("POST", "/session", DEEP, 400),
        ("POST", "/session", '{"isScheduled": true, "scheduleTime": 1e400}', 400),
        ("POST", "/session", '{"isScheduled": [], "type": {}}', 400),
        ("PATCH", "/session/{link}", f"{{{HALF}: 1}}", 422),
        ("PATCH", "/session/{link}", '{"scheduleTime": "2026-13-45T99:99:99Z"}', 422),
        ("POST", "/session/{link}/token", f'{{"data": {HALF}}}', 200),
        ("POST", "/session/{link}/token", '{"data": 5}', 500),
        ("POST", "/session/{link}/token", '{"role": "", "data": 0, "expireTime": null}', 200),
        ("POST", "/session/{link}/token", '{"role": []}', 500),
        ("POST", "/session/{link}/token", '{"expireTime": true}', 200),
        ("POST", "/session/{link}/token", '{"expireTime": " "}', 200),
        ("POST", "/session/{link}/token", f'{{"expireTime": 1{"0" * 5000}}}', 200),
        ("POST", "/webhooks/session", '{"connection": []}', 500),
        ("POST", "/webhooks/session", '{"connection": {"data": 5}, "event": "connectionCreated"}', 500),
        ("POST", "/webhooks/session", '{"connection": {}, "event": []}', 204),
        ("PUT", "/archives/storage-target", '{"name": []}', 400),
    ],
)
async def test_a_strange_body_is_answered(loop: Any, method: str, path: str, text: str, status: int) -> None:
    link = await loop.session()

    answer = await send(loop, method, path.replace("{link}", link), text)

    assert answer.status_code == status, answer.text
    assert (await loop.http.get("/control/history")).status_code == 200


async def test_half_a_character_is_told_as_a_question_mark(loop: Any) -> None:
    link = await loop.session()
    letter = {
        "sessionId": loop.row(link).session_id,
        "event": "connectionCreated",
        "connection": {"id": "c", "data": "\ud800"},
    }

    await send(loop, "POST", "/webhooks/session", json.dumps(letter))

    assert await loop.attendees(link) == [("?", False)]


@pytest.mark.parametrize("path", ["/%0A", "/session/%0A/end", "/session//end", "/%ED%A0%80", "/session/x%00", "//"])
async def test_a_strange_path_is_the_services_own(loop: Any, path: str) -> None:
    async with running(loop.app) as address, httpx.AsyncClient(base_url=address) as http:
        answer = await http.put(path, json={})

    assert (answer.status_code, answer.json()["error"]["message"]) == (404, "API not found !")


@pytest.mark.parametrize(
    "claims", [{"permissions": "StopMeeting"}, {"permissions": [5, None]}, {"exp": "later"}, {"exp": None}, {"iss": []}]
)
async def test_a_strange_token_opens_nothing(loop: Any, claims: dict[str, Any]) -> None:
    loop.token = signed(loop.config.jwt_secret, {"iss": loop.config.jwt_issuer} | claims)

    assert (await loop.call("POST", "/session", {})).status_code in (401, 403)


@pytest.mark.parametrize("authorization", ["Bearer", "Bearer ", "Bearer é.é.é", "Bearer a.b", "Basic x", ""])
async def test_a_strange_authorization_is_none(loop: Any, authorization: str) -> None:
    answer = await loop.http.post("/session", headers={"Authorization": authorization.encode()})

    assert answer.status_code == 401
