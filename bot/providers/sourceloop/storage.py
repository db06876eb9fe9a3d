"""Where recordings are stored: an administrator's act, with the names that each release of the service gives things."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from bot.providers.chores import Chore, MisuseError, Report

if TYPE_CHECKING:
    from bot.providers.sourceloop.adapter import SourceLoop

_EXAMPLE = "storage set s3 bucket=recordings region=eu-west-1 fallback=none"
_SECRETS = {"accessKey": "storage_access_key", "secretKey": "storage_secret_key", "accountKey": "storage_secret_key"}
_FALLBACKS = ("none", "opentok")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A kind of storage: what must be said of it and what may be. `keys` are secrets of ours that go with it."""

    needs: tuple[str, ...]
    may: tuple[str, ...]
    name: str | None = None
    keys: tuple[str, ...] = ()


TARGETS = {
    "s3": Target(name="AWSS3", needs=("bucket", "region", "fallback"), may=("endpoint",)),
    "azure": Target(name="AZURE", needs=("accountName", "fallback"), may=("domain",)),
    "twilio": Target(name="AWSS3", needs=("awsS3Url",), may=("bucket",)),
}
"""From release 3.1.0 on: the service has the keys in a configuration of its own."""
TARGETS_WITH_KEYS = {
    "s3": Target(keys=("accessKey", "secretKey"), needs=("bucket", "region", "fallback"), may=("endpoint",)),
    "azure": Target(keys=("accountKey",), needs=("accountName", "container", "fallback"), may=("domain",)),
}
"""Before release 3.1.0: the keys are in each request."""


async def set_target(provider: "SourceLoop", arguments: tuple[str, ...]) -> Report:
    """What is wrong is found here: the service passes on a target that lacks something, and recordings are lost."""
    word, *said = arguments
    with_keys = provider.settings.storage_secret_key is not None
    targets = TARGETS_WITH_KEYS if with_keys else TARGETS
    if word not in targets:
        raise MisuseError(f"{word} is not a kind of storage here, which are {', '.join(targets)}; example: {_EXAMPLE}")
    values = _read(targets[word], said)
    keys = _keys(targets[word], provider)
    name = targets[word].name
    await provider.api.send("PUT", "archives", "storage-target", json=({"name": name} if name else {}) | values | keys)
    told = ", ".join(f"{name}={value}" for name, value in values.items())
    return Report(said=f"Recordings made from now on go to {word}: {told}")


CHORES = (
    Chore(
        words="storage set",
        summary="say where the service stores recordings; keys are never said here",
        run=set_target,
        takes=("s3|azure|twilio", "NAME=VALUE", *["[NAME=VALUE]"] * 3),
    ),
)


def _read(target: Target, said: list[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for pair in said:
        name, _, value = pair.partition("=")
        if name in _SECRETS:
            raise MisuseError(f"{name} is a secret, and comes from the setting {_SECRETS[name].upper()}")
        if name not in (*target.needs, *target.may) or not value or name in values:
            names = ", ".join((*target.needs, *(f"[{name}]" for name in target.may)))
            raise MisuseError(f"{pair} is not one of {names}, each once with a value; example: {_EXAMPLE}")
        values[name] = value
    missing = [name for name in target.needs if name not in values]
    if missing:
        raise MisuseError(f"{missing[0]} is missing; example: {_EXAMPLE}")
    if values.get("fallback", _FALLBACKS[0]) not in _FALLBACKS:
        raise MisuseError(f"fallback is not one of {', '.join(_FALLBACKS)}")
    return values


def _keys(target: Target, provider: "SourceLoop") -> dict[str, Any]:
    keys: dict[str, Any] = {}
    for name in target.keys:
        secret: SecretStr | None = getattr(provider.settings, _SECRETS[name])
        if secret is None:
            raise MisuseError(f"the setting {_SECRETS[name].upper()} is missing")
        keys[name] = secret.get_secret_value()
    return keys
