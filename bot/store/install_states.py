"""The states of installations under way: each is good once, for ten minutes, so that a stolen redirect is worthless."""

from datetime import datetime, timedelta

from sqlalchemy import Delete, delete, insert

from bot.store.database import Database
from bot.store.tables import install_states

LIFE = timedelta(minutes=10)


class InstallStates:
    """Rows of install states."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, state: str, now: datetime) -> None:
        """Write down a new state, and drop those that are over."""
        async with self._database.write() as connection:
            await connection.execute(_spent(now))
            await connection.execute(insert(install_states).values(state=state, created_at=now))

    async def tidy(self, now: datetime) -> int:
        """Drop those that are over; says how many."""
        async with self._database.write() as connection:
            return (await connection.execute(_spent(now))).rowcount

    async def consume(self, state: str, now: datetime) -> bool:
        """True the first time within ten minutes, and never again."""
        used = delete(install_states).where(install_states.c.state == state).returning(install_states.c.created_at)
        async with self._database.write() as connection:
            created_at = (await connection.execute(used)).scalar_one_or_none()
        return created_at is not None and created_at > now - LIFE


def _spent(now: datetime) -> Delete:
    return delete(install_states).where(install_states.c.created_at <= now - LIFE)
