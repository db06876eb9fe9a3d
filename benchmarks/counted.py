"""Plenum that counts what it asks its database: `python -m benchmarks.counted FILE VERB`; each SIGUSR1 writes FILE."""

import json
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Pool, event

from bot.__main__ import main

COUNTED = {"before_cursor_execute": Engine, "begin": Engine, "commit": Engine, "rollback": Engine, "checkout": Pool}
"""What is counted, and at whom; each `checkout` from a pool that tries its connections out is a question too."""


def count(counts: Counter[str], name: str) -> None:
    def noted(*told: Any) -> None:
        counts[name] += 1

    event.listen(COUNTED[name], name, noted)


def run(file: Path, verb: str) -> int:
    """Carry the verb out, counting."""
    counts = Counter(dict.fromkeys(COUNTED, 0))
    for name in COUNTED:
        count(counts, name)
    signal.signal(signal.SIGUSR1, lambda *told: file.write_text(json.dumps(counts)))
    return main([verb])


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]), sys.argv[2]))
