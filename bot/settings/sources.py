"""Where settings are said: the environment, `.env`, a TOML file and secret files, merged into one table of names."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

TOML_FILE = "PLENUM_CONFIG"
FROM_FILE = "_FILE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said: `values` by upper-case name; `problems` holds a line for each name that cannot be used."""

    values: dict[str, str] = field(default_factory=dict, repr=False)
    problems: dict[str, str] = field(default_factory=dict)


def read_sources(environ: Mapping[str, str], dotenv: Path | None) -> Said:
    """Merge the sources: the environment goes before `.env`, and that before the TOML file. Empty is not said."""
    said = Said()
    _lay(said, environ)
    if dotenv and dotenv.is_file():
        _lay(said, _dotenv(dotenv, said.problems))
    if path := said.values.get(TOML_FILE):
        _lay(said, _toml(Path(path), said.problems))
    return said


def read_secret_files(said: Said, is_secret: Callable[[str], bool]) -> None:
    """Replace each secret's `NAME_FILE` by NAME and what the file holds, without the space around it."""
    for name in [name for name in said.values if name.endswith(FROM_FILE)]:
        secret = name.removesuffix(FROM_FILE)
        if not is_secret(secret):
            continue
        path = said.values.pop(name)
        if secret in said.values:
            said.problems[secret] = f"{secret}: is given twice, as itself and by {name}; keep one of the two"
        else:
            said.values[secret] = _contents(Path(path), secret, said.problems)


def _contents(path: Path, secret: str, problems: dict[str, str]) -> str:
    try:
        text, reason = path.read_text(encoding="utf-8").strip(), "it is empty"
    except (OSError, ValueError) as error:
        text, reason = "", _reason(error)
    if not text:
        # Not the path: people put the secret itself where its path belongs.
        name = secret + FROM_FILE
        problems[secret] = (
            f"{name}: the file it names gives no secret ({reason}); example: {name}=/run/secrets/{secret.lower()}"
        )
    return text


def _lay(said: Said, source: Mapping[str, str | None]) -> None:
    """Add what `source` says under names that no earlier source gave, be it as NAME or as NAME_FILE."""
    taken = {name.removesuffix(FROM_FILE) for name in said.values}
    said.values.update(
        {name: value for name, value in source.items() if value and name.removesuffix(FROM_FILE) not in taken}
    )


def _dotenv(path: Path, problems: dict[str, str]) -> dict[str, str | None]:
    try:
        return dotenv_values(path, interpolate=False)  # interpolation would change a password that holds `${`
    except (OSError, ValueError) as error:
        problems[str(path)] = f"{path}: cannot be read ({_reason(error)}); example of a line in it: PORT=3000"
        return {}


def _toml(path: Path, problems: dict[str, str]) -> dict[str, str]:
    try:
        return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))
    except tomllib.TOMLDecodeError as error:
        # Only the place: the parser's words may quote a secret.
        reason = f"is not TOML {str(error)[str(error).rfind('(at ') :]}"
    except (OSError, ValueError) as error:
        reason = f"cannot be read ({_reason(error)})"
    problems[TOML_FILE] = f"{TOML_FILE}: {path} {reason}; example: {TOML_FILE}=plenum.toml, with a line port = 3000"
    return {}


def _reason(error: OSError | ValueError) -> str:
    return str(error.strerror).lower() if isinstance(error, OSError) else "it is not a text file"


def _flat(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name.upper()}__")
        else:
            yield prefix + name.upper(), _text(value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
