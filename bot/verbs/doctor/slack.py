"""Doctor on Slack: whether the tokens are good, and each scope with what is lost without it."""

import ssl
from collections.abc import Iterator

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.scopes import BOT_SCOPES, OPTIONAL_BOT_SCOPES
from bot.settings import Settings
from bot.verbs.doctor.finding import Finding, note, ok, wrong
from bot.web.bolt import make_client
from bot.web.installing import recognise

TOKEN = "Slack bot token"
SOCKET = "Slack app token"
UNANSWERED = (SlackClientError, aiohttp.ClientError, TimeoutError)
REINSTALL = "add it to the app's manifest, then install the app again"


async def examine_slack(settings: Settings) -> list[Finding]:
    """Ask Slack whose tokens these are, and what they may do."""
    trust = ssl.create_default_context(cafile=settings.ca_bundle) if settings.ca_bundle else True
    connector = aiohttp.TCPConnector(ssl=trust)
    async with aiohttp.ClientSession(connector=connector, trust_env=True) as session:
        client = make_client(settings.slack_api_url, session)
        return [*await _way_in(client, settings), *await _tokens(client, settings)]


async def _way_in(client: AsyncWebClient, settings: Settings) -> list[Finding]:
    if settings.slack_app_token:
        return await _socket(client, settings.slack_app_token.get_secret_value())
    return [ok("Slack", f"reaches Plenum at {settings.public_url or 'https://…'}/slack/events")]


async def _tokens(client: AsyncWebClient, settings: Settings) -> list[Finding]:
    if settings.slack_bot_token:
        return await _bot(client, settings.slack_bot_token.get_secret_value())
    return [note(TOKEN, f"none: workspaces install Plenum at {settings.public_url or 'https://…'}/slack/install")]


async def _bot(client: AsyncWebClient, token: str) -> list[Finding]:
    try:
        workspace = await recognise(client, token)
    except SlackApiError as error:
        return [wrong(TOKEN, f"SLACK_BOT_TOKEN: Slack refuses it ({error.response.get('error')})")]
    except UNANSWERED as error:
        return [wrong(TOKEN, f"{client.base_url} does not answer: {type(error).__name__} {error}")]
    return [ok(TOKEN, f"workspace {workspace.name} ({workspace.id})"), *_scopes(workspace.scopes)]


async def _socket(client: AsyncWebClient, app_token: str) -> list[Finding]:
    try:
        await client.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        needs = "it needs the scope connections:write, and Socket Mode switched on"
        return [wrong(SOCKET, f"SLACK_APP_TOKEN: Slack refuses it ({error.response.get('error')}); {needs}")]
    except UNANSWERED as error:
        return [wrong(SOCKET, f"{client.base_url} does not answer: {type(error).__name__} {error}")]
    return [ok(SOCKET, "Socket Mode can be opened")]


def _scopes(granted: frozenset[str]) -> Iterator[Finding]:
    for scope, reason in BOT_SCOPES.items():
        about = f"scope {scope}"
        missing = wrong(about, f"missing; lost: {reason}; {REINSTALL}")
        yield ok(about, reason) if scope in granted else missing
    for scope, reason in OPTIONAL_BOT_SCOPES.items():
        about = f"scope {scope}"
        yield ok(about, reason) if scope in granted else note(about, f"not granted; lost: {reason}")
