"""What can be made to go wrong with this PBX beyond what can with any back end."""

from dataclasses import dataclass
from typing import Any

from playground.backends.faults import Faults
from playground.backends.portsip.refusal import envelope


@dataclass(slots=True, kw_only=True)
class PortSIPFaults(Faults):
    """`tokens_refused`: no access token is known. `no_error_body`: refusals come without a body.

    `list_delay`: lists leave out rooms younger than so many seconds.
    """

    tokens_refused: bool = False
    no_error_body: bool = False
    list_delay: float = 0

    def busy_body(self, status: int) -> Any:
        return envelope("UNKNOWN", "unknown error")
