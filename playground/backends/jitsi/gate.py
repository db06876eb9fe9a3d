"""What stands before every page that is the server's own: faults, and the history. Seats and `/control` have none."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from playground.backends.faults import hang_up
from playground.backends.history import Asked, History
from playground.backends.jitsi.faults import JitsiFaults
from playground.backends.jitsi.service import Service
from playground.backends.paths import raw_path

Page = Callable[[Request], Awaitable[Response]]


class Gate:
    """Makes ASGI apps of pages."""

    def __init__(self, service: Service, faults: JitsiFaults, history: History) -> None:
        self._service, self._faults, self._history = service, faults, history

    def before(self, page: Page) -> "Guarded":
        return Guarded(self, page)

    async def answer(self, page: Page, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if "refresh" in request.query_params:  # a page that keeps itself up to date
            await (await page(request))(scope, receive, send)
            return
        faults = self._faults.take(request.method, request.url.path)
        asked = self._written_down(request, faults)
        if faults.down:
            await hang_up(receive)
            return
        await self._faults.wait(faults.delay_before)
        refused = faults.busy() or faults.failure()
        answer = refused or await page(request)
        asked.status, asked.acted = answer.status_code, refused is None and answer.status_code < 400
        await self._faults.wait(faults.delay_after)
        if faults.drop_after:
            await hang_up(receive)
            return
        await faults.garbled(answer)(scope, receive, send)

    def _written_down(self, request: Request, faults: JitsiFaults) -> Asked:
        query = dict(request.query_params)
        token = "query" if query.get("jwt") else None
        if token:
            query["jwt"] = "***"
        asked = self._history.add(
            at=self._service.now, method=request.method, path=raw_path(request.scope), query=query, token=token
        )
        asked.faults = faults.names
        return asked


class Guarded:
    """One page behind the gate."""

    def __init__(self, gate: Gate, page: Page) -> None:
        self._gate, self._page = gate, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._gate.answer(self._page, scope, receive, send)
