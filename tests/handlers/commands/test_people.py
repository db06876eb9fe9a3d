"""`/conf people`: who is in, who came, and those who are missing asked or rung."""

import pytest

from bot.errors import Unreachable
from bot.live import Participant
from bot.model import Account, Conference, Feature, Place, RoomState, Rsvp
from playground.slack.seed import ANA, BEN, CLEO, GENERAL
from tests.backstage import Backstage
from tests.handlers.conftest import ANAS, BENS, KELLY, enter
from tests.handlers.talk import Talk
from tests.poor import Crowded

NOTHING_HERE = "Nothing is live or planned here."


async def second(plenum: Backstage) -> Conference:
    """Another one in the same channel."""
    return await plenum.start(key="command:2", topic="Budget", provider="hall", another=True)


async def missing(plenum: Backstage) -> None:
    """It is time to say who is missing: Cleo."""
    plenum.clock.advance(minutes=1)


@pytest.mark.parametrize("typed", ["people", "who", "PARTICIPANTS", "attendance", "in"])
async def test_who_is_in_is_told_by_their_names_in_slack_where_those_are_certain(
    talk: Talk, live: Conference, typed: str
) -> None:
    answer = await talk.types(typed)

    heading, ana, ben, kelly, *_ = answer.words.split("\n")
    assert heading == "*Weekly sync* · 3 in"
    assert ana.startswith(f"<@{ANA}> · host · since ")
    assert ben.startswith(f"<@{BEN}> · since ")
    assert kelly.startswith("Kelly · muted · since ")


async def test_whoever_asks_is_told_how_it_is_now(
    plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
) -> None:
    hall.inside = [KELLY]
    plenum.clock.advance(seconds=20)

    answer = await talk.types("people")

    assert answer.words.startswith("*Weekly sync* · 1 in\nKelly · muted")
    assert f"As of <!date^{int(plenum.clock().timestamp())}^" in answer.words


async def test_while_the_server_is_away_it_says_as_of_when_it_was_so(
    plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
) -> None:
    hall.failing = Unreachable("hall")
    plenum.clock.advance(seconds=20)

    answer = await talk.types("people")

    assert live.checked_at is not None
    assert answer.words.startswith("*Weekly sync* · 3 in")
    assert f"As of <!date^{int(live.checked_at.timestamp())}^" in answer.words


async def test_one_that_turns_out_to_be_over_is_said_to_be(
    plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
) -> None:
    hall.now = RoomState.GONE
    plenum.clock.advance(seconds=20)

    answer = await talk.types("people")

    assert answer.words.startswith("*3 people* came to *Weekly sync*\n")


async def test_a_code_names_one_that_is_elsewhere(plenum: Backstage, talk: Talk, live: Conference) -> None:
    there = await plenum.start(key="command:2", topic="Budget", provider="hall", place=Place(channel_id=GENERAL))

    answer = await talk.types(f"people {there.code}")

    assert answer.words.startswith("*Budget*")


async def test_where_two_are_live_the_person_chooses(plenum: Backstage, talk: Talk, live: Conference) -> None:
    budget = await second(plenum)

    asked = await talk.types("people")
    answer = await talk.presses(asked.choice(f"Show Budget · {budget.code}"))

    assert "Which one?" in asked.words
    assert answer.words.startswith("*Budget*")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("people dance", "I do not know what to do with “dance”."),
        (f"people <@{BEN}|ben>", "I do not know what to do with “@ben”."),
        ("people Q9Q9", "I know no conference `Q9Q9`"),
        ("people Q9Q9 nudge", "I know no conference `Q9Q9`"),
    ],
)
async def test_wrong_words_are_answered_with_a_sentence(talk: Talk, live: Conference, typed: str, words: str) -> None:
    answer = await talk.types(typed)

    assert words in answer.words


@pytest.mark.parametrize("typed", ["people", "people nudge", "people ring"])
async def test_where_nothing_is_live_that_is_said(talk: Talk, typed: str) -> None:
    answer = await talk.types(typed)

    assert NOTHING_HERE in answer.words


async def test_a_back_end_that_does_not_tell_is_said_not_to(plenum: Backstage, talk: Talk) -> None:
    await plenum.start(provider="dial")

    answer = await talk.types("people")

    assert "*dial* does not tell who is in." in answer.words


async def test_nobody_is_in_as_far_as_is_known(plenum: Backstage, talk: Talk) -> None:
    await plenum.start(provider="hall")

    answer = await talk.types("people")

    assert "Nobody is in, as far as *hall* tells." in answer.words


async def test_after_the_end_it_says_who_came(plenum: Backstage, talk: Talk, live: Conference) -> None:
    await plenum.conferences.close(live, by=ANA, now=plenum.clock())

    answer = await talk.types(f"people {live.code}")

    assert answer.words.startswith("*3 people* came to *Weekly sync*\n")
    assert f"<@{ANA}> · " in answer.words


async def test_where_that_was_never_known_it_says_so(plenum: Backstage, talk: Talk) -> None:
    conference = await plenum.start(provider="dial")
    await plenum.conferences.close(conference, by=ANA, now=plenum.clock())

    answer = await talk.types(f"people {conference.code}")

    assert "*Weekly sync* is over. Who was in is not known" in answer.words


class TestControls:
    """Who may steer a conference does it from the list."""

    async def test_its_host_can_do_all_that_the_back_end_can(self, talk: Talk, live: Conference) -> None:
        answer = await talk.types("people")

        assert answer.offers(beside="Kelly") == ["Let them speak", "Make host", "Send out"]
        assert answer.offers(beside=f"<@{ANA}>") == ["Mute", "Send out"]
        assert answer.offers()[-3:] == ["Record", "Lock", "Mute everybody"]

    async def test_an_administrator_can_too(self, plenum: Backstage, talk: Talk, hall: Crowded) -> None:
        await plenum.start(provider="hall", host_id=BEN)
        await enter(plenum, hall, KELLY)

        answer = await talk.types("people")

        assert "Send out" in answer.offers(beside="Kelly")

    async def test_others_read_it_and_no_more(self, talk: Talk, live: Conference) -> None:
        answer = await talk.types("people", by=BEN)

        assert "Kelly" in answer.words
        assert answer.offers() == []

    async def test_the_controls_show_how_the_room_stands(
        self, plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
    ) -> None:
        hall.flags = {"recording": True, "locked": True, "muted": True}
        await enter(plenum, hall, ANAS)

        answer = await talk.types("people")

        assert answer.offers()[-4:] == ["Stop recording", "Pause recording", "Unlock", "Let everybody speak"]


class TestMissing:
    """Those who were invited and are not in."""

    async def test_two_minutes_after_the_start_they_are_named_with_what_can_be_done(
        self, plenum: Backstage, talk: Talk, live: Conference
    ) -> None:
        early = await talk.types("people")
        await missing(plenum)

        answer = await talk.types("people")

        assert "not in:" not in early.words
        assert f"*Invited, not in:* <@{CLEO}>" in answer.words
        assert {"Nudge them", "Ring them"} <= set(answer.offers())

    @pytest.mark.parametrize("by", [ANA, BEN])
    async def test_each_is_nudged_by_direct_message(
        self, plenum: Backstage, talk: Talk, live: Conference, by: str
    ) -> None:
        await missing(plenum)

        answer = await talk.types("people nudge", by=by)
        await plenum.deliver()

        assert answer.words == f"Nudged: <@{CLEO}>. Each of them gets a direct message with Join."
        assert f"<@{by}> asks whether you are coming to *Weekly sync*" in str(plenum.direct(CLEO))

    async def test_where_nobody_is_missing_that_is_said(
        self, plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
    ) -> None:
        await enter(plenum, hall, ANAS, BENS, Participant(id="cleo/1", name="Cleo", email="cleo@acme.example"))

        answer = await talk.types("people nudge")

        assert "Nobody who was invited to *Weekly sync* is missing." in answer.words

    async def test_each_is_rung_who_has_an_account(
        self, plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
    ) -> None:
        await enter(plenum, hall, ANAS)
        hall.accounts = {"cleo@acme.example": Account(id="cleo", name="Cleo")}

        answer = await talk.types(f"people {live.code} ring")

        assert answer.words.split("\n") == [
            f"Ringing: <@{CLEO}>.",
            f"Not rung: <@{BEN}>, who has no account on *hall* with the same e-mail address.",
        ]
        assert hall.orders == [("ring", "cleo")]

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("people nudge", "The conference server *dial* cannot tell who is in."),
            ("people ring", "The conference server *dial* cannot ring people."),
        ],
    )
    async def test_where_that_cannot_be_known_nobody_is_said_to_be_there_or_missing(
        self, plenum: Backstage, talk: Talk, typed: str, words: str
    ) -> None:
        await plenum.start(provider="dial", people=(CLEO,))
        await missing(plenum)

        answer = await talk.types(typed)

        assert answer.words == words

    @pytest.mark.parametrize("word", ["nudge", "ring"])
    async def test_where_nobody_can_be_recognised_nobody_is_asked(
        self, plenum: Backstage, talk: Talk, hall: Crowded, live: Conference, word: str
    ) -> None:
        hall.features = hall.features - {Feature.ACCOUNTS}
        await missing(plenum)

        answer = await talk.types(f"people {word}")

        assert answer.words.startswith("The conference server *hall* cannot")
        assert hall.orders == []

    @pytest.mark.parametrize("word", ["nudge", "ring"])
    async def test_nobody_is_called_into_what_is_over(
        self, plenum: Backstage, talk: Talk, live: Conference, word: str
    ) -> None:
        await plenum.conferences.close(live, by=ANA, now=plenum.clock())

        answer = await talk.types(f"people {live.code} {word}")

        assert "*Weekly sync* is not live now" in answer.words

    @pytest.mark.parametrize(("word", "label"), [("nudge", "Nudge for"), ("ring", "Ring for")])
    async def test_where_two_are_live_the_choice_goes_on_with_it(
        self, plenum: Backstage, talk: Talk, live: Conference, word: str, label: str
    ) -> None:
        await second(plenum)
        await missing(plenum)

        asked = await talk.types(f"people {word}")
        answer = await talk.presses(asked.choice(f"{label} Weekly sync"))

        assert f"<@{CLEO}>" in answer.words


class TestAsked:
    """Of one that is to come: who is asked, and what they said."""

    async def test_they_are_listed_with_what_they_said(self, plenum: Backstage, talk: Talk) -> None:
        conference = await plenum.plan(people=(BEN, CLEO))
        await plenum.invitations.reply(conference, CLEO, Rsvp.YES, now=plenum.clock())

        answer = await talk.types(f"people {conference.code}", by=BEN)

        heading, host, *asked = answer.words.split("\n")
        assert heading.startswith("*Weekly sync* · planned for ")
        assert host == f"<@{ANA}> · host"
        assert asked[:2] == [f"<@{CLEO}> · yes", f"<@{BEN}> · has not replied"]
        assert answer.offers() == ["Invite"]

    async def test_once_it_is_live_it_is_still_said(self, plenum: Backstage, talk: Talk) -> None:
        conference = await plenum.plan(people=(BEN, CLEO), provider="hall")
        await plenum.invitations.reply(conference, CLEO, Rsvp.NO, now=plenum.clock())
        await plenum.tend(hours=3)

        answer = await talk.types("people")

        assert "Nobody is in" in answer.words
        assert f"*Said no:* <@{CLEO}>" in answer.words
