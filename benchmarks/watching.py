"""A thousand live conferences that go on quietly: what it costs to watch them, and how often their server is asked."""

import asyncio
import json
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from benchmarks.figures import floor, table
from benchmarks.plenum import VERB, settings
from benchmarks.processes import BESIDE, HOST, MEASURED, child, cpu_s, free_port
from benchmarks.scale import Scale
from benchmarks.stubs import SLACK
from bot.clock import utc_now
from bot.model import Conference, Person, Place, Plan, Room, RoomStage, RoomWish, Stage
from bot.providers import make
from bot.providers.base import ConferenceProvider
from bot.providers.trueconf import TrueConf
from bot.settings.backends import ProviderEntry
from bot.store import schema
from bot.store.conferences import ConferenceStore
from bot.store.database import Database
from bot.store.vault import Vault

INSIDE = ("Ana", "Kelly")
LOOKS_TAKE = 2
"""Calls: how the room stands, and who is in."""
SETTLING_S, MINUTE_S = 75.0, 60.0
"""The first look at each finds its people, and the second comes soon after; then all is quiet."""


async def measure(scale: Scale) -> None:
    """Let Plenum watch for a minute, with no conference at all and with many; print the table and the floors."""
    count = scale.starts * 2
    idle, _ = await _watched(0)
    print("watching nothing: done", file=sys.stderr)
    busy, calls = await _watched(count)
    looks = calls["GET /conferences/{id}"]
    rows = [
        ["none", f"{idle / MINUTE_S:.2%}", "0", "0"],
        [str(count), f"{busy / MINUTE_S:.2%}", str(looks), str(sum(calls.values()))],
    ]
    table("A minute of watching", ["live conferences", "of a core", "looks", "calls"], rows)
    thousand = (busy - idle) / count * 1000 / MINUTE_S
    floor("of a core for a thousand live conferences, beyond an idle Plenum", thousand * 100, 5, unit=" %")
    floor("looks for each in a minute", looks / count, 1.0)
    floor("calls for each look", sum(calls.values()) / looks, LOOKS_TAKE)


async def _watched(count: int) -> tuple[float, Counter[str]]:
    """The processor's seconds that a quiet minute took, and what the conference server was asked in it."""
    emulator, stubs, port = free_port(), free_port(), free_port()
    with TemporaryDirectory(prefix="plenum-bench-") as folder:
        told = Path(folder) / "trueconf.json"
        async with (
            child("benchmarks.emulator", "trueconf", str(emulator), str(told), where=BESIDE, port=emulator),
            child("benchmarks.stubs", str(stubs), where=BESIDE, port=stubs),
        ):
            there = json.loads(told.read_text())
            there["settings"]["guests"] = "true"  # whoever comes by name
            environment = settings(
                folder, port=port, slack=f"http://{HOST}:{stubs}{SLACK}", trueconf=f"http://{HOST}:{emulator}"
            )
            environment |= {f"PROVIDERS__HQ__{name.upper()}": value for name, value in there["settings"].items()}
            await _fill(environment, there, emulator, count)
            async with child(*VERB, where=MEASURED, port=port, folder=folder, environment=environment) as process:
                return await _minute(process.pid, emulator, settling=SETTLING_S if count else 5.0)


async def _minute(pid: int, emulator: int, *, settling: float) -> tuple[float, Counter[str]]:
    await asyncio.sleep(settling)
    async with httpx.AsyncClient(base_url=f"http://{HOST}:{emulator}/control", timeout=60) as control:
        await control.delete("/history")
        before = cpu_s(pid)
        await asyncio.sleep(MINUTE_S)
        used = cpu_s(pid) - before
        entries = (await control.get("/history")).json()
    return used, Counter(_call(entry) for entry in _asked(entries))


def _asked(entries: Any) -> list[dict[str, Any]]:
    listed = entries if isinstance(entries, list) else next(iter(entries.values()))
    return [entry for entry in listed if "/api/" in entry["path"]]


def _call(entry: dict[str, Any]) -> str:
    parts = entry["path"].partition("/api/")[2].split("/")[1:]
    return f"{entry['method']} /" + "/".join("{id}" if place == 1 else part for place, part in enumerate(parts))


async def _fill(environment: dict[str, str], there: Any, emulator: int, count: int) -> None:
    """Rooms at the conference server, with people in them, and the conferences that they belong to."""
    database = await Database.open(environment["DATABASE_URL"])
    await schema.upgrade(database)
    provider = make("hq", _entry(there), clock=utc_now)
    rows, free = ConferenceStore(Vault([environment["SECRET_KEYS"]])), asyncio.Semaphore(8)
    async with httpx.AsyncClient(base_url=f"http://{HOST}:{emulator}/control", timeout=60) as control:
        await control.post("/config", json={"max_running": count + 1, "max_conferences": count + 1})
        host = Person(**there["host"])
        rooms = await asyncio.gather(*(_room(number, host, provider, control, free) for number in range(count)))
    now = utc_now()
    async with database.write() as connection:
        for number, room in enumerate(rooms):
            conference = _conference(number, room)
            await rows.add(connection, conference, asked_key=f"bench:{number}")
            spread = timedelta(seconds=MINUTE_S * number / count)
            await rows.change(connection, conference, care_at=now + spread)
    await provider.aclose()
    await database.close()


def _entry(there: Any) -> ProviderEntry:
    return ProviderEntry(kind="trueconf", settings=TrueConf.Settings.model_validate(there["settings"]))


async def _room(
    number: int, host: Person, provider: ConferenceProvider, control: httpx.AsyncClient, free: asyncio.Semaphore
) -> Room:
    plan = Plan(topic=f"Quiet {number}", starts_at=utc_now())
    async with free:
        room = await provider.create(RoomWish(reference=_reference(number), plan=plan, host=host))
        for name in INSIDE:
            joined = await control.post("/join", json={"conference_id": room.id, "name": name})
            joined.raise_for_status()
    return room


def _reference(number: int) -> str:
    return f"bench{number:07}"


def _conference(number: int, room: Room) -> Conference:
    now = utc_now()
    return Conference(
        id=f"{number:032}",
        workspace_id="T0BENCH",
        code=f"{number:04}",
        plan=Plan(topic=f"Quiet {number}", starts_at=now),
        provider="hq",
        host_id="U0BENCH",
        place=Place(channel_id=f"C{number}"),
        stage=Stage.LIVE,
        reference=_reference(number),
        room_stage=RoomStage.READY,
        created_at=now,
        room=room,
        started_at=now,
        seen_live_at=now,
        checked_at=now,
    )
