"""The door of `/conf`: which words there are, and what is said to anything else."""

import pytest

from handlers.commands import SUBCOMMANDS, USAGE_HINT, at_once, entries, find, help_about
from handlers.commands.wish import Wish
from playground.slack.blocks import check_message
from tests.handlers.conftest import button, words


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("start Weekly sync", "start", "Weekly sync"),
        ("START", "start", ""),
        ("  new   Weekly sync ", "start", "Weekly sync"),
        ("now", "start", ""),
        ("stop K7F3", "end", "K7F3"),
        ("status", "show", ""),
        ("weekly sync", None, "sync"),
        ("", None, ""),
    ],
)
def test_a_word_or_a_near_one_means_a_command(text: str, name: str | None, rest: str) -> None:
    found, left = find(text)

    assert (found.name if found else None, left) == (name, rest)


def test_no_word_means_two_commands() -> None:
    said = [word for one in SUBCOMMANDS for word in (one.name, *one.near)]

    assert len(said) == len(set(said))


def test_the_hint_names_only_what_there_is() -> None:
    named = {part.split()[0] for part in USAGE_HINT.split(" · ")}

    assert named <= {one.name for one in SUBCOMMANDS} | {"help"}


@pytest.mark.parametrize("text", ["start", "end K7F3", "list", "invite <@U0BEN>"])
def test_work_is_not_answered_at_once(text: str) -> None:
    assert at_once(text, key="command:1") is None


@pytest.mark.parametrize("text", ["", "   "])
def test_the_command_alone_is_the_menu(text: str) -> None:
    menu = at_once(text, key="command:1")

    assert menu is not None
    assert button(menu, "Start")


@pytest.mark.parametrize("text", ["help", "HELP", "?", "hilfe"])
def test_help_shows_every_command(text: str) -> None:
    answer = at_once(text, key="command:1")

    assert answer is not None
    for entry in entries():
        assert f"`/conf {entry.usage.split()[0]}" in words(answer)


@pytest.mark.parametrize("text", ["help invite", "help add", "help /confinvite", "help `invite`", "? invite"])
def test_help_about_one_command_has_examples(text: str) -> None:
    answer = at_once(text, key="command:1")

    assert answer is not None
    assert "`/conf invite @ben @cleo`" in words(answer)


def test_help_about_nothing_there_is_says_what_to_do() -> None:
    assert "There is no command “&lt;!here&gt;”. Type `/conf help`" in words(help_about("<!here>"))


@pytest.mark.parametrize(
    ("text", "asked", "topic"),
    [
        ("weekly sync", "weekly sync", "weekly sync"),
        ("weekly sync <@U0BEN|ben>", "weekly sync", "weekly sync"),
        ("3pm", "3pm", "3pm"),
        ("<@U0BEN|ben>", "@ben", None),
        ("<@U0BEN|ben> <!subteam^S0DESIGN|@design>", "@ben @design", None),
        ("*free* `now`", "∗free∗ ˋnowˋ", "*free* `now`"),
        ("look at <https://evil.example|this>", "look at this", "look at this"),
        ("R&amp;D", "R&amp;D", "R&D"),
    ],
)
def test_what_is_no_command_is_offered_as_a_topic(text: str, asked: str, topic: str | None) -> None:
    answer = at_once(text, key="command:1")

    assert answer is not None
    assert words(answer) == f"What shall I do with “{asked}”?"
    wish = Wish.from_value(button(answer, "Start “")["value"])
    assert (wish.key, wish.topic) == ("command:1", topic)
    check_message(list(answer.blocks), calls=())


def test_whom_it_names_goes_along() -> None:
    answer = at_once("weekly sync <@U0BEN|ben> via hq", key="command:1")

    assert answer is not None
    wish = Wish.from_value(button(answer, "Start “")["value"])
    assert (wish.people, wish.provider) == (("U0BEN",), "hq")


@pytest.mark.parametrize(
    ("text", "meant"),
    [("strat Weekly sync", "start Weekly sync"), ("ivnite <@U0BEN|ben>", None), ("weekly", None)],
)
def test_a_slip_of_the_keyboard_is_noticed(text: str, meant: str | None) -> None:
    answer = at_once(text, key="command:1")

    assert answer is not None
    assert ("Did you mean" in words(answer)) is (meant is not None)
    assert (meant or "") in words(answer)


@pytest.mark.parametrize("text", ["x" * 300, "sync <!channel>", "sync +record", "via " + "z" * 3000])
def test_whatever_is_typed_slack_takes_the_answer(text: str) -> None:
    answer = at_once(text, key="command:1")

    assert answer is not None
    check_message(list(answer.blocks), calls=())
