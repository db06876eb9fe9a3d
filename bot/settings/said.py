"""What was said in all places together, before anything of it is checked."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict


class Said(BaseSettings):
    """The places laid over one another: of two that say the same, the one named first counts."""

    model_config = SettingsConfigDict(
        extra="allow", env_nested_delimiter="__", env_nested_max_split=2, enable_decoding=False
    )

    providers: dict[str, dict[str, str]] = {}
    """By the names of back end and setting, in lower case."""

    def __init__(self, places: Sequence[Mapping[str, str]]) -> None:
        super().__init__(places=places)

    @property
    def names(self) -> dict[str, str]:
        """All of it, by the names in the environment."""
        return {name.upper(): value for name, value in (self.model_extra or {}).items()}

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return tuple(_Place(settings_cls, names) for names in init_settings()["places"])


class _Place(EnvSettingsSource):
    """Any place is read as pydantic-settings reads the environment. What belongs to no field is kept too."""

    def __init__(self, settings_cls: type[BaseSettings], names: Mapping[str, str]) -> None:
        super().__init__(settings_cls)
        self.env_vars = {name.lower(): value for name, value in names.items()}

    def __call__(self) -> dict[str, Any]:
        return {**self.env_vars, **super().__call__()}
