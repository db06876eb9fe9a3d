"""Twenty malformed requests and a body of 50 MB: how they are refused, and how long others wait meanwhile."""

import asyncio
import itertools
import json
import socket
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from urllib.parse import quote, urlencode

from benchmarks.figures import floor, median, table
from benchmarks.plenum import plenum
from benchmarks.processes import BESIDE, HOST, ROOT, child, free_port
from benchmarks.scale import Scale
from benchmarks.slashing import signed
from playground.slack.seed import TEAM

LARGE = 50_000_000
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_TEAM = b'"team": {"id": "%s"}' % TEAM.encode()
_NESTED = b"[" * 100_000 + b"]" * 100_000
_COMMAND = {"command": "/conf", "text": "help", "team_id": TEAM}


def malformed() -> dict[str, bytes]:
    """What is wrong with each, and its bytes."""
    now = str(int(time.time()))
    good = signed(urlencode(_COMMAND).encode())
    return {
        "unsigned, no JSON": _unsigned(b"{", _JSON),
        "unsigned, no UTF-8": _unsigned(b"\xff\xfe{}", _JSON),
        "unsigned, 100 000 nested lists": _unsigned(_NESTED, _JSON),
        "unsigned, 1 MB of JSON": _unsigned(json.dumps([0] * 330_000).encode(), _JSON),
        "a timestamp that is no number": _unsigned(b"a=b", _FORM, {"x-slack-request-timestamp": "abc"}),
        "a timestamp of 400 digits": _unsigned(b"a=b", _FORM, {"x-slack-request-timestamp": "9" * 400}),
        "a signature that is not ASCII": _unsigned(b"a=b", _FORM, {"x-slack-signature": "v0=ÿ"}),
        "a signature that is wrong": _unsigned(b"a=b", _FORM, {"x-slack-request-timestamp": now}),
        "signed and an hour old": good.replace(now.encode(), str(int(now) - 3600).encode()),
        "signed, empty": signed(b""),
        "signed, no JSON": signed(b'{"type": '),
        "signed, no UTF-8": signed(b"text=\xff\xfe&command=%2Fconf"),
        "signed, bad percent encoding": signed(b"text=%FF%FE&command=%2Fconf"),
        "signed, 100 000 nested lists": signed(b"payload=" + quote(_NESTED).encode()),
        "signed, a list instead of a payload": signed(b"payload=[1,2,3]"),
        "signed, an event without an event": signed(b'{"type": "event_callback", "team_id": 7}'),
        "signed, a command without anything": signed(b"command=%2Fconf&team_id=" + TEAM.encode()),
        "signed, a press without a button": signed(b'payload={"type": "block_actions", "actions": [], %s}' % _TEAM),
        "signed, a form without a view": signed(b'payload={"type": "view_submission", "view": null, %s}' % _TEAM),
        "signed, 10 000 fields": signed("&".join(f"f{n}=1" for n in range(10_000)).encode()),
    }


def large() -> dict[str, Iterator[bytes]]:
    """50 MB in two ways: said beforehand, and piece by piece without a word about its length."""
    head = f"POST /slack/events HTTP/1.1\r\nhost: {HOST}\r\ncontent-type: {_JSON}\r\n".encode()
    piece = b"[" * 1_000_000
    chunk = b"f4240\r\n" + piece + b"\r\n"
    announced = b"content-length: %d\r\n\r\n" % LARGE
    return {
        "50 MB, announced": itertools.chain([head + announced], itertools.repeat(piece, LARGE // len(piece))),
        "50 MB, in chunks": itertools.chain(
            [head + b"transfer-encoding: chunked\r\n\r\n"], itertools.repeat(chunk, LARGE // len(piece)), [b"0\r\n\r\n"]
        ),
    }


async def measure(scale: Scale) -> None:
    """Send them all, over and over; print the table and the floors."""
    quiet: list[float] = []
    blocked: list[float] = []
    seen: dict[str, Counter[int]] = defaultdict(Counter)
    slack = free_port()
    async with child("playground", "slack", "--port", str(slack), where=BESIDE, port=slack):
        nobody = f"http://{HOST}:{free_port()}"
        async with plenum(slack=f"http://{HOST}:{slack}/api/", trueconf=nobody) as (port, _):
            await asyncio.sleep(1.0)
            for turn in range(scale.rounds):
                quiet.append(await _probed(port, scale.seconds))
                sending = asyncio.to_thread(_send_all, port, seen, until=time.monotonic() + scale.seconds)
                longest, _ = await asyncio.gather(_probed(port, scale.seconds), sending)
                blocked.append(longest)
                print(f"round {turn + 1} of {scale.rounds}", file=sys.stderr)
    _report(seen, quiet, blocked)


async def _probed(port: int, seconds: float) -> float:
    """The longest time without an answer to somebody else, in ms."""
    command = (sys.executable, "-m", "benchmarks.probe", str(port), str(seconds))
    probe = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    told, _ = await probe.communicate()
    return float(told)


def _send_all(port: int, seen: Mapping[str, "Counter[int]"], *, until: float) -> None:
    while time.monotonic() < until:
        for name, request in malformed().items():
            seen[name][_status(port, [request])] += 1
        for name, pieces in large().items():
            seen[name][_status(port, pieces)] += 1


def _status(port: int, pieces: Iterable[bytes]) -> int:
    """The status of the answer; 0 when the connection was closed before one could be read."""
    with socket.create_connection((HOST, port), timeout=30) as line:
        with suppress(ConnectionError):  # refused before all was sent
            for piece in pieces:
                line.sendall(piece)
        with suppress(ConnectionError):
            answer = line.recv(65536)
            return int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else 0
    return 0


def _report(seen: Mapping[str, "Counter[int]"], quiet: list[float], blocked: list[float]) -> None:
    rows = [
        (name, ", ".join(f"{status or 'closed'} × {count}" for status, count in seen[name].items())) for name in seen
    ]
    table("Malformed requests", ["what", "answered"], rows)
    heads = ["longest time until somebody else was answered", "median of rounds", "longest of all"]
    rows_of_times = [
        ("without malformed requests", f"{median(quiet):.1f} ms", f"{max(quiet):.1f} ms"),
        ("with them", f"{median(blocked):.1f} ms", f"{max(blocked):.1f} ms"),
    ]
    table("Blocked", heads, rows_of_times)
    floor("answered with 5xx", sum(n for count in seen.values() for status, n in count.items() if status >= 500), 0)
    floor("longest time blocked, median of the rounds", median(blocked), 50, unit=" ms")


def _unsigned(body: bytes, content_type: str, more: Mapping[str, str] | None = None) -> bytes:
    headers = {
        "host": HOST,
        "content-type": content_type,
        "content-length": str(len(body)),
        "x-slack-request-timestamp": str(int(time.time())),
        "x-slack-signature": "v0=" + "0" * 64,
    } | dict(more or {})
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST /slack/events HTTP/1.1\r\n{head}\r\n".encode() + body
