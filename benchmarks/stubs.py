"""Slack and TrueConf as stubs that answer every call after the same pause: `python -m benchmarks.stubs PORT`.

They check nothing and keep nothing but which cards stand; the emulators of the playground are for everything else.
"""

import asyncio
import itertools
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.types import Receive, Scope, Send

from benchmarks.processes import HOST
from playground.slack.seed import BOT, BOT_USER, TEAM

PAUSE_S = 0.05
SLACK, TRUECONF = "/slack/api/", "/trueconf"
RESPOND = "/slack/api/respond"

Answer = dict[str, Any]


class Stubs:
    """Both at one port. `GET /stood?cards=N` is answered when N cards stand: how long ago the last one was put up.

    `GET /answered?NAME` is answered when something was posted to `RESPOND/NAME/…`.
    """

    def __init__(self, *, pause_s: float = PAUSE_S) -> None:
        self._pause_s = pause_s
        self._numbers = itertools.count(1)
        self._cards: dict[str, float] = {}
        self._answered: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._calls = 0
        self._more = asyncio.Condition()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, body = scope["path"], await _body(receive)
        if path == "/stood":
            await _send(send, await self._stood(int(scope["query_string"].partition(b"=")[2])))
            return
        if path == "/answered":
            await self._answered[scope["query_string"].decode()].wait()
            await _send(send, {})
            return
        if path.startswith(RESPOND):
            self._answered[path.removeprefix(RESPOND).split("/")[1]].set()
        self._calls += 1
        await asyncio.sleep(self._pause_s)
        await _send(send, await self._answer(scope["method"], path, body))

    async def _stood(self, cards: int) -> Answer:
        async with self._more:
            await self._more.wait_for(lambda: len(self._cards) >= cards)
        last = max(self._cards.values(), default=time.monotonic())
        stood = {"cards": len(self._cards), "calls": self._calls, "ago_s": time.monotonic() - last}
        self._cards.clear()
        self._calls = 0
        return stood

    async def _answer(self, method: str, path: str, body: bytes) -> Answer:
        if path.startswith(TRUECONF):
            return self._trueconf(method, path.removeprefix(TRUECONF).strip("/").split("/"), body)
        if path.startswith(RESPOND):
            return {"ok": True}
        fields = json.loads(body) if body.startswith(b"{") else dict(parse_qsl(body.decode()))
        answer = {"ok": True, **self._slack(path.removeprefix(SLACK), fields)}
        if path.endswith("chat.postMessage"):
            await self._stands(fields["channel"])
        return answer

    async def _stands(self, channel: str) -> None:
        async with self._more:
            self._cards[channel] = time.monotonic()
            self._more.notify_all()

    def _slack(self, method: str, fields: dict[str, str]) -> Answer:
        answers: dict[str, Callable[[], Answer]] = {
            "auth.test": lambda: {"team_id": TEAM, "team": "Acme", "user_id": BOT_USER, "bot_id": BOT},
            "users.info": lambda: {"user": _person(fields["user"])},
            "conversations.info": lambda: {"channel": {"id": fields["channel"], "is_channel": True}},
            "conversations.open": lambda: {"channel": {"id": f"D{fields['users'][1:]}"}},
            "calls.add": lambda: {"call": {"id": f"R{next(self._numbers)}"}},
            "chat.postMessage": lambda: {"channel": fields["channel"], "ts": self._ts()},
        }
        return answers.get(method, dict)()

    def _trueconf(self, method: str, path: list[str], body: bytes) -> Answer:
        match method, path:
            case "POST", ["oauth2", "v1", "token"]:
                return {"access_token": "t", "expires_in": 3600, "token_type": "Bearer"}
            case "GET", [*_, "users"]:
                return {"users": [], "next_page_id": -1}
            case "POST", [*_, "conferences"]:
                return {"conference": _conference(json.loads(body)["id"], running=False)}
            case "POST", [*_, "run"]:
                return {"state": "running"}
            case "GET", [*_, room]:
                return {"conference": _conference(room, running=True)}
        return {}

    def _ts(self) -> str:
        return f"1700000000.{next(self._numbers):06d}"


def _person(person: str) -> Answer:
    name = person.lower()
    profile = {"display_name": name, "email": f"{name}@acme.example"}
    return {"id": person, "name": name, "team_id": TEAM, "tz": "Europe/Berlin", "profile": profile}


def _conference(room: str, *, running: bool) -> Answer:
    return {
        "id": room,
        "url": f"https://conf.acme.example/c/{room}",
        "state": "running" if running else "stopped",
        "stream_id": "s1" if running else None,
        "owner": "meetings@conf.acme.example",
    }


async def _body(receive: Receive) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


async def _send(send: Send, answer: Answer) -> None:
    body = json.dumps(answer).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"x-oauth-scopes", b"commands,chat:write,chat:write.public,calls:read,calls:write,channels:read,users:read"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def main(port: int) -> None:
    """Serve until told to stop."""
    uvicorn.run(Stubs(), host=HOST, port=port, loop="uvloop", lifespan="off", log_config=None, access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
