"""Reading forms: by the same rules as urllib, only faster."""

from collections.abc import Callable
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.parsing import UnreadableError, parse

FORM = "application/x-www-form-urlencoded"


@given(
    st.dictionaries(st.text(min_size=1), st.text(), min_size=1, max_size=20).filter(lambda said: "payload" not in said)
)
def test_whatever_a_form_says_is_read_as_it_was_meant(said: dict[str, str]) -> None:
    encoded = "command=%2Fconf&" + urlencode(said)

    assert parse(encoded.encode(), FORM) == {"command": "/conf"} | said


@pytest.mark.parametrize(
    "text", ["=", "a=b", "==", "=3D", "=\n", "line\r\nline ", "\t", "100 %", "ü€😀", "a+b & c", "trailing "]
)
@pytest.mark.parametrize("encode", [quote, quote_plus])
def test_signs_with_a_meaning_of_their_own_are_only_signs(text: str, encode: Callable[[str], str]) -> None:
    assert parse(f"command=%2Fconf&text={encode(text)}".encode(), FORM)["text"] == text


@pytest.mark.parametrize("text", ["%", "100%", "%%41", "%4", "%G1", "%-1", "%\n", "%FF"])
def test_what_encodes_nothing_is_unreadable(text: str) -> None:
    with pytest.raises(UnreadableError):
        parse(f"command=%2Fconf&text={text}".encode(), FORM)


def test_percent_encoding_in_small_letters_is_read_too() -> None:
    assert parse(b"command=%2fconf&text=%c3%bc", FORM)["text"] == "ü"
