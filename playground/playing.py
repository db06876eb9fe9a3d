"""One whole playground: the emulators and the page, on ports of this machine, with one clock."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playground.backends.playable import Colleague, Playable, Site, Stand
from playground.clock import PlayClock
from playground.front import Neighbour, fronted
from playground.kinds import KINDS
from playground.ports import Ports, address
from playground.running import running
from playground.slack import SlackConfig, create_app
from playground.slack.seed import acme

MANIFEST = Path(__file__).parent.parent / "app-manifest.yml"

_COLLEAGUES = ("ana", "ben", "cleo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What is up: its address, and the settings that make a bot use it; the bot adds its own database and keys."""

    address: str
    settings: dict[str, str] = field(repr=False)


@asynccontextmanager
async def playing(ports: Ports) -> AsyncIterator[Played]:
    """Everything but the bot; the address is the page's."""
    clock = PlayClock()
    stands = {one: one.set_up(_site(_address(one, ports)), clock) for one in KINDS}
    slack, neighbours = create_app(_slack_config(ports), clock), [_neighbour(one, ports) for one in KINDS]
    async with AsyncExitStack() as up:
        for one, stand in stands.items():
            await up.enter_async_context(running(stand.app, host=ports.host, port=ports.backends[one.kind]))
        reached = await up.enter_async_context(fronted(slack, neighbours, host=ports.host, port=ports.slack))
        yield Played(address=reached, settings=_settings(ports, stands))


@asynccontextmanager
async def slack_alone(host: str, port: int, bot: int) -> AsyncIterator[Played]:
    """The emulated Slack with its page."""
    ports = Ports(host=host, slack=port, bot=bot, backends={})
    emulated = create_app(_slack_config(ports), PlayClock())
    async with fronted(emulated, host=host, port=port) as reached:
        yield Played(address=reached, settings=_slack_settings(ports))


@asynccontextmanager
async def backend_alone(kind: Playable, host: str, port: int) -> AsyncIterator[Played]:
    """One emulated back end."""
    stand = kind.set_up(_site(address(host, port)), PlayClock())
    async with running(stand.app, host=host, port=port) as reached:
        yield Played(address=reached, settings=_backend_settings(kind, stand))


def _slack_config(ports: Ports) -> SlackConfig:
    """The emulated Slack as these ports have it: it tells the bot at the bot's port."""
    return SlackConfig(
        manifest=MANIFEST, base_url=ports.address(ports.slack), request_url=f"{ports.address(ports.bot)}/slack/events"
    )


def _site(where: str) -> Site:
    """The people of the emulated Slack are known everywhere."""
    everybody = acme(app_name="Plenum").people.values()
    colleagues = [
        Colleague(name=one.name, real_name=one.real_name, email=one.email or "")
        for one in everybody
        if one.name in _COLLEAGUES
    ]
    return Site(address=where, colleagues=tuple(colleagues))


def _address(kind: Playable, ports: Ports) -> str:
    return ports.address(ports.backends[kind.kind])


def _neighbour(kind: Playable, ports: Ports) -> Neighbour:
    return Neighbour(name=kind.name, title=kind.title, url=f"{_address(kind, ports)}/")


def _settings(ports: Ports, stands: dict[Playable, Stand]) -> dict[str, str]:
    settings = _slack_settings(ports) | {"DEFAULT_PROVIDER": KINDS[0].name}
    for kind, stand in stands.items():
        settings |= _backend_settings(kind, stand)
    return settings


def _slack_settings(ports: Ports) -> dict[str, str]:
    slack, config = ports.address(ports.slack), _slack_config(ports)
    return {
        "HOST": ports.host,
        "PORT": str(ports.bot),
        "PUBLIC_URL": ports.address(ports.bot),
        "SLACK_BOT_TOKEN": config.bot_token or "",
        "SLACK_SIGNING_SECRET": config.signing_secret,
        "SLACK_API_URL": f"{slack}/api/",
        "CLOCK_URL": f"{slack}/clock",
    }


def _backend_settings(kind: Playable, stand: Stand) -> dict[str, str]:
    entry = {"KIND": kind.kind, **stand.settings}
    return {f"PROVIDERS__{kind.name.upper()}__{name}": value for name, value in entry.items()}
