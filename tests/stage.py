"""A whole Plenum between an emulated Slack, an emulated TrueConf Server and any further ones, for whole stories."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from cryptography.fernet import Fernet

from bot.app import serve
from bot.settings import load_settings
from bot.timings import USUAL, Timings
from playground.backends.playable import Colleague, Site
from playground.backends.trueconf import TrueConfConfig
from playground.backends.trueconf import create_app as create_trueconf
from playground.backends.trueconf.config import OWNER, PLENUM
from playground.clock import PlayClock
from playground.ports import free_port
from playground.running import running
from playground.slack import SlackConfig
from playground.slack import create_app as create_slack
from playground.slack.record import Entry
from playground.slack.slack import Slack
from tests.kinds import PLAYED

MANIFEST = Path(__file__).parent.parent / "app-manifest.yml"
Message = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A further conference server, as the playground plays its kind: `name` is what people write after `via`."""

    name: str
    url: str
    state: Any
    settings: Mapping[str, str] = field(repr=False)

    async def does(self, deed: str, **how: Any) -> dict[str, Any]:
        """Something happens there, as its back door knows it."""
        async with httpx.AsyncClient(base_url=self.url, trust_env=False, timeout=20) as http:
            answer = await http.post(f"/control/{deed}", json=how)
        return dict(answer.raise_for_status().json())


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a story needs: people act through Slack's client, and see what Slack shows.

    `servers` are those beside TrueConf, by kind.
    """

    slack: Slack
    clock: PlayClock
    trueconf: Any
    servers: Mapping[str, Server]
    client: httpx.AsyncClient
    bot_url: str
    settings: dict[str, str]

    async def types(self, person: str, channel: str, text: str, *, thread_ts: str | None = None) -> dict[str, Any]:
        """Somebody types a message or a command."""
        said: dict[str, Any] = {"as": person, "channel": channel, "text": text}
        return await self._post("/client/say", said | ({"thread_ts": thread_ts} if thread_ts else {}))

    async def presses(self, person: str, message: Message, action_id: str, *, option: str = "") -> dict[str, Any]:
        """Somebody presses a button, or chooses from a menu the option that begins with `option`."""
        block_id, element = _element(message, action_id)
        given = {"type": element["type"]} | ({"value": element["value"]} if "value" in element else {})
        if option:
            given["selected_option"] = next(o for o in element["options"] if o["text"]["text"].startswith(option))
        pressed = {"as": person, "channel": message["channel"], "message_ts": message["ts"]}
        return await self._post(
            "/client/press", pressed | {"block_id": block_id, "action_id": action_id, "element": given}
        )

    async def submits(self, person: str, view: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
        """Somebody sends a form: `values` are states by the id of their block."""
        state = {"values": {block_id: {block_id: value} for block_id, value in values.items()}}
        return await self._post("/client/submit", {"as": person, "view_id": view["id"], "state": state})

    async def uses_shortcut(self, person: str, channel: str, ts: str, callback_id: str) -> dict[str, Any]:
        used = {"as": person, "callback_id": callback_id, "channel": channel, "message_ts": ts}
        return await self._post("/client/shortcut", used)

    async def sees(
        self, text: str, *, channel: str | None = None, only_for: str | None = None, what: str = "message"
    ) -> Message:
        """Wait until a message whose text or blocks contain `text` is shown; the latest such."""

        def wanted(entry: Entry) -> bool:
            args = entry.args
            return (
                entry.kind == "shown"
                and entry.name == what
                and text in str(args)
                and channel in (None, args.get("channel"))
                and only_for in (None, args.get("only_for"))
            )

        return (await self.slack.record.until(wanted, timeout_s=20))[-1].args

    async def opens(self, callback_id: str) -> dict[str, Any]:
        """Wait until a form is shown."""

        def wanted(entry: Entry) -> bool:
            return entry.name == "view_opened" and entry.args["view"]["callback_id"] == callback_id

        return dict((await self.slack.record.until(wanted, timeout_s=10))[-1].args["view"])

    async def reads_form(self, text: str) -> dict[str, Any]:
        """Wait until a form shows `text`; the form as it stands."""

        def wanted(entry: Entry) -> bool:
            return entry.name in ("view_opened", "view_updated") and text in str(entry.args["view"])

        return dict((await self.slack.record.until(wanted, timeout_s=10))[-1].args["view"])

    async def uses_in_form(
        self, person: str, view: dict[str, Any], action_id: str, *, option: str = ""
    ) -> dict[str, Any]:
        """Somebody presses a button in a form, or chooses the option of that value."""
        block_id, element = _element(view, action_id)
        given = {"type": element["type"]}
        if option:
            given["selected_option"] = next(one for one in element["options"] if one["value"] == option)
        used = {"as": person, "view_id": view["id"], "block_id": block_id, "action_id": action_id}
        return await self._post("/client/press", used | {"element": given})

    def posts(self, text: str) -> list[Message]:
        """Every message that carries `text` and was posted so far, private ones too."""
        return [e.args for e in self.slack.record.of("shown", "message") if text in str(e.args)]

    def rooms(self) -> list[Any]:
        """What stands on the conference server."""
        return list(self.trueconf.server.conferences.values())

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return dict((await self.client.post(path, json=body)).json())


@asynccontextmanager
async def stage(
    folder: Path,
    *,
    socket_mode: bool = False,
    ack_timeout_s: float = 3.0,
    settings: dict[str, str] | None = None,
    kinds: Sequence[str] = (),
    timings: Timings = USUAL,
) -> AsyncIterator[Stage]:
    """Everything up, until the block ends."""
    async with (
        emulators(
            folder, socket_mode=socket_mode, ack_timeout_s=ack_timeout_s, settings=settings, kinds=kinds
        ) as set_up,
        serving(set_up.settings, timings=timings),
    ):
        if socket_mode:
            await set_up.slack.sockets.until(2)
        yield set_up


@asynccontextmanager
async def emulators(
    folder: Path,
    *,
    socket_mode: bool = False,
    ack_timeout_s: float = 3.0,
    settings: dict[str, str] | None = None,
    kinds: Sequence[str] = (),
) -> AsyncIterator[Stage]:
    """Everything but the bot, whose settings lie ready. `kinds` are played beside TrueConf."""
    clock, port = PlayClock(), free_port("127.0.0.1", 0)
    config = SlackConfig(
        manifest=MANIFEST,
        request_url=None if socket_mode else f"http://127.0.0.1:{port}/slack/events",
        ack_timeout_s=ack_timeout_s,
    )
    slack_app = create_slack(config, clock)
    trueconf_app = create_trueconf(TrueConfConfig(), clock)
    async with AsyncExitStack() as up:
        slack_url = await up.enter_async_context(running(slack_app))
        trueconf_url = await up.enter_async_context(running(trueconf_app))
        people = _colleagues(slack_app.state.slack)
        servers = {kind: await up.enter_async_context(_playing(kind, people, clock)) for kind in kinds}
        environ = _environ(config, folder, port, slack_url, trueconf_url, socket_mode=socket_mode)
        for server in servers.values():
            environ |= server.settings
        environ |= settings or {}
        async with httpx.AsyncClient(base_url=slack_url, timeout=20) as client:
            yield Stage(
                slack=slack_app.state.slack,
                clock=clock,
                trueconf=trueconf_app.state,
                servers=servers,
                client=client,
                bot_url=f"http://127.0.0.1:{port}",
                settings=environ,
            )


@asynccontextmanager
async def _playing(kind: str, people: tuple[Colleague, ...], clock: PlayClock) -> AsyncIterator[Server]:
    """One more conference server: `kind` is what `tests.kinds` calls it."""
    playable, port = PLAYED[kind], free_port("127.0.0.1", 0)
    stand = playable.set_up(Site(address=f"http://127.0.0.1:{port}", colleagues=people), clock)
    entry = {"KIND": playable.kind, **stand.settings}
    async with running(stand.app, port=port) as url:
        yield Server(
            name=playable.name,
            url=url,
            state=stand.app.state,
            settings={f"PROVIDERS__{playable.name.upper()}__{name}": value for name, value in entry.items()},
        )


def _colleagues(slack: Slack) -> tuple[Colleague, ...]:
    people = slack.workspace.people.values()
    return tuple(Colleague(name=one.name, real_name=one.real_name, email=one.email) for one in people if one.email)


@asynccontextmanager
async def serving(environ: dict[str, str], *, timings: Timings = USUAL) -> AsyncIterator[None]:
    """The bot with these settings, in this process."""
    stopping, ready = asyncio.Event(), asyncio.Event()
    settings = load_settings(environ)
    task = asyncio.create_task(serve(settings, stopping=stopping, ready=lambda _: ready.set(), timings=timings))
    up = asyncio.create_task(ready.wait())
    await asyncio.wait({task, up}, return_when=asyncio.FIRST_COMPLETED)
    up.cancel()
    try:
        if task.done():
            await task
        yield
    finally:
        stopping.set()
        await task


def _environ(
    config: SlackConfig, folder: Path, port: int, slack_url: str, trueconf_url: str, *, socket_mode: bool
) -> dict[str, str]:
    way_in = (
        {"SLACK_APP_TOKEN": config.app_token or ""} if socket_mode else {"SLACK_SIGNING_SECRET": config.signing_secret}
    )
    return way_in | {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "DEFAULT_PROVIDER": "hq",
        "SLACK_BOT_TOKEN": config.bot_token or "",
        "SLACK_API_URL": f"{slack_url}/api/",
        "CLOCK_URL": f"{slack_url}/clock",
        "DATABASE_URL": f"sqlite:///{folder}/plenum.sqlite3",
        "SECRET_KEYS": Fernet.generate_key().decode(),
        "PROVIDERS__HQ__KIND": "trueconf",
        "PROVIDERS__HQ__BASE_URL": trueconf_url,
        "PROVIDERS__HQ__CLIENT_ID": PLENUM.client_id,
        "PROVIDERS__HQ__CLIENT_SECRET": PLENUM.client_secret or "",
        "PROVIDERS__HQ__OWNER": OWNER.login,
        "PROVIDERS__HQ__GUESTS": "true",
    }


def _element(message: Message, action_id: str) -> tuple[str, dict[str, Any]]:
    for block in message["blocks"]:
        for element in [*block.get("elements", ()), block.get("accessory") or {}, block.get("element") or {}]:
            if isinstance(element, dict) and element.get("action_id") == action_id:
                return block["block_id"], element
    raise AssertionError(f"no {action_id} in {message['text']!r}")
