"""What Plenum has written down, for stories whose end nobody sees in Slack."""

import asyncio
import sqlite3

from tests.stage import Stage

OWED = "select count(*) from deliveries where state in ('due', 'claimed') and kind not in ('reminder', 'agenda')"
"""How much is to be sent, beside what is due by a plan."""


def rows(on_stage: Stage, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(on_stage.settings["DATABASE_URL"].removeprefix("sqlite:///"))
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


async def until(on_stage: Stage, query: str, expected: list[tuple[object, ...]]) -> None:
    """Asking for the time lets everybody else work meanwhile."""
    async with asyncio.timeout(20):
        while rows(on_stage, query) != expected:
            await on_stage.client.get("/clock")
