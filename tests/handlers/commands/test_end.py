"""`/conf end`: over for everyone, after asking once."""

import pytest

from bot.errors import BadCommand, NotAllowed, UnknownConference
from bot.model import Stage
from handlers.commands import end
from playground.slack.seed import BEN, CLEO
from tests.backstage import Backstage
from tests.handlers.conftest import Said


async def test_it_asks_once_and_says_since_when(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()

    await end.run(plenum.call(), plenum.desk, said)

    assert said.words.startswith("End *Weekly sync* for everyone? It has been going since")
    assert said.button("End for everyone")["value"] == conference.id
    assert said.button("Keep it going")["value"] == conference.id
    assert (await plenum.known(conference)).stage is Stage.LIVE


async def test_a_code_in_any_case_names_it(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()

    await end.run(plenum.call(f"{conference.code[0]}{conference.code[1:]}"), plenum.desk, said)

    assert "for everyone?" in said.words


async def test_only_those_who_may_are_asked(plenum: Backstage, said: Said) -> None:
    await plenum.start()

    with pytest.raises(NotAllowed):
        await end.run(plenum.call(person_id=BEN), plenum.desk, said)


async def test_administrators_may(plenum: Backstage, said: Said) -> None:
    await plenum.start(host_id=BEN)

    await end.run(plenum.call(), plenum.desk, said)

    assert "for everyone?" in said.words


async def test_an_administrator_who_cannot_be_asked_about_is_none(plenum: Backstage, said: Said) -> None:
    await plenum.start(host_id=BEN)
    plenum.slack.faults.set("server_error", method="users.info")

    with pytest.raises(NotAllowed):
        await end.run(plenum.call(), plenum.desk, said)


async def test_one_that_is_over_is_said_to_be(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()
    await plenum.conferences.close(conference, by=None, now=plenum.clock())

    await end.run(plenum.call(conference.code, person_id=CLEO), plenum.desk, said)

    assert "*Weekly sync* is over. Ended" in said.words


@pytest.mark.parametrize(("text", "error"), [("Q9Q9", UnknownConference), ("now please", BadCommand)])
async def test_what_means_nothing_is_refused(plenum: Backstage, said: Said, text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        await end.run(plenum.call(text), plenum.desk, said)


async def test_the_end_says_how_it_was(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()

    await end.end(conference, plenum.call(), plenum.desk, said)

    assert (said.words, said[0].replaces) == ("*Weekly sync* has ended.", True)


async def test_where_nobody_can_be_sent_out_it_says_that_people_stay(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start(provider="dial")

    await end.end(conference, plenum.call(), plenum.desk, said)

    assert "People inside stay until they leave" in said.words
    assert (await plenum.known(conference)).stage is Stage.ENDED


async def test_a_back_end_that_does_not_end_it_is_told_and_can_be_tried_again(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()
    plenum.trueconf.faults.change({"busy_status": 503})

    await end.end(conference, plenum.call(), plenum.desk, said)

    assert said.words.startswith("*Weekly sync* was not ended: the conference server *hq* is too busy")
    assert said.button("Try again")["action_id"] == "conference.end_now"
    assert said[0].replaces
    assert (await plenum.known(conference)).stage is Stage.LIVE


async def test_one_that_ended_meanwhile_takes_the_place_of_the_question(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()
    await plenum.conferences.close(conference, by=None, now=plenum.clock())

    await end.end(await plenum.known(conference), plenum.call(person_id=BEN), plenum.desk, said)

    assert "is over" in said.words
    assert said[0].replaces


async def test_where_two_are_live_the_person_chooses(plenum: Backstage, said: Said) -> None:
    for number in range(2):
        await plenum.start(key=f"command:{number}", another=True)

    await end.run(plenum.call(), plenum.desk, said)

    assert "Which one?" in said.words
