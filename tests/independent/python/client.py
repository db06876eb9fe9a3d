"""Does with the vendor's own client for Python what standard input says, a call on each line, and answers a line."""

import json
import sys
from typing import Any

import vonage  # type: ignore[import-not-found]  # not in .venv, see the README
from vonage.meetings import Meetings  # type: ignore[import-not-found]


def connected(settings: dict[str, str]) -> Any:
    client = vonage.Client(application_id=settings["application"], private_key=settings["key"])
    client.meetings_api_host(settings["address"])
    return Meetings(client)  # the one that a client makes itself keeps the address it was born with


def answered(meetings: Any, call: str, args: list[Any]) -> dict[str, Any]:
    if call == "its calls":
        return {"value": [name for name in vars(Meetings) if not name.startswith(("_", "set_"))]}
    try:
        return {"value": getattr(meetings, call)(*args)}
    except Exception as error:
        return {"error": {"name": type(error).__name__, "message": str(error)}}


def main() -> None:
    meetings = connected(json.loads(sys.stdin.readline()))
    for line in sys.stdin:
        asked = json.loads(line)
        sys.stdout.write(json.dumps(answered(meetings, asked["call"], asked["args"])) + "\n")
        sys.stdout.flush()


main()
