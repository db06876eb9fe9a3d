"""What stands in front of the emulated Slack: the page's files, guarded and fresh, and the emulator behind them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest

from playground.front import Neighbour, fronted
from playground.slack import SlackConfig, create_app
from playground.slack.seed import ANA
from tests.conftest import FrozenClock


@pytest.fixture
async def http(clock: FrozenClock) -> AsyncIterator[httpx.AsyncClient]:
    emulated = create_app(SlackConfig(), clock)
    neighbour = Neighbour(name="hq", title="TrueConf", url="http://127.0.0.1:9/")
    async with (
        fronted(emulated, [neighbour]) as address,
        httpx.AsyncClient(base_url=address, trust_env=False) as client,
    ):
        yield client


async def test_the_page_runs_nothing_but_its_own_files(http: httpx.AsyncClient) -> None:
    page = await http.get("/")

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "http://" not in page.text.replace("http://www.w3.org", "")


@pytest.mark.parametrize("path", ["/page/js/main.js", "/page/css/base.css", "/page/plenum.svg"])
async def test_files_are_asked_for_anew_so_that_a_changed_page_is_a_changed_page(
    http: httpx.AsyncClient, path: str
) -> None:
    file = await http.get(path)

    assert file.is_success
    assert file.headers["cache-control"] == "no-cache"


async def test_the_page_learns_whom_one_can_be_and_where_the_servers_are(http: httpx.AsyncClient) -> None:
    told = (await http.get("/playground")).json()

    assert told["backends"] == [{"name": "hq", "title": "TrueConf", "url": "http://127.0.0.1:9/"}]
    assert [person["name"] for person in told["people"]][:3] == ["ana", "ben", "cleo"]


async def test_everything_else_is_the_emulated_slack(http: httpx.AsyncClient) -> None:
    answer = await http.post("/api/auth.test")

    assert answer.json()["error"] == "not_authed"


async def test_open_pages_are_let_go_when_the_playground_ends(
    clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client, AsyncExitStack() as page:
        async with fronted(create_app(SlackConfig(), clock)) as address:
            events = client.stream("GET", f"{address}/client/events", params={"as": ANA})
            lines = (await page.enter_async_context(events)).aiter_lines()
            assert await anext(lines) == ": here"
        rest = [line async for line in lines if line]

    assert rest == []
    assert caplog.records == []
