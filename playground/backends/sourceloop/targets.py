"""Where archives go: what the service makes of the body it is sent, and what it passes on to the cloud."""

from typing import TYPE_CHECKING, Any

from playground.backends.sourceloop.refusal import bad_request, internal

if TYPE_CHECKING:
    from playground.backends.sourceloop.service import Service

_OLD_S3 = ("accessKey", "secretKey", "bucket", "endpoint")
_OLD_AZURE = ("accountName", "accountKey", "container", "domain")
_KEYS = {"accessKey", "secretKey", "accountKey"}


def put(service: "Service", body: dict[str, Any]) -> None:
    """Raises ApiError."""
    if service.config.provider == "twilio":
        if not body.get("awsS3Url"):
            raise bad_request("Missing parameters required for setting upload target to AWS S3")
        passed = {"type": "S3", "config": _only(body, ("awsS3Url", "bucket"))}
    else:
        passed = _for_vonage(service, body)
    service.reach_cloud()
    service.cloud.target = passed if passed["type"] else None


def _for_vonage(service: "Service", body: dict[str, Any]) -> dict[str, Any]:
    """What cannot be understood is passed on as nothing."""
    found = _named(service, body) if service.config.since(3, 1) else _spelt_out(body)
    return found | _only(body, ("fallback",))


def _named(service: "Service", body: dict[str, Any]) -> dict[str, Any]:
    """The server's settings hold the keys."""
    name = body.get("name")
    if service.config.since(15) and name not in ("AWSS3", "AZURE"):
        raise bad_request("Invalid storage target")
    if name == "AWSS3":
        keys = _keys(service, "accessKey", "secretKey")
        if body.get("bucket"):
            return {"type": "S3", "config": keys | _only(body, ("bucket", "endpoint"))}
    elif name == "AZURE":
        keys = _keys(service, "accountKey", "container")
        if body.get("accountName"):
            return {"type": "Azure", "config": keys | _only(body, ("accountName", "domain"))}
    return {"type": "", "config": {}}


def _keys(service: "Service", *names: str) -> dict[str, str]:
    if not service.config.storage_keys:
        raise internal()
    return dict.fromkeys(names, "***")


def _spelt_out(body: dict[str, Any]) -> dict[str, Any]:
    """Before 3.1.0 the body held the keys, and the kind of store was told by them."""
    if body.get("accessKey") and body.get("bucket"):
        return {"type": "S3", "config": _only(body, _OLD_S3)}
    if body.get("accountName") and body.get("container"):
        return {"type": "Azure", "config": _only(body, _OLD_AZURE)}
    return {"type": "", "config": {}}


def _only(body: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: "***" if name in _KEYS else body[name] for name in names if name in body}
