"""Who may speak to the emulated Vonage Meetings API: whoever signs with the application's private key."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from playground.backends.vonage import VonageConfig, create_app, key_pair
from tests.playground.backends.vonage.signing import keys, part, token

WRONG = {"title": "Unauthorized", "detail": "You did not provide correct credentials"}


async def ask(vonage: Any, held: str | None, path: str = "/v1/meetings/rooms") -> Any:
    return await vonage.http.get(path, headers={"Authorization": held} if held else {})


async def test_a_token_of_the_application_opens_the_api(vonage: Any) -> None:
    answer = await vonage.http.get("/v1/meetings/rooms", headers=vonage.bearer())

    assert answer.status_code == 200


async def test_without_a_token_it_says_that_one_is_needed(vonage: Any) -> None:
    answer = await ask(vonage, None)

    assert answer.status_code == 401
    assert answer.json() == {"title": "Missing Auth", "detail": "Auth header is required"}


@pytest.mark.parametrize(
    "change",
    [
        {"application_id": "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab"},
        {"application_id": None},
        {"jti": ""},
        {"jti": 7},
        {"iat": "now"},
        {"exp": None},
        {"exp": True},
    ],
)
async def test_a_claim_that_is_wrong_or_missing_is_refused(vonage: Any, change: dict[str, Any]) -> None:
    answer = await vonage.http.get("/v1/meetings/rooms", headers=vonage.bearer(**change))

    assert (answer.status_code, answer.json()) == (401, WRONG)


async def test_a_token_is_good_until_the_clock_reaches_its_end(vonage: Any) -> None:
    held = vonage.bearer()["Authorization"]

    vonage.clock.advance(seconds=899)
    before = await ask(vonage, held)
    vonage.clock.advance(seconds=1)
    after = await ask(vonage, held)

    assert (before.status_code, after.status_code) == (200, 401)
    assert vonage.app.state.history.requests[-1].reason == "expired"


async def test_another_key_is_refused(vonage: Any) -> None:
    other, _ = key_pair()

    answer = await ask(vonage, f"Bearer {token(other, vonage.claims())}")

    assert (answer.status_code, answer.json()) == (401, WRONG)
    assert vonage.app.state.history.requests[-1].reason == "signature"


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512"])
async def test_no_other_algorithm_is_taken(vonage: Any, algorithm: str) -> None:
    held = token(keys()[0], vonage.claims(), {"alg": algorithm, "typ": "JWT"})

    answer = await ask(vonage, f"Bearer {held}")

    assert answer.status_code == 401
    assert vonage.app.state.history.requests[-1].reason == "algorithm"


@pytest.mark.parametrize(
    "held", ["Bearer", "Bearer a.b", "Bearer a.b.c", "Bearer a.b.c.d", "Basic YTpi", "Bearer é.é.é"]
)
async def test_what_is_no_token_is_refused(vonage: Any, held: str) -> None:
    answer = await vonage.http.get("/v1/meetings/rooms", headers=[(b"authorization", held.encode())])

    assert (answer.status_code, answer.json()) == (401, WRONG)


async def test_a_signed_token_that_holds_no_objects_is_refused(vonage: Any) -> None:
    listed: Any = ["application_id"]

    answer = await ask(vonage, f"Bearer {token(keys()[0], listed)}")

    assert answer.status_code == 401
    assert part(listed) not in answer.text


async def test_the_telephone_numbers_are_for_everybody(vonage: Any) -> None:
    answer = await ask(vonage, None, "/v1/meetings/dial-in-numbers")

    assert answer.status_code == 200
    assert [one["locale"] for one in answer.json()] == ["es-AR", "en-GB", "en-US"]


def test_a_key_that_is_no_rsa_key_is_refused_at_once(clock: Any) -> None:
    private = Ed25519PrivateKey.generate()
    pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    with pytest.raises(TypeError, match="must be an RSA key"):
        create_app(VonageConfig(public_key=pem), clock)
