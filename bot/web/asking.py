"""Asking Slack in nobody's name: whose token is this, may I connect, what did this browser grant."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackRefused, SlackUnreachable

_NO_ANSWER = (aiohttp.ClientError, SlackClientError, TimeoutError, OSError, ValueError, AttributeError)
"""The SDK raises AttributeError when an outage is answered with a page instead of JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Slack's answer, and the scopes of the token that asked."""

    answer: dict[str, Any]
    scopes: frozenset[str] = frozenset()


async def ask(client: AsyncWebClient, method: str, *, token: str | None = None, **form: str) -> Told:
    """One call, once. Raises SlackRefused or SlackUnreachable."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        response = await client.api_call(method, data=form, headers=headers)
    except SlackApiError as error:
        raise _failure(error) from error
    except _NO_ANSWER as error:
        raise SlackUnreachable("no_answer") from error
    if not isinstance(response.data, dict):
        raise SlackUnreachable("garbled")
    return Told(answer=response.data, scopes=scopes(response.headers.get("x-oauth-scopes")))


async def answers(client: AsyncWebClient) -> None:
    """Raises SlackUnreachable unless Slack answers. A refusal is an answer too."""
    with suppress(SlackRefused):
        await ask(client, "api.test")


def scopes(listed: str | None) -> frozenset[str]:
    """Scopes as Slack lists them, with commas."""
    return frozenset(filter(None, (listed or "").replace(" ", "").split(",")))


def _failure(error: SlackApiError) -> SlackRefused | SlackUnreachable:
    code = error.response.get("error") if error.response.status_code == 200 else None
    return SlackRefused(str(code)) if code else SlackUnreachable("outage")
