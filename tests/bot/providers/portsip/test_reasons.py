"""What the PBX means when it refuses."""

import json
from typing import Any

import httpx
import pytest

from bot.errors import Busy, Denied, Garbled, Gone, ProviderError, Refusal, Refused
from bot.model import Room
from bot.providers.portsip import PortSip
from bot.providers.portsip.reasons import meaning
from tests.bot.providers.portsip.script import ID, REFERENCE, ROOM, Server, refusal

PAGE = b"<html>not found</html>"


@pytest.mark.parametrize(
    ("answer", "called"),
    [
        (refusal("validation"), Refused),
        (refusal("unknown_code"), Refused),
        (refusal("in_use"), Refused),
        (httpx.Response(400), Refused),
        (httpx.Response(422, content=refusal("validation").content), Refused),
        (httpx.Response(418, content=refusal("unknown_code").content), Refused),
        (httpx.Response(418), Garbled),
        (refusal("licence_module"), Denied),
        (httpx.Response(403), Denied),
        (refusal("token_expired"), Denied),
        (refusal("not_found"), Gone),
        (httpx.Response(404), Gone),
        (httpx.Response(404, content=PAGE), Garbled),
        (refusal("licence_snapshot"), Busy),
        (httpx.Response(429, content=refusal("unknown_code").content), Busy),
        (httpx.Response(500, content=refusal("unknown_code").content), Garbled),
    ],
    ids=lambda value: f"{value.status_code}-{len(value.content)}" if isinstance(value, httpx.Response) else "",
)
async def test_an_answer_is_called_by_what_it_means(
    answer: httpx.Response, called: type[ProviderError], server: Server, pbx: PortSip
) -> None:
    server.says(f"GET {ROOM}", answer)

    with pytest.raises(ProviderError) as caught:
        await pbx.host_access(Room(id=ID, dial_number="7000"), None)

    assert type(caught.value) is called


async def test_a_list_that_is_not_there_is_no_missing_room(server: Server, pbx: PortSip) -> None:
    server.says("GET conference_rooms", refusal("not_found"))

    with pytest.raises(Garbled):
        await pbx.find(REFERENCE)


def asked(content: bytes | None = None, **body: Any) -> ProviderError:
    request = httpx.Request("POST", "https://pbx.test/api/conference_rooms")
    answer = httpx.Response(400, content=json.dumps(body) if content is None else content, request=request)
    error = meaning("pbx", answer)
    assert error
    return error


def test_names_the_code_and_the_field_and_never_the_text() -> None:
    error = asked(errors=[{"code": "VALIDATE_FAILED", "message": "bad <pin>", "detail": {"field": "room_pin"}}])

    assert isinstance(error, Refused)
    assert (error.detail, error.why) == ("HTTP 400 VALIDATE_FAILED room_pin", Refusal.INVALID)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"errors": None},
        {"errors": ["VALIDATE_FAILED"]},
        {"errors": {"code": "A"}},
        {"errors": [{"code": 7}]},
        {"errors": [{"code": "see https://elsewhere.test"}]},
    ],
    ids=str,
)
def test_a_body_of_another_shape_says_nothing(body: dict[str, Any]) -> None:
    assert asked(**body).detail == "HTTP 400"


@pytest.mark.parametrize("content", [b"", b"<html>", b"[1]", b"null", b"[" * 100_000, b"\xff"], ids=len)
def test_a_body_that_is_no_envelope_says_nothing(content: bytes) -> None:
    assert asked(content).detail == "HTTP 400"
