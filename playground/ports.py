"""Addresses on this machine: loopback only, and a free port when the usual one is taken."""

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass

SLACK_PORT, TRUECONF_PORT, BOT_PORT, PORTSIP_PORT = 8300, 8301, 8302, 8303


class PlaceError(ValueError):
    """An address that the playground does not serve on; its text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Where everything listens; at `bot` the app is told what happens in the emulated Slack."""

    host: str = "127.0.0.1"
    slack: int
    trueconf: int
    portsip: int = PORTSIP_PORT
    bot: int

    def address(self, port: int) -> str:
        """The base address of a port, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{port}"


def loopback(host: str) -> str:
    """`host` if only this machine reaches it. Raises PlaceError for any other: the playground has no locks."""
    try:
        here = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = False
    if not here:
        raise PlaceError(f"the playground serves on this machine only, such as 127.0.0.1; {host!r} is not")
    return host


def free_port(host: str, wanted: int, *, but: Collection[int | None] = ()) -> int:
    """`wanted` if nobody has it, else any other; never one of `but`, which others were promised."""
    if wanted and wanted not in but and is_free(host, wanted):
        return wanted
    while (found := _any_port(host)) in but:
        pass
    return found


def is_free(host: str, port: int) -> bool:
    """Nobody listens there and we may."""
    with _socket(host) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _any_port(host: str) -> int:
    with _socket(host) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _socket(host: str) -> socket.socket:
    return socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
