"""The `.env` file that setup writes: for its owner's eyes only, and read back as it was written."""

import os
import re
from collections.abc import Mapping
from pathlib import Path

_PLAIN = re.compile(r"[\w./:@+=,-]+", re.ASCII)
_HEADER = (
    "# Written by `plenum setup`. Holds secrets: keep it out of version control and backups that others can read.\n"
)


def write_dotenv(path: Path, values: Mapping[str, str]) -> None:
    """Write the file anew, whole or not at all."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(_HEADER)
        file.writelines(f"{name}={_quoted(value)}\n" for name, value in values.items())
    os.replace(unfinished, path)


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
