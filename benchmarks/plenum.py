"""Plenum itself as a child process, with a database that is thrown away afterwards."""

import subprocess
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import TemporaryDirectory

from benchmarks.processes import HOST, MEASURED, child, free_port
from benchmarks.slashing import SECRET, TOKEN

VERB = ("bot", "serve")
_KEY = urlsafe_b64encode(bytes(32)).decode()


def settings(
    folder: str, *, port: int, slack: str, trueconf: str, token: str = TOKEN, secret: str = SECRET, far: str = ""
) -> dict[str, str]:
    """All that it is told, as environment variables. `far` is a second back end, of the same kind."""
    return (
        _trueconf("HQ", trueconf)
        | (_trueconf("FAR", far) if far else {})
        | {
            "HOST": HOST,
            "PORT": str(port),
            "DATABASE_URL": f"sqlite:///{folder}/plenum.sqlite3",
            "SECRET_KEYS": _KEY,
            "SLACK_BOT_TOKEN": token,
            "SLACK_SIGNING_SECRET": secret,
            "SLACK_API_URL": slack,
            "LOG_FORMAT": "console",
            "LOG_LEVEL": "warning",
            "DEFAULT_PROVIDER": "hq",
        }
    )


def _trueconf(name: str, address: str) -> dict[str, str]:
    told = {
        "KIND": "trueconf",
        "BASE_URL": address,
        "CLIENT_ID": "plenum",
        "CLIENT_SECRET": "of-the-benchmark",
        "OWNER": "meetings",
    }
    return {f"PROVIDERS__{name}__{key}": value for key, value in told.items()}


@asynccontextmanager
async def plenum(*, slack: str, trueconf: str, **told: str) -> AsyncIterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """Its port and its process, once it listens."""
    with TemporaryDirectory(prefix="plenum-bench-") as folder:
        port = free_port()
        environment = settings(folder, port=port, slack=slack, trueconf=trueconf, **told)
        async with child(*VERB, where=MEASURED, port=port, folder=folder, environment=environment) as process:
            yield port, process
