"""A conference steered by mouse: from its card's menu, from the list of who is in, from what Plenum asked its host."""

from typing import Any

import pytest

from bot.blocks import control, crowd
from bot.errors import Unreachable
from bot.live import Participant
from bot.model import Conference, Place, Stage
from bot.services.watching import ALONE_FOR
from handlers import actions
from playground.slack.seed import ANA, BEN, BOT_USER, CLEO, EVE, PARTNERS
from tests.backstage import Backstage
from tests.handlers.conftest import ANAS, KELLY, Said, enter
from tests.handlers.talk import Answer, Talk
from tests.poor import Crowded, Private


@pytest.fixture
async def card(plenum: Backstage, talk: Talk, live: Conference) -> Answer:
    """As it stands in the channel."""
    await plenum.deliver()
    return talk.card()


class TestCard:
    """The menu of the card is there for everybody, and does what each of them may."""

    async def test_it_offers_what_the_back_end_can(self, card: Answer) -> None:
        assert card.offers()[-5:] == ["People and controls", "Record", "Dial in", "Host it", "End for everyone"]

    async def test_it_offers_nothing_that_the_back_end_cannot(self, plenum: Backstage, talk: Talk) -> None:
        await plenum.start(provider="dial")
        await plenum.deliver()

        assert talk.card().offers() == ["Invite", "People", "Host it", "Close this card"]

    async def test_people_shows_the_list(self, talk: Talk, card: Answer) -> None:
        answer = await talk.presses(card.choice("People"))

        assert answer.words.startswith("*Weekly sync* · 3 in")
        assert "Send out" in answer.offers()

    async def test_people_shows_others_the_list_without_controls(self, talk: Talk, card: Answer) -> None:
        answer = await talk.presses(card.choice("People"), by=CLEO)

        assert answer.words.startswith("*Weekly sync* · 3 in")
        assert answer.offers() == []

    async def test_record_records_and_becomes_stop(
        self, plenum: Backstage, talk: Talk, hall: Crowded, card: Answer
    ) -> None:
        answer = await talk.presses(card.choice("Record"))
        await plenum.deliver()
        await talk.presses(talk.card().choice("Stop recording"))

        assert "*Weekly sync* is being recorded now." in answer.words
        assert hall.orders == [("record", True), ("record", False)]

    async def test_record_is_not_everybodys(self, talk: Talk, hall: Crowded, card: Answer) -> None:
        answer = await talk.presses(card.choice("Record"), by=CLEO)

        assert answer.words.startswith(f"Only <@{ANA}>, who called it, or a workspace administrator can")
        assert hall.orders == []

    async def test_dial_in_tells_the_numbers_and_the_pin(self, talk: Talk, card: Answer) -> None:
        answer = await talk.presses(card.choice("Dial in"), by=CLEO)

        assert "United Kingdom: +441494523500" in answer.words
        assert "482913" in answer.words

    async def test_dial_in_on_an_old_copy_leads_to_the_truth(
        self, plenum: Backstage, talk: Talk, live: Conference, card: Answer
    ) -> None:
        await plenum.conferences.close(live, by=ANA, now=plenum.clock())

        answer = await talk.presses(card.choice("Dial in"))

        assert "*Weekly sync* is over." in answer.words
        assert "+44" not in answer.words

    async def test_numbers_that_the_back_end_does_not_give_are_said_to_be_missing(
        self, plenum: Backstage, talk: Talk, card: Answer
    ) -> None:
        plenum.take_out("hall")

        answer = await talk.presses(card.choice("Dial in"))

        assert "There is no conference server called “hall”" in answer.words


class TestList:
    """The list of who is in, with what can be done to each of them and to the room."""

    @pytest.mark.parametrize(
        ("label", "order", "words"),
        [
            ("Let them speak", ("mute", KELLY.id, False), "Kelly can speak in *Weekly sync*."),
            ("Make host", ("hand_over", KELLY.id), "Kelly is the host of *Weekly sync* now."),
            ("Send out", ("kick", KELLY.id), "Kelly was sent out of *Weekly sync*."),
        ],
    )
    async def test_what_is_chosen_beside_a_name_is_done_to_them(
        self, talk: Talk, hall: Crowded, live: Conference, label: str, order: tuple[Any, ...], words: str
    ) -> None:
        shown = await talk.types("people")

        answer = await talk.presses(shown.choice(label, beside="Kelly"))

        assert hall.orders == [order]
        assert words in answer.words

    async def test_of_two_with_the_same_name_only_the_one_that_was_chosen_is_sent_out(
        self, plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
    ) -> None:
        await enter(plenum, hall, KELLY, Participant(id="phone/3", name="Kelly"))
        shown = await talk.types("people")

        await talk.presses(shown.choice("Send out", beside="Kelly · muted"))

        assert hall.orders == [("kick", KELLY.id)]

    @pytest.mark.parametrize(
        ("label", "order"),
        [("Record", ("record", True)), ("Lock", ("lock", True)), ("Mute everybody", ("mute_all", True))],
    )
    async def test_what_is_pressed_below_is_done_to_the_room(
        self, talk: Talk, hall: Crowded, live: Conference, label: str, order: tuple[Any, ...]
    ) -> None:
        shown = await talk.types("people")

        await talk.presses(shown.choice(label))

        assert hall.orders == [order]

    async def test_who_has_left_since_is_said_to_have(
        self, plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
    ) -> None:
        shown = await talk.types("people")
        await enter(plenum, hall, ANAS)

        answer = await talk.presses(shown.choice("Send out", beside="Kelly"))

        assert "Nobody called “Kelly” is in, as far as I know." in answer.words
        assert hall.orders == []

    async def test_an_old_list_of_what_is_over_steers_nothing(
        self, plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
    ) -> None:
        shown = await talk.types("people")
        await plenum.conferences.close(live, by=ANA, now=plenum.clock())

        answers = [
            await talk.presses(shown.choice("Send out", beside="Kelly")),
            await talk.presses(shown.choice("Lock")),
        ]

        assert ["*Weekly sync* is not live now" in answer.words for answer in answers] == [True, True]
        assert hall.orders == []

    async def test_nudge_and_ring_are_pressed_too(
        self, plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
    ) -> None:
        plenum.clock.advance(minutes=1)
        shown = await talk.types("people", by=BEN)

        nudged = await talk.presses(shown.choice("Nudge them"), by=BEN)
        rung = await talk.presses(shown.choice("Ring them"), by=BEN)

        assert f"Nudged: <@{CLEO}>." in nudged.words
        assert f"Not rung: <@{CLEO}>, who has no account on *hall*" in rung.words


class TestForgotten:
    """The host was asked whether it is over."""

    @pytest.fixture
    async def asked(self, plenum: Backstage, hall: Crowded, live: Conference) -> Answer:
        """Kelly was alone in it for long."""
        hall.inside = [KELLY]
        for _ in range(int(ALONE_FOR.total_seconds() // 60) + 2):
            await plenum.tend(minutes=1)
        await plenum.deliver()
        return Answer(blocks=plenum.direct(ANA)[-1]["blocks"])

    async def test_it_is_kept_open_and_that_takes_the_place_of_the_question(
        self, plenum: Backstage, said: Said, live: Conference, asked: Answer
    ) -> None:
        pressed = asked.choice("Keep it open")

        await actions.press(pressed["action_id"], pressed["value"], plenum.call(), plenum.desk, said)

        assert (said.words, said[0].replaces) == ("*Weekly sync* stays open.", True)
        assert (await plenum.known(live)).quiet_since == plenum.clock()

    async def test_end_asks_once_more(self, plenum: Backstage, talk: Talk, live: Conference, asked: Answer) -> None:
        question = await talk.presses(asked.choice("End for everyone"))
        await talk.presses(question.choice("End for everyone"))

        assert (await plenum.known(live)).stage is Stage.ENDED

    async def test_one_that_ended_meanwhile_is_said_to_be_over(
        self, plenum: Backstage, said: Said, live: Conference, asked: Answer
    ) -> None:
        await plenum.conferences.close(live, by=ANA, now=plenum.clock())
        pressed = asked.choice("Keep it open")

        await actions.press(pressed["action_id"], pressed["value"], plenum.call(), plenum.desk, said)

        assert "*Weekly sync* is over." in said.words
        assert said[0].replaces


class TestOwnLinks:
    """Where each person has a link of their own, Join gives it to them alone."""

    @pytest.fixture
    async def join(self, plenum: Backstage, talk: Talk) -> dict[str, Any]:
        """The button of a card in a channel with people of another organisation."""
        plenum.slack.enter(plenum.slack.workspace.conversations[PARTNERS], BOT_USER)
        await plenum.start(provider="own", place=Place(channel_id=PARTNERS))
        await plenum.deliver()
        return talk.card(PARTNERS).choice("Join")

    @pytest.mark.parametrize(("person", "rest"), [(ANA, "&host=1"), (BEN, ""), (EVE, "")])
    async def test_whoever_presses_is_given_their_own(
        self, talk: Talk, join: dict[str, Any], person: str, rest: str
    ) -> None:
        answer = await talk.presses(join, by=person, channel=PARTNERS)

        assert answer.choice("Join")["url"].endswith(f"?for={person}{rest}")

    async def test_one_that_is_over_gives_none(self, plenum: Backstage, talk: Talk, join: dict[str, Any]) -> None:
        (conference,) = await plenum.all()
        await plenum.conferences.close(conference, by=ANA, now=plenum.clock())

        answer = await talk.presses(join, by=EVE, channel=PARTNERS)

        assert "*Weekly sync* is over." in answer.words
        assert "https://" not in str(answer.blocks)

    async def test_a_back_end_that_is_away_is_told_of(self, own: Private, talk: Talk, join: dict[str, Any]) -> None:
        own.failing = Unreachable("own")

        answer = await talk.presses(join, by=BEN, channel=PARTNERS)

        assert "The conference server *own* cannot be reached." in answer.words

    @pytest.mark.parametrize("label", ["People", "Host it", "Close this card"])
    async def test_people_of_another_organisation_may_do_no_more(
        self, talk: Talk, join: dict[str, Any], label: str
    ) -> None:
        answer = await talk.presses(talk.card(PARTNERS).choice(label), by=EVE, channel=PARTNERS)

        assert "Only members of this workspace can do that here." in answer.words


def test_every_control_that_is_shown_means_something() -> None:
    names = {
        value
        for module in (crowd, control)
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, str)
    }

    assert names <= actions._MEANINGS.keys()
