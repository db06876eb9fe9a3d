"""Lists in pages that are counted: asked for until one is not full."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.errors import Garbled

Row = TypeVar("Row")
Page = tuple[Sequence[Row], int | None]
"""The rows of one page, and how many the server says there are on all, if it does."""


async def every(
    ask: Callable[[dict[str, str]], Awaitable[Page[Row]]], *, provider: str, size: int, most: int
) -> list[Row]:
    """All rows. `ask` is given the query that names a page; more than `most` pages are a list without an end."""
    rows: list[Row] = []
    for number in range(1, most + 1):
        found, count = await ask({"page_id": str(number), "page_size": str(size)})
        rows += found
        full = len(found) >= size if count is None else bool(found) and len(rows) < count
        if not full:
            return rows
    raise Garbled(provider, f"a list of more than {most} pages")
