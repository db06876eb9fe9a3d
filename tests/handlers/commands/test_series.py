"""Series by typing: planned with a repetition, changed for one date or for all, started before their time."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.model import Conference, Series, Stage
from playground.slack.seed import ANA, BEN
from tests.backstage import Backstage
from tests.handlers.talk import Talk

MONDAY_NINE = datetime(2026, 11, 30, 8, tzinfo=UTC)
"""In Berlin, where Ana is; it is the Monday before now."""
WEEK = timedelta(weeks=1)


async def weekly(plenum: Backstage, talk: Talk, text: str = "Standup at monday 9:00 every week") -> Conference:
    await talk.types(f"schedule {text} with <@{BEN}>")
    await plenum.deliver()
    return (await plenum.all())[0]


def dates_of(conference: Conference) -> Series:
    assert conference.series is not None
    return conference.series


@pytest.mark.parametrize(
    ("text", "rule", "minutes"),
    [
        ("Standup every monday at 9:00", "FREQ=WEEKLY;BYDAY=MO", None),
        ("Standup at monday 9:00 for 15m every weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", 15),
        ("Standup at monday 9:00 every week for 15m", "FREQ=WEEKLY;BYDAY=MO", 15),
        ("Standup at monday 9:00 every 2 weeks 5 times via hq", "FREQ=WEEKLY;INTERVAL=2;COUNT=5;BYDAY=MO", None),
        ("Standup at monday 9:00 every month until 1 March 2027", "FREQ=MONTHLY;UNTIL=20270301;BYMONTHDAY=30", None),
    ],
)
async def test_what_repeats_is_planned_so(
    plenum: Backstage, talk: Talk, text: str, rule: str, minutes: int | None
) -> None:
    answer = await talk.types(f"schedule {text}")

    (head,) = await plenum.all()
    assert set(str(head.plan.rule).split(";")) == set(rule.split(";"))
    assert (head.plan.topic, head.plan.starts_at) == ("Standup", MONDAY_NINE)
    assert head.plan.duration == (timedelta(minutes=minutes) if minutes else None)
    assert "for the first time" in answer.words


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Standup at monday 9:00 every blue moon", "every blue moon"),
        ("Standup at monday 9:00 every week until yesterday", "yesterday"),
        ("Standup at monday 9:00 every week until 26 November", "26 November"),
        ("Standup at monday 9:00 every day 5000 times", "5000 times"),
        ("Standup at monday 9:00 every day until 2050-01-01", "2050-01-01"),
    ],
)
async def test_what_never_happens_is_refused_with_a_way_that_works(
    plenum: Backstage, talk: Talk, text: str, sentence: str
) -> None:
    answer = await talk.types(f"schedule {text}")

    assert sentence in answer.words
    assert "`" in answer.words
    assert await plenum.all() == []


async def test_a_topic_may_speak_of_every_team(plenum: Backstage, talk: Talk) -> None:
    await talk.types("schedule Everything about every team at monday 9:00")

    (conference,) = await plenum.all()
    assert (conference.plan.topic, conference.series) == ("Everything about every team", None)


@pytest.mark.parametrize("word", ["", " this", " all"])
async def test_whoever_cancels_is_asked_which_dates(plenum: Backstage, talk: Talk, word: str) -> None:
    head = await weekly(plenum, talk)

    question = await talk.types(f"cancel {head.code}{word}")
    answer = await talk.presses(question.choice("Only that date"))

    assert question.offers() == ["Only that date", "All dates", "Keep it"]
    assert "is cancelled for" in answer.words
    assert dates_of(await plenum.known(head)).skipped == (MONDAY_NINE,)


async def test_all_dates_can_be_cancelled(plenum: Backstage, talk: Talk) -> None:
    head = await weekly(plenum, talk)

    await talk.presses((await talk.types("cancel")).choice("All dates"))

    assert (await plenum.known(head)).stage is Stage.CANCELLED


async def test_a_date_that_is_not_the_next_any_more_is_left(plenum: Backstage, talk: Talk) -> None:
    head = await weekly(plenum, talk)
    question = await talk.types("cancel")
    plenum.clock.now = MONDAY_NINE
    await plenum.tend()

    answer = await talk.presses(question.choice("Only that date"))

    assert "not the next date" in answer.words
    assert dates_of(await plenum.known(head)).skipped == ()


async def test_whoever_moves_it_is_asked_which_dates(plenum: Backstage, talk: Talk) -> None:
    head = await weekly(plenum, talk)

    question = await talk.types(f"move {head.code} to 1 Dec 11:00")
    await talk.presses(question.choice("Only that date"))

    (pair,) = dates_of(await plenum.known(head)).moved
    assert pair == (MONDAY_NINE, MONDAY_NINE + timedelta(days=1, hours=2))


async def test_all_dates_can_be_moved_by_typing(plenum: Backstage, talk: Talk) -> None:
    head = await weekly(plenum, talk)

    answer = await talk.types(f"move {head.code} to 1 Dec 11:00 for 30m all")

    moved = await plenum.known(head)
    assert moved.plan.starts_at == MONDAY_NINE + timedelta(days=1, hours=2)
    assert (moved.plan.duration, moved.plan.rule) == (timedelta(minutes=30), "FREQ=WEEKLY;BYDAY=TU")
    assert "now takes place every Tuesday" in answer.words


async def test_one_date_can_be_moved_by_typing(plenum: Backstage, talk: Talk) -> None:
    head = await weekly(plenum, talk)

    answer = await talk.types(f"move {head.code} to 1 Dec 11:00 this")

    assert "One date of *Standup* is moved" in answer.words
    assert (await plenum.known(head)).plan.starts_at == MONDAY_NINE + WEEK


async def test_its_code_starts_the_next_date_now(plenum: Backstage, talk: Talk) -> None:
    head = await weekly(plenum, talk)

    await talk.types(f"start {head.code}")

    (alone,) = [one for one in await plenum.all() if one.series_id == head.id]
    assert (alone.stage, alone.host_id) == (Stage.LIVE, ANA)


async def test_the_menu_of_its_card_starts_it_now(plenum: Backstage, talk: Talk) -> None:
    await talk.types("schedule Budget at monday 9:00")
    await plenum.deliver()
    card = talk.card()

    await talk.presses(card.choice("Start it now"))

    assert (await plenum.all())[0].stage is Stage.LIVE


async def test_a_code_of_nothing_planned_is_a_topic(plenum: Backstage, talk: Talk) -> None:
    await talk.types("start K7F3")

    assert (await plenum.all())[0].plan.topic == "K7F3"


async def test_where_it_cannot_be_started_now_it_is_said_that_it_stays_planned(plenum: Backstage, talk: Talk) -> None:
    head = await weekly(plenum, talk)
    plenum.trueconf.faults.change({"busy_status": 503, "retry_after": None, "match": "POST .*/conferences$"})

    answer = await talk.types(f"start {head.code}")

    assert "stays planned for" in answer.words
    assert answer.offers() == ["Try again"]


async def test_whoever_starts_one_where_one_is_about_to_begin_is_asked_and_may_mean_that(
    plenum: Backstage, talk: Talk
) -> None:
    soon = await plenum.plan(hours=0.2)

    question = await talk.types("start")
    await talk.presses(question.choice("Start that one now"))

    assert question.offers() == ["Start that one now", "Start another one"]
    assert [(one.id, one.stage) for one in await plenum.all()] == [(soon.id, Stage.LIVE)]
