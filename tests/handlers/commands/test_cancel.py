"""`/conf cancel`: it will not take place, after asking once."""

import pytest

from bot.errors import BadCommand, Mistake, NotAllowed, NotPlanned
from bot.model import DeliveryKind, Stage
from handlers.commands import cancel, end
from playground.slack.seed import ANA, BEN, CLEO, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.handlers.conftest import Said
from tests.handlers.talk import Talk


async def test_it_asks_once_and_then_it_is_cancelled(plenum: Backstage, talk: Talk) -> None:
    conference = await plenum.plan()

    asked = await talk.types("cancel")
    done = await talk.presses(asked.choice("Cancel it"))

    assert asked.words.startswith("Cancel *Weekly sync*, planned for")
    assert "*Weekly sync* is cancelled" in done.words
    assert (await plenum.known(conference)).stage is Stage.CANCELLED


async def test_whoever_keeps_it_keeps_it(plenum: Backstage, talk: Talk) -> None:
    conference = await plenum.plan()

    await talk.presses((await talk.types("cancel")).choice("Keep it"))

    assert (await plenum.known(conference)).stage is Stage.SCHEDULED


@pytest.mark.parametrize("word", ["delete", "unschedule", "end"])
async def test_near_words_ask_the_same(plenum: Backstage, talk: Talk, word: str) -> None:
    await plenum.plan()

    assert (await talk.types(word)).words.startswith("Cancel *Weekly sync*, planned for")


async def test_the_menu_of_its_card_asks_the_same(plenum: Backstage, talk: Talk) -> None:
    await plenum.plan()
    await plenum.deliver()

    asked = await talk.presses(talk.card().choice("Cancel it"))

    assert asked.words.startswith("Cancel *Weekly sync*, planned for")


async def test_everybody_who_was_invited_is_told(plenum: Backstage, talk: Talk) -> None:
    await plenum.plan(people=(BEN,))
    await plenum.deliver()

    await talk.presses((await talk.types("cancel")).choice("Cancel it"))

    await plenum.deliver()
    assert plenum.standing_in(TEAM_CHANNEL) == ["Weekly sync is cancelled"]
    invitation, notice = plenum.direct(BEN)
    assert invitation["text"] == "Weekly sync is over"
    assert f"<@{ANA}> has cancelled *Weekly sync*" in str(notice["blocks"])
    assert await plenum.owed(DeliveryKind.CHANGE)


async def test_only_those_who_may_are_asked(plenum: Backstage, said: Said) -> None:
    await plenum.plan()

    with pytest.raises(NotAllowed) as refused:
        await cancel.run(plenum.call(person_id=BEN), plenum.desk, said)

    assert refused.value.what == "cancel it"


async def test_whoever_presses_without_being_allowed_cancels_nothing(plenum: Backstage, said: Said) -> None:
    conference = await plenum.plan()

    with pytest.raises(NotAllowed):
        await cancel.cancel(conference, plenum.call(person_id=CLEO), plenum.desk, said)


async def test_pressed_twice_the_second_time_says_how_it_is(plenum: Backstage, talk: Talk) -> None:
    await plenum.plan()
    button = (await talk.types("cancel")).choice("Cancel it")

    await talk.presses(button)
    again = await talk.presses(button)

    assert "is cancelled. It was planned for" in again.words


async def test_one_that_is_live_is_asked_about_as_end_does(plenum: Backstage, said: Said) -> None:
    await plenum.start()

    await cancel.run(plenum.call(), plenum.desk, said)

    assert said.words.startswith("End *Weekly sync* for everyone?")


async def test_one_that_has_begun_since_the_question_is_asked_about_anew(plenum: Backstage, said: Said) -> None:
    live = await plenum.start()

    await cancel.cancel(live, plenum.call(), plenum.desk, said)

    assert said.words.startswith("End *Weekly sync* for everyone?")
    assert said[0].replaces


async def test_one_that_is_being_started_this_moment_is_not_cancelled(plenum: Backstage, said: Said) -> None:
    conference = await plenum.plan()
    plenum.clock.advance(hours=3)
    await plenum.beginning.begin(conference, by="me", now=plenum.clock())

    with pytest.raises(NotPlanned):
        await cancel.cancel(conference, plenum.call(), plenum.desk, said)


async def test_what_is_planned_is_meant_rather_than_what_is_live(plenum: Backstage, said: Said) -> None:
    await plenum.start(topic="Budget")
    await plenum.plan()

    await cancel.run(plenum.call(), plenum.desk, said)

    assert said.words.startswith("Cancel *Weekly sync*")


async def test_end_means_what_is_live_rather_than_what_is_planned(plenum: Backstage, said: Said) -> None:
    await plenum.start(topic="Budget")
    await plenum.plan()

    await end.run(plenum.call(), plenum.desk, said)

    assert said.words.startswith("End *Budget*")


async def test_where_two_are_planned_the_person_chooses(plenum: Backstage, talk: Talk) -> None:
    both = [await plenum.plan(key=f"command:{number}", hours=3 + number) for number in range(2)]

    which = await talk.types("cancel")
    asked = await talk.presses(which.choice(f"Cancel Weekly sync · {both[1].code}"))
    await talk.presses(asked.choice("Cancel it"))

    assert [(await plenum.known(one)).stage for one in both] == [Stage.SCHEDULED, Stage.CANCELLED]


@pytest.mark.parametrize(("text", "mistake"), [("", Mistake.NOTHING_HERE), ("Weekly sync", Mistake.EXTRA_WORDS)])
async def test_what_means_nothing_is_refused(plenum: Backstage, said: Said, text: str, mistake: Mistake) -> None:
    with pytest.raises(BadCommand) as refused:
        await cancel.run(plenum.call(text), plenum.desk, said)

    assert refused.value.what is mistake
