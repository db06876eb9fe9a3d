"""Slack's answers to what is asked in nobody's name, outages included."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import SlackRefused, SlackUnreachable
from bot.web.asking import answers, ask
from bot.web.bolt import make_client
from playground.running import running

ANSWERS: dict[str, Response] = {
    "good": JSONResponse({"ok": True, "team_id": "T1"}, headers={"x-oauth-scopes": "commands, chat:write"}),
    "refused": JSONResponse({"ok": False, "error": "invalid_auth"}),
    "api.test": JSONResponse({"ok": False, "error": "unknown_method"}),
    "outage": JSONResponse({"ok": False, "error": "fatal_error"}, status_code=500),
    "page": PlainTextResponse("<h1>Slack is down</h1>", status_code=503),
    "garbled": PlainTextResponse("ok"),
    "list": JSONResponse([1]),
}


@pytest.fixture
async def client(session: aiohttp.ClientSession) -> AsyncIterator[AsyncWebClient]:
    async def answer(request: Request) -> Response:
        return ANSWERS[request.path_params["method"]]

    async with running(Starlette(routes=[Route("/api/{method}", answer, methods=["POST"])])) as address:
        yield make_client(f"{address}/api/", session)


async def test_an_answer_comes_with_the_scopes_of_the_token(client: AsyncWebClient) -> None:
    told = await ask(client, "good", token="xoxb-1")

    assert told.answer["team_id"] == "T1"
    assert told.scopes == {"commands", "chat:write"}


async def test_a_refusal_carries_slacks_word(client: AsyncWebClient) -> None:
    with pytest.raises(SlackRefused, match="invalid_auth"):
        await ask(client, "refused")


@pytest.mark.parametrize("method", ["outage", "page", "garbled", "list"])
async def test_an_outage_is_no_answer(client: AsyncWebClient, method: str) -> None:
    with pytest.raises(SlackUnreachable):
        await ask(client, method)


async def test_nobody_there_is_no_answer(session: aiohttp.ClientSession) -> None:
    with pytest.raises(SlackUnreachable):
        await ask(make_client("http://127.0.0.1:9/api/", session), "good")


async def test_slack_answers_even_when_it_refuses(client: AsyncWebClient) -> None:
    await answers(client)


async def test_nobody_there_does_not_answer(session: aiohttp.ClientSession) -> None:
    with pytest.raises(SlackUnreachable):
        await answers(make_client("http://127.0.0.1:9/api/", session))


async def test_what_is_sent_and_received_is_not_logged(session: aiohttp.ClientSession) -> None:
    assert not make_client("http://127.0.0.1:9/api/", session)._logger.isEnabledFor(10)
