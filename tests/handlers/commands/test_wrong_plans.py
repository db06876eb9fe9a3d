"""Plans and moves that cannot be: each has its own sentence, whose examples work, and nothing is planned or moved."""

import re
from datetime import UTC, datetime

import pytest

from bot.model import Conference
from playground.slack.seed import TEAM_CHANNEL
from tests.backstage import Backstage
from tests.handlers.talk import Answer, Talk

AUTUMN = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)
"""A Tuesday, five days before the clocks go back in Berlin; they go forward there on 28 March."""
GROUP = "<!subteam^S0CROWD001|@crowd>"
CROWD = 300
LONG = "x" * 300

SCHEDULED = [
    ("Sync at yesterday 15:00", "“yesterday 15:00” is Monday, 19 October 2026, 15:00 for me, and that is past."),
    ("Sync at lunch", "I cannot read “lunch” as a time."),
    ("Sync at 28 March 2027 2:30", "Sunday, 28 March 2027, 02:30 does not exist: the clocks go forward then"),
    ("Sync at 25 October 2026 2:30", "Sunday, 25 October 2026, 02:30 comes twice, because the clocks go back then."),
    ("Sync at 20 October 2036 15:00", "Monday, 20 October 2036, 15:00 for me, and that is further ahead than I plan."),
]
LENGTHS = [
    ("Sync at friday 15:00 for 0m", "“0m” is too short for a conference."),
    ("Sync at friday 15:00 for 25h", "“25h” is longer than a conference can be planned."),
    ("Sync for 0m at friday 15:00", "“0m” is too short for a conference."),
    ("Sync for 25 hours at friday 15:00", "“25 hours” is longer than a conference can be planned."),
    ("Sync at friday 15:00 for 25h via dial", "“25h” is longer than a conference can be planned."),
    ("Sync at friday 15:00 via dial for 25h", "“25h” is longer than a conference can be planned."),
    ("Sync at friday 15:00 with <@U0BEN00001|ben> for 25h", "“25h” is longer than a conference can be planned."),
    ("Sync at friday 15:00 every week for 25h", "“25h” is longer than a conference can be planned."),
    ("Sync at friday 15:00 for 25h every week", "“25h” is longer than a conference can be planned."),
    ("Sync at friday 15:00 for ages", "I cannot read “ages” as a length."),
]
REPEATED = [
    ("every monday until saturday", "It would be over on Saturday, 24 October 2026, before its first date, Monday, 26"),
    ("every 30 February", "I cannot read “every 30 February” as a repetition."),
    ("every week 0 times", "“every week 0 times” is not repeated at all."),
    ("every week 1000 times", "“every week 1000 times” is more often than I plan: 500 times at most."),
    ("every week until 1 March 2050", "“1 March 2050” is Tuesday, 1 March 2050, and I plan 10 years ahead at most."),
]
EXPIRED = ("every week until yesterday", "“yesterday” is Monday, 19 October 2026 for me, and that is past.")
MOVED = [(typed.replace("Sync at", "to"), sentence) for typed, sentence in SCHEDULED]
LONGER = [
    ("to friday 15:00 for 0m", "“0m” is too short for a conference."),
    ("to friday 15:00 for 25h", "“25h” is longer than a conference can be planned."),
    ("to friday 15:00 for ages", "I cannot read “ages” as a length."),
]
MORE_THAN_A_MOVE = [
    ("via nowhere", "“via nowhere” is more than a move changes"),
    (f"with {GROUP}", "“with @crowd” is more than a move changes"),
    ("with <@U0BEN00001|ben>", "“with @ben” is more than a move changes"),
    ("+record", "“+record” is more than a move changes"),
    ("every week until yesterday", "“every week until yesterday” is more than a move changes"),
]
CASES = [
    *(("schedule " + typed, sentence, "schedule Sync at {}") for typed, sentence in SCHEDULED),
    *(("schedule " + typed, sentence, "schedule Sync at friday 15:00 for {}") for typed, sentence in LENGTHS),
    *(
        (f"schedule Sync at friday 15:00 {typed}", sentence, "schedule Sync at friday 15:00 {}")
        for typed, sentence in REPEATED
    ),
    (f"schedule Sync at friday 15:00 {EXPIRED[0]}", EXPIRED[1], "schedule Sync at friday 15:00 every day until {}"),
    (
        "schedule Sync at friday 15:00 via nowhere",
        "There is no conference server called “nowhere”.",
        "schedule Sync at friday 15:00 {}",
    ),
    (f"schedule {LONG} at friday 15:00", "That topic has 300 characters, and 240 fit.", "schedule {} at friday 15:00"),
    *((f"move {typed}", sentence, "move to {}") for typed, sentence in MOVED),
    *((f"move {typed}", sentence, "move to friday 15:00 for {}") for typed, sentence in LONGER),
    ("move to", "Say when", "{}"),
]


@pytest.fixture
async def coming(plenum: Backstage) -> Conference:
    """The one that stands here already, and may be moved."""
    plenum.clock.now = AUTUMN
    plenum.crowd(CROWD)
    return await plenum.plan(hours=24)


async def answered(plenum: Backstage, talk: Talk, typed: str, coming: Conference) -> Answer:
    """What is said about a mistake, after which all is as it was."""
    answer = await talk.types(typed)
    await plenum.deliver()

    assert await plenum.known(coming) == coming.change(generation=(await plenum.known(coming)).generation)
    assert len(await plenum.all()) == 1
    assert len(plenum.standing_in(TEAM_CHANNEL)) == 1
    return answer


@pytest.mark.parametrize(("typed", "sentence", "instead"), CASES)
async def test_each_mistake_has_its_sentence_and_each_example_in_it_works(
    plenum: Backstage, talk: Talk, coming: Conference, typed: str, sentence: str, instead: str
) -> None:
    answer = await answered(plenum, talk, typed, coming)

    assert sentence in answer.words
    examples = [one.removeprefix("/conf ") for one in re.findall(r"`([^`]+)`", answer.words)]
    assert examples
    for example in examples:
        works = await talk.types(instead.format(example))
        assert re.match(r"\*.+\* is (now )?planned", works.words), works.words


@pytest.mark.parametrize(("more", "sentence"), MORE_THAN_A_MOVE)
async def test_a_move_changes_the_time_and_says_what_changes_the_rest(
    plenum: Backstage, talk: Talk, coming: Conference, more: str, sentence: str
) -> None:
    answer = await answered(plenum, talk, f"move to friday 15:00 {more}", coming)

    assert sentence in answer.words
    await talk.types("move to friday 14:00 for 45m")
    assert (await plenum.known(coming)).plan.starts_at == datetime(2026, 10, 23, 12, tzinfo=UTC)


async def test_so_many_people_are_asked_about_and_nobody_hears_of_it_before(
    plenum: Backstage, talk: Talk, coming: Conference
) -> None:
    answer = await talk.types(f"schedule Review at friday 15:00 with {GROUP}")
    await plenum.deliver()

    assert f"That is {CROWD} people. Shall each of them get a direct message about *Review*?" in answer.words
    assert plenum.direct("U0CROWD000") == []
    assert (await plenum.all())[-1].invitations == ()
