"""Names of our own: rows in the order they were made, and this process among those that claim rows."""

import itertools
import os
import secrets
import socket
from datetime import datetime

_made = itertools.count()


def row_id(now: datetime) -> str:
    """32 hexadecimal digits that sort in the order in which this process made them, and cannot be guessed."""
    return f"{int(now.timestamp() * 1000):012x}{next(_made) & 0xFFFF:04x}{secrets.token_hex(8)}"


def claimant() -> str:
    """How this process signs its claims: readable in the table, new with every start."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"
