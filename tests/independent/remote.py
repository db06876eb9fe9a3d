"""A vendor's own client in a process of its own: told what to call, it says what came of it."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.independent.counterparts import bare_environment

PATIENCE_S = 30
LONGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Remote:
    """A client that was started. `its calls` is how it is asked which calls it has."""

    process: asyncio.subprocess.Process

    async def ok(self, call: str, *args: object) -> Any:
        """What the client gives back; it must not fail."""
        said = await self._said(call, args)
        assert "value" in said, said
        return said["value"]

    async def mistake(self, call: str, *args: object) -> dict[str, Any]:
        """What the client raises; it must."""
        said = await self._said(call, args)
        assert "error" in said, said
        mistake: dict[str, Any] = said["error"]
        return mistake

    async def _said(self, call: str, args: tuple[object, ...]) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"call": call, "args": args}).encode() + b"\n")
        async with asyncio.timeout(PATIENCE_S):
            line = await self.process.stdout.readline()
        assert line, "the client ended; its words are above"
        said: dict[str, Any] = json.loads(line)
        return said


@asynccontextmanager
async def started(*command: str, settings: Mapping[str, str], **environment: str) -> AsyncIterator[Remote]:
    """The client that `command` starts, told its settings."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, stdin=pipe, stdout=pipe, limit=LONGEST, env=bare_environment(**environment)
    )
    assert process.stdin
    process.stdin.write(json.dumps(settings).encode() + b"\n")
    try:
        yield Remote(process)
    finally:
        process.stdin.close()
        async with asyncio.timeout(PATIENCE_S):
            await process.wait()
