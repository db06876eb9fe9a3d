"""A wish travels in a button, and comes back as the same wish."""

import pytest

from bot.blocks import conference as shown
from bot.blocks import menu
from handlers.commands.call import TOPIC_LIMIT
from handlers.commands.wish import MOST_PEOPLE_IN_A_BUTTON, Wish
from playground.slack.blocks import check_message
from tests.makers import make_conference


def test_a_wish_comes_back_as_it_went() -> None:
    wish = Wish(key="command:1", topic="Weekly sync", people=("U1", "U2"), groups=("S1",), provider="hq")

    back = Wish.from_value(wish.as_value(), another=False)

    assert back == Wish(key="meant:command:1", topic=wish.topic, people=("U1", "U2"), groups=("S1",), provider="hq")


def test_another_one_is_another_wish() -> None:
    value = Wish(key="command:1", topic=None).as_value()

    assert Wish.from_value(value, another=True) == Wish(key="another:command:1", topic=None, another=True)


def test_the_same_button_gives_the_same_key_each_time() -> None:
    value = Wish(key="command:1", topic="Weekly sync").as_value()

    assert Wish.from_value(value, another=True).key == Wish.from_value(value, another=True).key


@pytest.mark.parametrize("letter", ["x", '"', "\\", "é", "\N{PARTY POPPER}", "<", "&"])
def test_whatever_was_typed_fits_into_a_button_and_comes_back(letter: str) -> None:
    wish = Wish(
        key="another:command:1234567890.1234567890.0123456789abcdef0123456789abcdef",
        topic=letter * TOPIC_LIMIT,
        people=tuple(f"U{number:010}" for number in range(200)),
        groups=tuple(f"S{number:010}" for number in range(50)),
        provider="z" * 3000,
    )

    value = wish.as_value()

    back = Wish.from_value(value, another=False)
    assert (back.topic, back.people) == (wish.topic, wish.people[:MOST_PEOPLE_IN_A_BUTTON])
    check_message(list(menu.near_miss("x", wish=value, close=None).blocks), calls=())
    check_message(list(shown.question_about_another(make_conference(), asked=value).blocks), calls=())
