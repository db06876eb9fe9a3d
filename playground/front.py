"""The page's files, and what the page needs to know of its neighbours, in front of the emulated Slack."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from os import PathLike, stat_result
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from playground.running import running

PAGE = Path(__file__).parent / "page"

_FRESH = {"Cache-Control": "no-cache"}
_GUARDED = _FRESH | {
    # Messages may show pictures from elsewhere; everything else comes from here, and no text ever runs.
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: http: https:; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """An emulated back end that has a page of its own."""

    name: str
    title: str
    url: str


class _Files(StaticFiles):
    """Files that a browser asks about again each time, so that a changed page is a changed page."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update(_FRESH)
        return response


def create_front(slack: Starlette, neighbours: Sequence[Neighbour] = ()) -> Starlette:
    """The page at `/`, and the emulated Slack behind it for everything else."""

    async def page(_: Request) -> Response:
        return FileResponse(PAGE / "index.html", headers=_GUARDED)

    async def mark(_: Request) -> Response:
        return FileResponse(PAGE / "plenum.svg", headers=_FRESH)

    async def playground(_: Request) -> Response:
        return JSONResponse({"backends": [asdict(neighbour) for neighbour in neighbours], "people": _people(slack)})

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with slack.router.lifespan_context(slack):  # a mounted app is not told of start and stop otherwise
            yield

    return Starlette(
        routes=[
            Route("/", page),
            Route("/favicon.ico", mark),
            Route("/playground", playground),
            Mount("/page", _Files(directory=PAGE)),
            Mount("/", slack),
        ],
        lifespan=lifespan,
    )


@asynccontextmanager
async def fronted(
    slack: Starlette, neighbours: Sequence[Neighbour] = (), *, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[str]:
    """Serve the page and the emulated Slack; gives their address. Open pages are let go first, so that none is cut."""
    async with running(create_front(slack, neighbours), host=host, port=port) as address:
        try:
            yield address
        finally:
            await slack.state.slack.stop()


def _people(slack: Starlette) -> list[dict[str, str]]:
    """Whom one can be; the first is who one is to begin with."""
    everybody = slack.state.slack.workspace.people.values()
    return [{"id": one.id, "name": one.name} for one in everybody if not one.is_bot]
