"""A door to a server that is a plain function."""

import asyncio
from collections.abc import AsyncGenerator, Callable

import httpx

from bot.errors import ProviderError
from bot.providers.http import Answer, Api, Patience, client

SECRET = "s3cr3t-t0k3n"


Handler = Callable[[httpx.Request], httpx.Response]


class Thing(Answer):
    name: str
    size: int | None = None


class Login(httpx.Auth):
    """Asks for a token before the request, as adapters do."""

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        yield httpx.Request("POST", "https://server.test/login")
        yield request


def api(
    handler: Handler | httpx.AsyncBaseTransport | None = None,
    *,
    base_url: str = "https://server.test/api",
    auth: httpx.Auth | None = None,
    patience: Patience,
    refuses: Callable[[httpx.Response], ProviderError | None] = lambda answer: None,
    http: httpx.AsyncClient | None = None,
) -> Api:
    transport = httpx.MockTransport(handler) if callable(handler) else handler
    http = http or client(transport=transport)
    return Api("hq", http, base_url=base_url, auth=auth or httpx.Auth(), verdict=refuses, patience=patience)


def raising(error: type[httpx.TransportError]) -> Handler:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error("broken", request=request)

    return handler


def always(status: int = 200, **answer: object) -> Handler:
    return lambda request: httpx.Response(status, **answer)  # type: ignore[arg-type]


async def never(request: httpx.Request) -> httpx.Response:
    await asyncio.Event().wait()
    raise AssertionError
