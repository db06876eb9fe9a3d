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
    folder: str, *, port: int, slack: str, trueconf: str, token: str = TOKEN, secret: str = SECRET
) -> dict[str, str]:
    """All that it is told, as environment variables."""
    return {
        "HOST": HOST,
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{folder}/plenum.sqlite3",
        "SECRET_KEYS": _KEY,
        "SLACK_BOT_TOKEN": token,
        "SLACK_SIGNING_SECRET": secret,
        "SLACK_API_URL": slack,
        "LOG_FORMAT": "console",
        "LOG_LEVEL": "warning",
        "PROVIDERS__HQ__KIND": "trueconf",
        "PROVIDERS__HQ__BASE_URL": trueconf,
        "PROVIDERS__HQ__CLIENT_ID": "plenum",
        "PROVIDERS__HQ__CLIENT_SECRET": "of-the-benchmark",
        "PROVIDERS__HQ__OWNER": "meetings",
    }


@asynccontextmanager
async def plenum(*, slack: str, trueconf: str, **told: str) -> AsyncIterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """Its port and its process, once it listens."""
    with TemporaryDirectory(prefix="plenum-bench-") as folder:
        port = free_port()
        environment = settings(folder, port=port, slack=slack, trueconf=trueconf, **told)
        async with child(*VERB, where=MEASURED, port=port, folder=folder, environment=environment) as process:
            yield port, process
