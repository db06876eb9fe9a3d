"""Faults that can be switched on: what real Slack does on its bad days."""

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any


class FaultName(StrEnum):
    """The switches. Those of the Web API act on one `method`, or on all; `response_url` counts as a method."""

    LOST_ACK = "lost_ack"
    """The app's acknowledgement is lost: events come again, interactions arrive twice."""
    RATE_LIMIT = "rate_limit"
    """429 with Retry-After `seconds`."""
    SERVER_ERROR = "server_error"
    """500, nothing was done."""
    SLOW = "slow"
    """Done at once, answered after `seconds`."""
    LATE = "late"
    """Taken after `seconds`, when the app may have given up, and done all the same."""
    DROP_AFTER = "drop_after"
    """Done, then the connection breaks in the middle of the answer."""
    NO_ANSWER = "no_answer"
    """Done, and never answered."""
    HISTORY_REFUSED = "history_refused"
    """`missing_scope` for conversations.history and conversations.replies."""
    SOCKETS_DOWN = "sockets_down"
    """Open sockets break and none can be opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """How a switched-on fault acts. `times` is how often it still does; None: until switched off."""

    method: str = "*"
    times: int | None = None
    seconds: float = 5.0

    def once_less(self) -> "Fault | None":
        if self.times is None:
            return self
        return Fault(method=self.method, times=self.times - 1, seconds=self.seconds) if self.times > 1 else None


_SETTINGS = {one.name for one in fields(Fault)}


class Faults:
    """The switches and where they stand."""

    def __init__(self) -> None:
        self._on: dict[FaultName, Fault] = {}

    def set(self, name: FaultName | str, *, method: str = "*", times: int | None = None, seconds: float = 5.0) -> None:
        self._on[FaultName(name)] = Fault(method=method, times=times, seconds=seconds)

    def clear(self, name: FaultName | str | None = None) -> None:
        """Switch one off, or all."""
        for one in [FaultName(name)] if name else list(self._on):
            self._on.pop(one, None)

    def on(self, name: FaultName) -> bool:
        return name in self._on

    def take(self, name: FaultName, method: str = "*") -> Fault | None:
        """The fault if it is on and acts on `method`; counts this time."""
        fault = self._on.get(name)
        if fault is None or fault.method not in ("*", method):
            return None
        left = fault.once_less()
        if left is None:
            del self._on[name]
        else:
            self._on[name] = left
        return fault

    def wire(self) -> dict[str, Any]:
        """Every switch by name: its settings, or False."""
        return {name.value: asdict(self._on[name]) if name in self._on else False for name in FaultName}

    def change(self, wanted: dict[str, Any]) -> None:
        """`{name: true | false | {method?, times?, seconds?}}`. Raises ValueError or TypeError for what is unknown."""
        for name, setting in wanted.items():
            if not setting:
                self.clear(name)
                continue
            settings = {} if setting is True else dict(setting)
            if set(settings) - _SETTINGS:
                raise ValueError(f"{name} takes {', '.join(sorted(_SETTINGS))}")
            self.set(name, **settings)
