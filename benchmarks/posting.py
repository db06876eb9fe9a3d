"""A bare slack_sdk client with one shared session, 32 posts at once: `python -m benchmarks.posting API COUNT`."""

import asyncio
import gc
import json
import sys
import time

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from benchmarks.owing import TEXT
from bot.verbs.loop import run

AT_ONCE = 32


async def main(api: str, count: str) -> None:
    """Post as many messages, each into a channel of its own; prints JSON."""
    gc.freeze()
    channels = iter(range(int(count)))
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token="xoxb-1", base_url=api, session=session)

        async def post_all() -> None:
            for number in channels:
                await client.chat_postMessage(channel=f"C{number}", text=TEXT)

        begun, used = time.perf_counter(), time.process_time()
        await asyncio.gather(*(post_all() for _ in range(AT_ONCE)))
        took, used = time.perf_counter() - begun, time.process_time() - used
    print(json.dumps({"took_s": took, "cpu_s": used, "ran": int(count)}))


if __name__ == "__main__":
    run(main(*sys.argv[1:]))
