"""Answers that went wrong on the way, or were made by a server that does not keep to its documentation."""

import json
from copy import deepcopy
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

UNHURRIED = settings(deadline=None)
"""For tests that a busy machine may hold up."""

ODD: SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(["", "0", "null", "2026-02-30T25:00:00Z", "<b>", "../..", "x" * 5000]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.none(), max_size=2),
)
"""What may stand where something else is expected."""


@st.composite
def mangled(draw: DrawFn, payload: Any) -> bytes:
    """A JSON answer with up to three things in it left out, replaced or added, whole or cut off somewhere."""
    changed = deepcopy(payload)
    for _ in range(draw(st.integers(0, 3))):
        changed = _changed(draw, changed)
    text = json.dumps(changed).encode()
    return text[: draw(st.just(len(text)) | st.integers(0, len(text)))]


def _changed(draw: DrawFn, payload: Any) -> Any:
    places = list(_places(payload))
    if not places:
        return draw(ODD)
    holder, place = draw(st.sampled_from(places))
    what = draw(st.sampled_from(["leave out", "replace", "add"]))
    if what == "leave out":
        del holder[place]
    elif what == "replace":
        holder[place] = draw(ODD)
    elif isinstance(holder, dict):
        holder[draw(st.text(max_size=8))] = draw(ODD)
    else:
        holder.append(draw(ODD))
    return payload


def _places(payload: Any) -> Any:
    """Every place in a payload, with what holds it."""
    keys = payload.keys() if isinstance(payload, dict) else range(len(payload)) if isinstance(payload, list) else ()
    for key in keys:
        yield payload, key
        yield from _places(payload[key])
