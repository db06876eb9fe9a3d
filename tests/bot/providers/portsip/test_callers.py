"""Who is calling: what SIP writes, what guests type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.providers.portsip.callers import Caller


@pytest.mark.parametrize(
    ("shown", "name", "number", "domain"),
    [
        ('"Kelly"<sip:102@test.io>', "Kelly", "102", "test.io"),
        ('"+4790000000"<sip:+4790000000@test.io>', "+4790000000", "+4790000000", "test.io"),
        ('"Kelly" <sips:102@Test.IO:5061;transport=tls>', "Kelly", "102", "test.io"),
        ("Kelly <sip:102@test.io>", "Kelly", "102", "test.io"),
        ('""<sip:102@test.io>', "102", "102", "test.io"),
        ("<sip:102@test.io>", "102", "102", "test.io"),
        (r'"Ben \"B\" \\Okafor"<sip:102@test.io>', r'Ben "B" \Okafor', "102", "test.io"),
        ('"<@U1>"<sip:102@test.io>', "<@U1>", "102", "test.io"),
        ('"Anonymous"<sip:anonymous@anonymous.invalid>', "Anonymous", None, "anonymous.invalid"),
        ('"a"<sip:102;phone-context=x@test.io>', "a", None, "test.io"),
        ("Zoe", "Zoe", None, None),
        ("  Zoe \n the  Great ", "Zoe the Great", None, None),
        ('"Kelly"<sip:102@test.io> and friends', '"Kelly"<sip:102@test.io> and friends', None, None),
        ("sip:102@test.io", "sip:102@test.io", None, None),
        ("", "", None, None),
    ],
)
def test_is_read(shown: str, name: str, number: str | None, domain: str | None) -> None:
    assert Caller.read(shown) == Caller(name=name, number=number, domain=domain)


@pytest.mark.parametrize(
    ("shown", "extension"),
    [
        ('"Kelly"<sip:102@test.io>', "102"),
        ('"Kelly"<sip:102@TEST.io>', "102"),
        ('"Kelly"<sip:102@elsewhere.io>', None),
        ('"+102"<sip:+102@test.io>', None),
        ("Kelly", None),
    ],
)
def test_only_a_number_of_the_domain_is_an_extension(shown: str, extension: str | None) -> None:
    assert Caller.read(shown).extension_in("Test.io") == extension


@given(st.text())
def test_whatever_is_shown_is_read_and_nothing_is_added(shown: str) -> None:
    caller = Caller.read(shown)

    assert set(caller.name) <= {*shown, " "}
    assert caller.number is None or caller.number in shown


@given(st.text().map(lambda name: " ".join(name.split())).filter(bool))
def test_a_name_in_quotes_comes_back_as_it_was(name: str) -> None:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')

    assert Caller.read(f'"{quoted}"<sip:102@test.io>') == Caller(name=name, number="102", domain="test.io")
