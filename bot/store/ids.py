"""Names of our own: rows in the order they were made, and this process among those that claim rows."""

import os
import secrets
import socket
from datetime import datetime


def row_id(now: datetime, *, place: int = 0) -> str:
    """32 hexadecimal digits that sort by instant, then by `place` in one batch; the rest cannot be guessed."""
    return f"{int(now.timestamp() * 1000):012x}{place:04x}{secrets.token_hex(8)}"


def claimant() -> str:
    """How this process signs its claims: readable in the table, new with every start."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"
