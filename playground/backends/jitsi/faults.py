"""What can be made to go wrong with this server; all that it has are pages, so they are what is touched."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import HTMLResponse, Response

from playground.backends.faults import HUGE, Faults

_TITLES = {429: "429 Too Many Requests", 503: "503 Service Temporarily Unavailable"}


@dataclass(slots=True, kw_only=True)
class JitsiFaults(Faults):
    """`failing`: the web server answers 500 or whatever status is given, without acting."""

    failing: int | None = None

    def failure(self) -> Response | None:
        return HTMLResponse(_page(f"{self.failing} Error"), self.failing) if self.failing else None

    def busy(self) -> Response | None:
        if self.busy_status is None:
            return None
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return HTMLResponse(self.busy_body(self.busy_status), self.busy_status, headers)

    def busy_body(self, status: int) -> Any:
        return _page(_TITLES.get(status, f"{status} Error"))

    def _changed(self, answer: Response, body: bytes) -> Response:
        """Nothing here is JSON: there are no fields to leave out."""
        filled = body + b"x" * HUGE if self.garble == "huge" else body
        return Response(filled, answer.status_code, {"content-type": answer.headers["content-type"]})


def _page(title: str) -> str:
    """What a web server says of itself."""
    return f"<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center></body></html>"
