"""Free addresses of this machine for a whole playground."""

from playground.kinds import KINDS
from playground.ports import Ports, assigned

HERE = "127.0.0.1"


def free_ports() -> Ports:
    ports = assigned(HERE, dict.fromkeys(("slack", "bot", *(one.kind for one in KINDS)), 0), {})
    return Ports(host=HERE, slack=ports.pop("slack"), bot=ports.pop("bot"), backends=ports)
