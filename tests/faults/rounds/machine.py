"""A process whose machine has a clock of its own, which can be set: by libfaketime, where it is installed."""

from datetime import timedelta
from pathlib import Path

_PLACES = ("/usr/lib/*/faketime", "/usr/lib/faketime", "/usr/lib64/faketime", "/usr/local/lib/faketime")
_NAME = "libfaketimeMT.so.1"
MISSING = "libfaketime is not installed (on Debian and Ubuntu: apt-get install faketime)"


class Machine:
    """`environ` is what a process on it is started with. Spans are the same everywhere; only the date is set."""

    def __init__(self, library: Path, folder: Path) -> None:
        self._said = folder / "machine-clock"
        self.set(timedelta())
        self.environ = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self._said),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def set(self, off: timedelta) -> None:
        """How far it is off from now on."""
        fresh = self._said.with_suffix(".new")
        fresh.write_text(f"{off.total_seconds():+.0f}")
        fresh.replace(self._said)


def library() -> Path | None:
    """Where libfaketime is."""
    found = (path / _NAME for place in _PLACES for path in Path("/").glob(place[1:]))
    return next((path for path in found if path.exists()), None)
