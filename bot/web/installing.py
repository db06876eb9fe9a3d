"""Becoming known to Plenum: a workspace installs it by OAuth, or the settings hold the one workspace's token."""

import asyncio
import hmac
import itertools
import logging
import secrets
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode, urljoin

from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.blocks import pages
from bot.clock import Clock
from bot.errors import PlenumError, SlackError, SlackRefused
from bot.model import Workspace
from bot.scopes import BOT_SCOPES, OPTIONAL_BOT_SCOPES
from bot.store.install_states import LIFE, InstallStates
from bot.store.workspaces import Workspaces
from bot.web.asking import ask, scopes

COOKIE = "plenum-install"
REDIRECT_PATH = "/slack/oauth_redirect"
PAUSES_S = (1, 2, 5, 10, 30, 60)

log = logging.getLogger(__name__)


class Installer:
    """The two pages of Slack's OAuth flow. `public_url` None: Slack uses the first redirect address it knows."""

    def __init__(
        self,
        *,
        client: AsyncWebClient,
        client_id: str,
        client_secret: str,
        public_url: str | None,
        workspaces: Workspaces,
        states: InstallStates,
        clock: Clock,
    ) -> None:
        self._client = client
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_uri = public_url.rstrip("/") + REDIRECT_PATH if public_url else None
        self._workspaces = workspaces
        self._states = states
        self._clock = clock

    async def begin(self, request: Request) -> Response:
        """Send the browser to Slack with a state that only it and we know."""
        state = secrets.token_urlsafe(32)
        await self._states.save(state, self._clock())
        response = RedirectResponse(self._authorize_url(state), status_code=302)
        response.set_cookie(
            COOKIE,
            state,
            max_age=int(LIFE.total_seconds()),
            path=REDIRECT_PATH,
            secure=not (self._redirect_uri or "https:").startswith("http:"),
            httponly=True,
            samesite="lax",
        )
        return response

    async def finish(self, request: Request) -> Response:
        """Slack sent the browser back."""
        response = await self._finish(request)
        response.delete_cookie(COOKIE, path=REDIRECT_PATH)
        return response

    async def _finish(self, request: Request) -> Response:
        state = request.query_params.get("state", "")
        if not await self._is_ours(state, request.cookies.get(COOKIE, "")):
            return HTMLResponse(pages.expired(), status_code=400)
        if "error" in request.query_params:
            return HTMLResponse(pages.denied())
        try:
            workspace = await self._exchange(request.query_params.get("code", ""))
        except SlackRefused as error:
            log.warning("Slack refused an installation: %s", error.code, extra={"action": "install_refused"})
            return HTMLResponse(pages.refused(), status_code=400)
        except SlackError:
            log.warning("Slack did not answer during an installation", extra={"action": "install_unanswered"})
            return HTMLResponse(pages.unanswered(), status_code=502)
        await self._workspaces.save(workspace, self._clock())
        log.info("installed in %s", workspace.id, extra={"action": "installed", "workspace": workspace.id})
        return HTMLResponse(pages.installed(workspace.name, self._open_url(workspace)))

    async def _is_ours(self, state: str, cookie: str) -> bool:
        """The browser that began comes back, for the first time, within ten minutes."""
        if not state or not hmac.compare_digest(state.encode(), cookie.encode()):
            return False
        return await self._states.consume(state[:64], self._clock())

    async def _exchange(self, code: str) -> Workspace:
        form = {"client_id": self._client_id, "client_secret": self._client_secret, "code": code}
        if self._redirect_uri:
            form["redirect_uri"] = self._redirect_uri
        granted = (await ask(self._client, "oauth.v2.access", **form)).answer
        return _installation(granted, await recognise(self._client, str(granted.get("access_token"))))

    def _authorize_url(self, state: str) -> str:
        asked = {
            "client_id": self._client_id,
            "scope": ",".join([*BOT_SCOPES, *OPTIONAL_BOT_SCOPES]),  # which are optional is said by the manifest
            "state": state,
        }
        if self._redirect_uri:
            asked["redirect_uri"] = self._redirect_uri
        return urljoin(self._client.base_url, "/oauth/v2/authorize") + "?" + urlencode(asked)

    def _open_url(self, workspace: Workspace) -> str:
        return urljoin(self._client.base_url, "/app_redirect") + "?" + urlencode({"app": workspace.app_id or ""})


async def recognise(client: AsyncWebClient, token: str) -> Workspace:
    """Ask Slack whose token this is."""
    told = await ask(client, "auth.test", token=token)
    answer, enterprise_id = told.answer, told.answer.get("enterprise_id")
    whole = answer.get("is_enterprise_install") is True
    return Workspace(
        id=str(enterprise_id if whole and enterprise_id else answer.get("team_id")),
        name=answer.get("team") or "",
        bot_user_id=answer.get("user_id") or "",
        bot_id=answer.get("bot_id") or "",
        scopes=told.scopes,
        token=token,
        enterprise_id=enterprise_id,
    )


async def adopt(
    token: str,
    *,
    client: AsyncWebClient,
    workspaces: Workspaces,
    clock: Clock,
    pauses_s: Iterable[float] = PAUSES_S,
) -> None:
    """Save the workspace of SLACK_BOT_TOKEN, as soon as Slack and the database answer. A task beside the serving."""
    for pause_s in itertools.chain(pauses_s, itertools.repeat(PAUSES_S[-1])):
        try:
            workspace = await recognise(client, token)
            await workspaces.save(workspace, clock())
            return
        except SlackRefused as error:
            log.error("Slack rejects SLACK_BOT_TOKEN: %s", error.code, extra={"action": "token_rejected"})
        except PlenumError as error:
            log.warning("the workspace is not known yet: %s", type(error).__name__, extra={"action": "not_adopted"})
        await asyncio.sleep(pause_s)


def _installation(granted: dict[str, Any], recognised: Workspace) -> Workspace:
    whole = granted.get("is_enterprise_install") is True
    place = (granted.get("enterprise") if whole else granted.get("team")) or {}
    enterprise = granted.get("enterprise") or {}
    return Workspace(
        id=place.get("id") or recognised.id,
        name=place.get("name") or recognised.name,
        bot_user_id=granted.get("bot_user_id") or recognised.bot_user_id,
        bot_id=recognised.bot_id,
        scopes=scopes(granted.get("scope")),
        token=recognised.token,
        enterprise_id=enterprise.get("id"),
        app_id=granted.get("app_id"),
        installed_by=(granted.get("authed_user") or {}).get("id"),
    )
