"""The playground's time: the machine's clock, plus what somebody moved it forward by."""

from datetime import UTC, datetime, timedelta


class PlayClock:
    """Called, it gives the present instant (aware, UTC). All emulators of one playground share one."""

    def __init__(self) -> None:
        self._moved = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._moved

    def advance(self, by: timedelta) -> None:
        """Move time forward; it never goes back. Raises ValueError for a negative span."""
        if by < timedelta():
            raise ValueError("time only moves forward")
        self._moved += by
