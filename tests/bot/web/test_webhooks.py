"""Where back ends tell what happens: what is kept, what is turned away, and how soon either is answered."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from bot.model import Conference
from bot.services.hearing import Heard, Hearing
from bot.services.inbox import WITHIN, Inbox
from bot.store.requests import RequestStore
from bot.store.tables import requests
from bot.store.vault import Vault
from bot.web import webhooks as door
from bot.web.meters import Meters
from bot.web.site import make_web
from bot.web.webhooks import BODY_LIMIT, webhooks
from tests.backstage import KEY, Backstage
from tests.bot.services.conftest import hall as hall
from tests.bot.services.conftest import plenum as plenum
from tests.bot.web.conftest import WayIn

AT_ONCE = timedelta(seconds=0.05)
SOON_S = 0.05
LATE_S = 2.0
"""A second is what it may take; this machine may be busy with something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Carries a back end's messages to Plenum's web, `way` to the one conference there is."""

    http: httpx.AsyncClient
    way: str

    async def tell(
        self, body: bytes | AsyncIterator[bytes] = b"{}", *, way: str | None = None, method: str = "POST"
    ) -> httpx.Response:
        return await self.http.request(method, way or self.way, content=body)

    async def counted(self, how: str) -> bool:
        """Whether exactly one message was counted so."""
        return f'plenum_webhooks_total{{how="{how}"}} 1.0\n' in (await self.http.get("/metrics")).text


class Hanging:
    """A database that neither answers nor fails."""

    async def keep(self, provider: str, key: str, body: bytes, headers: dict[str, str]) -> Heard:
        await asyncio.Event().wait()
        raise AssertionError("never")


@pytest.fixture
async def live(plenum: Backstage) -> Conference:
    return await plenum.start(provider="hall")


@pytest.fixture(params=["http", "socket mode"])
def slack_by(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def way_to(plenum: Backstage, conference: Conference) -> str:
    url = plenum.addresses.events_of(conference)
    assert url is not None
    return url.removeprefix("https://plenum.acme.example")


def hearing(plenum: Backstage, *, within: timedelta = WITHIN) -> Hearing:
    inbox = Inbox(RequestStore(plenum.database, Vault([KEY]), by="web"), plenum.clock, within=within)
    return Hearing(
        database=plenum.database,
        rows=plenum.rows,
        addresses=plenum.addresses,
        backends=plenum.backends,
        inbox=inbox,
    )


def browser(way_in: WayIn, hears: door.Hearing, *, by: str = "http") -> httpx.AsyncClient:
    """Plenum's whole web over `hears`."""
    meters = Meters()
    routes = [webhooks(hears, meters, body_patience_s=SOON_S)]
    signatures = way_in.signatures if by == "http" else None
    web = make_web(door=way_in.door, meters=meters, signatures=signatures, checks={}, routes=routes)
    return httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://plenum")


@pytest.fixture
async def post(way_in: WayIn, plenum: Backstage, live: Conference) -> AsyncIterator[Post]:
    async with browser(way_in, hearing(plenum)) as http:
        yield Post(http=http, way=way_to(plenum, live))


async def kept(plenum: Backstage) -> int:
    return len(await plenum.rows_of(requests))


async def pieces(*bodies: bytes) -> AsyncIterator[bytes]:
    for body in bodies:
        yield body


async def test_what_is_told_is_written_down_before_it_is_answered(
    way_in: WayIn, plenum: Backstage, live: Conference, slack_by: str
) -> None:
    async with browser(way_in, hearing(plenum), by=slack_by) as http:
        post = Post(http=http, way=way_to(plenum, live))
        answer = await post.tell()

        assert (answer.status_code, answer.content) == (204, b"")
        assert await kept(plenum) == 1
        assert await post.counted("kept")


async def test_the_same_told_twice_is_answered_twice_and_kept_once(plenum: Backstage, post: Post) -> None:
    answers = [await post.tell(), await post.tell()]

    assert [answer.status_code for answer in answers] == [204, 204]
    assert await kept(plenum) == 1


@pytest.mark.parametrize("body", [b"", b"not json", b"\xff\xfe\x00", b'"' * 1000])
async def test_whatever_it_says_is_kept_for_whoever_can_read_it(plenum: Backstage, post: Post, body: bytes) -> None:
    answer = await post.tell(body)

    assert answer.status_code == 204
    assert await kept(plenum) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda way: way[:-1],
        lambda way: f"{way}A",
        lambda way: way.replace("/hall/", "/hq/"),
        lambda way: way.replace("/hall/", "/nobody/"),
        lambda way: "/webhooks/hall/x",
        lambda way: "/webhooks/hall/k7f3k7f3k7f3.",
        lambda way: "/webhooks/hall/%C3%A9.%C3%A9%00%FF",
    ],
)
async def test_an_address_that_nobody_was_given_is_not_found_and_counted(
    plenum: Backstage, post: Post, change: Callable[[str], str]
) -> None:
    answer = await post.tell(way=change(post.way))

    assert (answer.status_code, answer.content) == (404, b"")
    assert await post.counted("unknown")
    assert await kept(plenum) == 0


@pytest.mark.parametrize("way", ["/webhooks", "/webhooks/hall", "/webhooks/hall/", "/webhooks/hall/x/y"])
async def test_what_is_no_address_at_all_is_not_found(plenum: Backstage, post: Post, way: str) -> None:
    assert (await post.tell(way=way)).status_code == 404


async def test_the_longest_message_is_kept(plenum: Backstage, post: Post) -> None:
    answer = await post.tell(b"x" * BODY_LIMIT)

    assert answer.status_code == 204
    assert await kept(plenum) == 1


@pytest.mark.parametrize("size", [[BODY_LIMIT + 1], [BODY_LIMIT, 1], [1000] * 1000])
async def test_a_longer_one_is_refused(plenum: Backstage, post: Post, size: list[int]) -> None:
    answer = await post.tell(pieces(*(b"x" * one for one in size)))

    assert answer.status_code == 413
    assert await post.counted("too_long")
    assert await kept(plenum) == 0


async def test_a_message_that_drips_is_given_up(plenum: Backstage, post: Post) -> None:
    async def drip() -> AsyncIterator[bytes]:
        yield b'{"event":'
        await asyncio.Event().wait()

    answer = await post.tell(drip())

    assert answer.status_code == 408
    assert await post.counted("unfinished")
    assert await kept(plenum) == 0


async def test_while_the_database_is_busy_it_is_asked_to_come_again_and_then_kept(
    way_in: WayIn, plenum: Backstage, live: Conference
) -> None:
    async with browser(way_in, hearing(plenum, within=AT_ONCE)) as http:
        post = Post(http=http, way=way_to(plenum, live))
        async with plenum.database.write():
            refused = await post.tell()
        answer = await post.tell()

        assert (refused.status_code, answer.status_code) == (503, 204)
        assert await post.counted("not_kept")
        assert await kept(plenum) == 1


async def test_a_database_that_is_away_is_told_from_an_unknown_address(plenum: Backstage, post: Post) -> None:
    await plenum.rename("conferences", "moved")

    answer = await post.tell()

    assert (answer.status_code, await post.counted("not_kept")) == (503, True)


async def test_a_database_that_hangs_is_not_waited_for_longer_than_a_second(
    way_in: WayIn, plenum: Backstage, live: Conference
) -> None:
    began = time.monotonic()

    async with browser(way_in, Hanging()) as http:
        answer = await Post(http=http, way=way_to(plenum, live)).tell()

    assert answer.status_code == 503
    assert time.monotonic() - began < LATE_S


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
async def test_nothing_is_there_to_be_read(plenum: Backstage, post: Post, method: str) -> None:
    answer = await post.tell(method=method)

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert await kept(plenum) == 0


@pytest.mark.parametrize(
    ("way", "body", "status"), [(None, b"{}", 204), ("/webhooks/hall/x", b"{}", 404), (None, b"x" * 300_000, 413)]
)
async def test_every_answer_carries_careful_headers(post: Post, way: str | None, body: bytes, status: int) -> None:
    answer = await post.tell(body, way=way)

    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("cut", [0, 1])
async def test_neither_address_nor_message_is_logged(post: Post, caplog: pytest.LogCaptureFixture, cut: int) -> None:
    key = post.way.rpartition("/")[2]

    with caplog.at_level(logging.DEBUG, logger="bot"):
        await post.tell(b"very private", way=post.way[: len(post.way) - cut])

    assert key[:-1] not in caplog.text
    assert "very private" not in caplog.text
