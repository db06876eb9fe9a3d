"""The probes, and what every page has in common."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx

from bot.errors import StoreDown
from bot.web.readiness import REMEMBERED_S, Check, Readiness
from bot.web.site import make_web
from tests.bot.web.conftest import WayIn


def _browser(way_in: WayIn, **checks: Check) -> httpx.AsyncClient:
    web = make_web(door=way_in.door, meters=way_in.meters, signatures=way_in.signatures, checks=checks)
    return httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://plenum")


async def _good() -> None:
    """As it must be."""


async def _bad() -> None:
    raise OSError("SECRET-DETAIL")


async def test_a_process_that_lives_says_so(way_in: WayIn) -> None:
    response = await way_in.http.get("/healthz")

    assert (response.status_code, response.text) == (200, "alive\n")


async def test_a_process_with_all_it_needs_is_ready(way_in: WayIn) -> None:
    async with _browser(way_in, database=_good, slack=_good) as browser:
        response = await browser.get("/readyz")

    assert response.status_code == 200
    assert response.text == "database: ready\nslack: ready\nclock: ready\n"


async def test_what_is_missing_is_named_and_no_more(way_in: WayIn) -> None:
    async with _browser(way_in, database=_bad, slack=_good) as browser:
        response = await browser.get("/readyz")

    assert response.status_code == 503
    assert "database: not ready" in response.text
    assert "SECRET-DETAIL" not in response.text


async def test_a_wrong_clock_is_named(way_in: WayIn) -> None:
    way_in.signatures._stale_in_a_row = 3

    response = await way_in.http.get("/readyz")

    assert (response.status_code, response.text) == (503, "clock: not ready\n")


async def test_what_does_not_answer_is_not_waited_for() -> None:
    readiness = Readiness({"slack": asyncio.Event().wait}, patience_s=0.01)

    assert await readiness.look() == {"slack": False}


async def test_many_probes_are_one_look() -> None:
    looks = []

    async def look() -> None:
        looks.append(1)

    seconds = iter([0.0] * 11 + [REMEMBERED_S] * 2)
    readiness = Readiness({"database": look}, monotonic=lambda: next(seconds))

    await asyncio.gather(*(readiness.look() for _ in range(10)))
    at_first = len(looks)
    await readiness.look()

    assert (at_first, len(looks)) == (1, 2)


async def test_an_unknown_page_is_not_found_in_plain_text(way_in: WayIn) -> None:
    response = await way_in.http.get("/wp-login.php")

    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/plain")


async def test_every_page_carries_careful_headers(way_in: WayIn) -> None:
    for page in ("/healthz", "/metrics", "/nowhere"):
        headers = (await way_in.http.get(page)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"


async def test_nothing_can_be_installed_where_there_is_one_token(way_in: WayIn) -> None:
    response = await way_in.http.get("/slack/install")

    assert response.status_code == 404


async def test_in_socket_mode_slack_has_no_address_here(way_in: WayIn) -> None:
    web = make_web(door=way_in.door, meters=way_in.meters, signatures=None, checks={})

    async with httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://plenum") as http:
        response = await http.post("/slack/events", content=b"x")

    assert response.status_code == 404


def _counting(way_in: WayIn, parked: Callable[[], Awaitable[int]]) -> httpx.AsyncClient:
    web = make_web(door=way_in.door, meters=way_in.meters, signatures=None, checks={}, parked=parked)
    return httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://plenum")


async def test_what_is_parked_is_counted_when_it_is_asked_for(way_in: WayIn) -> None:
    async def parked() -> int:
        return 3

    async with _counting(way_in, parked) as browser:
        counted = (await browser.get("/metrics")).text

    assert "\nplenum_deliveries_parked 3.0\n" in counted


async def test_without_the_database_everything_else_is_counted(way_in: WayIn) -> None:
    async def parked() -> int:
        raise StoreDown("gone")

    async with _counting(way_in, parked) as browser:
        response = await browser.get("/metrics")

    assert response.status_code == 200
    assert "plenum_slack_answer" in response.text
