"""Which server to put before Bolt: one command, acknowledged directly, through each of the candidates.

`python -m benchmarks.servers` needs wrk and two cores; it prints the table of docs/decisions/0001-server.md.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

SECRET = "of-the-benchmark"
CONNECTIONS = (1, 32, 256)
ROUNDS = 5
SECONDS = 2
PORT = 18700

_LUA = """
wrk.method = "POST"
wrk.headers = {HEADERS}
wrk.body = [[BODY]]
function done(summary, latency, requests)
  io.write(string.format('{"requests": %d, "us": %d, "p50": %d, "p99": %d, "refused": %d, "late": %d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    summary.errors.status + summary.errors.connect + summary.errors.read, summary.errors.timeout))
end
"""


def _bare(*, process_before_response: bool) -> Any:
    """A Bolt app as its documentation shows it, with an `authorize` that asks nobody."""
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.authorization import AuthorizeResult

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_user_id="UBOT", bot_id="BBOT", bot_token="xoxb-1"
        )

    app = AsyncApp(
        signing_secret=SECRET, authorize=authorize, process_before_response=process_before_response, name="bare"
    )
    app.command("/conf")(_acknowledge)
    return app


async def _acknowledge(ack: Callable[..., Coroutine[Any, Any, object]]) -> None:
    await ack()


def _serve_adapter(port: int, *, process_before_response: bool) -> None:
    import uvicorn
    from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler

    app = AsyncSlackRequestHandler(_bare(process_before_response=process_before_response))
    uvicorn.run(app, port=port, log_level="warning", access_log=False, server_header=False)


def _serve_aiohttp(port: int, *, process_before_response: bool) -> None:
    import logging

    logging.disable(logging.INFO)
    _bare(process_before_response=process_before_response).server(port=port, host="127.0.0.1").start()


def _serve_front(port: int) -> None:
    from bot.verbs.loop import run

    run(_front(port))


async def _front(port: int) -> None:
    """The way in as Plenum has it, with the one listener of the others."""
    import aiohttp
    from cryptography.fernet import Fernet

    from bot.clock import utc_now
    from bot.model import Workspace
    from bot.store.database import Database
    from bot.store.tables import metadata
    from bot.store.vault import Vault
    from bot.store.workspaces import Workspaces
    from bot.web.aside import Aside
    from bot.web.bolt import make_bolt, make_client
    from bot.web.door import Door
    from bot.web.meters import Meters
    from bot.web.serving import listen, serve_http
    from bot.web.signature import Signatures
    from bot.web.site import make_web

    team = Workspace(
        id="T1", name="Team", bot_user_id="UBOT", bot_id="BBOT", scopes=frozenset({"commands"}), token="xoxb-1"
    )
    with tempfile.TemporaryDirectory() as folder:
        database = await Database.open(f"sqlite:///{folder}/plenum.sqlite3")
        async with database.write() as connection:
            await connection.run_sync(metadata.create_all)
        workspaces = Workspaces(database, Vault([Fernet.generate_key().decode()]))
        await workspaces.save(team, utc_now())
        async with aiohttp.ClientSession() as session:
            bolt = make_bolt(workspaces, client=make_client("https://slack.com/api/", session))
            bolt.command("/conf")(_acknowledge)
            meters = Meters()
            door = Door(bolt, meters=meters, aside=Aside(lambda url, words: asyncio.sleep(0)))
            web = make_web(door=door, meters=meters, signatures=Signatures((SECRET,), utc_now), checks={})
            await serve_http(web, listen("127.0.0.1", port), asyncio.Event())


SERVERS: dict[str, Callable[[int], None]] = {
    "our front, Bolt behind it": _serve_front,
    "Bolt's ASGI adapter, pbr": lambda port: _serve_adapter(port, process_before_response=True),
    "Bolt's ASGI adapter, default": lambda port: _serve_adapter(port, process_before_response=False),
    "Bolt on aiohttp, pbr": lambda port: _serve_aiohttp(port, process_before_response=True),
    "Bolt on aiohttp, default": lambda port: _serve_aiohttp(port, process_before_response=False),
}


@contextmanager
def _running(name: str, port: int) -> Any:
    """The server in a process of its own, on the first core."""
    command = ["taskset", "-c", "0", sys.executable, "-m", "benchmarks.servers", name, str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _await_port(port)
        yield server.pid
    finally:
        server.terminate()
        server.wait(timeout=15)


def _await_port(port: int) -> None:
    import socket

    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not start")


def _script(folder: Path) -> Path:
    """A lua script for wrk that sends one signed command over and over; good for five minutes."""
    fields = {
        "token": "legacy",
        "team_id": "T1",
        "team_domain": "team",
        "channel_id": "C1",
        "channel_name": "general",
        "user_id": "U1",
        "user_name": "ana",
        "command": "/conf",
        "text": "help",
        "api_app_id": "A1",
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/T1/5555555555555/abcdefghijklmnopqrstuvwx",
        "trigger_id": "5555555555555.1111111111.0123456789abcdef0123456789abcdef",
    }
    body, timestamp = urlencode(fields), str(int(time.time()))
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": SignatureVerifier(SECRET).generate_signature(timestamp=timestamp, body=body),
    }
    told = ", ".join(f'["{name}"] = "{value}"' for name, value in headers.items())
    script = folder / "command.lua"
    script.write_text(_LUA.replace("HEADERS", told).replace("BODY", body))
    return script


def _cpu_s(pid: int) -> float:
    """Processor time that a process has used: unlike requests per second, it does not suffer from its neighbours."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _measure(pid: int, port: int, connections: int, script: Path, seconds: int) -> dict[str, float]:
    command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script)]
    before = _cpu_s(pid)
    out = subprocess.run(
        [*command, f"http://127.0.0.1:{port}/slack/events"], capture_output=True, text=True, check=True
    )
    used = _cpu_s(pid) - before
    told = json.loads(next(line for line in out.stdout.splitlines() if line.startswith("{")))
    return {
        "rate": told["requests"] / told["us"] * 1e6,
        "p50": told["p50"] / 1000,
        "p99": told["p99"] / 1000,
        "cpu": used / told["requests"] * 1e6,
        "refused": told["refused"],
        "late": told["late"],
    }


def main() -> None:
    """Measure all, interleaved, and print medians and ratios within a round."""
    seen: dict[tuple[str, int], list[dict[str, float]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(ROUNDS):
            for place, name in enumerate(SERVERS):
                port = PORT + place
                with _running(name, port) as pid:
                    script = _script(Path(folder))
                    _measure(pid, port, 32, script, 1)
                    for connections in CONNECTIONS:
                        seen[name, connections].append(_measure(pid, port, connections, script, SECONDS))
                print(f"round {turn + 1}: {name}", file=sys.stderr)
    _report(seen)


def _report(seen: dict[tuple[str, int], list[dict[str, float]]]) -> None:
    base = next(iter(SERVERS))
    heads = "".join(f" c={connections}: req/s (p50 / p99 ms) | cpu µs | × |" for connections in CONNECTIONS)
    print(f"| Server |{heads} refused, late |\n|---|{'---|---|---|' * len(CONNECTIONS)}---|")
    for name in SERVERS:
        cells, refused, late = [], 0.0, 0.0
        for connections in CONNECTIONS:
            runs, ours = seen[name, connections], seen[base, connections]
            rate, p50, p99 = (statistics.median(run[what] for run in runs) for what in ("rate", "p50", "p99"))
            cpu = statistics.median(run["cpu"] for run in runs)
            ratio = statistics.median(run["cpu"] / our["cpu"] for run, our in zip(runs, ours, strict=True))
            cells.append(f" {rate:,.0f} ({p50:.2f} / {p99:.1f}) | {cpu:.0f} | {ratio:.2f} |")
            refused, late = refused + sum(r["refused"] for r in runs), late + sum(r["late"] for r in runs)
        print(f"| {name} |{''.join(cells)} {refused:.0f}, {late:.0f} |")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        SERVERS[sys.argv[1]](int(sys.argv[2]))
    else:
        main()
