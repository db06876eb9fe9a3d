"""What the emulators answer is what descriptions promise, whatever they are asked: no failure but those described."""

import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import FrozenClock
from tests.independent import targets
from tests.independent.counterparts import HERE
from tests.independent.fuzzing import loaded, never_done, tried_out
from tests.independent.targets import Target

pytestmark = pytest.mark.independent


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A description, and a server to hold to it.

    `additions` are answers that a description which is not ours leaves out, each with its reason; `without` are checks
    that cannot hold.
    """

    description: str
    serving: Callable[[FrozenClock], AbstractAsyncContextManager[Target]]
    additions: dict[str, dict[str, str]] = field(default_factory=dict)
    without: frozenset[str] = frozenset()

    def described(self) -> dict[str, Any]:
        description = loaded(HERE / "descriptions" / self.description)
        for name, answers in self.additions.items():
            method, path = name.split()
            description["paths"][path][method.lower()]["responses"] |= {
                status: {"description": reason} for status, reason in answers.items()
            }
        return description


_PAGES = {"400": "what a wrong number of a page gets is nowhere said"}

CASES = {
    "vonage": Case(
        description="vonage-meetings-v1-adapted.openapi.yml",
        serving=targets.vonage,
        additions={"GET /v1/meetings/rooms": _PAGES, "GET /v1/meetings/themes/{theme_id}/rooms": _PAGES},
    ),
    "portsip": Case(
        description="portsip-rooms.openapi.yml",
        serving=targets.portsip,
        # What it answers to other methods is not documented; and that a POST takes something away cannot be described
        without=frozenset({"unsupported_method", "ensure_resource_availability"}),
    ),
    "trueconf": Case(
        description="trueconf-conferences.openapi.yml",
        serving=targets.trueconf,
        # The same; and without a token it is documented to answer 403, where the tester insists on 401
        without=frozenset({"unsupported_method", "missing_required_header"}),
    ),
    "sourceloop": Case(
        description="sourceloop-sessions.openapi.yml",
        serving=targets.sourceloop,
        without=frozenset({"unsupported_method"}),  # it answers those with 404, as to a path that is not there
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_answers_are_as_described(
    case: Case, clock: FrozenClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    description = case.described()

    async with case.serving(clock) as target:
        code, said = await tried_out(description, target, tmp_path, without=case.without)

    assert code == 0, said
    assert never_done(description, target.history) == []
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []
