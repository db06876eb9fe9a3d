"""What can go wrong with any back end, whatever the answer looks like."""

import json
from typing import Any

import pytest
from starlette.responses import JSONResponse, Response

from playground.backends.faults import HUGE, Faults


@pytest.mark.parametrize(
    "answer", [{"rooms": []}, [{"id": "7001"}], [], "queued"], ids=["object", "list", "empty", "text"]
)
def test_an_answer_of_any_shape_can_be_huge_and_stays_what_it_was(answer: Any) -> None:
    sent = Faults(garble="huge").garbled(JSONResponse(answer))

    assert len(sent.body) > HUGE
    assert type(json.loads(bytes(sent.body))) is type(answer)


def test_an_empty_answer_can_be_huge() -> None:
    sent = Faults(garble="huge").garbled(Response(status_code=202))

    assert (sent.status_code, len(sent.body) > HUGE) == (202, True)


@pytest.mark.parametrize(
    ("answer", "left"), [({"id": 1, "pin": 2}, {"id": 1}), ([{"id": 1, "pin": 2}], [{"id": 1}])], ids=["object", "list"]
)
def test_a_field_can_be_left_out_of_an_answer_of_any_shape(answer: Any, left: Any) -> None:
    sent = Faults(without="pin").garbled(JSONResponse(answer))

    assert json.loads(bytes(sent.body)) == left
