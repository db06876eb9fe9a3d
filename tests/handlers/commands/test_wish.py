"""A wish travels in a button, and comes back as the same wish."""

import pytest

from bot.blocks import menu, question
from bot.model import First, Options
from handlers.commands.call import TOPIC_LIMIT
from handlers.commands.wish import MOST_PEOPLE_IN_A_BUTTON, Wish
from playground.slack.blocks import check_message
from tests.makers import make_conference


def test_a_wish_comes_back_as_it_went() -> None:
    wish = Wish(key="command:1", topic="Weekly sync", people=("U1", "U2"), groups=("S1",), provider="hq")

    back = Wish.from_value(wish.as_value())

    assert back == wish


@pytest.mark.parametrize("record", [True, False])
def test_whether_to_record_comes_back_too(record: bool) -> None:
    wish = Wish(key="command:1", topic="Weekly sync", record=record)

    back = Wish.from_value(wish.as_value())

    assert back.record is record
    assert back.pressed("meant").record is record


@pytest.mark.parametrize("channel", [None, "C0TEAM"])
def test_what_its_room_is_to_be_like_comes_back_too(channel: str | None) -> None:
    options = Options(pin="0482", waiting_room=False, first=First.HOST, capacity=25, template="t1")
    wish = Wish(key="command:1", topic="Weekly sync", channel=channel, options=options)

    assert Wish.from_value(wish.as_value()) == wish


def test_a_button_from_before_there_was_recording_still_means_its_wish() -> None:
    back = Wish.from_value('["command:1","Weekly sync",["U1"],["S1"],"hq"]')

    assert back == Wish(key="command:1", topic="Weekly sync", people=("U1",), groups=("S1",), provider="hq")


def test_another_one_is_another_wish() -> None:
    wish = Wish(key="command:1", topic=None)

    another = wish.pressed("another", another=True)

    assert another == Wish(key="another:command:1", topic=None, another=True)


def test_the_same_button_gives_the_same_key_each_time() -> None:
    value = Wish(key="command:1", topic="Weekly sync").as_value()

    first, second = (Wish.from_value(value).pressed("meant") for _ in range(2))

    assert first.key == second.key == "meant:command:1"


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

    back = Wish.from_value(value)
    assert (back.topic, back.people) == (wish.topic, wish.people[:MOST_PEOPLE_IN_A_BUTTON])
    check_message(list(menu.near_miss("x", wish=value, text="x", close=None).blocks), calls=())
    asked = question.about_another(make_conference(), asked=value, features=frozenset())
    check_message(list(asked.blocks), calls=())
