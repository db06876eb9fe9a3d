"""The numbers that are set aside, and those that may be called."""

import pytest

from bot.providers.portsip.numbers import Beginnings, NumberRange, is_number


def free(text: str, *taken: str, reference: str = "a") -> list[str]:
    return list(NumberRange.read(text).free(taken, reference=reference))


def test_all_that_are_free_come_once() -> None:
    assert sorted(free("7000-7004", "7002")) == ["7000", "7001", "7003", "7004"]


def test_none_is_free_where_all_are_taken() -> None:
    assert free("7000-7001", "7000", "7001") == []


def test_keep_their_leading_zeros() -> None:
    assert sorted(free("0098-0101")) == ["0098", "0099", "0100", "0101"]


def test_follow_each_other_from_a_place_of_their_own() -> None:
    numbers = free("7000-7099", reference="k7f3k7f3k7f3")

    start = numbers.index("7000")
    assert numbers[start:] + numbers[:start] == [str(number) for number in range(7000, 7100)]
    assert len({free("7000-7099", reference=f"{n}")[0] for n in range(100)}) > 50


@pytest.mark.parametrize(
    "text", ["", "7000", "70-99", "7000-", "7000-6999", "999-1000", "7000–7099", "a-b", "+700-+799"]
)
def test_a_text_that_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not two numbers|does not go"):
        NumberRange.read(text)


@pytest.mark.parametrize(
    ("number", "inside"),
    [
        ("7000", True),
        ("7099", True),
        ("7100", False),
        ("07000", False),
        ("700", False),
        ("+700", False),
        ("٧٠٠٠", False),
    ],
)
def test_a_range_has_what_lies_in_it(number: str, *, inside: bool) -> None:
    assert (number in NumberRange.read("7000-7099")) is inside


@pytest.mark.parametrize(
    ("text", "number", "allowed"),
    [
        (None, "+441494523500", False),
        ("", "+441494523500", False),
        ("+44, +49", "+441494523500", True),
        ("+44, +49", "+4930123456", True),
        ("+44, +49", "+33123456789", False),
        ("+44", "441494523500", False),
        ("0044", "00441494523500", True),
        ("+", "+33123456789", True),
        ("+", "112", False),
    ],
)
def test_a_number_may_be_called_that_begins_as_allowed(text: str | None, number: str, *, allowed: bool) -> None:
    assert Beginnings.read(text).allow(number) is allowed


@pytest.mark.parametrize("text", ["44x", "++44", "+44;+49", "+44 1494", "*", "4" * 16])
def test_a_text_that_is_no_beginnings_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="beginnings"):
        Beginnings.read(text)


@pytest.mark.parametrize(
    ("text", "dialled"),
    [
        ("102", True),
        ("+4790000000", True),
        ("1", False),
        ("", False),
        ("+", False),
        ("12 34", False),
        ("1" * 33, False),
    ],
)
def test_a_number_is_digits_perhaps_with_a_plus(text: str, *, dialled: bool) -> None:
    assert is_number(text) is dialled
