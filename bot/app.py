"""The processes: `serve` and `worker`, from the first check of the database to the last claim given back."""

import asyncio
import logging
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import httpx
from starlette.types import ASGIApp

import handlers
from bot.clock import FollowedClock
from bot.errors import ConfigError
from bot.house import Ground, House, built, standing
from bot.recurring import warm
from bot.services.following import catch_up, follow
from bot.settings import Settings
from bot.store.database import Database
from bot.store.install_states import InstallStates
from bot.store.parked import parked
from bot.timings import USUAL, Timings
from bot.web.aside import Aside
from bot.web.asking import answers
from bot.web.bolt import make_bolt
from bot.web.calendars import calendars
from bot.web.door import Door
from bot.web.installing import Installer, adopt
from bot.web.readiness import Check
from bot.web.serving import listen, serve_http
from bot.web.signature import Signatures
from bot.web.site import make_web
from bot.web.sockets import Sockets
from bot.web.webhooks import webhooks
from handlers.counter import Counter

log = logging.getLogger(__name__)


async def serve(
    settings: Settings,
    *,
    stopping: asyncio.Event | None = None,
    ready: Callable[[int], None] | None = None,
    timings: Timings = USUAL,
) -> None:
    """Answer Slack, keep the HTTP listener, send what is due, until SIGTERM or SIGINT. Raises `ConfigError`.

    With `stopping` it ends when that is set, and leaves the signals alone. `ready` hears the port once it listens.
    """
    with _listener(settings) as listener:
        await _serve(settings, timings, listener, stopping, ready)


async def _serve(
    settings: Settings,
    timings: Timings,
    listener: socket.socket,
    stopping: asyncio.Event | None,
    ready: Callable[[int], None] | None,
) -> None:
    async with standing(settings, timings) as ground, _following(ground):
        house, stopping = built(ground), stopping or _until_told()
        aside = Aside(ground.slack.respond)
        door = _bolt_door(house, aside)
        sockets = _sockets(ground, door)
        async with _clockwork(house), asyncio.TaskGroup() as serving:
            serving.create_task(serve_http(_web(house, door, sockets), listener, stopping))
            if sockets is not None:
                serving.create_task(sockets.serve(stopping))
            serving.create_task(asyncio.to_thread(warm))
            port = listener.getsockname()[1]
            log.info("ready", extra={"action": "ready", "port": port})
            if ready is not None:
                ready(port)
        await aside.close()


async def worker(settings: Settings, *, timings: Timings = USUAL) -> None:
    """Send what is due, until SIGTERM or SIGINT. Raises `ConfigError`."""
    stopping = _until_told()
    async with standing(settings, timings) as ground, _following(ground), _clockwork(built(ground)):
        log.info("working", extra={"action": "ready"})
        await stopping.wait()


def _until_told() -> asyncio.Event:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, stopping.set)
    return stopping


def _listener(settings: Settings) -> socket.socket:
    try:
        return listen(settings.host, settings.port)
    except OSError as error:
        problem = (
            f"HOST and PORT: {settings.host}:{settings.port} cannot be used ({error.strerror}); example: PORT=3000"
        )
        raise ConfigError((problem,)) from error


def _bolt_door(house: House, aside: Aside) -> Door:
    ground = house.ground
    bolt = make_bolt(ground.workspaces, client=ground.client)
    backends = ground.backends
    counter = Counter(
        inbox=house.inbox,
        slack=ground.slack,
        aside=aside,
        backends=backends.names,
        closed=backends.closed,
        abilities=backends.abilities,
        clock=ground.clock,
    )
    handlers.register(bolt, counter)
    return Door(bolt, meters=ground.meters, aside=aside)


def _sockets(ground: Ground, door: Door) -> Sockets | None:
    token = ground.settings.slack_app_token
    if token is None:
        return None
    return Sockets(door, app_token=token.get_secret_value(), client=ground.client, session=ground.session)


def _web(house: House, door: Door, sockets: Sockets | None) -> ASGIApp:
    ground, settings = house.ground, house.ground.settings
    checks: dict[str, Check] = {"database": _database_check(ground.database)}
    if sockets is not None:
        checks["slack"] = sockets.check
    else:
        checks["slack"] = partial(answers, ground.client)
    secrets = [secret.get_secret_value() for secret in settings.slack_signing_secrets]
    signatures = Signatures(secrets, ground.clock) if secrets and sockets is None else None
    return make_web(
        door=door,
        meters=ground.meters,
        signatures=signatures,
        checks=checks,
        parked=partial(parked, ground.database),
        installer=_installer(ground),
        routes=[webhooks(house.hearing, ground.meters), calendars(house.calendars, ground.clock)],
    )


def _installer(ground: Ground) -> Installer | None:
    settings = ground.settings
    if settings.slack_client_id is None or settings.slack_client_secret is None:
        return None
    return Installer(
        client=ground.client,
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret.get_secret_value(),
        public_url=settings.public_url,
        workspaces=ground.workspaces,
        states=InstallStates(ground.database),
        clock=ground.clock,
    )


def _database_check(database: Database) -> Check:
    async def check() -> None:
        async with database.read() as connection:
            await connection.exec_driver_sql("SELECT 1")

    return check


@asynccontextmanager
async def _clockwork(house: House) -> AsyncIterator[None]:
    """Everything that works by itself, for as long as the block lasts; then it is stopped in order."""
    ground, stopping = house.ground, asyncio.Event()
    if ground.database.kind == "sqlite":
        await house.rooms.free_the_dead()  # requests and deliveries see to theirs
    ground.alarms.start()
    beside = [asyncio.create_task(work) for work in _beside(house)]
    loops = [
        asyncio.create_task(house.runner.run()),
        asyncio.create_task(house.deliveries.run()),
        asyncio.create_task(house.rounds.serve(stopping)),
        asyncio.create_task(house.guest_rounds.serve(stopping)),
    ]
    try:
        yield
    finally:
        stopping.set()
        await _stop(house)
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, *loops, return_exceptions=True)
        ground.alarms.stop()
        if ground.neighbours is not None:  # whatever was given back is theirs
            ground.neighbours.tell()
            await ground.neighbours.told()


async def _stop(house: House) -> None:
    """All of it within one span of grace: what a request owes is still sent, if there is time."""
    until = time.monotonic() + house.ground.timings.grace.total_seconds()

    def left() -> timedelta:
        return timedelta(seconds=max(until - time.monotonic(), 0.0))

    await house.inbox.close()
    await house.runner.stop(within=left())
    await house.deliveries.stop(within=left())


def _beside(house: House) -> list[Coroutine[Any, Any, None]]:
    """What runs beside the loops."""
    ground, settings = house.ground, house.ground.settings
    beside: list[Coroutine[Any, Any, None]] = [house.housekeeping.run(), house.reminding.run()]
    if ground.neighbours is not None:
        beside.append(ground.neighbours.listen(ground.alarms.heard))
    if settings.slack_bot_token is not None:
        token = settings.slack_bot_token.get_secret_value()
        beside.append(adopt(token, client=ground.client, workspaces=ground.workspaces, clock=ground.clock))
    return beside


@asynccontextmanager
async def _following(ground: Ground) -> AsyncIterator[None]:
    """Where the playground moves time, ours is its time before anything begins, and moves with it."""
    clock, url = ground.clock, ground.settings.clock_url
    if not isinstance(clock, FollowedClock) or url is None:
        yield
        return
    async with httpx.AsyncClient(timeout=2.0, trust_env=False) as http:

        async def told() -> datetime:
            try:
                answer = await http.get(url)
            except httpx.HTTPError as error:
                raise OSError(str(error)) from error
            return datetime.fromisoformat(answer.json()["now"])

        await catch_up(clock, told, moved=ground.alarms.nudge)
        following = asyncio.create_task(follow(clock, told, moved=ground.alarms.nudge))
        try:
            yield
        finally:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
