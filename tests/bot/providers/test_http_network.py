"""The door out over a real network: sockets, TLS, proxies."""

import asyncio
import ssl
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from bot.errors import ConfigError, Garbled, Unanswered, Unreachable
from bot.providers import make
from bot.providers.http import Patience, client
from bot.providers.trueconf import TrueConf
from bot.settings.backends import ProviderEntry
from tests.bot.providers.certificates import certified
from tests.bot.providers.conftest import serving
from tests.bot.providers.door import api
from tests.conftest import FrozenClock


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_nobody_listening_is_unreachable(method: str, patience: Patience) -> None:
    async with serving(_hang_up) as port:
        pass  # and now nobody listens there

    async with client() as http:
        door = api(base_url=f"http://127.0.0.1:{port}", http=http, patience=patience)
        with pytest.raises(Unreachable):
            await door.send(method, "things")


async def _hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")


async def _half_an_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"name"')
    await writer.drain()


@pytest.mark.parametrize("serve", [_hang_up, _half_an_answer])
async def test_a_real_line_that_breaks_under_a_write_is_unanswered(serve: object, patience: Patience) -> None:
    async with serving(serve) as port, client() as http:  # type: ignore[arg-type]
        door = api(base_url=f"http://127.0.0.1:{port}", http=http, patience=patience)

        with pytest.raises(Unanswered):
            await door.send("POST", "things")


async def _endless_though_it_says_two(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n")
    with suppress(ConnectionError):
        while True:
            writer.write(b"186a0\r\n" + b" " * 100_000 + b"\r\n")
            await writer.drain()


async def test_an_endless_answer_that_says_it_is_short_is_given_up(patience: Patience) -> None:
    async with serving(_endless_though_it_says_two) as port, client() as http:
        door = api(base_url=f"http://127.0.0.1:{port}", http=http, patience=patience)

        with pytest.raises(Garbled, match="longer than"):
            await door.send("POST", "things")


async def test_keeps_no_cookies(patience: Patience) -> None:
    cookies: list[str | None] = []

    def handler(request: httpx.Request) -> httpx.Response:
        cookies.append(request.headers.get("cookie"))
        return httpx.Response(200, headers={"Set-Cookie": "session=1; Path=/"})

    door = api(handler, patience=patience)
    await door.send("GET", "things")
    await door.send("GET", "things")

    assert cookies == [None, None]


async def test_goes_through_the_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch, patience: Patience) -> None:
    heard: list[bytes] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()

    async with serving(proxy) as port:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
        async with client() as http:
            await api(base_url="http://server.test/api", http=http, patience=patience).send("GET", "things")

    assert heard[0].startswith(b"GET http://server.test/api/things HTTP/1.1")


async def _hello(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 14\r\nConnection: close\r\n\r\n{"name": "tls"}'[:-1])
    await writer.drain()


async def test_trusts_the_bundle_that_is_set(tmp_path: Path, patience: Patience) -> None:
    server_side, bundle = certified(tmp_path)

    async with serving(_hello, ssl=server_side) as port, client(ca_bundle=bundle) as http:
        answer = await api(base_url=f"https://localhost:{port}", http=http, patience=patience).send("POST", "things")

    assert answer.status_code == 200


async def test_a_certificate_that_is_not_trusted_is_unreachable_and_says_so(tmp_path: Path, patience: Patience) -> None:
    server_side, _ = certified(tmp_path)

    async with serving(_hello, ssl=server_side) as port, client() as http:
        door = api(base_url=f"https://localhost:{port}", http=http, patience=patience)
        with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
            await door.send("POST", "things")


@pytest.mark.parametrize(("own", "named"), [(True, "PROVIDERS__HQ__CA_BUNDLE"), (False, "CA_BUNDLE")])
def test_a_bundle_that_holds_no_certificates_stops_the_start(
    tmp_path: Path, clock: FrozenClock, *, own: bool, named: str
) -> None:
    bundle = tmp_path / "bundle.pem"
    bundle.write_text("not a certificate")
    settings = TrueConf.Settings.model_validate(
        {
            "base_url": "https://c.test",
            "client_id": "a",
            "client_secret": "b",
            "ca_bundle": str(bundle) if own else None,
        }
    )

    with pytest.raises(ConfigError) as caught:
        make("hq", ProviderEntry(kind="trueconf", settings=settings), clock=clock, ca_bundle=str(bundle))

    assert caught.value.problems[0].startswith(f"{named}:")


def test_certificates_are_checked_by_default() -> None:
    http = client()

    context = http._transport._pool._ssl_context  # type: ignore[attr-defined]  # nothing public tells

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
