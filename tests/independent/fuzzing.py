"""Schemathesis, which makes requests out of a description, good and bad ones, and holds each answer to it."""

import asyncio
import json
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from playground.backends.history import History
from tests.independent.counterparts import bare_environment, python
from tests.independent.targets import Target

SEED = 20261125
EXAMPLES = 15
"""For each operation; the edges of every parameter come on top of that, and sequences of calls."""
LIKELY = 0.7
"""How often a known value is taken where there are such."""
PATIENCE_S = 600

_CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "missing_required_header", "unsupported_method",
    "use_after_free", "ensure_resource_availability", "ignored_auth",
)  # fmt: skip
"""All but one: that what fits is accepted cannot be asked where a description does not hold the rules of the house."""


def operations(description: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and what is said of them."""
    for path, methods in description["paths"].items():
        for method, said in methods.items():
            if method != "parameters":
                yield method.upper(), path, said


async def tried_out(
    description: Mapping[str, Any], target: Target, folder: Path, *, without: Collection[str] = ()
) -> tuple[int, str]:
    """How the tester ended (0: nothing was found), and what it said; some checks may be left out."""
    checks = ",".join(one for one in _CHECKS if one not in without)
    (folder / "description.json").write_text(json.dumps(description))
    (folder / "schemathesis.toml").write_text(_configuration(description, target))
    process = await asyncio.create_subprocess_exec(
        str(Path(python()).with_name("schemathesis")),
        *("--config-file", "schemathesis.toml", "run", "description.json", "--url", target.address),
        *("--seed", str(SEED), "--max-examples", str(EXAMPLES), "--checks", checks, "--no-color"),
        *("--generation-database", "none", "--continue-on-failure", "--request-timeout", "10"),
        cwd=folder,
        env=bare_environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(PATIENCE_S):
        said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


def _configuration(description: Mapping[str, Any], target: Target) -> str:
    """In the tester's own terms (TOML, whose texts and lists are those of JSON)."""
    lines = ["[headers]", *(f"{name} = {json.dumps(value)}" for name, value in target.headers.items())]
    lines += ["[phases.coverage]", 'unexpected-methods = ["TRACE"]']  # descriptions leave out what we do not use
    for phase in ("coverage", "fuzzing"):  # what may be spoilt is told below, and nothing else is to be
        lines += [f"[phases.{phase}.extra-data-sources]", "responses = false"]
    for place, (parameter, values) in enumerate(target.known.items()):
        lines += [f"[dictionaries.known{place}]", f"values = {json.dumps(list(values))}"]
        lines += [f'[parameters."{parameter}"]', f'dictionary = "known{place}"', f"probability = {LIKELY}"]
    for method, path, said in operations(description):
        lines += _failures(f"{method} {path}", said["responses"])
    return "\n".join(lines)


def _failures(name: str, responses: Collection[str]) -> list[str]:
    """One that is documented is an answer like others."""
    documented = [status for status in responses if status.startswith("5")]
    if not documented:
        return []
    expected = json.dumps(["2xx", "3xx", "4xx", *documented])
    return [
        "[[operations]]",
        f'include-name = "{name}"',
        "[operations.checks.not_a_server_error]",
        f"expected-statuses = {expected}",
    ]


def never_done(description: Mapping[str, Any], history: History) -> list[str]:
    """The operations that never succeeded: of those, next to nothing was tried."""
    done = {(one.method, one.path) for one in history.requests if one.status is not None and one.status < 300}
    return [
        f"{method} {path}"
        for method, path, _ in operations(description)
        if not any(method == how and re.fullmatch(_pattern(path), where) for how, where in done)
    ]


def _pattern(path: str) -> str:
    return re.sub(r"\\{.*?\\}", "[^/]+", re.escape(path))


def loaded(path: Path) -> dict[str, Any]:
    description: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return description
