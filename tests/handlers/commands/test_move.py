"""`/conf move`: a planned conference takes place at another time."""

from datetime import UTC, datetime

import pytest

from bot.errors import BadCommand, BadTime, Mistake, NotAllowed, NotPlanned, TimeTrouble
from bot.model import Conference, Stage
from handlers.commands import move
from playground.slack.seed import ANA, BEN, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.handlers.conftest import Said
from tests.handlers.talk import Talk

FOUR_IN_BERLIN = datetime(2026, 11, 24, 15, tzinfo=UTC)


async def type_in(plenum: Backstage, said: Said, text: str, **call: object) -> None:
    await move.run(plenum.call(text, **call), plenum.desk, said)


async def starts_at(plenum: Backstage, conference: Conference) -> datetime:
    return (await plenum.known(conference)).plan.starts_at


@pytest.mark.parametrize(
    "text", ["to tomorrow 16:00", "tomorrow 16:00", "{code} to tomorrow 16:00", "{code} at tomorrow 16:00"]
)
async def test_it_takes_place_at_the_new_time(plenum: Backstage, said: Said, text: str) -> None:
    conference = await plenum.plan()

    await type_in(plenum, said, text.format(code=conference.code))

    assert await starts_at(plenum, conference) == FOUR_IN_BERLIN
    assert said.words.startswith("*Weekly sync* is now planned for")


@pytest.mark.parametrize("word", ["reschedule", "postpone"])
async def test_near_words_move_it_too(plenum: Backstage, talk: Talk, word: str) -> None:
    conference = await plenum.plan()

    await talk.types(f"{word} to tomorrow 16:00")

    assert await starts_at(plenum, conference) == FOUR_IN_BERLIN


async def test_the_card_follows_and_those_who_were_invited_are_told(plenum: Backstage, said: Said) -> None:
    await plenum.plan(people=(BEN,))
    await plenum.deliver()

    await type_in(plenum, said, "to tomorrow 16:00")

    await plenum.deliver()
    (card,) = plenum.slack.board.all(TEAM_CHANNEL)
    assert str(int(FOUR_IN_BERLIN.timestamp())) in str(card.blocks)
    invitation, notice = plenum.direct(BEN)
    assert str(int(FOUR_IN_BERLIN.timestamp())) in str(invitation["blocks"])
    assert f"<@{ANA}> has moved *Weekly sync*" in str(notice["blocks"])


async def test_only_those_who_may_move_it(plenum: Backstage, said: Said) -> None:
    await plenum.plan()

    with pytest.raises(NotAllowed) as refused:
        await type_in(plenum, said, "to tomorrow 16:00", person_id=BEN)

    assert refused.value.what == "move it"


async def test_one_that_is_live_is_not_moved(plenum: Backstage, said: Said) -> None:
    await plenum.start()

    with pytest.raises(NotPlanned):
        await type_in(plenum, said, "to tomorrow 16:00")


async def test_one_that_was_cancelled_is_said_to_be_over(plenum: Backstage, said: Said) -> None:
    conference = await plenum.plan()
    await plenum.beginning.miss(conference, now=plenum.clock())

    await type_in(plenum, said, f"{conference.code} to tomorrow 16:00")

    assert "did not take place" in said.words


async def test_where_two_are_planned_the_person_chooses(plenum: Backstage, talk: Talk) -> None:
    both = [await plenum.plan(key=f"command:{number}") for number in range(2)]

    which = await talk.types("move to tomorrow 16:00")
    answer = await talk.presses(which.choice(f"Move Weekly sync · {both[1].code}"))

    assert "is now planned for" in answer.words
    assert await starts_at(plenum, both[0]) == both[0].plan.starts_at
    assert await starts_at(plenum, both[1]) == FOUR_IN_BERLIN


async def test_a_choice_that_comes_too_late_moves_nothing_into_the_past(plenum: Backstage, said: Said) -> None:
    conference = await plenum.plan(hours=72)
    value = f"{conference.id}:{int(FOUR_IN_BERLIN.timestamp())}:tomorrow 16:00"
    plenum.clock.advance(hours=48)

    with pytest.raises(BadTime) as refused:
        await move.move_chosen(value, plenum.call(), plenum.desk, said)

    assert (refused.value.why, refused.value.said) == (TimeTrouble.PAST, "tomorrow 16:00")
    assert (await plenum.known(conference)).stage is Stage.SCHEDULED


@pytest.mark.parametrize(
    ("text", "mistake"),
    [("", Mistake.NO_TIME), ("to", Mistake.NO_TIME), ("to tomorrow 16:00", Mistake.NOTHING_HERE)],
)
async def test_what_means_nothing_is_refused(plenum: Backstage, said: Said, text: str, mistake: Mistake) -> None:
    with pytest.raises(BadCommand) as refused:
        await type_in(plenum, said, text)

    assert refused.value.what is mistake


@pytest.mark.parametrize(
    ("text", "example"),
    [("move", "/conf move to friday 14:00"), ("schedule", "/conf schedule Weekly sync at tomorrow 15:00")],
)
async def test_without_a_time_it_shows_how_this_very_command_is_typed(talk: Talk, text: str, example: str) -> None:
    answer = await talk.types(text)

    assert f"when, as in `{example}`" in answer.words


@pytest.mark.parametrize("text", ["to yesterday 16:00", "to lunch", "Weekly sync to tomorrow 16:00"])
async def test_a_time_that_cannot_be_moves_nothing(plenum: Backstage, said: Said, text: str) -> None:
    conference = await plenum.plan()

    with pytest.raises(BadTime):
        await type_in(plenum, said, text)

    assert await starts_at(plenum, conference) == conference.plan.starts_at
