"""How connections are made: what SQLite and PostgreSQL are told before the first statement."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import event, exc
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

URGENT_LIMIT = timedelta(milliseconds=700)
"""After this PostgreSQL itself gives up a statement that Slack waits for, so that it cannot succeed later."""

_SQLITE = (
    "PRAGMA busy_timeout = 15000",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # an answer to Slack is a promise: it must outlive a power cut
    "PRAGMA foreign_keys = ON",
)
LIVELY: dict[str, Any] = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8000,
}
"""A connection whose other end is gone without a word is found dead after some ten seconds."""

_LIMITS = (
    "SET lock_timeout = '5s'",
    "SET statement_timeout = '20s'",
    "SET idle_in_transaction_session_timeout = '60s'",
)
_URGENT_MS = round(URGENT_LIMIT.total_seconds() * 1000)
_URGENT_LIMITS = (
    f"SET lock_timeout = '{_URGENT_MS}ms'",
    f"SET statement_timeout = '{_URGENT_MS}ms'",
    "SET idle_in_transaction_session_timeout = '5s'",
)


def sqlite_reader(url: URL) -> AsyncEngine:
    return _sqlite(url, size=4, more=("PRAGMA query_only = ON",))


def sqlite_writer(url: URL) -> AsyncEngine:
    """One connection, which never waits by itself: `Database` does, and can be stopped."""
    return _sqlite(url, size=1, more=("PRAGMA busy_timeout = 0",))


def postgresql(url: URL) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_pre_ping=True,
        pool_size=8,
        max_overflow=8,
        pool_timeout=2,
        pool_recycle=1800,
        connect_args={"connect_timeout": 5, **LIVELY},
    )
    _on_connect(engine, _LIMITS)
    return engine


def postgresql_urgent(url: URL) -> AsyncEngine:
    """A connection apart, so that what Slack waits for never queues behind other work."""
    engine = create_async_engine(
        url,
        pool_pre_ping=True,
        pool_size=1,
        max_overflow=1,
        pool_timeout=1,
        connect_args={"connect_timeout": 2, **LIVELY},
    )
    _on_connect(engine, _URGENT_LIMITS)
    return engine


def is_locked(error: exc.OperationalError) -> bool:
    """Somebody else is writing; it is worth another try."""
    return isinstance(error.orig, sqlite3.OperationalError) and "locked" in str(error.orig)


def _sqlite(url: URL, *, size: int, more: Sequence[str]) -> AsyncEngine:
    # isolation_level None: the driver begins nothing by itself; nothing is left open, so nothing to reset.
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_timeout=15,
        pool_reset_on_return=None,
        connect_args={"timeout": 15, "isolation_level": None},
    )
    _on_connect(engine, (*_SQLITE, *more))
    return engine


def _on_connect(engine: AsyncEngine, statements: Sequence[str]) -> None:
    event.listen(engine.sync_engine, "connect", _telling(statements))


def _telling(statements: Sequence[str]) -> Callable[[Any, Any], None]:
    def tell(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()
        connection.commit()

    return tell
