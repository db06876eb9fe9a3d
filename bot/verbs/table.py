"""Tables in plain text, for a terminal of any kind."""

from collections.abc import Sequence


def aligned(rows: Sequence[Sequence[str]], *, indent: str = "") -> str:
    """The rows with their columns under one another, two spaces apart."""
    widths = [max(map(len, column), default=0) for column in zip(*rows, strict=True)]
    return "\n".join(indent + _row(row, widths) for row in rows)


def _row(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
