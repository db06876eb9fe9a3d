"""Reads JSON that can be written again: what Python takes beyond the standard would break an answer that repeats it."""

import json
from typing import Any


def read(raw: bytes) -> Any:
    """What was sent. Raises ValueError for what is no JSON, NaN, half of a surrogate pair, and nesting without end."""
    try:
        sent = json.loads(raw)
        json.dumps(sent, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return sent
