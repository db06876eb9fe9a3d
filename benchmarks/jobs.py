"""The same with APScheduler's own job store, in a process of its own: `python -m benchmarks.jobs DEED URL …`.

`add URL LEVEL …` adds date jobs where so many wait already; `send URL COUNT GRACE` runs as many, all due at once:
`default` is APScheduler's grace of a second, `endless` none at all. Prints JSON.
"""

import asyncio
import gc
import json
import pickle
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger

from benchmarks.lag import lag
from bot.verbs.loop import run

SINGLE = 200
BATCH = 1000


async def note(number: int) -> None:
    """What a job does: nothing."""


async def add(url: str, *levels: str) -> dict[str, Any]:
    """What one costs, in µs, and for how long the event loop is blocked by it; there is no adding in batches."""
    store = SQLAlchemyJobStore(url)
    scheduler = _started(store, {})
    told, waiting = {}, 0
    for level in map(int, levels):
        _put(scheduler, store, range(waiting, level), datetime.now(UTC) + timedelta(days=30))
        waiting, took = level, []
        for number in range(SINGLE):
            begun = time.perf_counter()
            scheduler.add_job(note, DateTrigger(datetime.now(UTC) + timedelta(days=60)), args=[number])
            took.append(time.perf_counter() - begun)
            await asyncio.sleep(0)
        told[str(level)] = {"single_us": statistics.median(took) * 1e6}
    scheduler.shutdown(wait=False)
    return told


async def send(url: str, count: str, grace: str) -> dict[str, Any]:
    """How many ran, how many were dropped, and what it took."""
    many, ended, all_ended = int(count), {EVENT_JOB_EXECUTED: 0, EVENT_JOB_MISSED: 0}, asyncio.Event()
    store = SQLAlchemyJobStore(url)
    scheduler = _started(store, {} if grace == "default" else {"misfire_grace_time": None})

    def heard(event: JobExecutionEvent) -> None:
        ended[event.code] += 1
        if sum(ended.values()) == many:
            all_ended.set()

    scheduler.add_listener(heard, EVENT_JOB_EXECUTED | EVENT_JOB_MISSED)
    scheduler.pause()
    _put(scheduler, store, range(many), datetime.now(UTC) + timedelta(milliseconds=200))
    async with lag() as seen:
        await asyncio.sleep(0.2)
        begun = time.perf_counter()
        scheduler.resume()
        await all_ended.wait()
        took = time.perf_counter() - begun
    scheduler.shutdown(wait=False)
    return {
        "took_s": took,
        "lag_ms": seen.longest_ms,
        "ran": ended[EVENT_JOB_EXECUTED],
        "dropped": ended[EVENT_JOB_MISSED],
    }


def _started(store: SQLAlchemyJobStore, defaults: dict[str, Any]) -> AsyncIOScheduler:
    scheduler = AsyncIOScheduler(timezone=UTC, jobstores={"default": store}, job_defaults=defaults)
    scheduler.start()
    return scheduler


def _put(scheduler: AsyncIOScheduler, store: SQLAlchemyJobStore, numbers: range, at: datetime) -> None:
    """Write jobs into its table all at once; it could only add them one by one, which takes minutes."""
    job = scheduler.add_job(note, DateTrigger(at), args=[0], id="pattern")
    store.remove_job("pattern")
    state = job.__getstate__()
    with store.engine.begin() as connection:
        for first in range(0, len(numbers), BATCH):
            rows = [_row(state, number, at) for number in numbers[first : first + BATCH]]
            connection.execute(store.jobs_t.insert(), rows)


def _row(state: dict[str, Any], number: int, at: datetime) -> dict[str, Any]:
    name = f"job {number}"
    pickled = pickle.dumps(state | {"id": name, "args": [number]}, pickle.HIGHEST_PROTOCOL)
    return {"id": name, "next_run_time": at.timestamp(), "job_state": pickled}


async def main(deed: str, *arguments: str) -> None:
    """Do it."""
    gc.freeze()
    print(json.dumps(await (add if deed == "add" else send)(*arguments)))


if __name__ == "__main__":
    run(main(*sys.argv[1:]))
