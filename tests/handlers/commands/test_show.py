"""`/conf show`: the card again, privately."""

import pytest

from bot.errors import BadCommand, UnknownConference
from handlers.commands import show
from playground.slack.seed import ANA, BEN
from tests.backstage import Backstage
from tests.handlers.conftest import Said


async def test_the_card_is_shown_privately_with_the_time_as_of_which_it_is_true(plenum: Backstage, said: Said) -> None:
    await plenum.start(people=(BEN,))

    await show.run(plenum.call(), plenum.desk, said)

    assert f"with <@{BEN}>" in said.words
    assert "As of" in str(said[0].message.blocks[-1])
    assert said.button("Join")
    assert not said[0].public


async def test_one_that_is_over_is_shown_without_join(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()
    await plenum.conferences.close(conference, by=ANA, now=plenum.clock())

    await show.run(plenum.call(conference.code), plenum.desk, said)

    assert "conference.join" not in str(said[0].message.blocks)
    assert "Ended" in said.words


async def test_one_that_cannot_be_watched_claims_no_more_than_is_known(plenum: Backstage, said: Said) -> None:
    await plenum.start(provider="dial")

    await show.run(plenum.call(), plenum.desk, said)

    assert ":red_circle:" not in said.words
    assert "Started" in said.words


@pytest.mark.parametrize(("text", "error"), [("Q9Q9", UnknownConference), ("me", BadCommand), ("", BadCommand)])
async def test_what_means_nothing_is_refused(plenum: Backstage, said: Said, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        await show.run(plenum.call(text), plenum.desk, said)


async def test_where_two_are_live_the_person_chooses(plenum: Backstage, said: Said) -> None:
    for number in range(2):
        await plenum.start(key=f"command:{number}", another=True)

    await show.run(plenum.call(), plenum.desk, said)

    assert "Which one?" in said.words
