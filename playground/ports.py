"""Addresses on this machine: loopback only, and a free port when the usual one is taken."""

import ipaddress
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass

SLACK_PORT, BOT_PORT = 8300, 8302
"""Where the emulated Slack and the bot usually are; back ends say their own."""


class PlaceError(ValueError):
    """An address that the playground does not serve on; its text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Where everything listens: the back ends by kind; at `bot` the app is told what happens in the emulated Slack."""

    host: str = "127.0.0.1"
    slack: int
    bot: int
    backends: Mapping[str, int]

    def address(self, port: int) -> str:
        """The base address of a port, without a slash at the end."""
        return address(self.host, port)


def address(host: str, port: int) -> str:
    """The base address of a port of a host, without a slash at the end."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def loopback(host: str) -> str:
    """`host` if only this machine reaches it. Raises PlaceError for any other: the playground has no locks."""
    try:
        here = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = False
    if not here:
        raise PlaceError(f"the playground serves on this machine only, such as 127.0.0.1; {host!r} is not")
    return host


def assigned(host: str, usual: Mapping[str, int], asked: Mapping[str, int | None]) -> dict[str, int]:
    """A port for each name: the one that was asked for, else the usual one, else any. Raises PlaceError."""
    ports: dict[str, int] = {}
    for name in usual:
        promised = [*asked.values(), *ports.values()]
        ports[name] = chosen_port(host, usual[name], asked.get(name), but=promised)
    return ports


def chosen_port(host: str, usual: int, asked: int | None, *, but: Collection[int | None] = ()) -> int:
    """Raises PlaceError when the one that was asked for is taken."""
    if asked is None:
        return free_port(host, usual, but=but)
    if not is_free(host, asked):
        raise PlaceError(f"port {asked} is taken; name another one, or none to have a free one chosen")
    return asked


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
