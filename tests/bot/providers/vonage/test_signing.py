"""Each request is signed anew, with a key that can do that."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from pydantic import ValidationError

from bot.providers.vonage import Vonage
from tests.bot.providers.vonage.script import APPLICATION, ID, ROOM, WISH, Connect, Server, key, pem, room, signed, wire
from tests.conftest import NOON, FrozenClock


class TestToken:
    async def test_says_what_the_vendors_own_clients_say(self, server: Server, old: Vonage) -> None:
        await old.status(ID)

        header, claims = signed(server.bearers[0])
        documented = wire("jwt")
        assert header == documented["jwt_header"]
        assert claims.keys() == documented["jwt_claims"].keys()
        assert claims["application_id"] == APPLICATION
        assert (claims["iat"], claims["exp"] - claims["iat"]) == (int(NOON.timestamp()), 900)
        assert UUID(claims["jti"]).version == 4

    async def test_is_another_for_each_request(self, server: Server, old: Vonage) -> None:
        await old.create(WISH)

        assert len({signed(bearer)[1]["jti"] for bearer in server.bearers}) == len(server.asked) == 2

    async def test_is_another_when_a_read_is_tried_again(self, server: Server, old: Vonage) -> None:
        server.says(f"GET {ROOM}", httpx.ReadError("broken"), room())

        await old.status(ID)

        assert len({signed(bearer)[1]["jti"] for bearer in server.bearers}) == 2

    async def test_goes_by_the_clock_that_was_given(self, server: Server, old: Vonage, clock: FrozenClock) -> None:
        clock.advance(days=3)

        await old.status(ID)

        assert signed(server.bearers[0])[1]["iat"] == int((NOON + timedelta(days=3)).timestamp())


class TestKey:
    @pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
    @pytest.mark.parametrize(
        "written",
        [
            lambda text: text,
            lambda text: f"\n {text.strip()} \n",
            lambda text: text.replace("\n", "\\n"),
            lambda text: text.replace("\n", "\r\n"),
            lambda text: text.replace("\n", "\\r\\n"),
        ],
        ids=["as it is", "with space around", "joined by \\n", "from Windows", "joined by \\r\\n"],
    )
    async def test_is_taken_however_it_was_written(
        self, written: object, form: PrivateFormat, server: Server, connect: Connect
    ) -> None:
        await connect(private_key=written(pem(form))).status(ID)  # type: ignore[operator]

        assert signed(server.bearers[0])

    async def test_may_be_in_a_file(self, tmp_path: Path, server: Server, connect: Connect) -> None:
        path = tmp_path / "vonage.pem"
        path.write_text(pem())

        await connect(private_key=str(path)).status(ID)

        assert signed(server.bearers[0])

    @pytest.mark.parametrize(
        ("said", "wrong"),
        [
            ("/none.pem", "neither a private key nor the path of a file"),
            (f"-----BEGIN {'x' * 5000}", "no private key in PEM form"),
            ("x" * 5000, "neither"),
            ("a\0b", "neither"),
            (pem()[:400], "no private key in PEM form"),
            (key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(), "no private"),
            (
                key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"pw")).decode(),
                "without a password",
            ),
            (
                ec.generate_private_key(ec.SECP256R1())
                .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
                .decode(),
                "no RSA key of 2048 bits",
            ),
            (
                rsa.generate_private_key(public_exponent=65537, key_size=1024)
                .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
                .decode(),
                "no RSA key of 2048 bits",
            ),
        ],
        ids=["no such file", "no PEM", "too long a path", "no path", "cut", "public", "password", "elliptic", "short"],
    )
    def test_that_cannot_sign_is_refused_at_the_start(self, said: str, wrong: str, connect: Connect) -> None:
        with pytest.raises(ValidationError, match=wrong) as caught:
            connect(private_key=said)

        assert said.strip()[-30:] not in str(caught.value)

    def test_that_is_in_a_file_of_another_kind_is_refused(self, tmp_path: Path, connect: Connect) -> None:
        path = tmp_path / "vonage.der"
        path.write_bytes(key().private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))

        with pytest.raises(ValidationError, match="neither"):
            connect(private_key=str(path))
