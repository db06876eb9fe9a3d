"""Back ends that invite guests by e-mail, for tests: `open`, an emulated TrueConf Server for everybody, and `pbx`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from bot.providers.base import ConferenceProvider
from bot.providers.http import Patience
from bot.providers.portsip import PortSip
from bot.providers.trueconf import TrueConf
from playground.backends.portsip import PortSIPConfig
from playground.backends.portsip import create_app as create_pbx
from playground.backends.portsip.config import PLENUM as PBX_USER
from playground.backends.trueconf import TrueConfConfig
from playground.backends.trueconf import create_app as create_trueconf
from playground.backends.trueconf.config import OWNER, PLENUM
from tests.conftest import FrozenClock

EVE, MAX = "eve@else.example", "max@else.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inviting:
    """The two, and what stands behind them."""

    providers: Mapping[str, ConferenceProvider]
    trueconf: Any
    pbx: Any

    def invited(self, name: str) -> list[list[str]]:
        """Whom each room at that back end has on its list from outside, oldest room first."""
        if name == "pbx":
            return [room.outsiders for room in self.pbx.pbx.rooms.values()]
        rooms = self.trueconf.server.conferences.values()
        return [[one for one in room.invitations if "@" in one] for room in rooms]

    def mails(self) -> list[str]:
        """To whom the PBX has written."""
        return [address for room in self.pbx.pbx.rooms.values() for address in room.mails]


def inviting(clock: FrozenClock) -> Inviting:
    trueconf, pbx = create_trueconf(TrueConfConfig(), clock), create_pbx(PortSIPConfig(), clock)
    patience = Patience(sleep=_no_time)
    secrets = {"client_id": PLENUM.client_id, "client_secret": PLENUM.client_secret or "", "owner": OWNER.login}
    open_to_all = {"base_url": "https://open.acme.example", "guests": "true"} | secrets
    extension = {"username": PBX_USER.name, "password": PBX_USER.password, "domain": "acme.example"}
    kept = {"base_url": "https://pbx.acme.example/api", "numbers": "7000-7099", "ahead": "true"} | extension
    lines = [httpx.AsyncClient(transport=httpx.ASGITransport(app)) for app in (trueconf, pbx)]
    return Inviting(
        providers={
            "open": TrueConf(
                "open", TrueConf.Settings.model_validate(open_to_all), http=lines[0], clock=clock, patience=patience
            ),
            "pbx": PortSip("pbx", PortSip.Settings.model_validate(kept), http=lines[1], clock=clock, patience=patience),
        },
        trueconf=trueconf.state,
        pbx=pbx.state,
    )


async def _no_time(seconds: float) -> None:
    """Nobody waits in a test."""
