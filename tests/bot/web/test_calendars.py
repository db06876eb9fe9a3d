"""Where calendar programs read: the file, that it is the same still, or nothing, without a reason."""

import logging
from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from icalendar import Calendar

from bot.model import Conference
from bot.web.calendars import calendars
from bot.web.meters import Meters
from bot.web.site import make_web
from playground.slack.seed import BEN, TEAM
from tests.backstage import Backstage
from tests.bot.services.conftest import plenum as plenum
from tests.bot.services.planned import HOST, planned
from tests.bot.web.conftest import WayIn


@pytest.fixture
async def http(way_in: WayIn, plenum: Backstage) -> AsyncIterator[httpx.AsyncClient]:
    routes = [calendars(plenum.desk.calendars, plenum.clock)]
    web = make_web(door=way_in.door, meters=Meters(), signatures=None, checks={}, routes=routes)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://plenum") as http:
        yield http


@pytest.fixture
async def conference(plenum: Backstage) -> Conference:
    return await planned(plenum)


async def feed(plenum: Backstage) -> str:
    url = await plenum.desk.feeds.feed_url(TEAM, BEN, now=plenum.clock())
    assert url
    return url.removeprefix("https://plenum.acme.example")


def file(plenum: Backstage, conference: Conference) -> str:
    url = plenum.desk.feeds.file_url(conference)
    assert url
    return url.removeprefix("https://plenum.acme.example")


async def test_a_feed_is_a_calendar(http: httpx.AsyncClient, plenum: Backstage, conference: Conference) -> None:
    answer = await http.get(await feed(plenum))

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "content-disposition" not in answer.headers
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["UID"] == f"{conference.id}@plenum"


async def test_a_file_has_a_name(http: httpx.AsyncClient, plenum: Backstage, conference: Conference) -> None:
    answer = await http.get(file(plenum, conference))

    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="{conference.code}.ics"'
    assert b"X-WR-CALNAME" not in answer.content


async def test_who_knows_it_already_is_told_so(
    http: httpx.AsyncClient, plenum: Backstage, conference: Conference
) -> None:
    way = await feed(plenum)
    mark = (await http.get(way)).headers["etag"]
    plenum.clock.advance(minutes=5)

    same = await http.get(way, headers={"if-none-match": f'"other", {mark}'})
    await plenum.planning.cancel(conference, by=HOST, now=plenum.clock())
    changed = await http.get(way, headers={"if-none-match": mark})

    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", mark)
    assert changed.status_code == 200
    assert changed.headers["etag"] != mark


async def test_its_head_can_be_asked_for(http: httpx.AsyncClient, plenum: Backstage, conference: Conference) -> None:
    whole, head = await http.get(await feed(plenum)), await http.head(await feed(plenum))

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == whole.headers["etag"]
    assert head.headers["content-type"] == whole.headers["content-type"]


@pytest.mark.parametrize(
    "change",
    [
        lambda way: way.replace(".ics", "A.ics"),
        lambda way: way.replace(TEAM, "T0OTHER"),
        lambda way: "/calendar/x.ics",
        lambda way: "/calendar/%C3%A9.%C3%A9%00%FF.ics",
        lambda way: f"/calendar/{'A' * 5000}.ics",
    ],
)
async def test_every_other_address_is_not_found_and_nothing_tells_why(
    http: httpx.AsyncClient, plenum: Backstage, change: Callable[[str], str]
) -> None:
    answer = await http.get(change(await feed(plenum)))

    assert answer.status_code == 404
    assert answer.text.startswith("There is no calendar at this address")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["cache-control"] == "no-store"


async def test_a_renewed_address_is_not_found_any_more(http: httpx.AsyncClient, plenum: Backstage) -> None:
    old = await feed(plenum)

    await plenum.desk.feeds.renew(TEAM, BEN, now=plenum.clock())

    assert (await http.get(old)).status_code == 404
    assert (await http.get(await feed(plenum))).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_it_can_only_be_read(http: httpx.AsyncClient, plenum: Backstage, method: str) -> None:
    assert (await http.request(method, await feed(plenum))).status_code == 405


async def test_while_the_database_is_away_it_is_asked_to_come_again_and_no_address_is_logged(
    http: httpx.AsyncClient, plenum: Backstage, caplog: pytest.LogCaptureFixture
) -> None:
    way = await feed(plenum)
    await plenum.rename("conferences", "elsewhere")

    with caplog.at_level(logging.DEBUG, logger="bot"):
        answer = await http.get(way)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "calendar was not read" in caplog.text
    assert way.rpartition(".")[0].rpartition(".")[2] not in caplog.text
    assert not any(way in str(vars(record)) for record in caplog.records)
