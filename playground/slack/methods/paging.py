"""Lists that come in pages."""

from typing import Any

from playground.slack.methods.method import Ask
from playground.slack.refusals import Refused

MOST = 1000
USUAL = 100


def page(rows: list[Any], ask: Ask) -> tuple[list[Any], dict[str, Any]]:
    """The rows of the page that is asked for, and the `response_metadata` that leads to the next."""
    limit = ask.get("limit") or USUAL
    if not 0 < limit <= MOST:
        raise Refused("invalid_limit")
    start = _start(ask.get("cursor") or "", len(rows))
    following = f"next:{start + limit}" if start + limit < len(rows) else ""
    return rows[start : start + limit], {"next_cursor": following}


def _start(cursor: str, length: int) -> int:
    if not cursor:
        return 0
    number = cursor.removeprefix("next:")
    if number == cursor or not number.isdigit() or int(number) >= length:
        raise Refused("invalid_cursor")
    return int(number)
