"""The back ends that the settings name: PROVIDERS__<NAME>__KIND and what that kind asks for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr, ValidationError

from bot.providers.base import ConferenceProvider, ProviderSettings
from bot.settings.problems import Problems, holds, line, note_problems
from bot.settings.said import Said

PREFIX = "PROVIDERS__"
DEFAULT = "DEFAULT_PROVIDER"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
"""A back end's name is typed after `via` and stands in addresses."""

Kinds = Mapping[str, type[ConferenceProvider]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderEntry:
    """One configured back end: its kind, and that kind's own settings."""

    kind: str
    settings: ProviderSettings


def read_backends(said: Said, kinds: Kinds, problems: Problems) -> dict[str, ProviderEntry]:
    """The back ends by their names in lower case; what is wrong with one is added to `problems`."""
    entries = {name: _entry(name, dict(settings), kinds, problems) for name, settings in said.providers.items()}
    return {name: entry for name, entry in entries.items() if entry}


def default_backend(said: Said, kinds: Kinds, problems: Problems) -> str:
    """The back end that is meant when nobody names one: the one that is set, else the only one that is not closed."""
    names, wanted = sorted(said.providers), said.names.get(DEFAULT, "").lower()
    usable = [name for name in names if not _is_closed(said.providers[name], kinds)]
    if not names:
        first = f"{PREFIX}<NAME>__KIND"
        problems[first] = f"{first}: is missing, there is no back end yet; example: {PREFIX}HQ__KIND=trueconf"
    elif wanted and wanted not in names:
        problems[DEFAULT] = line(DEFAULT, f"is not a back end, which are {', '.join(names)}", names[0])
    elif not wanted and not usable:
        what = "is missing, and a back end that its maker closed is the default only where it is named"
        problems[DEFAULT] = line(DEFAULT, what, names[0])
    elif not wanted and len(usable) > 1:
        problems[DEFAULT] = line(DEFAULT, f"is missing beside several back ends, {', '.join(names)}", usable[0])
    return wanted or "".join(usable[:1])


def is_backend_secret(name: str, kinds: Kinds) -> bool:
    """Whether a name in the environment is that of a secret, with whichever kind of back end."""
    setting = name.removeprefix(PREFIX).partition("__")[2].lower()
    fields = (kind.Settings.model_fields.get(setting) for kind in kinds.values())
    return name.startswith(PREFIX) and any(field and holds(field.annotation, SecretStr) for field in fields)


def _is_closed(said: Mapping[str, str], kinds: Kinds) -> bool:
    kind = kinds.get(said.get("kind", "").lower())
    return kind is not None and kind.sunset is not None


def _entry(name: str, said: dict[str, str], kinds: Kinds, problems: Problems) -> ProviderEntry | None:
    prefix = f"{PREFIX}{name.upper()}__"
    if not NAME.fullmatch(name):
        problems[prefix] = f"{prefix}…: a name is 1 to 32 letters, digits, _ and -; example: {PREFIX}HQ__KIND=trueconf"
        return None
    kind = said.pop("kind", "").lower()
    if kind not in kinds:
        what = f"is not a kind, which are {', '.join(sorted(kinds))}" if kind else "is missing"
        problems[f"{prefix}KIND"] = line(f"{prefix}KIND", what, next(iter(sorted(kinds)), "trueconf"))
        return None
    try:
        settings = kinds[kind].Settings.model_validate(said)
    except ValidationError as error:
        note_problems(problems, error, kinds[kind].Settings, prefix)
        return None
    if settings.ca_bundle and not Path(settings.ca_bundle).is_file():
        bundle = f"{prefix}CA_BUNDLE"
        problems[bundle] = line(bundle, "names a file that does not exist", "/etc/ssl/company.pem")
    return ProviderEntry(kind=kind, settings=settings)
