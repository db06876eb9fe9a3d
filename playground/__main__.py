"""The command line: `python -m playground`, alone, in parts, or with Plenum itself (`demo`)."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial

from playground.clock import PlayClock
from playground.demo import BotError, demo
from playground.playing import bot_settings, playing, portsip_alone, portsip_settings, slack_alone, trueconf_alone
from playground.ports import (
    BOT_PORT,
    PORTSIP_PORT,
    SLACK_PORT,
    TRUECONF_PORT,
    PlaceError,
    Ports,
    free_port,
    is_free,
    loopback,
)

DESCRIPTION = """\
Plays a Slack workspace and a conference server on this machine, to try Plenum on. Nothing leaves the machine.

  (no verb)  the emulated Slack with its page, and the emulated TrueConf Server
  slack      the emulated Slack with its page, alone
  trueconf   the emulated TrueConf Server, alone
  portsip    the emulated PortSIP PBX, alone
  demo       everything, and Plenum itself"""

_ALONE: dict[str, tuple[str, Callable[[Ports, PlayClock], AbstractAsyncContextManager[str]]]] = {
    "slack": ("Slack", slack_alone),
    "trueconf": ("TrueConf Server", trueconf_alone),
    "portsip": ("PortSIP PBX", portsip_alone),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Play until Ctrl-C or SIGTERM; the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return asyncio.run(_play(options.verb, _ports(options), echo=options.log))
    except (PlaceError, BotError, OSError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, PlaceError) else 1


async def _play(verb: str, ports: Ports, *, echo: bool) -> int:
    stop = asyncio.Event()
    for told in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(told, stop.set)
    if verb == "demo":
        await demo(ports, stop, say=partial(print, flush=True), echo=echo)
    elif verb == "all":
        await _all(ports, stop)
    else:
        await _one(verb, ports, stop)
    return 0


async def _all(ports: Ports, stop: asyncio.Event) -> None:
    async with playing(ports) as address:
        print(f"The playground is ready: open {address}/", flush=True)
        print(
            "Plenum serves it when started as `python -m bot serve` with a DATABASE_URL, SECRET_KEYS and:", flush=True
        )
        print("\n".join(f"  {name}={value}" for name, value in bot_settings(ports).items()), flush=True)
        await stop.wait()


async def _one(verb: str, ports: Ports, stop: asyncio.Event) -> None:
    name, alone = _ALONE[verb]
    async with alone(ports, PlayClock()) as address:
        print(f"The emulated {name} is ready: {address}/", flush=True)
        if verb == "portsip":
            print("As a back end of Plenum called `pbx`:", flush=True)
            print(
                "\n".join(f"  PROVIDERS__PBX__{key}={value}" for key, value in portsip_settings(ports).items()),
                flush=True,
            )
        await stop.wait()


def _ports(options: argparse.Namespace) -> Ports:
    """The usual ports, or free ones where those are taken. Raises PlaceError when a port that was asked for is."""
    host, alone = loopback(options.host), options.verb == "trueconf"
    if options.verb == "portsip":
        portsip = _port(host, options.port, PORTSIP_PORT, but=[])
        return Ports(host=host, slack=SLACK_PORT, trueconf=TRUECONF_PORT, portsip=portsip, bot=BOT_PORT)
    asked = [options.port, options.trueconf_port, options.bot_port]
    slack = _port(host, None if alone else options.port, SLACK_PORT, but=asked)
    trueconf = _port(host, options.port if alone else options.trueconf_port, TRUECONF_PORT, but=[*asked, slack])
    if options.verb != "demo":  # whoever starts the bot sees to its port
        return Ports(host=host, slack=slack, trueconf=trueconf, bot=options.bot_port or BOT_PORT)
    bot = _port(host, options.bot_port, BOT_PORT, but=[*asked, slack, trueconf])
    return Ports(host=host, slack=slack, trueconf=trueconf, bot=bot)


def _port(host: str, asked: int | None, usual: int, *, but: Collection[int | None]) -> int:
    if asked is None:
        return free_port(host, usual, but=but)
    if not is_free(host, asked):
        raise PlaceError(f"port {asked} is taken; name another one, or none to have a free one chosen")
    return asked


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m playground", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", nargs="?", choices=("all", *_ALONE, "demo"), default="all", metavar="VERB")
    parser.add_argument("--host", default="127.0.0.1", help="an address of this machine alone (default: %(default)s)")
    parser.add_argument(
        "--port",
        type=int,
        help=f"of the page and the emulated Slack, or of what is started alone (default: {SLACK_PORT})",
    )
    parser.add_argument("--trueconf-port", type=int, help=f"of the emulated TrueConf (default: {TRUECONF_PORT})")
    parser.add_argument("--bot-port", type=int, help=f"where Plenum listens (default: {BOT_PORT})")
    parser.add_argument("--log", action="store_true", help="demo: pass on what Plenum writes")
    return parser


if __name__ == "__main__":
    sys.exit(main())
