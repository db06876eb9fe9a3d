"""What can be made to go wrong with this service beyond what can with any back end; most of all, that it is closed."""

from dataclasses import dataclass
from typing import Any

import httpx
from starlette.responses import JSONResponse, Response
from starlette.types import Receive

from playground.backends.faults import Faults, hang_up

_TITLES = {401: "Unauthorized", 404: "Not Found", 410: "Gone", 429: "Too Many Requests", 503: "Service Unavailable"}
CLOSED_WITH = ("401", "404", "410", "refused")


@dataclass(slots=True, kw_only=True)
class VonageFaults(Faults):
    """`closed`: the service is no more: every call is answered "410", "401" or "404", or the connection is "refused".
    `tokens_refused`: no token is good. `list_delay`: lists leave out rooms younger than so many seconds.
    """

    closed: str = ""
    tokens_refused: bool = False
    list_delay: float = 0

    def change(self, switches: dict[str, Any]) -> None:
        """Set some switches by name. Raises ValueError for a name there is not, or another way to be closed."""
        if switches.get("closed", "") not in ("", *CLOSED_WITH):
            raise ValueError(f"closed is one of {', '.join(CLOSED_WITH)}")
        Faults.change(self, switches)

    def shut(self) -> Response | None:
        """What a closed service answers."""
        if self.closed in ("", "refused"):
            return None
        status = int(self.closed)
        if status == 401:
            return JSONResponse({"title": "Unauthorized", "detail": "You did not provide correct credentials"}, status)
        return JSONResponse(gateway_problem(status), status)

    def busy_body(self, status: int) -> Any:
        return gateway_problem(status)


def gateway_problem(status: int) -> dict[str, str]:
    """What stands before the service speaks differently from it."""
    title = _TITLES[status]
    return {
        "type": f"https://developer.vonage.com/api-errors#{title.lower().replace(' ', '-')}",
        "title": title,
        "detail": "The request was stopped before it reached the Meetings API",
        "instance": "bf0ca0bf927b3b52e3cb03217e1a1ddf",
    }


async def refuse(receive: Receive) -> None:
    """No connection: in process the client's own error; a listening socket can only close it at once."""
    if getattr(getattr(receive, "__self__", None), "transport", None) is None:
        raise httpx.ConnectError("All connection attempts failed")
    await hang_up(receive)
