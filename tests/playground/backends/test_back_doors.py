"""What the back door of every emulated back end can do, whichever it is."""

from collections.abc import AsyncIterator

import httpx
import pytest

from playground.backends.playable import Playable, Site
from playground.kinds import KINDS
from tests.conftest import FrozenClock


@pytest.fixture(params=KINDS, ids=[one.kind for one in KINDS])
async def door(request: pytest.FixtureRequest, clock: FrozenClock) -> AsyncIterator[httpx.AsyncClient]:
    kind: Playable = request.param
    app = kind.set_up(Site(address="http://server.test", colleagues=()), clock).app
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://server.test/control") as http:
        yield http


async def test_faults_are_switched_on_and_all_off_again(door: httpx.AsyncClient) -> None:
    usual = (await door.get("faults")).json()

    switched = (await door.post("faults", json={"busy_status": 503, "times": 2})).json()
    cleared = (await door.delete("faults")).json()

    assert switched == usual | {"busy_status": 503, "times": 2}
    assert cleared == usual


@pytest.mark.parametrize("deed", ["faults", "config"])
@pytest.mark.parametrize("body", [{"colour": "blue"}, ["down"]], ids=["unknown", "no object"])
async def test_what_is_no_switch_is_refused(door: httpx.AsyncClient, deed: str, body: object) -> None:
    answer = await door.post(deed, json=body)

    assert (answer.status_code, answer.json()["error"]) == (400, "bad_request")


async def test_the_time_zone_of_the_pages_can_be_another(door: httpx.AsyncClient) -> None:
    told = (await door.post("config", json={"timezone": "Asia/Tokyo"})).json()
    page = await door.get("http://server.test/")

    assert told == {"timezone": "Asia/Tokyo"}
    assert "Times are those of Asia/Tokyo." in page.text


async def test_the_state_is_told_as_of_now(door: httpx.AsyncClient, clock: FrozenClock) -> None:
    state = (await door.get("state")).json()

    assert state["now"] == clock.now.isoformat()
