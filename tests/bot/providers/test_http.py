"""The door out: what is sent, and what an answer is called."""

import gzip
import traceback
from collections.abc import AsyncGenerator

import httpx
import pytest

from bot.errors import Busy, Denied, Garbled, ProviderError, Refused, Unanswered, Unreachable
from bot.providers.errand import ANSWER_LIMIT
from bot.providers.http import Patience
from tests.bot.providers.door import SECRET, Login, Thing, always, api, raising


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


@pytest.mark.parametrize("address", ["http://[", "//[", "https://elsewhere.test:port/", "ü", "\x00"])
@pytest.mark.parametrize("status", [300, 302, 304])
async def test_a_redirect_to_nowhere_is_garbled_or_a_broken_line(address: str, status: int, patience: Patience) -> None:
    headers = [(b"Location", address.encode())]
    door = api(lambda request: httpx.Response(status, headers=headers), patience=patience)

    with pytest.raises((Garbled, Unreachable)):
        await door.send("GET", "things")


@pytest.mark.parametrize("name", [b"Content-Type", b"Location", b"Retry-After", b"X-Served-By", b"Content-Length"])
@pytest.mark.parametrize("value", ["²", "ü", "日本"])
async def test_a_header_that_is_not_ascii_changes_nothing(name: bytes, value: str, patience: Patience) -> None:
    async def body() -> AsyncGenerator[bytes, None]:
        yield b'{"name": "a"}'

    headers = [(name, value.encode())]
    door = api(lambda request: httpx.Response(200, headers=headers, content=body()), patience=patience)

    assert await door.call("GET", "things", answers=Thing) == Thing(name="a")


async def test_does_not_follow_a_redirect_and_names_only_its_host(patience: Patience) -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(302, headers={"Location": f"https://elsewhere.test/?token={SECRET}"})

    with pytest.raises(Garbled, match=r"302 to elsewhere\.test") as caught:
        await api(handler, patience=patience).send("POST", "things")

    assert asked == ["server.test"]
    assert SECRET not in str(caught.value)


def packed(content: bytes, encoding: str) -> httpx.Response:
    """As it comes from a line: not unpacked yet."""
    headers = {"Content-Encoding": encoding, "Content-Length": str(len(content))}
    return httpx.Response(200, headers=headers, stream=httpx.ByteStream(content))


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


async def test_an_answer_that_is_packed_in_a_pack_is_not_unpacked(patience: Patience) -> None:
    bomb = gzip.compress(gzip.compress(b" " * 50_000_000))
    door = api(lambda request: packed(bomb, "gzip, gzip"), patience=patience)

    with pytest.raises(Garbled, match="packed more than once"):
        await door.send("POST", "things")


async def test_an_answer_that_is_packed_once_is_unpacked(patience: Patience) -> None:
    door = api(lambda request: packed(gzip.compress(b'{"name": "a"}'), "gzip"), patience=patience)

    assert await door.call("GET", "things", answers=Thing) == Thing(name="a")


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
