"""The settings as values: what each is called, what it may be, what it is when nothing is said."""

import base64
import binascii
import sys
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from bot.settings.backends import ProviderEntry
from bot.settings.problems import holds

KEY_BYTES = 32
DATABASES = ("sqlite:///", "postgres://", "postgresql://")


def _list(text: object) -> object:
    if not isinstance(text, str):
        return text
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    if not parts:
        raise ValueError("holds nothing but commas")
    return parts


def _lower(text: object) -> object:
    return text.lower() if isinstance(text, str) else text


def _web_address(text: str) -> str:
    if urlsplit(text).scheme not in ("http", "https") or not urlsplit(text).hostname:
        raise ValueError("is not an address that begins with https:// or http://")
    return text.rstrip("/")


def _database(text: str) -> str:
    if not text.startswith(DATABASES):
        raise ValueError(f"begins with none of {', '.join(DATABASES)}")
    return text


def _existing_file(text: str) -> str:
    if not Path(text).is_file():
        raise ValueError("names a file that does not exist")
    return text


def _token(*beginnings: str) -> AfterValidator:
    def check(token: SecretStr) -> SecretStr:
        if not token.get_secret_value().startswith(beginnings):
            raise ValueError(f"does not begin with {' or '.join(beginnings)}")
        return token

    return AfterValidator(check)


def _fernet_keys(keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    for number, key in enumerate(keys, start=1):
        try:
            size = len(base64.b64decode(key.get_secret_value(), altchars=b"-_", validate=True))
        except (binascii.Error, ValueError):
            size = 0
        if size != KEY_BYTES:
            raise ValueError(f"number {number} is not a key: {KEY_BYTES} bytes in URL-safe base64, 44 characters")
    return keys


WebAddress = Annotated[str, AfterValidator(_web_address)]
Secrets = Annotated[tuple[SecretStr, ...], BeforeValidator(_list)]


class Settings(BaseModel):
    """Everything that can be set, checked. Secrets do not show when it is printed."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, alias_generator=str.upper, arbitrary_types_allowed=True
    )

    slack_bot_token: Annotated[SecretStr, _token("xoxb-", "xoxe.xoxb-")] | None = Field(None, examples=["xoxb-…"])
    slack_client_id: str | None = Field(None, examples=["1234567890.1234567890"])
    slack_client_secret: SecretStr | None = Field(None, examples=["…, from Basic Information of your Slack app"])
    slack_signing_secrets: Secrets = Field(
        (), alias="SLACK_SIGNING_SECRET", examples=["…, from Basic Information of your Slack app"]
    )
    slack_app_token: Annotated[SecretStr, _token("xapp-")] | None = Field(None, examples=["xapp-…"])
    slack_api_url: Annotated[WebAddress, AfterValidator(lambda text: f"{text}/")] = "https://slack.com/api/"
    database_url: Annotated[str, AfterValidator(_database)] = Field("sqlite:///plenum.sqlite3", repr=False)
    host: str = "0.0.0.0"
    port: int = Field(3000, ge=0, le=65535)
    public_url: WebAddress | None = Field(None, examples=["https://plenum.example.org"])
    secret_keys: Annotated[Secrets, AfterValidator(_fernet_keys)] = Field(
        examples=["…, which `python -m bot setup` makes"]
    )
    default_provider: str = Field(examples=["hq"])
    providers: dict[str, ProviderEntry]
    keep_days: int = Field(90, ge=7, le=3650)
    keep_removed_days: int = Field(7, ge=0, le=3650)
    ca_bundle: Annotated[str, AfterValidator(_existing_file)] | None = Field(None, examples=["/etc/ssl/company.pem"])
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = "info"
    log_format: Annotated[Literal["console", "json"], BeforeValidator(_lower)] = Field(
        default_factory=lambda: "console" if sys.stderr.isatty() else "json", examples=["json"]
    )
    clock_url: WebAddress | None = Field(None, examples=["http://127.0.0.1:3100/clock"])

    def secret_texts(self) -> Iterator[str]:
        """Every secret in plain, for the log to blot out."""
        yield from _plain(self)
        for entry in self.providers.values():
            yield from _plain(entry.settings)
        if password := urlsplit(self.database_url).password:
            yield from {password, unquote(password)}


def is_secret(name: str) -> bool:
    """Whether the setting with this name in the environment is one that may come from a file of its own."""
    return name in _SECRET_NAMES


def is_loopback(url: str) -> bool:
    """Whether an address can only mean this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _plain(settings: BaseModel) -> Iterator[str]:
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, SecretStr):
                yield item.get_secret_value()


_SECRET_NAMES = frozenset(
    field.alias or name.upper()
    for name, field in Settings.model_fields.items()
    if holds(field.annotation, SecretStr) or name == "database_url"  # which holds a password
)
