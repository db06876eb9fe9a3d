"""The database: one way in for reading and one for writing, the same on SQLite and PostgreSQL."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Literal

from sqlalchemy import exc
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import ConfigError, StoreBusy, StoreDown
from bot.store import engines
from bot.store.lock import ProcessLock

Kind = Literal["sqlite", "postgresql"]

PATIENCE: dict[Kind, timedelta] = {"sqlite": timedelta(seconds=15), "postgresql": timedelta(seconds=2)}
"""How long one waits for its turn: SQLite has one writer, PostgreSQL a pool."""

CLOSING_S = 5.0
"""How long closing waits for what is under way."""

_OLDEST_SQLITE = (3, 35, 0)
"""The first that knows RETURNING."""

_BROKEN = (exc.OperationalError, exc.InterfaceError, exc.InternalError)
_EXAMPLE = "examples: sqlite:///plenum.sqlite3, postgresql://user:password@host/plenum"


class Database:
    """Where Plenum's rows are. `read()` and `write()` raise `StoreBusy` or `StoreDown` when it fails."""

    def __init__(self, url: URL, *, lock: ProcessLock | None = None) -> None:
        self.kind: Kind = "sqlite" if url.get_backend_name() == "sqlite" else "postgresql"
        self.url = url
        self.path = Path(str(url.database)) if self.kind == "sqlite" else None
        self._lock = lock
        self._turn = asyncio.Lock() if self.kind == "sqlite" else None
        self._uses = 0
        self._closed = False
        self._unused = asyncio.Event()
        if self.kind == "sqlite":
            self._reader, self._writer = engines.sqlite_reader(url), engines.sqlite_writer(url)
            self._urgent = self._writer
        else:
            self._reader = self._writer = engines.postgresql(url)
            self._urgent = engines.postgresql_urgent(url)

    @classmethod
    async def open(cls, url: str, *, sole: bool = True) -> "Database":
        """Open the database that `url` names, or raise `ConfigError`.

        With SQLite, `sole` takes the process lock; short-lived verbs do without it. PostgreSQL is not asked anything
        before the first use, so that a start does not depend on it.
        """
        parsed = _parsed(url)
        if parsed.get_backend_name() != "sqlite":
            return cls(parsed)
        _fit(sqlite3.sqlite_version_info)
        path = _prepared(Path(str(parsed.database)))
        lock = ProcessLock(path) if sole else None
        if lock is not None:
            lock.take()
        db = cls(parsed, lock=lock)
        try:
            await db._try_out()
        except BaseException:
            await db.close()
            raise
        return db

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading; on SQLite it refuses to write."""
        async with AsyncExitStack() as stack:
            stack.enter_context(self._in_use())
            stack.enter_context(_translated())  # giving a connection back may fail, too
            yield await self._enter(stack, self._reader, PATIENCE[self.kind])

    @asynccontextmanager
    async def write(self, *, within: timedelta | None = None, urgent: bool = False) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end, rolled back if anything is raised.

        `within` bounds the wait for its turn. `urgent` is for what Slack waits for: a connection of its own, on which
        PostgreSQL gives up by itself after `engines.URGENT_LIMIT`.
        """
        async with AsyncExitStack() as stack:
            stack.enter_context(self._in_use())
            stack.enter_context(_translated())
            engine = self._urgent if urgent else self._writer
            connection = await self._enter(stack, engine, within or PATIENCE[self.kind], writes=True)
            try:
                yield connection
            except BaseException:
                await connection.rollback()
                raise
            await connection.commit()

    async def close(self) -> None:
        """What is under way is waited for, a while: a connection that is being made would never be closed. What comes
        later is refused."""
        self._closed = True
        if self._uses:
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSING_S):
                    await self._unused.wait()
        for engine in {self._reader, self._writer, self._urgent}:
            await engine.dispose()
        if self._lock is not None:
            self._lock.release()

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        if self._closed:
            raise StoreDown("it is closed")
        self._uses += 1
        self._unused.clear()
        try:
            yield
        finally:
            self._uses -= 1
            if not self._uses:
                self._unused.set()

    async def _enter(
        self, stack: AsyncExitStack, engine: AsyncEngine, within: timedelta, *, writes: bool = False
    ) -> AsyncConnection:
        try:
            async with asyncio.timeout(within.total_seconds()):
                if writes and self._turn is not None:
                    await stack.enter_async_context(self._turn)
                connection = await stack.enter_async_context(engine.connect())
                if writes and self._turn is not None:
                    await _begin_immediate(connection)
        except TimeoutError:
            raise StoreBusy(f"no turn within {within.total_seconds():g} s") from None
        return connection

    async def _try_out(self) -> None:
        try:
            async with self.read() as connection:
                await connection.exec_driver_sql("PRAGMA schema_version")
        except StoreDown as error:
            raise ConfigError((f"DATABASE_URL: {self.path} is not a database that can be used: {error}",)) from error


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except exc.ArgumentError:  # its words would hold the password
        raise ConfigError((f"DATABASE_URL: not an address of a database; {_EXAMPLE}",)) from None
    if parsed.get_backend_name() in ("postgres", "postgresql"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        raise ConfigError((f"DATABASE_URL: {parsed.get_backend_name()} is not supported; {_EXAMPLE}",))
    if not parsed.database or parsed.database == ":memory:":
        raise ConfigError((f"DATABASE_URL: names no file; {_EXAMPLE}",))
    return parsed.set(drivername="sqlite+aiosqlite")


def _fit(version: tuple[int, ...]) -> None:
    if version < _OLDEST_SQLITE:
        found, wanted = (".".join(map(str, numbers)) for numbers in (version, _OLDEST_SQLITE))
        raise ConfigError((f"DATABASE_URL: this Python comes with SQLite {found}, and {wanted} is needed; {_EXAMPLE}",))


def _prepared(path: Path) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError((f"DATABASE_URL: {path.parent} cannot be made: {error.strerror}",)) from None
    return path


async def _begin_immediate(connection: AsyncConnection) -> None:
    """Ask for SQLite's write lock until it is ours; the caller's time limit ends it.

    SQLite's own waiting would hold the connection's thread, deaf to time limits, and sleep up to 100 ms at a time.
    """
    pause = 0.001
    while True:
        try:
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        except exc.OperationalError as error:
            if not engines.is_locked(error):
                raise StoreDown(str(error.orig)) from error
            await asyncio.sleep(pause)
            pause = min(pause * 2, 0.025)
        else:
            return


class _translated:  # noqa: N801  # used like a function
    """SQLAlchemy's words for a broken database become ours."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, exc.TimeoutError):
            raise StoreBusy("no connection is free") from error
        if isinstance(error, _BROKEN) or type(error) is exc.DatabaseError:  # SQLite: "file is not a database"
            raise StoreDown(str(error.orig)) from error
