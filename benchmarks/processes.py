"""Child processes to be measured: on a core of their own, awaited, weighed, ended."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

HOST = "127.0.0.1"
ROOT = Path(__file__).parent.parent

LOGS = "BENCH_LOGS"
"""Set this in the environment to see what the children write."""

_PATIENCE_S = 20.0
_LOOK_S = 0.002
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")
"""All that a child's environment shares with ours: no token or proxy that lies about gets in."""


def cores() -> tuple[set[int], set[int]]:
    """The core of what is measured, and those of everything else; none where processes cannot be bound to cores."""
    if not hasattr(os, "sched_setaffinity"):
        return set(), set()
    first, *others = sorted(os.sched_getaffinity(0))
    return {first}, set(others) or {first}


MEASURED, BESIDE = cores()


def pin(pid: int, where: set[int]) -> None:
    """Bind a process (0: ourselves) to cores."""
    if where:
        os.sched_setaffinity(pid, where)


def free_port() -> int:
    with socket.create_server((HOST, 0)) as probe:
        return int(probe.getsockname()[1])


@asynccontextmanager
async def child(
    *arguments: str, where: set[int], port: int, folder: str | None = None, environment: Mapping[str, str] | None = None
) -> AsyncIterator[subprocess.Popen[bytes]]:
    """`python -m ARGUMENTS` for as long as the block lasts, which begins when it listens on `port`."""
    process = spawn(arguments, where=where, folder=folder, environment=environment)
    try:
        await listening(process, port)
        yield process
    finally:
        await asyncio.to_thread(end, process)


def spawn(
    arguments: Sequence[str],
    *,
    where: set[int],
    folder: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start `python -m ARGUMENTS` in `folder`, with an environment that holds little but what is given."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=folder or ROOT,
        env=inherited | {"PYTHONPATH": str(ROOT)} | dict(environment or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=None if os.environ.get(LOGS) else subprocess.DEVNULL,
        preexec_fn=lambda: pin(0, where),
    )


async def said(*arguments: str, where: set[int]) -> tuple[str, str]:
    """What `python ARGUMENTS` writes, and what it writes beside it, until it ends by itself."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=ROOT,
        env=inherited | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: pin(0, where),
    )
    printed, beside = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{arguments!r} ended with {process.returncode}: {beside.decode()}")
    return printed.decode(), beside.decode()


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to finish; kill it if it does not."""
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


async def listening(process: subprocess.Popen[bytes], port: int) -> None:
    """Returns as soon as somebody listens there."""
    begun = time.monotonic()
    while not _answers(port):
        if process.poll() is not None or time.monotonic() - begun > _PATIENCE_S:
            raise RuntimeError(f"{process.args!r} does not listen on port {port}; {LOGS}=1 shows what it says")
        await asyncio.sleep(_LOOK_S)


def memory_mb(pid: int) -> float:
    """The memory of a process that is in use, in MB (10⁶ bytes)."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(told.stdout) * 1024 / 1e6


def cpu_s(pid: int) -> float:
    """The processor's time that a process has used; nan where the system does not tell it exactly."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return float("nan")
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _answers(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True
