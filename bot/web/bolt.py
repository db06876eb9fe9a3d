"""Bolt, set up so that nothing slow and nothing of its own defaults stands between Slack and the listeners."""

import asyncio
import logging

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackRefused
from bot.model import Workspace
from bot.proxies import proxy_for
from bot.store.workspaces import Workspaces

TIMEOUT_S = 10
PATIENCE_S = 0.8
"""How long a workspace may be looked up while Slack waits."""


class Authorize(AsyncAuthorize):
    """Finds the workspace of a request, from memory as a rule. Listeners find it as `context["workspace"]`."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult:
        whole = context.get("is_enterprise_install") and enterprise_id
        workspace = await self._workspace(None if whole else team_id, enterprise_id)
        context["workspace"] = workspace
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=workspace.bot_user_id,
            bot_id=workspace.bot_id,
            bot_token=workspace.token,
            user_id=user_id,
        )

    async def _workspace(self, team_id: str | None, enterprise_id: str | None) -> Workspace:
        found = self._workspaces.remembered(team_id, enterprise_id)
        if found is None:
            found = await asyncio.wait_for(self._workspaces.find(team_id, enterprise_id), PATIENCE_S)
        if found is None:  # `return None` would make Bolt post to the response_url before it answers
            raise SlackRefused("token_revoked")
        return found


def make_client(api_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """The SDK's client for the few calls that are not made in a workspace's name. It never tries twice.

    Its log is kept to warnings: below, it quotes what is sent and received, secrets too.
    """
    log = _quiet("slack_sdk.plenum", logging.WARNING)
    client = AsyncWebClient(base_url=api_url, session=session, timeout=TIMEOUT_S, retry_handlers=[], logger=log)
    client.proxy = proxy_for(api_url)  # the SDK knows no NO_PROXY
    return client


def make_bolt(workspaces: Workspaces, *, client: AsyncWebClient) -> AsyncApp:
    """An app without listeners.

    `client` gives base address, session, time-out and retries of the client that listeners find in their context.
    Errors leave `async_dispatch` as they are. Bolt's own log is kept to errors: its warnings quote what people typed.
    """
    app = AsyncApp(
        name="plenum",
        logger=_quiet("slack_bolt.plenum", logging.ERROR),
        client=client,
        authorize=Authorize(workspaces),
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        signing_secret="",
    )
    app.error(_let_out)
    return app


async def _let_out(error: Exception) -> None:
    raise error


def _quiet(name: str, level: int) -> logging.Logger:
    log = logging.getLogger(name)
    log.setLevel(level)
    return log
