"""What is read out of a typed text."""

import pytest

from bot.errors import BadCommand, Mistake
from handlers.commands.call import as_read, beside_people, code_and_rest, labelled, taken_apart, topic_of
from playground.slack.seed import BEN, TEAM
from tests.backstage import Backstage


@pytest.mark.parametrize(
    ("typed", "topic", "people", "provider"),
    [
        ("Weekly sync <@U0BEN|ben>", "Weekly sync", ("U0BEN",), None),
        ("Weekly sync with <@U0BEN|ben> and <@U0CLEO|cleo>", "Weekly sync", ("U0BEN", "U0CLEO"), None),
        ("<@U0BEN|ben>, <@U0CLEO|cleo>", None, ("U0BEN", "U0CLEO"), None),
        ("Sync with <@U0BEN|ben> about money", "Sync with @ben about money", ("U0BEN",), None),
        ("Weekly sync via hq", "Weekly sync", (), "hq"),
        ("Weekly sync via hq <@U0BEN|ben>", "Weekly sync", ("U0BEN",), "hq"),
        ("Weekly sync <@U0BEN|ben> via hq", "Weekly sync", ("U0BEN",), "hq"),
        ("via hq", None, (), "hq"),
        ('"Travel via Rome"', "Travel via Rome", (), None),
        ('"Travel via Rome" via hq', "Travel via Rome", (), "hq"),
        ("“Budget” <@U0BEN|ben>", "Budget", ("U0BEN",), None),
        ("„Planung“ <@U0BEN|ben>", "Planung", ("U0BEN",), None),
        ("Look at <#C0TEAM|team> and <https://example.org|example.org>", "Look at #team and example.org", (), None),
        ("R&amp;D &lt;3", "R&D <3", (), None),
        ("review payload format", "review payload format", (), None),
        ("", None, (), None),
        ("   ", None, (), None),
        ("Weekly\u202e sync\u200b\n", "Weekly sync", (), None),
        ("Weekly sync <@U0BEN|ben> <@U0BEN|ben>", "Weekly sync", ("U0BEN",), None),
    ],
)
def test_topic_people_and_back_end_are_read(
    typed: str, topic: str | None, people: tuple[str, ...], provider: str | None
) -> None:
    read = taken_apart(typed)

    assert (topic_of(read), read.people, read.provider) == (topic, people, provider)


def test_groups_are_read() -> None:
    read = taken_apart("Design review <!subteam^S0DESIGN|@design>")

    assert (topic_of(read), read.groups) == ("Design review", ("S0DESIGN",))


@pytest.mark.parametrize(
    ("typed", "mistake"),
    [
        ("<!channel> Weekly sync", Mistake.BROADCAST),
        ("Weekly sync <!here|here>", Mistake.BROADCAST),
        ('""', Mistake.EMPTY_TOPIC),
        ('"" <@U0BEN|ben>', Mistake.EMPTY_TOPIC),
        ("x" * 300, Mistake.TOPIC_TOO_LONG),
        ("Weekly sync +recrod", Mistake.UNKNOWN_OPTION),
    ],
)
def test_a_mistake_has_its_own_name(typed: str, mistake: Mistake) -> None:
    with pytest.raises(BadCommand) as caught:
        topic_of(taken_apart(typed))

    assert caught.value.what is mistake


@pytest.mark.parametrize(
    ("words", "code", "rest"),
    [
        ("K7F3", "K7F3", ""),
        ("k7f3 now", "K7F3", "now"),
        ("sync", None, "sync"),
        ("SYNC", "SYNC", ""),
        ("K0F3", None, "K0F3"),
        ("", None, ""),
    ],
)
def test_a_code_is_told_from_a_word(words: str, code: str | None, rest: str) -> None:
    assert code_and_rest(words) == (code, rest)


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("<@U0BEN|ben>, <@U0CLEO> and <!subteam^S0DESIGN|@design>", ""),
        ("K7F3 <@U0BEN>", "K7F3"),
        ("<@U0BEN> to K7F3", "K7F3"),
        ("with <@U0BEN> please", "please"),
        ("<@U0BEN> <#C0TEAM|team> &lt;3", "#team <3"),
    ],
)
def test_what_stands_beside_people_is_left(typed: str, left: str) -> None:
    assert beside_people(typed) == left


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("<@U0BEN|ben> <@U0CLEO>", "@ben @U0CLEO"),
        ("<!subteam^S0DESIGN|@design> <!subteam^S0DESIGN>", "@design @group"),
        ("<#C0TEAM|team> <#C0TEAM>", "#team #channel"),
        ("<https://example.org|this> <mailto:ana@example.org>", "this mailto:ana@example.org"),
        ("&amp;lt;", "&lt;"),
    ],
)
def test_markup_is_read_as_a_person_reads_it(typed: str, read: str) -> None:
    assert as_read(typed) == read


async def test_a_mention_without_a_name_is_given_one(plenum: Backstage) -> None:
    assert await labelled(f"<@{BEN}> and <@{BEN}>", TEAM, plenum.desk) == f"<@{BEN}|ben> and <@{BEN}|ben>"


async def test_a_mention_with_a_name_keeps_it(plenum: Backstage) -> None:
    assert await labelled(f"<@{BEN}|benny>", TEAM, plenum.desk) == f"<@{BEN}|benny>"
