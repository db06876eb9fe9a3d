"""The vault: what is sealed can be opened while its key is configured, and by nobody else."""

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.errors import ConfigError, Unsealable
from bot.store.vault import Vault

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


def test_what_was_sealed_is_opened() -> None:
    vault = Vault([SecretStr(NEW)])

    assert vault.open(vault.seal("schlüssel 🔑")) == "schlüssel 🔑"


def test_nothing_of_it_can_be_read_outside() -> None:
    assert b"secret" not in Vault([NEW]).seal("secret")


def test_an_older_key_still_opens() -> None:
    sealed = Vault([OLD]).seal("x")

    assert Vault([NEW, OLD]).open(sealed) == "x"


def test_the_first_key_seals() -> None:
    sealed = Vault([NEW, OLD]).seal("x")

    assert Vault([NEW]).open(sealed) == "x"


def test_without_its_key_it_stays_closed() -> None:
    sealed = Vault([OLD]).seal("x")

    with pytest.raises(Unsealable):
        Vault([NEW]).open(sealed)


def test_a_key_that_is_none_is_said_without_showing_it() -> None:
    with pytest.raises(ConfigError, match="SECRET_KEYS") as caught:
        Vault([SecretStr("hunter2")])

    assert "hunter2" not in str(caught.value)


class TestSigning:
    """Addresses that only we can have made."""

    def test_what_was_signed_is_known_again(self) -> None:
        vault = Vault([NEW])

        assert vault.signed("events of x", vault.sign("events of x"))

    @pytest.mark.parametrize("other", ["", "x", "events of y", "events of x "])
    def test_a_signature_fits_only_its_text(self, other: str) -> None:
        vault = Vault([NEW])

        assert not vault.signed(other, vault.sign("events of x"))

    @pytest.mark.parametrize("forged", ["", "x" * 32, "é"])
    def test_nobody_else_can_make_one(self, forged: str) -> None:
        assert not Vault([NEW]).signed("events of x", forged)

    def test_an_older_key_still_vouches(self) -> None:
        signature = Vault([OLD]).sign("x")

        assert Vault([NEW, OLD]).signed("x", signature)
        assert not Vault([NEW]).signed("x", signature)

    def test_it_fits_into_an_address_and_shows_no_key(self) -> None:
        signature = Vault([NEW]).sign("x")

        assert len(signature) == 32
        assert set(signature) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        assert NEW not in signature
