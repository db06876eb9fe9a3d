"""Cards that are a command's public answer: nobody can look whether one stands, so each is given once."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import conferences


async def note_answer(connection: AsyncConnection, conference_id: str, *, now: datetime) -> bool:
    """Written down before the answer is given. False: it was before, and may have been given."""
    first = conferences.c.answered_at.is_(None)
    noted = update(conferences).where(conferences.c.id == conference_id, first).values(answered_at=now)
    return (await connection.execute(noted)).rowcount == 1
