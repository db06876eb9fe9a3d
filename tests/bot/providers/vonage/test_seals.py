"""Signatures on messages: wrong ones are refused where the secret is set, none is ever asked for."""

import hmac
import json
from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest

from bot.errors import Denied
from bot.live import EventKind
from bot.providers.vonage import Vonage
from tests.bot.providers.vonage.script import Connect, wire

SECRET = "RsA1tFzgDzcN9NCPmI5AgzqmcUvWIrDGMfWpPKVSUcwCLNiOp8"
BODY = json.dumps(wire("event_session_started")).encode()
HEADER = {"alg": "HS256", "typ": "JWT"}
CLAIMS = {"iss": "Vonage", "iat": 1795325829, "jti": "b0a4f8cb", "payload_hash": sha256(BODY).hexdigest()}


def encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode()


def token(secret: str = SECRET, *, header: object = HEADER, claims: object = CLAIMS) -> str:
    signed = ".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
    return f"{signed}.{encoded(hmac.digest(secret.encode(), signed.encode(), 'sha256'))}"


@pytest.fixture
def sealed(connect: Connect) -> Vonage:
    return connect(signature_secret=SECRET)


@pytest.mark.parametrize("name", ["authorization", "Authorization", "AUTHORIZATION"])
@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_a_good_signature_is_taken(name: str, scheme: str, sealed: Vonage) -> None:
    (event,) = sealed.events(BODY, {"content-type": "application/json", name: f"{scheme} {token()}"})

    assert event.kind is EventKind.STARTED


@pytest.mark.parametrize("headers", [{}, {"authorization": ""}, {"authorization": "Basic YTpi"}], ids=str)
def test_a_message_without_one_is_taken(headers: dict[str, str], sealed: Vonage) -> None:
    assert sealed.events(BODY, headers)


def test_without_the_secret_none_is_looked_at(old: Vonage) -> None:
    assert old.events(BODY, {"authorization": "Bearer wrong"})


@pytest.mark.parametrize(
    "wrong",
    [
        token("another"),
        token(header={"alg": "none"}),
        token(header={"alg": "HS512"}),
        token(header=[]),
        token(claims={}),
        token(claims=CLAIMS | {"payload_hash": sha256(b"another").hexdigest()}),
        token(claims=CLAIMS | {"payload_hash": None}),
        token(claims=["payload_hash"]),
        token().rpartition(".")[0],
        token().rpartition(".")[0] + ".",
        f"x.{token()}",
        f"{encoded(b'not json')}.{encoded(b'not json')}.{encoded(b'x')}",
        "ä.ö.ü",
        "",
        "...",
    ],
)
def test_a_wrong_one_is_denied(wrong: str, sealed: Vonage) -> None:
    with pytest.raises(Denied) as caught:
        sealed.events(BODY, {"authorization": f"Bearer {wrong}"})

    assert SECRET not in f"{caught.value!r}"


@pytest.mark.parametrize("part", [b"{", b"[" * 50_000, b"\xff"])
def test_one_that_is_signed_and_no_token_is_denied(part: bytes, sealed: Vonage) -> None:
    signed = f"{encoded(part)}.{encoded(part)}"
    signature = encoded(hmac.digest(SECRET.encode(), signed.encode(), "sha256"))

    with pytest.raises(Denied):
        sealed.events(BODY, {"authorization": f"Bearer {signed}.{signature}"})


def test_a_body_that_was_changed_is_denied(sealed: Vonage) -> None:
    with pytest.raises(Denied):
        sealed.events(BODY + b" ", {"authorization": f"Bearer {token()}"})


def test_a_wrong_signature_is_refused_before_anything_is_read(sealed: Vonage) -> None:
    with pytest.raises(Denied):
        sealed.events(b"no message", {"authorization": "Bearer x"})


def test_the_secret_is_not_shown(sealed: Vonage) -> None:
    assert SECRET not in f"{sealed.settings!r} {sealed.settings}"


def test_an_empty_secret_is_no_setting(connect: Connect) -> None:
    with pytest.raises(ValueError, match="signature_secret"):
        connect(signature_secret="")
