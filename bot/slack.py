"""The one door to Slack's Web API: a shared session, a time limit, no retries, and Slack's errors in our words.

Plain aiohttp instead of slack_sdk's client: only so is it known whether a request that failed had been sent at all,
and NO_PROXY obeyed. A repeated `chat.postMessage` is a second message, so nothing here tries twice – except after a
refused token, where nothing happened.
"""

import json
import logging
import ssl
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol

import aiohttp
from yarl import URL

from bot.errors import SlackLimited, SlackRefused, SlackUnreachable
from bot.proxies import proxy_for

log = logging.getLogger(__name__)

TIMEOUT = timedelta(seconds=10)
UNTOLD_WAIT = timedelta(seconds=30)
"""How long to stay away when Slack says "too often" without saying for how long."""

LOST_TOKEN = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"})
_LIMITED = frozenset({"ratelimited", "rate_limited"})
_OUTAGE = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
_MOVING = frozenset({"org_login_required", "team_added_to_org"})
_ANSWERS_HOST = "hooks.slack.com"


class Tokens(Protocol):
    """Where the bot token of a workspace is."""

    async def token(self, workspace_id: str) -> str:
        """Raises `SlackRefused("token_revoked")` when Plenum was removed there."""

    async def distrust(self, workspace_id: str) -> None:
        """Slack did not take it: forget what is remembered, so that a newer one is read."""


class Answer(dict[str, Any]):
    """Slack's answer to a call that it carried out. Reading what it should hold and does not is a `SlackError`."""

    def __missing__(self, name: str) -> Any:
        raise SlackUnreachable("garbled")


class SlackDoor:
    """Calls Web API methods. `api_url` is its base and ends in a slash."""

    def __init__(
        self, tokens: Tokens, *, api_url: str, timeout: timedelta = TIMEOUT, ca_bundle: str | None = None
    ) -> None:
        self._tokens = tokens
        self._api = URL(api_url)
        self._timeout = aiohttp.ClientTimeout(total=timeout.total_seconds())
        self._ca_bundle = ca_bundle
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[tuple[str, str | None], str | None] = {}

    async def call(self, workspace_id: str, method: str, /, **arguments: Any) -> dict[str, Any]:
        """Slack's answer to a method, or a `SlackError`. Arguments that are None are left out."""
        form = _form(arguments)
        token = await self._tokens.token(workspace_id)
        try:
            return await self._post(method, form, token)
        except SlackRefused as error:
            if error.code not in LOST_TOKEN:
                raise
            await self._tokens.distrust(workspace_id)
            newer = await self._tokens.token(workspace_id)
            if newer == token:
                raise
        return await self._post(method, form, newer)

    async def respond(self, response_url: str, payload: Mapping[str, Any]) -> None:
        """Answer at a `response_url`, wherever it is allowed to lead: Slack, or the configured Slack API."""
        url = _url(response_url)
        if not self._may_answer(url):
            raise SlackRefused("foreign_response_url")
        status, headers, text = await self._send(url, json=dict(payload))
        _refuse_by_status(status, headers)
        if status != 200:
            raise SlackRefused(_word(text) or "expired_url")

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _may_answer(self, url: URL) -> bool:
        allowed = (("https", _ANSWERS_HOST, 443), (self._api.scheme, self._api.host, self._api.port))
        return (url.scheme, url.host, url.port) in allowed

    async def _post(self, method: str, form: dict[str, str], token: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        status, told, text = await self._send(self._api / method, data=form, headers=headers)
        _refuse_by_status(status, told)
        answer = _answer(text)
        if not answer["ok"]:
            raise _refusal(method, answer, told)
        return answer

    async def _send(self, url: URL, **content: Any) -> tuple[int, Mapping[str, str], str]:
        try:
            async with self._open().post(url, allow_redirects=False, proxy=self._proxy(url), **content) as response:
                return response.status, response.headers, await response.text(errors="replace")
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise SlackUnreachable("no_connection", sent=False) from error
        except TimeoutError as error:
            raise SlackUnreachable("no_answer") from error
        except aiohttp.ClientError as error:
            raise SlackUnreachable("broken_off") from error

    def _proxy(self, url: URL) -> str | None:
        """Looked up once for each host: reading the environment takes as long as half a call."""
        host = url.scheme, url.host
        if host not in self._proxies:
            self._proxies[host] = proxy_for(str(url))
        return self._proxies[host]

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=100, ssl=_trust(self._ca_bundle))
            self._session = aiohttp.ClientSession(connector=connector, timeout=self._timeout)
        return self._session


def _trust(ca_bundle: str | None) -> ssl.SSLContext | bool:
    return True if ca_bundle is None else ssl.create_default_context(cafile=ca_bundle)


def _url(text: str) -> URL:
    try:
        return URL(text)
    except ValueError:
        return URL()


def _form(arguments: Mapping[str, Any]) -> dict[str, str]:
    """Every method takes a form, the reading ones nothing else; what is nested travels as JSON."""
    return {name: _field(value) for name, value in arguments.items() if value is not None}


def _field(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _refuse_by_status(status: int, headers: Mapping[str, str]) -> None:
    if status == 429:
        raise SlackLimited("ratelimited", retry_after=_wait(headers))
    if status >= 500:
        raise SlackUnreachable(f"http_{status}")


def _wait(headers: Mapping[str, str]) -> timedelta:
    told = headers.get("Retry-After", "")
    return timedelta(seconds=int(told)) if told.isascii() and told.isdigit() and len(told) < 6 else UNTOLD_WAIT


def _answer(text: str) -> Answer:
    try:
        answer = json.loads(text)
    except ValueError as error:
        raise SlackUnreachable("garbled") from error
    if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
        raise SlackUnreachable("garbled")
    return Answer(answer)


def _refusal(method: str, answer: dict[str, Any], headers: Mapping[str, str]) -> Exception:
    code = str(answer.get("error", "unknown_error"))
    if code in _LIMITED:
        return SlackLimited(code, retry_after=_wait(headers))
    if code in _OUTAGE:
        return SlackUnreachable(code)
    if code in _MOVING:  # into an enterprise organisation: the workspace comes back
        return SlackUnreachable(code, sent=False)
    if code == "missing_scope":
        log.warning(
            "slack wants a scope", extra={"action": "scope_missing", "method": method, "scope": answer.get("needed")}
        )
    return SlackRefused(code)


def _word(text: str) -> str:
    """The error in an answer to a `response_url`, which is JSON or a bare word."""
    try:
        answer = json.loads(text)
    except ValueError:
        return text[:64] if text.replace("_", "").isalpha() else ""
    return str(answer.get("error", "")) if isinstance(answer, dict) else ""
