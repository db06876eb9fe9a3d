"""Client apps for joining, and personal links that hold a temporary secret."""

import secrets
from typing import Any
from urllib.parse import quote

from playground.backends.trueconf.call import Answer, Call, Endpoint
from playground.backends.trueconf.fields import LANGUAGES
from playground.backends.trueconf.refusal import ApiError
from playground.backends.trueconf.session import Guest

_CASES = ("download", "join_conference_button", "join_conference_roaming")
_STORE = "https://trueconf.com/downloads"
_ALLOWED = "microphone; camera; autoplay; display-capture"


def _clients(call: Call) -> Answer:
    conference_id, wanted = call.query.get("call_id"), call.query.get("user")
    if call.query.get("case", "download") not in _CASES:
        raise ApiError("invalidValue", "case", parameter="case")
    language = call.query.get("lang", "en")
    if language not in ("en", *LANGUAGES):
        raise ApiError("invalidValue", "lang", parameter="lang")
    if conference_id is None:
        return {"clients": [*_apps(call.base), _web(f"{call.base}/webrtc")]}
    if conference_id not in call.server.conferences:
        raise ApiError("conferenceNotFound", conference_id, parameter="call_id")
    login, secret = _person(call, conference_id, wanted) if wanted else (None, None)
    address = f"{call.base}/webrtc/{conference_id}"
    if login:
        address += f"#login={quote(login, safe='')}&token={secret}&lang={language}"
    clients = [*_apps(call.base), _web(address)]
    return {"clients": clients, "deeplinks": _deeplinks(call, conference_id, login, secret)}


def _person(call: Call, conference_id: str, wanted: str) -> tuple[str, str]:
    """Who is meant (`login`, `$Name`, or `2$own id*Name`), with a fresh secret."""
    if "$" not in wanted:
        login = call.server.login(wanted)
        if login not in call.server.users:
            raise ApiError("userNotFound", wanted, parameter="user")
        return login, call.tokens.pass_for(conference_id, login=login)
    guest = _guest(wanted)
    return guest.local_id, call.tokens.pass_for(conference_id, guest=guest)


def _guest(wanted: str) -> Guest:
    kind, _, rest = wanted.partition("$")
    number, star, name = rest.partition("*")
    if kind == "" and rest:
        return Guest(number=secrets.token_hex(4), name=rest)
    if kind == "2" and star and number and name:
        return Guest(number=number, name=name, own=True)
    raise ApiError("invalidValue", "user", parameter="user")


def _web(address: str) -> dict[str, Any]:
    return _app("TrueConf Web", "webrtc", kind="web", web_url=address) | {
        "iframe": f'<iframe src="{address}" allowfullscreen="allowfullscreen" allow="{_ALLOWED}" ></iframe>'
    }


def _apps(base: str) -> list[dict[str, Any]]:
    downloads, windows = f"{base}/downloads", f"{base}/downloads/trueconf_windows_client"
    both = {"x86": f"{windows}_x86_e30.exe", "x64": f"{windows}_x64_e30.exe"}
    return [
        _app("TrueConf macOS", "macos", download_url=f"{downloads}/trueconf_client.dmg", web_url=_page("osx")),
        _app("TrueConf iOS", "ios", market_url="https://itunes.apple.com/app/id536475636", web_url=_page("ios")),
        _app(
            "TrueConf Android",
            "android",
            download_url=f"{downloads}/trueconf_android_client.apk",
            market_url="https://play.google.com/store/apps/details?id=com.trueconf.videochat",
            web_url=_page("android"),
        ),
        _app("TrueConf Linux", "linux", web_url=_page("linux")),
        _app("TrueConf Windows", "windows", download_url=both["x86"], download_urls=both, web_url=_page("windows")),
        _app(
            "TrueConf Client",
            "windows",
            kind="single-use",
            download_url=f"{downloads}/trueconf_e30.exe",
            web_url=_page("windows"),
        ),
    ]


def _page(name: str) -> str:
    return f"{_STORE}/{name}.html?lang=auto"


def _app(name: str, platform: str, kind: str = "standalone", **addresses: Any) -> dict[str, Any]:
    empty = {"download_url": "", "download_urls": None, "market_url": "", "web_url": ""}
    return {"name": name, "type": kind, "platform": platform, **empty, **addresses}


def _deeplinks(call: Call, conference_id: str, login: str | None, secret: str | None) -> dict[str, str]:
    name, host = call.server.config.server_name, call.server.config.addresses[0]
    if login is None:
        default = f"trueconf:{conference_id}@{name}%23vcs&conftype=multi&encrypt=0"
        person = ""
    else:
        person = f"&login={quote(login, safe='')}&password={secret}"
        default = f"trueconf:{conference_id}@{name}%23vcs&conftype=multi&h={host}{person}&encrypt=0&force=1"
    escaped = person.replace("&login=", "%26login=", 1)
    android = (
        f"intent:{conference_id}%40{name}%23vcs%26conftype%3dmulti%26h%3d{host}{escaped}%26encrypt%3d0%26force%3d1"
        "#Intent;scheme=visicall;package=com.trueconf.videochat;end"
    )
    return {"default": default, "android": android}


ENDPOINTS = (
    Endpoint(
        method="GET",
        path="software/clients",
        scopes=frozenset(),
        act=_clients,
        query=frozenset({"call_id", "user", "case", "lang", "url_type"}),
    ),
)
