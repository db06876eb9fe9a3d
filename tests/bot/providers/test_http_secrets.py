"""No log, no traceback and no `repr` tells a secret: not ours, not those of the libraries underneath."""

import asyncio
import logging
import traceback
from collections.abc import AsyncGenerator

import httpx
import pytest
from pydantic import SecretStr

from bot.errors import ProviderError
from bot.providers.auth import Carry, Login, Token, TokenAuth, in_header, in_query
from bot.providers.http import Api, Patience, client
from tests.bot.providers.conftest import serving
from tests.bot.providers.door import SECRET, api
from tests.conftest import FrozenClock

WAYS = pytest.mark.parametrize("carry", [in_header, in_query])


def signed_in(clock: FrozenClock, carry: Carry) -> TokenAuth:
    """Has a token already."""

    def login(last: Token | None) -> Login:
        raise AssertionError("the token is good")
        yield

    auth = TokenAuth(login, stale=lambda answer: answer.status_code == 401, clock=clock, carry=carry)
    auth.token = Token(value=SecretStr(SECRET), refresh=SecretStr(SECRET))
    return auth


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    head = f"Content-Length: 2\r\nSet-Cookie: s={SECRET}\r\nLocation: https://e.test/?t={SECRET}\r\n"
    writer.write(f"HTTP/1.1 201 {SECRET}\r\n{head}\r\n{{}}".encode())
    await writer.drain()


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(await reader.readuntil(b"\r\n\r\n"))
    await writer.drain()


async def _echo_as_header(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    said = await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\n(" + said.replace(b"\r\n", b" ") + b"\r\n\r\n")
    await writer.drain()


@WAYS
async def test_a_call_that_goes_well_is_not_logged_with_what_was_sent(
    carry: Carry, patience: Patience, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async with serving(_answer) as port, client() as http:
        door = api(base_url=f"http://127.0.0.1:{port}", http=http, auth=signed_in(clock, carry), patience=patience)
        answer = await door.send("POST", "things", json={"password": SECRET})

    assert SECRET not in f"{caplog.text} {answer!r}"


@WAYS
@pytest.mark.parametrize("serve", [_echo, _echo_as_header])
async def test_a_server_that_says_our_own_words_again_makes_nobody_tell_them(
    serve: object, carry: Carry, patience: Patience, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async with serving(serve) as port, client() as http:  # type: ignore[arg-type]
        door = api(base_url=f"http://127.0.0.1:{port}", http=http, auth=signed_in(clock, carry), patience=patience)
        with pytest.raises(ProviderError) as caught:
            await door.send("POST", "things")

    logging.getLogger("test").error("it failed", exc_info=caught.value)
    assert SECRET not in f"{caplog.text} {told(caught.value)}"


@pytest.mark.parametrize("answer", [b"407 " + SECRET.encode(), b"403 " + SECRET.encode(), SECRET.encode()])
async def test_a_proxy_with_a_password_stays_one(
    answer: bytes, patience: Patience, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 " + answer + b"\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    async with serving(refuse) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://plenum:{SECRET}@127.0.0.1:{port}")
        async with client() as http:
            with pytest.raises(ProviderError) as caught:
                await api(base_url="https://server.test/api", http=http, patience=patience).send("POST", "things")

    assert SECRET not in f"{caplog.text} {told(caught.value)}"


@WAYS
async def test_nothing_of_ours_shows_a_token(carry: Carry, patience: Patience, clock: FrozenClock) -> None:
    auth = signed_in(clock, carry)
    door = api(lambda request: httpx.Response(200), auth=auth, patience=patience)
    await door.send("GET", "things")

    shown = f"{auth!r} {auth.token!r} {auth.token} {door!r} {vars(door)!r} {vars(auth)!r}"

    assert SECRET not in shown


async def test_what_is_told_of_a_failed_login_is_where_it_failed(patience: Patience) -> None:
    class Login(httpx.Auth):
        async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
            yield httpx.Request("POST", f"https://server.test/login?key={SECRET}", json={"password": SECRET})
            yield request

    def refused(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    door: Api = api(refused, auth=Login(), patience=patience)

    with pytest.raises(ProviderError, match="POST /login: ConnectError refused") as caught:
        await door.send("POST", "things")

    assert SECRET not in told(caught.value)


def told(error: ProviderError) -> str:
    return f"{error!r} {error} {error.detail} {''.join(traceback.format_exception(error))}"
