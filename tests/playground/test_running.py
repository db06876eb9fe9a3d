"""Serving an ASGI app for as long as a block lasts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from playground.ports import is_free
from playground.running import running


async def hello(request: Request) -> Response:
    return PlainTextResponse("hello")


async def test_an_app_is_served_while_the_block_lasts() -> None:
    async with httpx.AsyncClient() as http:
        async with running(Starlette(routes=[Route("/", hello)])) as url:
            answer = await http.get(url)

        assert answer.text == "hello"
        with pytest.raises(httpx.ConnectError):
            await http.get(url)


@pytest.mark.skipif(not is_free("::1", 0), reason="this machine has no IPv6")
async def test_an_app_is_served_on_the_other_loopback_too() -> None:
    async with httpx.AsyncClient() as http, running(Starlette(routes=[Route("/", hello)]), host="::1") as url:
        answer = await http.get(url)

    assert answer.text == "hello"


async def test_the_app_is_told_when_it_starts_and_stops() -> None:
    told = []

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        told.append("up")
        yield
        told.append("down")

    async with running(Starlette(lifespan=life)):
        told.append("running")

    assert told == ["up", "running", "down"]


async def test_a_request_that_runs_may_finish() -> None:
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def slow(request: Request) -> Response:
        reached.set()
        await go_on.wait()
        return PlainTextResponse("done")

    async with httpx.AsyncClient() as http:
        async with running(Starlette(routes=[Route("/", slow)])) as url:
            asked = asyncio.create_task(http.get(url))
            await reached.wait()
            asyncio.get_running_loop().call_later(0.05, go_on.set)

        assert (await asked).text == "done"


async def test_an_app_that_does_not_start_is_an_error() -> None:
    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        raise ValueError("broken")
        yield

    with pytest.raises(RuntimeError, match="could not be started"):
        async with running(Starlette(lifespan=life)):
            pass


async def test_a_port_that_is_taken_is_an_error() -> None:
    async with running(Starlette()) as url:
        with pytest.raises(RuntimeError, match="could not be started"):
            async with running(Starlette(), port=int(url.rsplit(":", 1)[1])):
                pass
