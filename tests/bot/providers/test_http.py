"""The door out: what is sent, what comes back, and what each failure is called."""

import asyncio
import ssl
import traceback
from collections.abc import AsyncGenerator, Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.errors import Busy, ConfigError, Denied, Garbled, ProviderError, Refused, Unanswered, Unreachable
from bot.providers import make
from bot.providers.http import ANSWER_LIMIT, Answer, Api, Patience, after_effect, before_effect, client
from bot.providers.trueconf import TrueConf
from bot.settings.backends import ProviderEntry
from tests.bot.providers.certificates import certified
from tests.bot.providers.conftest import Waits, serving
from tests.conftest import FrozenClock

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


async def test_reads_an_answer_as_what_is_documented(patience: Patience) -> None:
    door = api(always(json={"name": "a", "size": 3, "unheard_of": 1}), patience=patience)

    thing = await door.call("GET", "things", "a", answers=Thing)

    assert thing == Thing(name="a", size=3)


async def test_sends_a_segment_as_one_segment_whatever_is_in_it(patience: Patience) -> None:
    asked: list[bytes] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.raw_path)
        return httpx.Response(200, json={"name": "a"})

    await api(handler, patience=patience).call("GET", "things", "00a@server/1#vcs?\\ü", answers=Thing)

    assert asked == [b"/api/things/00a%40server%2F1%23vcs%3F%5C%C3%BC"]


@pytest.mark.parametrize("segment", ["", ".", ".."])
async def test_refuses_to_be_led_to_another_address(segment: str, patience: Patience) -> None:
    door = api(always(), patience=patience)

    with pytest.raises(ValueError, match="another address"):
        await door.send("DELETE", "things", segment)


async def test_sends_parameters_and_a_json_body(patience: Patience) -> None:
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"name": "a"})

    await api(handler, patience=patience).send("POST", "things", params={"q": "a b&c"}, json={"name": "ü"})

    assert asked[0].url.params == httpx.QueryParams({"q": "a b&c"})
    assert asked[0].read() == '{"name":"ü"}'.encode()
    assert asked[0].headers["content-type"] == "application/json"


async def test_gives_an_answer_that_is_not_json_as_it_is(patience: Patience) -> None:
    answer = await api(always(text="k7f3-link"), patience=patience).send("POST", "session")

    assert answer.text == "k7f3-link"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_nobody_listening_is_unreachable(method: str, patience: Patience) -> None:
    async with serving(_hang_up) as port:
        pass  # and now nobody listens there

    async with client() as http:
        door = api(base_url=f"http://127.0.0.1:{port}", http=http, patience=patience)
        with pytest.raises(Unreachable):
            await door.send(method, "things")


@pytest.mark.parametrize(
    "error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
async def test_what_was_never_sent_is_unreachable(
    error: type[httpx.TransportError], method: str, patience: Patience
) -> None:
    door = api(raising(error), patience=patience)

    with pytest.raises(Unreachable):
        await door.send(method, "things")


BROKEN = [httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError, httpx.ReadTimeout, httpx.WriteTimeout]


@pytest.mark.parametrize("error", BROKEN)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_a_line_that_broke_under_a_write_is_unanswered(
    error: type[httpx.TransportError], method: str, patience: Patience
) -> None:
    door = api(raising(error), patience=patience)

    with pytest.raises(Unanswered):
        await door.send(method, "things")


@pytest.mark.parametrize("error", BROKEN)
async def test_a_line_that_broke_under_a_read_is_unreachable(
    error: type[httpx.TransportError], patience: Patience
) -> None:
    door = api(raising(error), patience=patience)

    with pytest.raises(Unreachable):
        await door.send("GET", "things")


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


async def never(request: httpx.Request) -> httpx.Response:
    await asyncio.Event().wait()
    raise AssertionError


@pytest.mark.parametrize(("method", "called"), [("GET", Unreachable), ("POST", Unanswered), ("DELETE", Unanswered)])
async def test_waits_no_longer_than_its_patience(
    method: str, called: type[ProviderError], short_patience: Patience
) -> None:
    door = api(httpx.MockTransport(never), patience=short_patience)

    with pytest.raises(called, match=r"within 0\.05 s"):
        await door.send(method, "things")


async def test_a_body_that_trickles_in_has_the_same_deadline(short_patience: Patience) -> None:
    async def trickle(request: httpx.Request) -> httpx.Response:
        async def body() -> AsyncGenerator[bytes, None]:
            yield b"{"
            await asyncio.Event().wait()

        return httpx.Response(200, content=body())

    door = api(httpx.MockTransport(trickle), patience=short_patience)

    with pytest.raises(Unanswered):
        await door.send("POST", "things")


@pytest.mark.parametrize("fault", [raising(httpx.ReadTimeout), raising(httpx.RemoteProtocolError), never])
async def test_a_write_whose_login_was_lost_was_never_sent(fault: Handler, short_patience: Patience) -> None:
    door = api(httpx.MockTransport(fault), auth=Login(), patience=short_patience)

    with pytest.raises(Unreachable):
        await door.send("POST", "things")


async def test_a_read_is_tried_three_times(waits: Waits, patience: Patience) -> None:
    tries: list[httpx.Request] = []

    def third_time_lucky(request: httpx.Request) -> httpx.Response:
        tries.append(request)
        if len(tries) < 3:
            raise httpx.ConnectError("refused", request=request)
        return httpx.Response(200, json={"name": "a"})

    thing = await api(third_time_lucky, patience=patience).call("GET", "things", answers=Thing)

    assert thing.name == "a"
    assert waits.seconds == [0.2, 0.6]


async def test_a_read_is_not_tried_a_fourth_time(waits: Waits, patience: Patience) -> None:
    door = api(raising(httpx.ConnectError), patience=patience)

    with pytest.raises(Unreachable):
        await door.send("GET", "things")

    assert len(waits.seconds) == 2


async def test_a_write_is_tried_once_even_if_it_was_never_sent(waits: Waits, patience: Patience) -> None:
    door = api(raising(httpx.ConnectError), patience=patience)

    with pytest.raises(Unreachable):
        await door.send("POST", "things")

    assert waits.seconds == []


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("status", "called"),
    [
        (301, Garbled),
        (307, Garbled),
        (400, Garbled),
        (401, Denied),
        (403, Denied),
        (404, Garbled),
        (407, Denied),
        (409, Garbled),
        (418, Garbled),
        (429, Busy),
        (500, Garbled),
        (503, Busy),
    ],
)
async def test_a_status_without_words_of_the_vendors(
    status: int, called: type[ProviderError], method: str, patience: Patience
) -> None:
    door = api(always(status), patience=patience)

    with pytest.raises(called):
        await door.send(method, "things")


@pytest.mark.parametrize("status", [408, 502, 504])
@pytest.mark.parametrize(("method", "called"), [("GET", Unreachable), ("POST", Unanswered)])
async def test_a_gateway_that_gave_up_says_no_more_than_a_broken_line(
    status: int, method: str, called: type[ProviderError], patience: Patience
) -> None:
    door = api(always(status), patience=patience)

    with pytest.raises(called):
        await door.send(method, "things")


async def test_the_vendors_words_come_before_the_status(patience: Patience) -> None:
    door = api(always(503), refuses=lambda answer: Refused("hq", "licence"), patience=patience)

    with pytest.raises(Refused, match="licence"):
        await door.send("POST", "things")


async def test_does_not_follow_a_redirect_and_names_only_its_host(patience: Patience) -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(302, headers={"Location": f"https://elsewhere.test/?token={SECRET}"})

    with pytest.raises(Garbled, match=r"302 to elsewhere\.test") as caught:
        await api(handler, patience=patience).send("POST", "things")

    assert asked == ["server.test"]
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_answer_of_ten_megabytes_is_garbled(method: str, patience: Patience) -> None:
    door = api(always(content=b" " * 10_000_000), patience=patience)

    with pytest.raises(Garbled, match="longer than"):
        await door.send(method, "things")


async def test_an_endless_answer_is_given_up_at_the_limit(patience: Patience) -> None:
    given: list[int] = []

    def endless(request: httpx.Request) -> httpx.Response:
        async def body() -> AsyncGenerator[bytes, None]:
            while True:
                given.append(100_000)
                yield b" " * 100_000

        return httpx.Response(200, content=body())

    with pytest.raises(Garbled):
        await api(endless, patience=patience).send("POST", "things")

    assert sum(given) <= ANSWER_LIMIT + 200_000


async def test_an_endless_answer_to_a_login_means_that_nothing_was_sent(patience: Patience) -> None:
    door = api(always(content=b" " * 10_000_000), auth=Login(), patience=patience)

    with pytest.raises(Unreachable):
        await door.send("POST", "things")


async def test_an_answer_that_cannot_be_unpacked_is_garbled(patience: Patience) -> None:
    def not_gzip(request: httpx.Request) -> httpx.Response:
        async def body() -> AsyncGenerator[bytes, None]:
            yield b"not gzip"

        return httpx.Response(200, headers={"Content-Encoding": "gzip"}, content=body())

    with pytest.raises(Garbled, match="unpacked"):
        await api(not_gzip, patience=patience).send("POST", "things")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>Gateway</html>",
        b'{"name": "a"',
        b"[]",
        b"null",
        b'"name"',
        b"\xff\xfe\x00",
        b'{"name": null}',
        b'{"name": 7}',
        b'{"name": "a", "size": "large"}',
        b'{"size": 3}',
        b"[" * 100_000,
    ],
    ids=range(12),
)
async def test_an_answer_that_is_not_what_is_documented_is_garbled(content: bytes, patience: Patience) -> None:
    door = api(always(content=content), patience=patience)

    with pytest.raises(Garbled):
        await door.call("GET", "things", answers=Thing)


async def test_says_which_field_is_wrong_and_not_what_was_in_it(patience: Patience) -> None:
    door = api(always(json={"name": "a", "size": SECRET}), patience=patience)

    with pytest.raises(Garbled, match="GET /api/things: size int_parsing") as caught:
        await door.call("GET", "things", answers=Thing)

    assert SECRET not in "".join(traceback.format_exception(caught.value))


async def test_a_failure_does_not_tell_the_query(patience: Patience) -> None:
    door = api(raising(httpx.ReadError), patience=patience)

    with pytest.raises(Unreachable, match="GET /api/things") as caught:
        await door.send("GET", "things", params={"access_token": SECRET})

    assert SECRET not in "".join(traceback.format_exception(caught.value))


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


@pytest.mark.parametrize("error", [Unanswered, Garbled])
def test_before_anything_was_asked_for_nothing_can_have_happened(error: type[ProviderError]) -> None:
    with pytest.raises(Unreachable, match="hq: why"), before_effect():
        raise error("hq", "why")


@pytest.mark.parametrize("error", [Unreachable, Busy])
def test_after_something_was_done_it_cannot_be_said_that_nothing_was(error: type[ProviderError]) -> None:
    with pytest.raises(Unanswered, match="hq: why"), after_effect():
        raise error("hq", "why")


def test_gives_up_before_whoever_asked_does() -> None:
    assert Patience().call < timedelta(seconds=10)


def test_certificates_are_checked_by_default() -> None:
    http = client()

    context = http._transport._pool._ssl_context  # type: ignore[attr-defined]  # nothing public tells

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
