"""`/conf schedule`: a conference later."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import NoPlace, SlackError, UnknownProvider, Unsupported
from bot.model import Conference, DeliveryKind, Place, Stage
from handlers.commands import schedule
from playground.slack.seed import ANA, BEN, CLEO, DAN, OLD, SECRET, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.conftest import FrozenClock
from tests.handlers.conftest import Said
from tests.handlers.talk import Talk

ANSWER_HERE = "https://hooks.slack.com/commands/T1/1/x"
THREE_IN_BERLIN = datetime(2026, 11, 24, 14, tzinfo=UTC)


async def type_in(plenum: Backstage, said: Said, text: str, **call: object) -> None:
    await schedule.run(plenum.call(text, **call), plenum.desk, said)


async def only_one(plenum: Backstage) -> Conference:
    (conference,) = await plenum.all()
    return conference


async def test_what_was_typed_is_planned_and_its_card_stands_in_the_channel(plenum: Backstage, talk: Talk) -> None:
    answer = await talk.types("schedule Weekly sync at tomorrow 15:00")
    await plenum.deliver()

    conference = await only_one(plenum)
    assert (conference.plan.topic, conference.stage, conference.host_id) == ("Weekly sync", Stage.SCHEDULED, ANA)
    assert answer.words.startswith("*Weekly sync* is planned for")
    assert plenum.standing_in(TEAM_CHANNEL) == ["Weekly sync is planned"]
    assert plenum.room_ids() == []


@pytest.mark.parametrize("word", ["plan", "book"])
async def test_near_words_plan_too(plenum: Backstage, talk: Talk, word: str) -> None:
    await talk.types(f"{word} Weekly sync tomorrow 15:00")

    assert (await only_one(plenum)).plan.topic == "Weekly sync"


@pytest.mark.parametrize(
    ("person", "zone", "starts_at"),
    [
        (ANA, "Europe/Berlin", THREE_IN_BERLIN),
        (BEN, "America/New_York", datetime(2026, 11, 24, 20, tzinfo=UTC)),
    ],
)
async def test_a_time_is_that_of_the_askers_clock(
    plenum: Backstage, said: Said, person: str, zone: str, starts_at: datetime
) -> None:
    await type_in(plenum, said, "Weekly sync at tomorrow 15:00", person_id=person)

    plan = (await only_one(plenum)).plan
    assert (plan.starts_at, plan.zone) == (starts_at, zone)


async def test_a_zone_may_be_named(plenum: Backstage, said: Said) -> None:
    await type_in(plenum, said, "Weekly sync at tomorrow 15:00 New York time")

    assert (await only_one(plenum)).plan.zone == "America/New_York"


async def test_a_time_is_that_of_the_moment_it_was_typed(plenum: Backstage, said: Said) -> None:
    call = plenum.call("Weekly sync at tomorrow 15:00")
    plenum.clock.advance(hours=13)

    await schedule.run(call, plenum.desk, said)

    assert (await only_one(plenum)).plan.starts_at == THREE_IN_BERLIN


async def test_where_nobody_knows_the_askers_zone_nothing_is_planned(plenum: Backstage, said: Said) -> None:
    plenum.slack.faults.set("server_error", method="users.info")

    with pytest.raises(SlackError):
        await type_in(plenum, said, "Weekly sync at tomorrow 15:00")

    assert await plenum.all() == []


@pytest.mark.parametrize(
    ("text", "topic", "minutes", "provider"),
    [
        ("Sync at tomorrow 15:00 for 45m", "Sync", 45, "hq"),
        ("Sync at tomorrow 15:00 for 1 hour via dial", "Sync", 60, "dial"),
        ("Sync at tomorrow 15:00 via dial for an hour and a half", "Sync", 90, "dial"),
        ("Sync at tomorrow 15:00 with <@{BEN}> for 90 via DIAL", "Sync", 90, "dial"),
        ("Sync at tomorrow 15:00 for 45m with <@{BEN}|ben> and <@{CLEO}>", "Sync", 45, "hq"),
        ("Sync via dial for 1h at tomorrow 15:00", "Sync", 60, "dial"),
        ("Sync with <@{BEN}> at tomorrow 15:00", "Sync", None, "hq"),
        ("Prep for launch at tomorrow 15:00", "Prep for launch", None, "hq"),
        ("Dinner for 12 at tomorrow 15:00", "Dinner for 12", None, "hq"),
        ("Cover for a week at tomorrow 15:00", "Cover for a week", None, "hq"),
        ('"Training for 1 hour" at tomorrow 15:00', "Training for 1 hour", None, "hq"),
        ('"Travel via Rome" at tomorrow 15:00 via dial', "Travel via Rome", None, "dial"),
        ("R&amp;D &lt;3 at tomorrow 15:00", "R&D <3", None, "hq"),
        ("Talk to <@{BEN}> about money at tomorrow 15:00", "Talk to @ben about money", None, "hq"),
    ],
)
async def test_options_are_read_in_any_order(
    plenum: Backstage, said: Said, text: str, topic: str, minutes: int | None, provider: str
) -> None:
    await type_in(plenum, said, text.format(BEN=BEN, CLEO=CLEO))

    conference = await only_one(plenum)
    duration = timedelta(minutes=minutes) if minutes else None
    assert (conference.plan.topic, conference.plan.duration, conference.provider) == (topic, duration, provider)
    assert conference.plan.starts_at == THREE_IN_BERLIN


@pytest.mark.parametrize(
    ("text", "topic", "minutes", "leads"),
    [
        ("Sync at tomorrow 15:00 remind 15m,5m", "Sync", None, (15, 5)),
        ("Sync at tomorrow 15:00 remind 5m, 15m", "Sync", None, (15, 5)),
        ("Sync at tomorrow 15:00 remind 1 day and 15 minutes before", "Sync", None, (1440, 15)),
        ("Sync at tomorrow 15:00 Remind off", "Sync", None, ()),
        ("Sync at tomorrow 15:00 for 45m remind 0", "Sync", 45, (0,)),
        ("Sync at tomorrow 15:00 remind 1h, 10 for 45m with <@{BEN}>", "Sync", 45, (60, 10)),
        ("Sync at tomorrow 15:00 remind 5m with <@{BEN}> via hq", "Sync", None, (5,)),
        ("Sync for 45m remind 5m at tomorrow 15:00", "Sync", 45, (5,)),
        ("Sync at tomorrow 15:00 remind 5m every week", "Sync", None, (5,)),
        ("Sync at tomorrow 15:00 every week remind 5m", "Sync", None, (5,)),
        ("Remind Ben at tomorrow 15:00", "Remind Ben", None, None),
        ("remind 10 at tomorrow 15:00", "remind 10", None, None),
        ("Things to remind Ben of at tomorrow 15:00", "Things to remind Ben of", None, None),
        ('"Sync remind 10m" at tomorrow 15:00', "Sync remind 10m", None, None),
        ("Sync at tomorrow 15:00", "Sync", None, None),
    ],
)
async def test_when_people_are_reminded_may_be_said_too(
    plenum: Backstage, said: Said, text: str, topic: str, minutes: int | None, leads: tuple[int, ...] | None
) -> None:
    await type_in(plenum, said, text.format(BEN=BEN))

    plan = (await only_one(plenum)).plan
    duration = timedelta(minutes=minutes) if minutes else None
    assert (plan.topic, plan.duration, plan.leads, plan.starts_at) == (topic, duration, leads, THREE_IN_BERLIN)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Sync at tomorrow 15:00 remind soon", "I cannot read “soon” as how long ahead to remind. Use one like `10m`"),
        ("Sync at tomorrow 15:00 for 45m remind 5 parsecs", "I cannot read “parsecs” as how long ahead"),
        ("Sync at tomorrow 15:00 remind 5m for ages", "I cannot read “ages” as a length"),
        ("Sync at tomorrow 15:00 every week remind soon", "I cannot read “soon” as how long ahead"),
        ("Sync at tomorrow 15:00 remind 8 days", "“8 days” is longer ahead than I remind of anything: a week"),
        ("Sync remind 8 days at tomorrow 15:00", "“8 days” is longer ahead than I remind of anything: a week"),
        ("Sync at tomorrow 15:00 remind 1,2,3,4,5,6", "more reminders than I send of one conference: 5 at most"),
    ],
)
async def test_when_nobody_can_be_reminded_is_said(plenum: Backstage, said: Said, text: str, says: str) -> None:
    await type_in(plenum, said, text)

    assert says in said.words
    assert await plenum.all() == []


async def test_it_can_be_recorded_where_the_back_end_does_so(plenum: Backstage, said: Said) -> None:
    await type_in(plenum, said, "Weekly sync at tomorrow 15:00 +record via hall")

    assert (await only_one(plenum)).plan.record


async def test_where_it_cannot_be_recorded_nothing_is_planned(plenum: Backstage, said: Said) -> None:
    with pytest.raises(Unsupported):
        await type_in(plenum, said, "Weekly sync at tomorrow 15:00 +record via dial")

    assert await plenum.all() == []


async def test_whoever_is_named_is_asked_by_direct_message(plenum: Backstage, said: Said) -> None:
    await type_in(plenum, said, f"Weekly sync at tomorrow 15:00 with <@{BEN}|ben> <@{DAN}|dan>")
    await plenum.deliver()

    (message,) = plenum.direct(BEN)
    assert message["text"] == "You are invited to Weekly sync"
    assert f"Not reached: <@{DAN}>, whose account is deactivated." in said.words
    assert not any(reply.public for reply in said)


async def test_more_than_twenty_are_asked_only_when_confirmed(plenum: Backstage, talk: Talk) -> None:
    group = plenum.crowd(25)

    answer = await talk.types(f"schedule Weekly sync at tomorrow 15:00 with <!subteam^{group}|@everybody>")

    assert "That is 25 people." in answer.words
    assert await plenum.owed(DeliveryKind.INVITATION) == []
    await talk.presses(answer.choice("Invite all 25"))
    assert len((await only_one(plenum)).invitations) == 25


async def test_the_same_command_again_plans_nothing_more(plenum: Backstage, said: Said) -> None:
    for _ in range(2):
        await type_in(plenum, said, "Weekly sync at tomorrow 15:00")

    await only_one(plenum)
    assert len(await plenum.owed(DeliveryKind.CARD)) == 1


async def test_the_same_command_again_when_it_is_over_says_nothing_untrue(plenum: Backstage, said: Said) -> None:
    await type_in(plenum, said, "Weekly sync at tomorrow 15:00")
    await plenum.beginning.miss(await only_one(plenum), now=plenum.clock())
    said.clear()

    await type_in(plenum, said, "Weekly sync at tomorrow 15:00")

    assert said == []


async def test_several_may_be_planned_in_one_place(plenum: Backstage, said: Said) -> None:
    await plenum.start()

    for number in range(2):
        await type_in(plenum, said, "Weekly sync at tomorrow 15:00", key=f"command:{number + 2}")

    assert len(await plenum.all()) == 3


async def test_where_plenum_may_not_post_nothing_is_planned(plenum: Backstage, said: Said) -> None:
    place = Place(channel_id=SECRET)

    await type_in(plenum, said, "Weekly sync at tomorrow 15:00", place=place, response_url=ANSWER_HERE)

    assert said.words.startswith("I cannot post in this conversation")
    assert await plenum.all() == []


async def test_an_archived_channel_takes_no_plan(plenum: Backstage, said: Said) -> None:
    with pytest.raises(NoPlace):
        await type_in(plenum, said, "Weekly sync at tomorrow 15:00", place=Place(channel_id=OLD))

    assert await plenum.all() == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Say when, as in"),
        ("Weekly sync", "Say when, as in"),
        ("at tomorrow 15:00", "The topic is empty."),
        ("tomorrow 15:00", "The topic is empty."),
        ('"" at tomorrow 15:00', "The topic is empty."),
        ("<@U0BEN00001> at tomorrow 15:00", "The topic is empty."),
        ("x" * 300 + " at tomorrow 15:00", "That topic has 300 characters"),
        ("<!channel> sync at tomorrow 15:00", "A topic cannot call a whole channel."),
        ("Weekly sync at tomorrow 15:00 +recrod", "I do not know the option “+recrod”."),
        ("Weekly sync at yesterday 15:00", "and that is past."),
        ("Weekly sync at lunch", "I cannot read “lunch” as a time."),
        ("Weekly sync at tomorrow 15:00 for 3 days", "is longer than a conference can be planned."),
    ],
)
async def test_a_mistake_plans_nothing_and_is_told(plenum: Backstage, said: Said, text: str, sentence: str) -> None:
    await type_in(plenum, said, text)

    assert sentence in said.words
    assert await plenum.all() == []


async def test_beside_a_mistake_stands_a_button_for_the_form(plenum: Backstage, said: Said) -> None:
    await type_in(plenum, said, "Weekly sync at yesterday 15:00")

    assert said.button("Open the form")["value"] == "Weekly sync at yesterday 15:00"


async def test_a_text_that_no_button_can_carry_has_none(plenum: Backstage, said: Said) -> None:
    await type_in(plenum, said, "x" * 2001 + " at yesterday 15:00")

    assert [block["type"] for block in said[-1].message.blocks] == ["section"]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", True),
        ("Weekly sync", True),
        ("tomorrow 15:00", True),
        ("Weekly sync at 25:00", True),
        ("Weekly sync tomorrow 15:00 every blue moon", True),
        ("Weekly sync at tomorrow 15:00 for 3 days", True),
        ("Weekly sync at tomorrow 15:00 +recrod", True),
        ("<!channel> sync at tomorrow 15:00", True),
        ("Weekly sync at tomorrow 15:00", False),
        ("Weekly sync tomorrow 15:00 every weekday until 18 December", False),
        ("Weekly sync at yesterday 15:00", False),
        ("Weekly sync at 2036-12-01 15:00", False),
        ("Weekly sync at tomorrow 15:00 via nowhere", False),
        ("word " * 500, False),
    ],
)
def test_the_form_opens_for_what_is_wrong_wherever_somebody_is(clock: FrozenClock, text: str, *, form: bool) -> None:
    assert schedule.by_form(text, clock()) is form


async def test_an_unknown_back_end_plans_nothing(plenum: Backstage, said: Said) -> None:
    with pytest.raises(UnknownProvider):
        await type_in(plenum, said, "Weekly sync at tomorrow 15:00 via zoom")

    assert await plenum.all() == []
