"""The numbers that are set aside."""

import pytest

from bot.providers.portsip.numbers import NumberRange


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
