"""What an administrator says of a PortSIP PBX: where it is, who Plenum is there, what its rooms are like."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo

from bot.providers.base import ProviderSettings, ServerUrl
from bot.providers.portsip.numbers import Beginnings, NumberRange


def _a_range(text: str) -> str:
    NumberRange.read(text)
    return text


def _beginnings(text: str) -> str:
    Beginnings.read(text)
    return text


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _with_its_user(password: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
    if (password is None) is not (info.data.get("system_username") is None):
        raise ValueError("goes together with SYSTEM_USERNAME: both or neither")
    return password


MOST_PEOPLE = 200
"""So many may be let into a room at the most, and no setting of the PBX changes that."""


class Settings(ProviderSettings):
    """`numbers` are Plenum's alone, `capacity` is how many people fit into each room of which nobody said how many.

    `ahead`: this PBX leaves a room alone that waits for its time, so rooms may be made when they are planned, and kept
    for a series.

    `outside_calls` says how numbers may begin that `call` dials although they are nobody's of the tenant. The system's
    administrator looks after the conference servers, where the tenant's may not.
    """

    base_url: ServerUrl = Field(examples=["https://pbx.example.org:8887/api"])
    username: str = Field(min_length=1, max_length=64, examples=["plenum"])
    password: SecretStr = Field(min_length=1, examples=["…, of that user"])
    domain: str = Field(min_length=1, examples=["example.org"])
    numbers: Annotated[str, AfterValidator(_a_range)] = Field(examples=["7000-7099"])
    capacity: int = Field(50, ge=1, le=MOST_PEOPLE, examples=["50"])
    mode: Annotated[Literal["VIDEO", "AUDIO"], BeforeValidator(_upper)] = Field("VIDEO", examples=["AUDIO"])
    ahead: bool = Field(False, examples=["true"])
    outside_calls: Annotated[str, AfterValidator(_beginnings)] | None = Field(None, examples=["+44,+49"])
    system_username: str | None = Field(None, min_length=1, max_length=64, examples=["admin"])
    system_password: Annotated[SecretStr | None, AfterValidator(_with_its_user)] = Field(
        None, min_length=1, validate_default=True, examples=["…, of that user"]
    )
