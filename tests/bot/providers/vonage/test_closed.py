"""A service that its maker closed: however it says so, it is one sentence."""

import ssl

import httpx
import pytest

from bot.errors import Busy, Garbled, ProviderError, Refused, ServiceClosed, Unreachable
from bot.providers.vonage import Vonage
from tests.bot.providers.conftest import Waits
from tests.bot.providers.vonage.script import ID, ROOM, WISH, Connect, Server, do, page, refusal, wire
from tests.conftest import FrozenClock

THEME = "ef2b46f3-8ebb-437e-a671-272e4990fbc8"


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("[Errno 111] Connection refused"),
        httpx.ConnectError("[Errno -2] Name or service not known"),
        refusal("no_header"),
        refusal("wrong_credentials"),
        httpx.Response(401),
        httpx.Response(404, content=b"<html>Not Found</html>"),
        httpx.Response(404, json={"type": "about:blank", "title": "Not Found"}),
        refusal("room_not_found"),
        httpx.Response(410),
    ],
)
@pytest.mark.parametrize("call", ["GET rooms", "POST rooms"])
async def test_however_it_says_so_it_is_closed(
    call: str, answer: httpx.Response, server: Server, old: Vonage, waits: Waits
) -> None:
    server.says(call, answer)

    with pytest.raises(ServiceClosed) as caught:
        await old.create(WISH)

    assert (caught.value.provider, caught.value.title, caught.value.since) == ("old", Vonage.title, Vonage.sunset)
    assert sum(waits.seconds) < 1


async def test_it_stays_closed_however_often_it_is_asked(server: Server, old: Vonage, clock: FrozenClock) -> None:
    server.says("GET rooms", httpx.ConnectError("[Errno 111] Connection refused"))

    for _ in range(10):
        with pytest.raises(ServiceClosed):
            await old.check()
        clock.advance(seconds=1)

    assert len(server.asked) < 20, "it is left alone after a while, and still known to be closed"


@pytest.mark.parametrize(
    ("call", "words", "said"),
    [
        ("GET themes", "themes list", ()),
        ("POST themes", "themes add", ("#fff", "Acme")),
        (f"DELETE themes/{ID}", "themes remove", (ID,)),
        ("PATCH applications", "themes default", (ID,)),
        ("GET rooms", "rooms", ()),
    ],
)
@pytest.mark.parametrize(
    "answer", [httpx.ConnectError("refused"), httpx.Response(401), httpx.Response(404), httpx.Response(410)]
)
async def test_it_is_closed_for_administrators_too(
    call: str, words: str, said: tuple[str, ...], answer: httpx.Response | Exception, server: Server, old: Vonage
) -> None:
    server.says(call, answer)

    with pytest.raises(ServiceClosed):
        await do(old, words, *said)


async def test_a_room_is_not_gone_because_the_service_is(server: Server, old: Vonage) -> None:
    server.says(f"GET {ROOM}", httpx.Response(404, content=b"<html>Not Found</html>"))

    with pytest.raises(ServiceClosed):
        await old.status(ID)


@pytest.mark.parametrize(
    ("answer", "called"),
    [
        (httpx.ReadTimeout("slow"), Unreachable),
        (httpx.ConnectTimeout("slow"), Unreachable),
        (httpx.Response(503), Busy),
        (httpx.Response(302), Garbled),
    ],
)
async def test_trouble_that_may_pass_is_not_that(
    answer: httpx.Response, called: type[ProviderError], server: Server, old: Vonage
) -> None:
    server.says("GET rooms", answer)

    with pytest.raises(ProviderError) as caught:
        await old.check()

    assert type(caught.value) is called


async def test_a_certificate_that_is_not_trusted_is_not_that(server: Server, old: Vonage) -> None:
    """Somebody is there, and the setting CA_BUNDLE may be what is wrong."""
    broken = httpx.ConnectError("certificate verify failed")
    broken.__cause__ = ssl.SSLCertVerificationError("certificate verify failed")
    server.says("GET rooms", broken)

    with pytest.raises(Unreachable):
        await old.check()


async def test_a_service_that_answers_says_what_was_reached(server: Server, connect: Connect) -> None:
    server.says("GET rooms", page(total_items=7))

    said = await connect(base_url="https://meet.test/", prefix="/meetings").check()

    assert said == (
        "Vonage Meetings at https://meet.test/meetings: "
        "signed in as application aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab, 7 rooms there"
    )
    assert server.queries() == [{"page_size": "1"}]


async def test_a_theme_that_is_set_is_looked_at(server: Server, connect: Connect) -> None:
    server.says(f"GET themes/{THEME}", httpx.Response(200, json=wire("theme")))

    assert (await connect(theme=THEME).check()).endswith(", theme Theme1")


async def test_a_theme_that_is_not_there_is_said_by_the_name_of_the_setting(server: Server, connect: Connect) -> None:
    with pytest.raises(Refused, match=f"THEME: no theme {THEME}"):
        await connect(theme=THEME).check()


async def test_a_list_need_not_be_counted(server: Server, old: Vonage) -> None:
    server.says("GET rooms", httpx.Response(200, json={"_embedded": []}))

    said = await old.check()

    assert said.startswith("Vonage Meetings at https://api-eu.vonage.com/v1/meetings: signed in as")
    assert said.endswith("0123456789ab")


@pytest.mark.parametrize(
    "wrong",
    [
        {"application_id": "bot"},
        {"prefix": "/v2/meetings"},
        {"base_url": "api-eu.vonage.com"},
        {"topic": "x"},
        {"theme": "blue"},
    ],
)
def test_refuses_settings_that_cannot_work(wrong: dict[str, str], connect: Connect) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        connect(**wrong)
