"""Where settings are said: the environment, `.env`, a TOML file, and the files that hold secrets."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from bot.settings.problems import Problems, line

TOML_FILE = "PLENUM_CONFIG"
FROM_FILE = "_FILE"

Place = dict[str, str]
"""What one place says, by upper-case name. Empty is not said."""


def read_places(environ: Mapping[str, str], dotenv: Path | None, problems: Problems) -> list[Place]:
    """The environment goes before `.env`, and that before the TOML file."""
    places = [_place(environ)]
    if dotenv and dotenv.is_file():
        places.append(_place(_dotenv(dotenv, problems)))
    if path := next((place[TOML_FILE] for place in places if TOML_FILE in place), None):
        places.append(_place(_toml(Path(path), problems)))
    return places


def read_secret_files(places: list[Place], is_secret: Callable[[str], bool], problems: Problems) -> None:
    """Replace each secret's `NAME_FILE` by NAME and what the file holds, unless an earlier place says NAME."""
    taken: set[str] = set()
    for place in places:
        for name in [name for name in place if name.endswith(FROM_FILE) and is_secret(name.removesuffix(FROM_FILE))]:
            path, secret = place.pop(name), name.removesuffix(FROM_FILE)
            if secret in place:
                problems[secret] = f"{secret}: is given twice, as itself and by {name}; keep one of the two"
            elif secret not in taken:
                place[secret] = _contents(Path(path), name, problems)
        taken.update(place)


def _contents(path: Path, name: str, problems: Problems) -> str:
    secret = name.removesuffix(FROM_FILE)
    try:
        text, reason = path.read_text(encoding="utf-8").strip(), "it is empty"
    except (OSError, ValueError) as error:
        text, reason = "", _reason(error)
    if not text:
        # Not the path: people put the secret itself where its path belongs.
        what = f"the file it names gives no secret ({reason})"
        problems[secret] = line(name, what, f"/run/secrets/{secret.lower()}")
    return text


def _place(names: Mapping[str, str | None]) -> Place:
    return {name.upper(): value for name, value in names.items() if value}


def _dotenv(path: Path, problems: Problems) -> Mapping[str, str | None]:
    try:
        return dotenv_values(path, interpolate=False)  # interpolation would change a password that holds `${`
    except (OSError, ValueError) as error:
        problems[str(path)] = f"{path}: cannot be read ({_reason(error)}); example of a line in it: PORT=3000"
        return {}


def _toml(path: Path, problems: Problems) -> Mapping[str, str]:
    try:
        return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"), parse_float=str)))  # 3.10 is not 3.1
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
            yield from _flat(value, f"{prefix}{name}__")
        else:
            yield prefix + name, _text(value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
