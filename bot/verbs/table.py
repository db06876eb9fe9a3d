"""Tables in plain text, for a terminal of any kind."""

from collections.abc import Sequence


def aligned(rows: Sequence[Sequence[str]], *, indent: str = "") -> str:
    """The rows with their columns under one another, two spaces apart."""
    cells = [list(map(plain, row)) for row in rows]
    widths = [max(map(len, column), default=0) for column in zip(*cells, strict=True)]
    return "\n".join(indent + _row(row, widths) for row in cells)


def plain(text: str) -> str:
    """On one line, and without the signs that command a terminal: others may have written it."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _row(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
