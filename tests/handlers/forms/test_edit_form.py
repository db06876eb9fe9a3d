"""The form that changes a plan: who may see it, what stands in it, and what a change by it does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.model import Conference, Place, Plan
from playground.slack.seed import ANA, BEN, CLEO, TEAM_CHANNEL
from playground.slack.views import View
from tests.backstage import Backstage
from tests.handlers.forms.test_schedule_form import choice, day, hour, reminds, several, stands, words
from tests.handlers.front import Front, people_field, text_field, told
from tests.handlers.talk import Talk

IN_THE_AFTERNOON = datetime(2026, 11, 24, 14, tzinfo=UTC)


async def planned(plenum: Backstage, **changes: Any) -> Conference:
    """Ana has planned one for tomorrow at three, with Ben."""
    plan = Plan(topic="Weekly sync", starts_at=IN_THE_AFTERNOON, duration=timedelta(minutes=50), zone="Europe/Berlin")
    usual: dict[str, Any] = {"plan": plan, "people": (BEN,)}
    return await plenum.plan(**(usual | changes))


async def series(plenum: Backstage, rule: str) -> Conference:
    plan = Plan(topic="Standup", starts_at=IN_THE_AFTERNOON, zone="Europe/Berlin", rule=rule)
    return await planned(plenum, plan=plan)


async def opened(front: Front, conference: Conference) -> View:
    return await front.opens(front.pressed("plan.change", conference.id))


# Filled in


async def test_it_stands_filled_in_with_what_holds(front: Front) -> None:
    view = await opened(front, await planned(front.plenum))

    assert stands(view) == {
        "topic": "Weekly sync",
        "date": "2026-11-24",
        "time": "15:00",
        "length": "50",
        "who": [BEN],
        "repeat": "never",
        "remind": [],
        "record": [],
        "pin": None,
        "door": [],
        "capacity": None,
        "template": "-",
    }
    assert view.body["submit"]["text"] == "Save"


@pytest.mark.parametrize("typed", ["edit {code}", "edit", "change {code}", "rename"])
async def test_a_command_opens_it(front: Front, typed: str) -> None:
    conference = await planned(front.plenum)

    view = await front.opens(front.typed(typed.format(code=conference.code)))

    assert stands(view)["topic"] == "Weekly sync"


async def test_where_several_are_planned_one_is_chosen(front: Front) -> None:
    await planned(front.plenum)
    other = await planned(front.plenum, key="2", plan=Plan(topic="Budget", starts_at=IN_THE_AFTERNOON))

    await front.opens(front.typed("edit"))
    view = await front.uses("plan.change", value=other.id)

    assert stands(view)["topic"] == "Budget"


@pytest.mark.parametrize(
    ("rule", "repeat"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", "weekly"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "weekdays"),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270301", "as_said"),
    ],
)
async def test_a_series_shows_how_it_repeats(front: Front, rule: str, repeat: str) -> None:
    view = await opened(front, await series(front.plenum, rule))

    assert stands(view)["repeat"] == repeat
    assert "holds for all dates that are to come" in words(view)


async def test_a_series_keeps_the_hours_of_its_own_place(front: Front) -> None:
    conference = await series(front.plenum, "FREQ=WEEKLY;BYDAY=TU")
    people = front.plenum.slack.workspace.people
    people[BEN] = replace(people[BEN], is_admin=True)

    view = await front.opens(front.pressed("plan.change", conference.id, by=BEN), by=BEN)

    assert (stands(view)["time"], "Berlin time" in words(view)) == ("15:00", True)


async def test_very_many_invited_people_are_not_listed(front: Front) -> None:
    crowd = front.plenum.slack.workspace.groups[front.plenum.crowd(101)].users

    view = await opened(front, await planned(front.plenum, people=crowd))

    assert "who" not in stands(view)
    assert "To invite more people" in words(view)


async def test_a_hundred_invited_people_fit_into_what_the_form_remembers(front: Front) -> None:
    crowd = front.plenum.slack.workspace.groups[front.plenum.crowd(100)].users

    view = await opened(front, await planned(front.plenum, people=crowd))

    assert len(stands(view)["who"]) == 100
    assert len(view.body["private_metadata"]) <= 3000


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("edit Q9Q9", "I know no conference"),
        ("edit", "nothing is live or planned here"),
        ("edit K7F3 soon", "I do not know what to do with"),
    ],
)
async def test_what_is_not_there_is_said_in_the_form(front: Front, typed: str, says: str) -> None:
    view = await front.opens(front.typed(typed))

    assert says.casefold() in words(view).casefold()
    assert "submit" not in view.body


async def test_others_may_not_change_it(front: Front) -> None:
    conference = await planned(front.plenum)

    view = await front.opens(front.pressed("plan.change", conference.id, by=BEN), by=BEN)

    assert "or a workspace administrator can change it" in words(view)


async def test_one_that_is_over_cannot_be_changed(front: Front) -> None:
    conference = await planned(front.plenum)
    person = await front.plenum.people.likely(conference.workspace_id, ANA)
    await front.plenum.planning.cancel(conference, by=person, now=front.plenum.clock())

    view = await opened(front, conference)

    assert "has begun, or is over" in words(view)


async def test_where_no_form_can_open_a_button_does(front: Front, talk: Talk) -> None:
    conference = await planned(front.plenum)
    answer = await talk.mentions("edit")

    button = answer.choice("Change")
    view = await front.opens(front.pressed(button["action_id"], button["value"]))

    assert button["value"] == conference.id
    assert stands(view)["topic"] == "Weekly sync"


async def test_the_private_line_and_the_card_open_it(front: Front, talk: Talk) -> None:
    answer = await talk.types("schedule Weekly sync at tomorrow 15:00")
    await front.plenum.deliver()

    on_the_line, on_the_card = answer.choice("Change"), talk.card().choice("Change it")

    assert on_the_line["action_id"] == "plan.change"
    assert on_the_card["selected_option"]["value"].startswith("plan.change:")


# Carried out


async def sent(front: Front, conference: Conference, **values: dict[str, Any]) -> Conference:
    """Ana opens it, changes this, and saves."""
    await opened(front, conference)
    answer = await front.submits(**values)
    assert answer.body == ""
    await front.works()
    return await front.plenum.known(conference)


async def test_what_was_changed_holds(front: Front) -> None:
    conference = await planned(front.plenum)

    changed = await sent(front, conference, topic=text_field("Budget"), length=choice("90"), time=hour("16:00"))

    assert (changed.plan.topic, changed.plan.duration) == ("Budget", timedelta(minutes=90))
    assert changed.plan.starts_at == IN_THE_AFTERNOON + timedelta(hours=1)
    assert changed.sequence == conference.sequence + 1
    assert ["is saved" in text for text in front.told()] == [True]


@pytest.mark.parametrize(
    ("leads", "shown"), [(None, []), ((), ["off"]), ((30, 10), ["10", "30"]), ((75, 0), ["0", "75"])]
)
async def test_when_people_are_reminded_stands_in_it_and_is_kept(
    front: Front, leads: tuple[int, ...] | None, shown: list[str]
) -> None:
    plan = Plan(topic="Weekly sync", starts_at=IN_THE_AFTERNOON, zone="Europe/Berlin", leads=leads)
    conference = await planned(front.plenum, plan=plan)

    view = await opened(front, conference)
    await front.submits(topic=text_field("Budget"))
    await front.works()

    assert reminds(view) == shown
    assert (await front.plenum.known(conference)).plan.leads == leads


@pytest.mark.parametrize(("values", "leads"), [(["60", "5"], (60, 5)), (["off"], ()), ([], None)])
async def test_when_people_are_reminded_can_be_changed(
    front: Front, values: list[str], leads: tuple[int, ...] | None
) -> None:
    plan = Plan(topic="Weekly sync", starts_at=IN_THE_AFTERNOON, zone="Europe/Berlin", leads=(10,))
    conference = await planned(front.plenum, plan=plan)

    changed = await sent(front, conference, remind=several(*values))

    assert changed == conference.change(plan=replace(plan, leads=leads))


async def test_reminders_that_were_changed_while_the_form_stood_open_stay_so(front: Front, talk: Talk) -> None:
    conference = await planned(front.plenum)
    await opened(front, conference)
    await talk.types("remind 30m")

    await front.submits(topic=text_field("Budget"))
    await front.works()

    changed = (await front.plenum.known(conference)).plan
    assert (changed.topic, changed.leads) == ("Budget", (30,))


async def test_saved_as_it_was_nothing_changes(front: Front) -> None:
    conference = await planned(front.plenum)

    assert await sent(front, conference) == conference


async def test_it_may_repeat_from_now_on(front: Front) -> None:
    changed = await sent(front, await planned(front.plenum), repeat=choice("weekly"))

    assert changed.plan.rule == "FREQ=WEEKLY;BYDAY=TU"


async def test_a_series_keeps_the_rule_that_no_choice_stands_for(front: Front) -> None:
    rule = "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270301"

    changed = await sent(front, await series(front.plenum, rule), topic=text_field("Daily"))

    assert (changed.plan.topic, changed.plan.rule) == ("Daily", rule)


async def test_whoever_was_added_is_asked(front: Front) -> None:
    changed = await sent(front, await planned(front.plenum), who=people_field(BEN, CLEO))
    await front.plenum.deliver()

    assert [one.person_id for one in changed.invitations] == [BEN, CLEO]
    assert len(front.plenum.direct(CLEO)) == 1


async def test_whoever_was_taken_out_is_not_asked_any_more(front: Front) -> None:
    conference = await planned(front.plenum)
    await front.plenum.deliver()

    changed = await sent(front, conference, who=people_field(CLEO))
    await front.plenum.deliver()

    assert [one.person_id for one in changed.invitations] == [CLEO]
    assert "withdr" in str(front.plenum.direct(BEN)).casefold()


async def test_whoever_was_asked_while_the_form_stood_open_stays_so(front: Front) -> None:
    conference = await planned(front.plenum)
    await opened(front, conference)
    await front.plenum.invitations.invite(conference, [CLEO], by=ANA, now=front.plenum.clock())

    await front.submits(topic=text_field("Budget"))
    await front.works()

    assert [one.person_id for one in (await front.plenum.known(conference)).invitations] == [BEN, CLEO]


async def test_a_past_moment_stands_beside_its_field(front: Front) -> None:
    await opened(front, await planned(front.plenum))

    answer = await front.submits(date=day("2026-11-20"))

    assert "is past" in told(answer)["errors"]["date"]


async def test_of_two_who_change_it_at_once_the_second_is_told_and_sees_the_new_state(front: Front) -> None:
    conference = await planned(front.plenum)
    await opened(front, conference)
    person = await front.plenum.people.likely(conference.workspace_id, ANA)
    at = IN_THE_AFTERNOON + timedelta(hours=2)
    plan = replace(conference.plan, starts_at=at)
    await front.plenum.planning.change(conference, plan, by=person, seen=0, now=front.plenum.clock())

    await front.submits(topic=text_field("Budget"))
    await front.works()

    now = await front.plenum.known(conference)
    told_so, card = front.plenum.asked("response_url")[-2:]
    assert (now.plan.topic, now.plan.starts_at) == ("Weekly sync", at)
    assert "changed" in told_so["text"]
    assert told_so["blocks"][-1]["elements"][0]["value"] == conference.id
    assert str(int(at.timestamp())) in str(card["blocks"])


async def test_the_same_change_carried_out_again_after_a_death_says_the_same(front: Front) -> None:
    conference = await planned(front.plenum)
    await opened(front, conference)
    await front.submits(topic=text_field("Budget"))
    (request,) = await front.kept()

    for _ in range(2):
        await front.plenum.work(request)

    assert ["is saved" in text for text in front.told()] == [True, True]


async def test_a_conference_in_another_channel_is_changed_from_here(front: Front) -> None:
    conference = await planned(front.plenum, place=Place(channel_id=TEAM_CHANNEL, thread_ts="1.2"))

    changed = await sent(front, conference, topic=text_field("Budget"))

    assert changed.place == conference.place
