"""Installing Plenum in a workspace: the two pages of OAuth, and the one workspace of the settings' token."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import aiohttp
import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.scopes import BOT_SCOPES, OPTIONAL_BOT_SCOPES
from bot.store.database import Database
from bot.store.install_states import InstallStates
from bot.store.workspaces import Workspaces
from bot.web.bolt import make_client
from bot.web.installing import Installer, adopt
from bot.web.site import make_web
from playground.running import running
from tests.bot.web.conftest import TEAM, WayIn
from tests.conftest import FrozenClock

NEW = replace(TEAM, id="T5", name="New & Co", token="xoxb-new", app_id="A1", installed_by="U5")


class SmallSlack:
    """Knows one code and its token; the test may have it refuse or fail."""

    def __init__(self) -> None:
        self.address = ""
        self.granted: dict[str, Any] = {
            "ok": True,
            "app_id": "A1",
            "authed_user": {"id": "U5"},
            "scope": "commands",
            "token_type": "bot",
            "access_token": "xoxb-new",
            "bot_user_id": "UBOT",
            "team": {"id": "T5", "name": "New & Co"},
            "enterprise": None,
            "is_enterprise_install": False,
        }
        self.told: dict[str, Any] = {
            "ok": True,
            "team": "New & Co",
            "team_id": "T5",
            "user_id": "UBOT",
            "bot_id": "BBOT",
            "enterprise_id": None,
            "is_enterprise_install": False,
        }
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.failures: list[int] = []
        self.app = Starlette(routes=[Route("/api/{method}", self._method, methods=["POST"])])

    async def _method(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode()))
        method = request.path_params["method"]
        self.asked.append((method, form | {"authorization": request.headers.get("authorization", "")}))
        if self.failures:
            return JSONResponse({"ok": False, "error": "fatal_error"}, status_code=self.failures.pop())
        if method == "auth.test":
            return JSONResponse(self.told, headers={"x-oauth-scopes": "commands"})
        if form.get("code") != "good":
            return JSONResponse({"ok": False, "error": "invalid_code"})
        return JSONResponse(self.granted)


@pytest.fixture
async def slack() -> AsyncIterator[SmallSlack]:
    slack = SmallSlack()
    async with running(slack.app) as address:
        slack.address = address
        yield slack


@pytest.fixture
def installer(
    slack: SmallSlack, workspaces: Workspaces, database: Database, clock: FrozenClock, session: aiohttp.ClientSession
) -> Installer:
    return Installer(
        client=make_client(f"{slack.address}/api/", session),
        client_id="1.2",
        client_secret="shh",
        public_url="http://plenum",
        workspaces=workspaces,
        states=InstallStates(database),
        clock=clock,
    )


@pytest.fixture
async def browser(way_in: WayIn, installer: Installer) -> AsyncIterator[httpx.AsyncClient]:
    async with _browser(way_in, installer) as browser:
        yield browser


def _browser(way_in: WayIn, installer: Installer) -> httpx.AsyncClient:
    web = make_web(door=way_in.door, meters=way_in.meters, signatures=None, checks={}, installer=installer)
    return httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://plenum")


async def _begin(browser: httpx.AsyncClient) -> dict[str, str]:
    """Go to Slack, and say what Plenum asked for there."""
    response = await browser.get("/slack/install")
    assert response.status_code == 302
    return {name: values[0] for name, values in parse_qs(urlsplit(response.headers["location"]).query).items()}


async def _back(browser: httpx.AsyncClient, **said: str) -> httpx.Response:
    return await browser.get("/slack/oauth_redirect", params=said)


async def test_slack_is_asked_for_the_scopes_and_comes_back_to_us(
    browser: httpx.AsyncClient, slack: SmallSlack
) -> None:
    response = await browser.get("/slack/install")

    location = urlsplit(response.headers["location"])
    asked = parse_qs(location.query)
    assert f"{location.scheme}://{location.netloc}{location.path}" == f"{slack.address}/oauth/v2/authorize"
    assert asked["client_id"] == ["1.2"]
    assert set(asked["scope"][0].split(",")) == {*BOT_SCOPES, *OPTIONAL_BOT_SCOPES}
    assert asked["redirect_uri"] == ["http://plenum/slack/oauth_redirect"]
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


async def test_over_https_the_cookie_stays_on_https(way_in: WayIn, installer: Installer) -> None:
    installer._redirect_uri = None

    async with _browser(way_in, installer) as browser:
        response = await browser.get("/slack/install")

    assert "secure" in response.headers["set-cookie"].lower()


async def test_a_workspace_installs_plenum(
    browser: httpx.AsyncClient, slack: SmallSlack, workspaces: Workspaces
) -> None:
    asked = await _begin(browser)

    response = await _back(browser, code="good", state=asked["state"])

    assert response.status_code == 200
    assert "Plenum is installed in New &amp; Co" in response.text
    assert await workspaces.find("T5") == replace(NEW, scopes=frozenset({"commands"}))
    method, form = slack.asked[0]
    assert (method, form["code"], form["redirect_uri"]) == (
        "oauth.v2.access",
        "good",
        "http://plenum/slack/oauth_redirect",
    )


async def test_a_whole_organisation_installs_plenum(
    browser: httpx.AsyncClient, slack: SmallSlack, workspaces: Workspaces
) -> None:
    slack.granted |= {"team": None, "enterprise": {"id": "E5", "name": "Org"}, "is_enterprise_install": True}
    slack.told |= {"enterprise_id": "E5", "is_enterprise_install": True}
    asked = await _begin(browser)

    await _back(browser, code="good", state=asked["state"])

    found = await workspaces.find("T77", "E5")
    assert found is not None
    assert (found.id, found.name, found.enterprise_id) == ("E5", "Org", "E5")


async def test_a_state_opens_the_door_once(browser: httpx.AsyncClient, workspaces: Workspaces) -> None:
    asked = await _begin(browser)
    cookies = httpx.Cookies(browser.cookies)
    await _back(browser, code="good", state=asked["state"])
    browser.cookies = cookies

    response = await _back(browser, code="good", state=asked["state"])

    assert response.status_code == 400
    assert "no longer good" in response.text


async def test_a_state_is_over_after_ten_minutes(browser: httpx.AsyncClient, clock: FrozenClock) -> None:
    asked = await _begin(browser)
    clock.advance(minutes=10)

    response = await _back(browser, code="good", state=asked["state"])

    assert response.status_code == 400


async def test_a_state_is_good_only_in_the_browser_where_it_began(
    way_in: WayIn, installer: Installer, browser: httpx.AsyncClient, slack: SmallSlack
) -> None:
    asked = await _begin(browser)

    async with _browser(way_in, installer) as another:
        response = await _back(another, code="good", state=asked["state"])

    assert response.status_code == 400
    assert not slack.asked


@pytest.mark.parametrize("state", ["", "invented", "é" * 200])
async def test_an_invented_state_is_no_good(browser: httpx.AsyncClient, state: str) -> None:
    await _begin(browser)

    response = await _back(browser, code="good", state=state)

    assert response.status_code == 400


async def test_who_declines_reads_that_nothing_was_changed(browser: httpx.AsyncClient, slack: SmallSlack) -> None:
    asked = await _begin(browser)

    response = await _back(browser, error="access_denied", state=asked["state"])

    assert response.status_code == 200
    assert "nothing was changed" in response.text
    assert not slack.asked


async def test_a_code_that_slack_refuses_installs_nothing(browser: httpx.AsyncClient, workspaces: Workspaces) -> None:
    asked = await _begin(browser)

    response = await _back(browser, code="used", state=asked["state"])

    assert response.status_code == 400
    assert "invalid_code" not in response.text
    assert await workspaces.find("T5") is None


async def test_when_slack_is_away_the_page_says_so(
    browser: httpx.AsyncClient, installer: Installer, session: aiohttp.ClientSession
) -> None:
    asked = await _begin(browser)
    installer._client = make_client("http://127.0.0.1:9/api/", session)

    response = await _back(browser, code="good", state=asked["state"])

    assert response.status_code == 502
    assert "Slack did not answer" in response.text


async def test_when_the_database_is_away_the_page_says_so(browser: httpx.AsyncClient, database: Database) -> None:
    async with database.write() as connection:
        await connection.exec_driver_sql("DROP TABLE install_states")

    response = await browser.get("/slack/install")

    assert response.status_code == 503
    assert "its own database" in response.text


async def test_no_page_repeats_what_an_address_says(browser: httpx.AsyncClient) -> None:
    response = await _back(browser, error="<script>alert(1)</script>", state="<script>", code="<script>")

    assert "<script" not in response.text


async def test_pages_allow_nothing_but_their_own_style(browser: httpx.AsyncClient) -> None:
    response = await _back(browser, state="x")

    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert response.headers["referrer-policy"] == "no-referrer"


async def test_no_secret_is_logged_on_the_way(
    browser: httpx.AsyncClient, slack: SmallSlack, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    asked = await _begin(browser)

    await _back(browser, code="good", state=asked["state"])

    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("bot", "slack"))]
    assert ours
    assert not [secret for secret in ("xoxb-new", "shh", asked["state"]) if secret in str(ours)]


async def test_the_workspace_of_the_settings_is_saved_once_slack_answers(
    slack: SmallSlack, workspaces: Workspaces, clock: FrozenClock, session: aiohttp.ClientSession
) -> None:
    slack.failures = [500, 500]
    client = make_client(f"{slack.address}/api/", session)

    await adopt("xoxb-new", client=client, workspaces=workspaces, clock=clock, pauses_s=(0, 0))

    assert len(slack.asked) == 3
    assert slack.asked[0][1]["authorization"] == "Bearer xoxb-new"
    assert await workspaces.find("T5") == replace(NEW, app_id=None, installed_by=None)
