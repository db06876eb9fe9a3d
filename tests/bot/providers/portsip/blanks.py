"""Answers with nothing in the place of something, in each way in which the PBX writes that."""

import json
from collections.abc import Iterator
from typing import Any

import httpx

Path = tuple[Any, ...]


def blanks(answer: httpx.Response) -> Iterator[bytes]:
    """A documented answer without each of its parts in turn, and with nothing in its place."""
    body = answer.json() if answer.content else {}
    for path in _places(body):
        yield json.dumps(_changed(body, path, None, left_out=True)).encode()
        for nothing in (None, ""):
            yield json.dumps(_changed(body, path, nothing)).encode()


def _places(value: Any, path: Path = ()) -> Iterator[Path]:
    """The way to each thing in an answer."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield (*path, key)
        yield from _places(part, (*path, key))


def _changed(value: Any, path: Path, thing: Any, *, left_out: bool = False) -> Any:
    copy = dict(value) if isinstance(value, dict) else list(value)
    key, *rest = path
    if rest:
        copy[key] = _changed(copy[key], tuple(rest), thing, left_out=left_out)
    elif left_out:
        del copy[key]
    else:
        copy[key] = thing
    return copy
