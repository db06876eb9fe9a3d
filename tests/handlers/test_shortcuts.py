"""What a message says about topic and people, for "Meet about this"."""

from typing import Any

import pytest

from handlers.shortcuts import topic_and_people

ASKER, BOT, BEN, CLEO = "U0ANA", "U0BOT", "U0BEN", "U0CLEO"


def read(**message: Any) -> tuple[str, list[str]]:
    return topic_and_people(message, asker=ASKER, bot=BOT)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Prices again?", "Prices again?"),
        ("\n\n  Prices again?\nand more", "Prices again?"),
        ("*Prices* again?", "Prices again?"),
        ("*_Prices again?_* ~or~ not", "Prices again? or not"),
        ("`Prices` <@U0BEN|ben> in <#C0TEAM|team>", "Prices @ben in team"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("Look <https://example.org/x|here> <https://example.org/y>", "Look here"),
        ("<!here> Prices", "Prices"),
        ("<!here|here> Prices", "@here Prices"),
        ("R&amp;D &lt;3", "R&D <3"),
        ("Prices\u202e\u200b again", "Prices again"),
        ("", ""),
        ("\n", ""),
    ],
)
def test_the_first_line_is_the_topic_as_it_is_read(text: str, topic: str) -> None:
    assert read(text=text)[0] == topic


def test_a_long_line_is_cut() -> None:
    topic, _ = read(text="x" * 300)

    assert topic == "x" * 79 + "…"


def test_a_message_without_text_has_no_topic() -> None:
    assert read(text=None) == ("", [])


def test_whoever_wrote_and_whoever_answered_is_meant_once() -> None:
    _, people = read(text="x", user=BEN, reply_users=[CLEO, BEN])

    assert people == [BEN, CLEO]


def test_the_asker_and_bots_of_the_house_are_left_out() -> None:
    _, people = read(text="x", user=ASKER, reply_users=[BOT, "USLACKBOT", BEN])

    assert people == [BEN]
