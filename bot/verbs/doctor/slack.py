"""Doctor on Slack: whether the tokens are good, and each scope with what is lost without it."""

import ssl
from collections.abc import Iterator

import aiohttp

from bot.errors import SlackError, SlackRefused
from bot.scopes import BOT_SCOPES, OPTIONAL_BOT_SCOPES
from bot.settings import Settings
from bot.verbs.doctor.finding import Finding, note, ok, wrong
from bot.web.asking import ask
from bot.web.bolt import make_client
from bot.web.installing import recognise

TOKEN = "Slack bot token"
SOCKET = "Slack app token"


async def examine_slack(settings: Settings) -> list[Finding]:
    """Ask Slack whose tokens these are, and what they may do."""
    trust = ssl.create_default_context(cafile=settings.ca_bundle) if settings.ca_bundle else True
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trust)) as session:
        return [*await _way_in(session, settings), *await _bot(session, settings)]


async def _way_in(session: aiohttp.ClientSession, settings: Settings) -> list[Finding]:
    if settings.slack_app_token is None:
        return [ok("Slack", f"reaches Plenum at {settings.public_url or 'https://…'}/slack/events")]
    client, token = make_client(settings.slack_api_url, session), settings.slack_app_token.get_secret_value()
    try:
        await ask(client, "apps.connections.open", token=token)
    except SlackError as error:
        needs = "; it needs the scope connections:write, and Socket Mode switched on"
        return [_failure(SOCKET, "SLACK_APP_TOKEN", error, settings, refused=needs)]
    return [ok(SOCKET, "Socket Mode can be opened")]


async def _bot(session: aiohttp.ClientSession, settings: Settings) -> list[Finding]:
    if settings.slack_bot_token is None:
        return [note(TOKEN, f"none: workspaces install Plenum at {settings.public_url or 'https://…'}/slack/install")]
    client, token = make_client(settings.slack_api_url, session), settings.slack_bot_token.get_secret_value()
    try:
        workspace = await recognise(client, token)
    except SlackError as error:
        return [_failure(TOKEN, "SLACK_BOT_TOKEN", error, settings)]
    return [ok(TOKEN, f"workspace {workspace.name} ({workspace.id})"), *_scopes(workspace.scopes)]


def _failure(about: str, name: str, error: SlackError, settings: Settings, *, refused: str = "") -> Finding:
    if isinstance(error, SlackRefused):
        return wrong(about, f"{name}: Slack refuses it ({error.code}){refused}")
    why = f" ({error.__cause__})" if error.__cause__ else ""
    return wrong(about, f"{settings.slack_api_url} does not answer{why}")


def _scopes(granted: frozenset[str]) -> Iterator[Finding]:
    if not granted:  # Slack tells them in a header, which a proxy or an emulator may lose
        yield note("scopes", "Slack did not tell which ones are granted")
        return
    for scope, reason in BOT_SCOPES.items():
        about = f"scope {scope}"
        yield ok(about, reason) if scope in granted else wrong(about, f"missing; lost: {reason}")
    for scope, reason in OPTIONAL_BOT_SCOPES.items():
        about = f"scope {scope}"
        yield ok(about, reason) if scope in granted else note(about, f"not granted; lost: {reason}")
    if BOT_SCOPES.keys() - granted:
        yield note("scopes", "add the missing ones to the app's manifest, then install the app again")
