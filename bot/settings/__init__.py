"""What the environment says, checked as a whole: every wrong or missing setting becomes one line of a `ConfigError`."""

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from bot.errors import ConfigError
from bot.providers import PROVIDERS
from bot.settings.backends import Kinds, ProviderEntry, default_backend, is_backend_secret, read_backends
from bot.settings.model import Settings, is_secret
from bot.settings.problems import Problems, hidden, note_problems
from bot.settings.rules import note_contradictions
from bot.settings.said import Said
from bot.settings.sources import Place, read_places, read_secret_files

__all__ = ["DOTENV", "ProviderEntry", "Settings", "load_settings"]

DOTENV = ".env"


def load_settings(
    environ: Mapping[str, str] | None = None, *, dotenv: Path | None = None, kinds: Kinds = PROVIDERS
) -> Settings:
    """Read the settings. Without arguments, those of this process: its environment, and `.env` where it was started.

    With `environ`, `.env` is read only where `dotenv` says. `kinds` are the kinds of back ends there are (default:
    all of ours). Raises `ConfigError` with all that is wrong, never with a secret.
    """
    if environ is None:
        environ, dotenv = os.environ, dotenv or Path(DOTENV)
    problems: Problems = {}
    places = read_places(environ, dotenv, problems)
    read_secret_files(places, lambda name: _is_secret(name, kinds), problems)
    settings = _settings(places, kinds, problems)
    if settings is None or problems:
        said = (value for place in places for name, value in place.items() if _is_secret(name, kinds))
        raise ConfigError(hidden(problems, said))
    return settings


def _settings(places: list[Place], kinds: Kinds, problems: Problems) -> Settings | None:
    try:
        said = Said(places)
    except ValidationError:  # text stands where the names and settings of back ends belong
        problems["PROVIDERS"] = "PROVIDERS: lacks a back end's name or a setting; example: PROVIDERS__HQ__KIND=trueconf"
        return None
    backends = read_backends(said, kinds, problems)
    default = default_backend(said, kinds, problems)
    note_contradictions(said.names, problems)
    try:
        return Settings.model_validate({**said.names, "PROVIDERS": backends, "DEFAULT_PROVIDER": default})
    except ValidationError as error:
        note_problems(problems, error, Settings)
        return None


def _is_secret(name: str, kinds: Kinds) -> bool:
    return is_secret(name) or is_backend_secret(name, kinds)
