"""Every operation of a back end's own reference, and what Plenum does with it: `providers/<kind>.toml`, read."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

FOLDER = Path(__file__).parent / "providers"

Text = Annotated[str, Field(min_length=1)]


class Operation(BaseModel):
    """`call` is as the reference writes it; what is no HTTP method before the path is something the back end sends.

    Of the three that follow there is one: `used` names what people or administrators do, with commas between, `unused`
    says why nothing does, `later` what will. `note` is what else is to be known. Not `emulated`: the server of the
    playground does not know it, which is so only where nothing ever asks for it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    call: Text
    used: Text | None = None
    unused: Text | None = None
    later: Literal["planning", "recordings"] | None = None
    note: Text | None = None
    emulated: bool = True

    @model_validator(mode="after")
    def _one_of_three(self) -> Self:
        if sum(said is not None for said in (self.used, self.unused, self.later)) != 1:
            raise ValueError(f"{self.call}: say one of used, unused and later")
        if not self.emulated and self.unused is None:
            raise ValueError(f"{self.call}: what is used is emulated, too")
        return self

    @property
    def users(self) -> tuple[str, ...]:
        return tuple(self.used.split(", ")) if self.used else ()


class Reference(BaseModel):
    """`orphans` says how far rooms that nobody needs are found again and taken away."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    orphans: Text
    operation: tuple[Operation, ...]


def reference(kind: str) -> Reference | None:
    """What is written of that kind, if anything is. Raises `ValidationError` where it is not written well."""
    file = FOLDER / f"{kind}.toml"
    return Reference.model_validate(tomllib.loads(file.read_text("utf-8"))) if file.exists() else None
