"""The emulated server of one kind of back end, at a port: `python -m benchmarks.emulator KIND PORT FILE`.

Into FILE goes what an adapter is told to find it: its settings, and a host who has an account there.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import uvicorn

from benchmarks.processes import HOST
from bot.clock import utc_now
from tests.bot.providers.stand import stand_for

_AS_IN_TESTS = "https://server.test"


def main(kind: str, port: int, told: Path) -> None:
    """Serve until told to stop."""
    stand = stand_for(kind, utc_now)
    here = f"http://{HOST}:{port}"
    settings = {name: value.replace(_AS_IN_TESTS, here) for name, value in stand.settings.items()}
    told.write_text(json.dumps({"settings": settings, "host": asdict(stand.host)}))
    uvicorn.run(stand.app, host=HOST, port=port, loop="uvloop", lifespan="off", log_config=None, access_log=False)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
