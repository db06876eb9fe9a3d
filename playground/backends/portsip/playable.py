"""How the emulated PortSIP PBX is played: the people of the emulated Slack have telephones there."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from playground.backends.playable import Colleague, Playable, Site, Stand
from playground.backends.portsip.app import create_app
from playground.backends.portsip.config import PLENUM, Clock, PortSIPConfig, User

_FIRST_EXTENSION = 101


def _set_up(site: Site, clock: Clock) -> Stand:
    here = urlsplit(site.address)
    config = PortSIPConfig(
        users=(*_telephones(site.colleagues), PLENUM), sbc_host=here.hostname or "", sbc_port=here.port or 0
    )
    settings = {
        "BASE_URL": f"{site.address}/api",
        "JOIN_BASE_URL": site.address,
        "USERNAME": PLENUM.name,
        "PASSWORD": PLENUM.password,
        "DOMAIN": config.domain,
        "NUMBERS": "7000-7099",
        "AHEAD": "true",
    }
    return Stand(app=create_app(config, clock), settings=settings)


def _telephones(colleagues: Iterable[Colleague]) -> list[User]:
    return [
        User(name=one.name, display_name=one.real_name, email=one.email, extension_number=str(number))
        for number, one in enumerate(colleagues, start=_FIRST_EXTENSION)
    ]


PLAYABLE = Playable(kind="portsip", name="pbx", title="PortSIP PBX", port=8303, set_up=_set_up)
