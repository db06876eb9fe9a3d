"""`/conf remind`: when people are reminded, of one conference or of all of one's own; what holds, and where from."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.choices import CHANNEL_LEADS, LEADS, Held, Scope
from bot.errors import BadCommand, BadTime, ChangedMeanwhile, NotAllowed, NotPlanned, UnknownConference
from bot.model import Conference, DeliveryKind, DeliveryState, Place, Plan, RoomStage
from handlers.commands import remind
from playground.slack.seed import ANA, ANA_BEN, BEN, CLEO, TEAM, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.handlers.conftest import Said
from tests.handlers.talk import Talk

AT_TWO = datetime(2026, 11, 24, 14, tzinfo=UTC)


async def type_in(plenum: Backstage, said: Said, text: str, **call: object) -> None:
    await remind.run(plenum.call(text, **call), plenum.desk, said)


async def leads_of(plenum: Backstage, conference: Conference) -> tuple[int, ...] | None:
    return (await plenum.known(conference)).plan.leads


class TestOfOneConference:
    @pytest.mark.parametrize(
        ("typed", "leads", "words"),
        [
            ("remind 30m,10m", (30, 10), "30 and 10 minutes before."),
            ("remind {code} 1 day and 1h 15m", (1440, 75), "1 day and 1 hour 15 minutes before."),
            ("remind {code} at the start", (0,), "at the start."),
            ("remind off", (), "not at all."),
            ("reminder 5m", (5,), "5 minutes before."),
            ("notify {code} 5", (5,), "5 minutes before."),
            ("remind default", None, "as is usual here (10 minutes before, by default)."),
        ],
    )
    async def test_the_host_says_when_people_are_reminded(
        self, plenum: Backstage, talk: Talk, typed: str, leads: tuple[int, ...] | None, words: str
    ) -> None:
        conference = await plenum.plan()

        answer = await talk.types(typed.format(code=conference.code))

        assert await leads_of(plenum, conference) == leads
        assert f"People are reminded of *Weekly sync* {words}" in answer.words

    async def test_it_can_be_left_to_what_is_usual_again(self, plenum: Backstage, talk: Talk) -> None:
        conference = await plenum.plan()
        await talk.types("remind off")

        await talk.types("remind default")

        assert await leads_of(plenum, conference) is None

    async def test_of_a_series_all_dates(self, plenum: Backstage, talk: Talk) -> None:
        plan = Plan(topic="Standup", starts_at=AT_TWO, zone="Europe/Berlin", rule="FREQ=WEEKLY;BYDAY=TU")
        conference = await plenum.plan(plan=plan)

        answer = await talk.types("remind 5m")

        assert "People are reminded of *Standup* each time 5 minutes before." in answer.words
        assert await leads_of(plenum, conference) == (5,)

    async def test_where_several_are_planned_one_is_chosen(self, plenum: Backstage, talk: Talk) -> None:
        await plenum.plan()
        other = await plenum.plan(key="2", topic="Budget")

        asked = await talk.types("remind 30m,10m")
        answer = await talk.presses(asked.choice("Remind of Budget"))

        assert "*Budget* 30 and 10 minutes before" in answer.words
        assert [one.plan.leads for one in await plenum.all()] == [None, (30, 10)]
        assert await leads_of(plenum, other) == (30, 10)

    @pytest.mark.parametrize(("said", "leads"), [("off", ()), ("default", None)])
    async def test_a_button_carries_that_nothing_is_wanted(
        self, plenum: Backstage, talk: Talk, said: str, leads: tuple[int, ...] | None
    ) -> None:
        await plenum.plan()
        other = await plenum.plan(key="2", plan=Plan(topic="Budget", starts_at=AT_TWO, leads=(5,)))

        asked = await talk.types(f"remind {said}")
        await talk.presses(asked.choice("Remind of Budget"))

        assert await leads_of(plenum, other) == leads

    async def test_what_looks_like_a_code_and_like_a_time_is_a_code_where_it_is_known(
        self, plenum: Backstage, said: Said
    ) -> None:
        conference = await plenum.plan()
        await type_in(plenum, said, "2h45")
        as_time = await leads_of(plenum, conference)
        await plenum.execute("UPDATE conferences SET code = '2H45'")

        await type_in(plenum, said, "2h45")
        await type_in(plenum, said, "2h45 5m")

        assert (as_time, await leads_of(plenum, conference)) == ((165,), (5,))

    async def test_only_host_and_administrators_may(self, plenum: Backstage, said: Said) -> None:
        conference = await plenum.plan(people=(BEN,))

        with pytest.raises(NotAllowed):
            await type_in(plenum, said, "5m", person_id=BEN)

        assert await leads_of(plenum, conference) is None

    async def test_one_that_has_begun_is_not_reminded_of(self, plenum: Backstage, said: Said) -> None:
        await plenum.start()

        with pytest.raises(NotPlanned):
            await type_in(plenum, said, "5m")

    @pytest.mark.parametrize(
        ("text", "error"),
        [("5m", BadCommand), ("Q9Q9 5m", UnknownConference), ("Q9Q9", UnknownConference), ("soon", BadTime)],
    )
    async def test_what_cannot_be_is_said(
        self, plenum: Backstage, said: Said, text: str, error: type[Exception]
    ) -> None:
        with pytest.raises(error):
            await type_in(plenum, said, text)

    async def test_what_cannot_be_read_comes_with_an_example(self, plenum: Backstage, talk: Talk) -> None:
        await plenum.plan()

        answer = await talk.types("remind soon")

        assert answer.words.startswith("I cannot read “soon” as how long ahead to remind. Use one like `10m`")

    async def test_neither_the_room_nor_people_hear_of_it(self, plenum: Backstage, talk: Talk) -> None:
        conference = await plenum.plan(people=(BEN, CLEO))
        await plenum.tend()
        await plenum.deliver()
        before, updates = await plenum.known(conference), len(plenum.asked("chat.update"))
        plenum.trueconf.faults.change({"busy_status": 503, "retry_after": None})

        await talk.types("remind 30m,10m")
        await talk.types("remind 30m,10m")
        await plenum.deliver(minutes=1)

        after = await plenum.known(conference)
        assert before.room_stage is RoomStage.READY
        assert after == before.change(plan=after.plan)
        assert [len(plenum.direct(person)) for person in (BEN, CLEO)] == [1, 1]
        assert len(plenum.asked("chat.update")) == updates

    async def test_what_is_owed_follows(self, plenum: Backstage, talk: Talk) -> None:
        conference = await plenum.plan(people=(BEN,))
        await plenum.reminding.round()

        await talk.types("remind 30m")
        await plenum.reminding.round()

        ahead = [
            (conference.plan.starts_at - row.due_at, row.target)
            for row in await plenum.owed(DeliveryKind.REMINDER)
            if row.state == DeliveryState.DUE
        ]
        assert (timedelta(minutes=30), BEN) in ahead
        assert {lead for lead, _ in ahead} == {timedelta(minutes=30)}

    async def test_whoever_changes_more_meanwhile_is_not_told_that_somebody_was_faster(
        self, plenum: Backstage, talk: Talk
    ) -> None:
        conference = await plenum.plan()
        person = await plenum.people.likely(TEAM, ANA)
        await talk.types("remind 5m")

        wanted = (await plenum.known(conference)).plan
        later = Plan(topic="Budget", starts_at=wanted.starts_at, leads=wanted.leads)
        changed = await plenum.planning.change(conference, later, by=person, seen=0, now=plenum.clock())

        assert (changed.plan.topic, changed.plan.leads, changed.sequence) == ("Budget", (5,), 1)
        with pytest.raises(ChangedMeanwhile):
            await plenum.planning.change(conference, wanted, by=person, seen=0, now=plenum.clock())


class TestOfOneself:
    @pytest.mark.parametrize(
        ("said", "held", "words"),
        [
            ("5m", Held(value=(5,), scope=Scope.PERSON), "You are reminded 5 minutes before, your own choice."),
            ("1h, 10", Held(value=(60, 10), scope=Scope.PERSON), "You are reminded 1 hour and 10 minutes before, your"),
            ("off", Held(value=(), scope=Scope.PERSON), "You are reminded not at all, your own choice."),
            ("default", Held(value=(30,), scope=Scope.CHANNEL), "reminded 30 minutes before, from this channel."),
        ],
    )
    async def test_everybody_chooses_for_themselves(
        self, plenum: Backstage, talk: Talk, said: str, held: Held[tuple[int, ...]], words: str
    ) -> None:
        await plenum.choose(LEADS, (30,), Scope.CHANNEL, TEAM_CHANNEL)

        answer = await talk.types(f"remind me {said}", by=BEN)

        assert (await plenum.choices.of(TEAM, TEAM_CHANNEL, BEN)).leads == held
        assert words in answer.words

    async def test_alone_it_says_what_holds(self, plenum: Backstage, talk: Talk) -> None:
        answer = await talk.types("remind me", by=BEN)

        assert answer.words.startswith("You are reminded 10 minutes before, by default.")

    async def test_what_cannot_be_read_changes_nothing(self, plenum: Backstage, said: Said) -> None:
        with pytest.raises(BadTime):
            await type_in(plenum, said, "me of the milk")

        assert (await plenum.choices.of(TEAM, None, ANA)).leads.scope is None


class TestWhatHolds:
    async def test_for_oneself_the_channel_and_what_is_planned_there(self, plenum: Backstage, talk: Talk) -> None:
        await plenum.choose(LEADS, (30,))
        await plenum.choose(CHANNEL_LEADS, (15,), Scope.CHANNEL, TEAM_CHANNEL)
        first = await plenum.plan()
        second = await plenum.plan(key="2", plan=Plan(topic="Budget", starts_at=AT_TWO, leads=(5,)))
        await talk.types("remind me 1h")

        answer = await talk.types("remind")

        assert answer.words.splitlines()[:5] == [
            "You are reminded 1 hour before, your own choice.",
            f"People in <#{TEAM_CHANNEL}>: 30 minutes before, from the workspace.",
            "The channel itself: 15 minutes before, from this channel.",
            f"*Weekly sync* · `{first.code}`: as is usual here (30 minutes before, from the workspace).",
            f"*Budget* · `{second.code}`: 5 minutes before.",
        ]

    async def test_in_a_direct_message_there_is_no_channel(self, plenum: Backstage, said: Said) -> None:
        await type_in(plenum, said, "", place=Place(channel_id=ANA_BEN))

        assert said.words == "You are reminded 10 minutes before, by default."

    async def test_of_one_conference_and_of_whoever_asks(self, plenum: Backstage, talk: Talk) -> None:
        conference = await plenum.plan()
        await talk.types("remind me off", by=BEN)

        answer = await talk.types(f"remind {conference.code}", by=BEN)

        assert answer.words.splitlines()[:2] == [
            "People are reminded of *Weekly sync* as is usual here (10 minutes before, by default).",
            "You: not at all, your own choice.",
        ]
