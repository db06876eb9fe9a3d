"""The emulated SourceLoop service answers each of the recorded calls as the real one did."""

import json
import re
from typing import Any

import pytest

from tests.playground.backends.sourceloop.recorded import CALLS, heard

BY_CASE = {call["case"]: call for call in CALLS}
MADE = [case for case, call in BY_CASE.items() if call["response"]["content_type"] == "text/plain"]
ROWS = [case for case, call in BY_CASE.items() if call.get("stored_row")]
TARGETS = [case for case, call in BY_CASE.items() if case.startswith("target.") and "provider_call" in call]
_LINK = re.compile(r"[A-Za-z0-9_-]{10}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_MADE_UP = {"size", "token", "url"}
_WRITTEN = {"createdOn", "modifiedOn", "startTime", "endTime", "scheduleTime"}


def alike(example: Any, answer: Any, name: str = "") -> bool:
    """The same, but for instants at which something was written, and for what the cloud makes up."""
    if isinstance(example, dict):
        same_names = isinstance(answer, dict) and example.keys() == answer.keys()
        return same_names and all(alike(example[key], answer[key], key) for key in example)
    if isinstance(example, list):
        same_length = isinstance(answer, list) and len(example) == len(answer)
        return same_length and all(alike(one, other) for one, other in zip(example, answer, strict=True))
    if name in _MADE_UP or (isinstance(example, str) and _INSTANT.fullmatch(example) and name in _WRITTEN):
        return type(example) is type(answer)
    return bool(example == answer)


@pytest.mark.parametrize("case", BY_CASE)
def test_it_answers_as_recorded(case: str) -> None:
    example, answer = BY_CASE[case]["response"], heard()[case].answer

    body = answer.text if example["content_type"] == "text/plain" else answer.json() if answer.content else None

    assert (answer.status_code, answer.headers.get("content-type")) == (example["status"], example["content_type"])
    if case in MADE or case == "create.shape_13_and_later":
        assert _LINK.fullmatch(body["code"] if isinstance(body, dict) else str(body))
    else:
        assert alike(example["body"], body), body


@pytest.mark.parametrize("case", ROWS)
def test_it_stores_what_was_recorded(case: str) -> None:
    row = heard()[case].row
    assert row is not None

    example = BY_CASE[case]["stored_row"] | {"id": row["id"]}

    assert alike(example, row), row


def asked_instant(body: Any) -> str | None:
    """The scheduled time that was asked for, as it is told."""
    asked = body.get("scheduleTime") if isinstance(body, dict) else None
    return asked if isinstance(asked, str) and _INSTANT.fullmatch(asked) else None


@pytest.mark.parametrize("case", [case for case in ROWS if asked_instant(BY_CASE[case]["request"].get("body"))])
def test_a_time_that_was_asked_for_is_kept_where_it_was_kept(case: str) -> None:
    call, row = BY_CASE[case], heard()[case].row
    assert row is not None
    asked = asked_instant(call["request"]["body"])

    assert (row["scheduleTime"] == asked) is (call["stored_row"]["scheduleTime"] == asked)


@pytest.mark.parametrize("case", TARGETS)
def test_the_cloud_is_told_of_a_storage_target_as_recorded(case: str) -> None:
    told = json.loads(BY_CASE[case]["provider_call"]["args"]["data"])
    target = heard()[case].target or {"type": "", "config": {}}

    assert (target["type"], sorted(target["config"])) == (told["type"], sorted(told["config"]))
    assert target.get("fallback") == told.get("fallback")
    assert "***" in target["config"].values() or not target["config"]


@pytest.mark.parametrize("case", ["create.archiving", "create.not_archived_row", "create.e2e"])
def test_the_cloud_is_asked_for_a_session_as_recorded(case: str) -> None:
    asked, video = BY_CASE[case]["provider_call"]["args"], heard()[case].video
    assert video is not None

    modes = "relayed" if video.relayed else "routed", "always" if video.always else "manual"

    assert modes == (asked["mediaMode"], asked["archiveMode"])
