"""One whole playground: the emulators and the page, on ports of this machine, with one clock."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from playground.backends.portsip import PortSIPConfig
from playground.backends.portsip import User as PhoneUser
from playground.backends.portsip import create_app as create_portsip
from playground.backends.portsip.config import PLENUM as PHONE_PLENUM
from playground.backends.trueconf import TrueConfConfig, User
from playground.backends.trueconf import create_app as create_trueconf
from playground.backends.trueconf.config import OWNER, PLENUM
from playground.clock import PlayClock
from playground.front import Neighbour, fronted
from playground.ports import Ports
from playground.running import running
from playground.slack import SlackConfig
from playground.slack import create_app as create_slack
from playground.slack.people import Person
from playground.slack.seed import acme

MANIFEST = Path(__file__).parent.parent / "app-manifest.yml"
BACKEND = "hq"
"""What the bot's settings call the emulated TrueConf."""

_COLLEAGUES = ("ana", "ben", "cleo")


def slack_config(ports: Ports) -> SlackConfig:
    """The emulated Slack as these ports have it: it tells the bot at the bot's port."""
    return SlackConfig(
        manifest=MANIFEST, base_url=ports.address(ports.slack), request_url=f"{ports.address(ports.bot)}/slack/events"
    )


def slack_alone(ports: Ports, clock: PlayClock, *neighbours: Neighbour) -> AbstractAsyncContextManager[str]:
    """The emulated Slack with its page, for as long as the block lasts; gives its address."""
    return fronted(create_slack(slack_config(ports), clock), neighbours, host=ports.host, port=ports.slack)


def trueconf_alone(ports: Ports, clock: PlayClock) -> AbstractAsyncContextManager[str]:
    """The emulated TrueConf Server, where the people of the emulated Slack have accounts."""
    config = TrueConfConfig(users=_accounts(), web_url=ports.address(ports.trueconf))
    return running(create_trueconf(config, clock), host=ports.host, port=ports.trueconf)


def portsip_alone(ports: Ports, clock: PlayClock) -> AbstractAsyncContextManager[str]:
    """The emulated PortSIP PBX, where the people of the emulated Slack have telephones."""
    config = PortSIPConfig(users=(*_phones(), PHONE_PLENUM), sbc_host=ports.host, sbc_port=ports.portsip)
    return running(create_portsip(config, clock), host=ports.host, port=ports.portsip)


@asynccontextmanager
async def playing(ports: Ports) -> AsyncIterator[str]:
    """Everything but the bot; gives the address of the page."""
    clock = PlayClock()
    async with trueconf_alone(ports, clock) as trueconf:
        server = Neighbour(name=BACKEND, title="TrueConf", url=f"{trueconf}/")
        async with slack_alone(ports, clock, server) as address:
            yield address


def bot_settings(ports: Ports) -> dict[str, str]:
    """The settings that make a bot speak to this playground; it adds its own database and keys."""
    slack, trueconf, config = ports.address(ports.slack), ports.address(ports.trueconf), slack_config(ports)
    own = {
        "HOST": ports.host,
        "PORT": str(ports.bot),
        "PUBLIC_URL": ports.address(ports.bot),
        "SLACK_BOT_TOKEN": config.bot_token or "",
        "SLACK_SIGNING_SECRET": config.signing_secret,
        "SLACK_API_URL": f"{slack}/api/",
        "CLOCK_URL": f"{slack}/clock",
    }
    backend = {
        "KIND": "trueconf",
        "BASE_URL": trueconf,
        "JOIN_BASE_URL": trueconf,
        "CLIENT_ID": PLENUM.client_id,
        "CLIENT_SECRET": PLENUM.client_secret or "",
        "OWNER": OWNER.login,
        "GUESTS": "true",
    }
    return own | {f"PROVIDERS__{BACKEND.upper()}__{name}": value for name, value in backend.items()}


def portsip_settings(ports: Ports) -> dict[str, str]:
    """The settings, below a back end's name, that make a bot speak to the emulated PBX."""
    address = ports.address(ports.portsip)
    return {
        "KIND": "portsip",
        "BASE_URL": f"{address}/api",
        "JOIN_BASE_URL": address,
        "USERNAME": PHONE_PLENUM.name,
        "PASSWORD": PHONE_PLENUM.password,
        "DOMAIN": PortSIPConfig().domain,
        "NUMBERS": "7000-7099",
    }


def _colleagues() -> list[Person]:
    return [person for person in acme(app_name="Plenum").people.values() if person.name in _COLLEAGUES]


def _accounts() -> tuple[User, ...]:
    return (*(_account(person.name, person.real_name, person.email or "") for person in _colleagues()), OWNER)


def _phones() -> list[PhoneUser]:
    return [
        PhoneUser(
            name=person.name,
            display_name=person.real_name,
            email=person.email or "",
            extension_number=str(number),
        )
        for number, person in enumerate(_colleagues(), start=101)
    ]


def _account(login: str, real_name: str, email: str) -> User:
    first, _, last = real_name.partition(" ")
    return User(
        login=login,
        display_name=real_name,
        email=email,
        first_name=first,
        last_name=last,
        company="Acme",
        group_ids=("staff",),
    )
