"""One process at a time: an advisory lock on a file beside a SQLite database."""

import os
from pathlib import Path
from typing import IO

from bot.errors import ConfigError

try:
    import fcntl
except ImportError:  # pragma: no cover  # Windows has no flock; there SQLite's own locks are all there is
    fcntl = None  # type: ignore[assignment]


class ProcessLock:
    """Held until `release`, or until the process dies: the system frees it then, so nothing is left to clean up."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.lock")
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Take the lock or raise `ConfigError`, naming the process that has it."""
        file = self._path.open("a+", encoding="ascii")
        try:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(file)
            file.close()
            raise ConfigError((_refusal(self._path, holder),)) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _holder(file: IO[str]) -> str:
    file.seek(0)
    return file.read().strip() or "unknown"


def _refusal(path: Path, holder: str) -> str:
    return (
        f"DATABASE_URL: another Plenum (process {holder}) has {path.with_suffix('').name} open; SQLite is for one "
        "process. Stop the other one, or use PostgreSQL: postgresql://user:password@host/plenum"
    )
