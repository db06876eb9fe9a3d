"""Prism, a server made of nothing but a description: it judges requests, and answers them by examples."""

import json
import re
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.independent.counterparts import PRISM, bare_environment, node

_LISTENING = re.compile(r"Prism is listening on (http://\S+)")

Asgi = Callable[..., Awaitable[None]]


@contextmanager
def prism(description: Path) -> Iterator[str]:
    """Prism serving what a file describes; gives its address."""
    command = [node(), str(PRISM), "mock", "--host", "127.0.0.1", "--port", "0", str(description)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=bare_environment()
    ) as process:
        try:
            yield _address(process)
        finally:
            process.terminate()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if found := _LISTENING.search(line):
            return found[1]
    raise AssertionError(f"Prism did not start: {''.join(said)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What Prism says of a request; no `objections`: it is as described."""

    request: str
    status: int
    objections: str = ""


@dataclass(slots=True, kw_only=True)
class Judged(httpx.AsyncBaseTransport):
    """The network to an emulated server, on which Prism is shown each request first."""

    app: Asgi
    judge: str
    verdicts: list[Verdict] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.verdicts.append(await verdict(self.judge, request))
        return await httpx.ASGITransport(app=self.app).handle_async_request(request)

    def objections(self) -> list[Verdict]:
        return [one for one in self.verdicts if one.objections]


async def verdict(judge: str, request: httpx.Request) -> Verdict:
    """What Prism at this address says of a request that was to go elsewhere."""
    target = httpx.URL(judge).copy_with(raw_path=request.url.raw_path)
    headers = {name: value for name, value in request.headers.items() if name not in ("host", "connection")}
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.request(request.method, target, headers=headers, content=await request.aread())
    return Verdict(
        request=f"{request.method} {request.url.raw_path.decode()} {request.content.decode()}",
        status=answer.status_code,
        objections=answer.headers.get("sl-violations") or ("" if answer.is_success else _problem(answer)),
    )


def _problem(answer: httpx.Response) -> str:
    try:
        return json.dumps(answer.json())
    except ValueError:
        return answer.text or f"HTTP {answer.status_code}"
