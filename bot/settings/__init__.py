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
from bot.settings.sources import Said, read_secret_files, read_sources

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
    said = read_sources(environ, dotenv)
    read_secret_files(said, lambda name: _is_secret(name, said.values, kinds))
    problems: Problems = said.problems
    settings = _settings(said, kinds, problems)
    if settings is None or problems:
        secrets = (value for name, value in said.values.items() if _is_secret(name, said.values, kinds))
        raise ConfigError(hidden(problems, secrets))
    return settings


def _settings(said: Said, kinds: Kinds, problems: Problems) -> Settings | None:
    backends = read_backends(said.values, kinds, problems)
    default = default_backend(said.values, problems)
    note_contradictions(said.values, problems)
    try:
        return Settings.model_validate({**said.values, "PROVIDERS": backends, "DEFAULT_PROVIDER": default})
    except ValidationError as error:
        note_problems(problems, error, Settings)
        return None


def _is_secret(name: str, values: Mapping[str, str], kinds: Kinds) -> bool:
    return is_secret(name) or is_backend_secret(name, values, kinds)
