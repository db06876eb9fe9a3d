"""The command line: `python -m playground`, alone, in parts, or with Plenum itself (`demo`)."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial

from playground.demo import BotError, demo
from playground.kinds import KINDS
from playground.playing import Played, backend_alone, playing, slack_alone
from playground.ports import BOT_PORT, SLACK_PORT, PlaceError, Ports, assigned, chosen_port, loopback

_VERBS = {
    "all": "the emulated Slack with its page, and every emulated conference server",
    "slack": "the emulated Slack with its page, alone",
    **{one.kind: f"the emulated {one.title}, alone" for one in KINDS},
    "demo": "everything, and Plenum itself",
}
DESCRIPTION = "\n".join(
    [
        "Plays a Slack workspace and conference servers on this machine, to try Plenum on. Nothing leaves the machine.",
        "",
        *(f"  {verb:<11}{what}" for verb, what in _VERBS.items()),
    ]
)
_TITLES = {"slack": "Slack", **{one.kind: one.title for one in KINDS}}
_say = partial(print, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Play until Ctrl-C or SIGTERM; the exit status."""
    options = _parser().parse_args(arguments)
    try:
        return asyncio.run(_play(options, loopback(options.host)))
    except (PlaceError, BotError, OSError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, PlaceError) else 1


async def _play(options: argparse.Namespace, host: str) -> int:
    stop = asyncio.Event()
    for told in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(told, stop.set)
    if options.verb == "demo":
        await demo(_ports(options, host), stop, say=_say, echo=options.log)
    elif options.verb == "all":
        await _all(_ports(options, host), stop)
    else:
        await _one(options, host, stop)
    return 0


async def _all(ports: Ports, stop: asyncio.Event) -> None:
    async with playing(ports) as played:
        _say(f"The playground is ready: open {played.address}/")
        _say("Plenum serves it when started as `python -m bot serve` with a DATABASE_URL, SECRET_KEYS and:")
        _say(_lines(played.settings))
        await stop.wait()


async def _one(options: argparse.Namespace, host: str, stop: asyncio.Event) -> None:
    async with _alone(options, host) as played:
        _say(f"The emulated {_TITLES[options.verb]} is ready: {played.address}/")
        _say("Plenum uses it with these settings among its own:")
        _say(_lines(played.settings))
        await stop.wait()


def _alone(options: argparse.Namespace, host: str) -> AbstractAsyncContextManager[Played]:
    if options.verb == "slack":
        return slack_alone(host, chosen_port(host, SLACK_PORT, options.port), options.bot_port or BOT_PORT)
    kind = next(one for one in KINDS if one.kind == options.verb)
    return backend_alone(kind, host, chosen_port(host, kind.port, options.port))


def _lines(settings: Mapping[str, str]) -> str:
    return "\n".join(f"  {name}={value}" for name, value in settings.items())


def _ports(options: argparse.Namespace, host: str) -> Ports:
    """The usual ports, or free ones where those are taken. Raises PlaceError when a port that was asked for is."""
    usual = {"slack": SLACK_PORT, **{one.kind: one.port for one in KINDS}}
    asked = {name: getattr(options, f"{name}_port", options.port) for name in usual} | {"bot": options.bot_port}
    if options.verb == "demo":  # else whoever starts the bot sees to its port
        usual["bot"] = BOT_PORT
    ports = assigned(host, usual, asked)
    slack, bot = ports.pop("slack"), ports.pop("bot", options.bot_port or BOT_PORT)
    return Ports(host=host, slack=slack, bot=bot, backends=ports)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m playground", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", nargs="?", choices=_VERBS, default="all", metavar="VERB")
    parser.add_argument("--host", default="127.0.0.1", help="an address of this machine alone (default: %(default)s)")
    parser.add_argument(
        "--port",
        type=int,
        help=f"of the page and the emulated Slack, or of what is started alone (default: {SLACK_PORT})",
    )
    for one in KINDS:
        parser.add_argument(f"--{one.kind}-port", type=int, help=f"of the emulated {one.title} (default: {one.port})")
    parser.add_argument("--bot-port", type=int, help=f"where Plenum listens (default: {BOT_PORT})")
    parser.add_argument("--log", action="store_true", help="demo: pass on what Plenum writes")
    return parser


if __name__ == "__main__":
    sys.exit(main())
