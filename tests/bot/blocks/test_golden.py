"""How everything looks: each message against its golden file, and all of them against Slack's rules."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import errors
from bot.blocks import (
    agenda,
    calendar,
    control,
    crowd,
    forms,
    lead_told,
    listing,
    menu,
    outside,
    plan,
    plan_form,
    plan_told,
    problem,
    question,
    reminder,
    replies,
)
from bot.blocks import conference as shown
from bot.blocks.option_fields import HOST_FIRST, WAITING, Entered
from bot.choices import Chosen
from bot.live import Seen
from bot.model import (
    Conference,
    Feature,
    First,
    Guest,
    HostAccess,
    Invitation,
    Limits,
    Message,
    Options,
    Place,
    Rsvp,
    Series,
    Stage,
    Template,
    Why,
)
from handlers.commands import entries
from playground.slack.blocks import check_message, check_view
from tests.bot.blocks import settings_shown
from tests.conftest import NOON
from tests.makers import ANA, BEN, CLEO, make_conference, make_room

GOLDEN = Path(__file__).parent / "golden"
ALL = frozenset(Feature) - {Feature.PERSONAL_LINK}
OWN_LINKS = frozenset({Feature.PERSONAL_LINK, Feature.PARTICIPANTS})
TOLD = frozenset({Feature.STATE, Feature.EVENTS, Feature.DIAL_IN})
LIVE = make_conference()
ENDED = make_conference(stage=Stage.ENDED, ended_at=NOON + timedelta(minutes=11), ended_by=ANA)
STARTING = make_conference(stage=Stage.STARTING, room=None, started_at=None, seen_live_at=None)
FAILED = STARTING.change(stage=Stage.FAILED)
DIALLED = make_conference(room=make_room(join_url=None, dial_number="7004", guest_pin="482913"))
HOSTILE = make_conference(
    plan=replace(LIVE.plan, topic="<!channel> *free* <https://evil.example|Join> `now` &\u202e\n@here")
)
CAME = NOON - timedelta(minutes=29)
HERE = Seen(id="1", name="Ana Alvarez", person_id=ANA, joined_at=CAME, host=True)
KELLY = Seen(id="2", name="<@U0BEN> *Kelly*", joined_at=CAME + timedelta(minutes=4), muted=True)
BUSY = LIVE.change(seen=(HERE, KELLY), recording=True, locked=True, muted=True, checked_at=NOON)
GUESTS = LIVE.change(seen=tuple(replace(KELLY, id=f"{n}", name=f"Guest {n}") for n in range(5)))
FULL = LIVE.change(
    seen=(*(replace(HERE, id=f"m{n}", person_id=f"U0M{n}") for n in range(24)), KELLY, replace(HERE, id="phone"))
)
LEFT = LIVE.change(seen=(replace(HERE, left_at=NOON),), quiet_since=NOON)
ATTENDED = ENDED.change(
    seen=(
        replace(HERE, left_at=NOON),
        replace(HERE, id="3", joined_at=NOON, left_at=NOON + timedelta(minutes=11)),
        replace(KELLY, left_at=NOON + timedelta(minutes=9)),
    )
)
COMING = make_conference(
    plan=replace(LIVE.plan, starts_at=NOON + timedelta(hours=3), duration=timedelta(minutes=90), record=True),
    stage=Stage.SCHEDULED,
    planned=True,
    room=None,
    started_at=None,
    seen_live_at=None,
)
EVE, MAX = "eve@else.example", "max@else.example"
WITH_GUESTS = COMING.change(
    guests=(
        Guest(address=EVE, invited_by=ANA),
        Guest(address=MAX, invited_by=BEN),
        Guest(address="z@z.example", invited_by=BEN),
    )
)
WEEK = timedelta(weeks=1)
SERIES = COMING.change(
    plan=replace(COMING.plan, rule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20270301", zone="Europe/Berlin"),
    series=Series(
        first_at=COMING.plan.starts_at,
        skipped=(COMING.plan.starts_at + WEEK,),
        moved=((COMING.plan.starts_at + 2 * WEEK, COMING.plan.starts_at + 2 * WEEK + timedelta(days=1)),),
    ),
)
MOVED_DATE = COMING.change(series_id=SERIES.id, occurrence_at=COMING.plan.starts_at - timedelta(days=1))
REMINDED = COMING.change(plan=replace(COMING.plan, topic="*Budget*", leads=(1440, 15, 0)))
STANDING = lead_told.Standing(mine=Chosen(), here=Chosen())
WAS = COMING.plan.starts_at - timedelta(hours=2)
CANCELLED = COMING.change(stage=Stage.CANCELLED, ended_at=NOON, ended_by=ANA)
BERLIN = plan_form.Offered(zone="Europe/Berlin", backends={"hq": ALL, "open": frozenset(), "old": ALL}, closed={"old"})
CHOICES = (
    errors.TimeChoice(at=NOON, written="friday 2:30 am"),
    errors.TimeChoice(at=NOON, written="friday 2:30 pm"),
)
MARCH = date(2026, 3, 1)
REPEATS = {
    error.why: error
    for error in (
        errors.BadTime(errors.TimeTrouble.UNREADABLE_DAY, said="every week until whenever", part="whenever"),
        errors.BadTime(errors.TimeTrouble.NO_SUCH_DAY, said="every week until 30 Feb", part="30 Feb"),
        errors.BadTime(errors.TimeTrouble.PAST_DAY, said="daily until 1 March 2026", part="1 March 2026", day=MARCH),
        errors.BadTime(errors.TimeTrouble.UNREADABLE_REPEAT, said="every blue moon", part="every blue moon"),
        errors.BadTime(errors.TimeTrouble.AMBIGUOUS_REPEAT, said="every 2nd monday 5x", part="monday"),
        errors.BadTime(errors.TimeTrouble.NEVER_HAPPENS, said="", understood=NOON, day=MARCH),
        errors.BadTime(errors.TimeTrouble.TOO_FEW_TIMES, said="every week 1 time"),
        errors.BadTime(errors.TimeTrouble.TOO_MANY_TIMES, said="every day 501 times"),
        errors.BadTime(errors.TimeTrouble.ENDS_TOO_LATE, said="daily until 2040-03-01", part="2040-03-01", day=MARCH),
        errors.BadTime(errors.TimeTrouble.UNREADABLE_LEAD, said="10m, soon", part="soon"),
        errors.BadTime(errors.TimeTrouble.TOO_MANY_LEADS, said="6,5,4,3,2,1"),
        errors.BadTime(errors.TimeTrouble.LEAD_TOO_LONG, said="8 days"),
    )
}
CHOOSABLE = (errors.TimeTrouble.AMBIGUOUS_HOUR, errors.TimeTrouble.REPEATED, errors.TimeTrouble.SKIPPED)
FILES = "https://plenum.acme.example/calendar"
WEB_CALENDARS = (("Google Calendar", "https://calendar.google.com/x"), ("Outlook", "https://outlook.office.com/x"))
GIVEN = (Rsvp.YES, Rsvp.MAYBE, Rsvp.NO)


def said(reply: Rsvp) -> Conference:
    return COMING.change(invitations=(Invitation(person_id=BEN, invited_by=ANA, reply=reply),))


def asked(**replies: Rsvp) -> tuple[Invitation, ...]:
    return tuple(Invitation(person_id=person, invited_by=ANA, reply=reply) for person, reply in replies.items())


def page(
    conferences: Sequence[Conference],
    *,
    live: int,
    where: str = "here",
    features: Callable[[str], frozenset[Feature]] = lambda name: frozenset(),
    earlier: str | None = None,
    later: str | None = None,
) -> Message:
    """What somebody reads who may start what has been replied to."""
    return listing.page(
        conferences,
        where=where,
        live=live,
        features=features,
        starts=lambda conference: conference is REPLIED,
        earlier=earlier,
        later=later,
    )


REPLIED = COMING.change(
    invitations=asked(U0BEN=Rsvp.YES, U0CLEO=Rsvp.YES, U0DAN=Rsvp.MAYBE, U0EVE=Rsvp.NO, U0GIL=Rsvp.NONE, U0ANA=Rsvp.NO)
)
REPLIED_LIVE = LIVE.change(invitations=REPLIED.invitations)
MANY = COMING.change(invitations=asked(**{f"U0M{n}": Rsvp.NONE if n % 3 == 2 else Rsvp.YES for n in range(24)}))
REFUSED = said(Rsvp.NO)


def _reminder(
    conference: Conference,
    *,
    to: str = "",
    minutes: float = 10,
    was: datetime | None = None,
    back_at: datetime | None = None,
) -> Message:
    """So many minutes before it begins."""
    at = was or conference.begins_at
    item = reminder.Item(conference=conference, starts_at=at, to=to, back_at=back_at)
    return reminder.message([item], features={conference.provider: ALL}, now=at - timedelta(minutes=minutes))


MESSAGES: dict[str, Message] = {
    "plan-card": shown.card(COMING, features=ALL),
    "plan-card-hostile-topic": shown.card(
        COMING.change(plan=replace(COMING.plan, topic="<!channel> *x*", record=False)), features=ALL
    ),
    "plan-card-cancelled": shown.card(CANCELLED, features=ALL),
    "plan-card-missed": shown.card(COMING.change(stage=Stage.MISSED), features=ALL),
    "plan-card-failed": shown.card(COMING.change(stage=Stage.FAILED), features=ALL),
    "calendar-ways": calendar.ways(LIVE.plan.topic, WEB_CALENDARS, f"{FILES}/one.ics", f"{FILES}/all.ics"),
    "calendar-ways-hostile-topic-no-files": calendar.ways(HOSTILE.plan.topic, WEB_CALENDARS[:1], None, None),
    "calendar-renewed": calendar.renewed(f"{FILES}/all.ics"),
    "calendar-no-feeds": calendar.renewed(None),
    "plan-pointer": plan.pointer(LIVE),
    "plan-invitation": shown.invitation(COMING, by=ANA, to=BEN, features=ALL),
    "plan-card-replied": shown.card(REPLIED, features=ALL),
    "plan-card-replied-by-many": shown.card(MANY, features=ALL),
    "plan-card-refused": shown.card(REFUSED, features=ALL),
    **{f"plan-invitation-{reply}": shown.invitation(said(reply), by=ANA, to=BEN, features=ALL) for reply in GIVEN},
    "plan-people": replies.panel(REPLIED, withdrawable=[BEN, "U0DAN"], at=NOON),
    "plan-people-many": replies.panel(MANY, withdrawable=[], at=NOON),
    "plan-people-nobody": replies.panel(COMING.change(invitations=()), withdrawable=[], at=NOON),
    "plan-guests": plan.card(WITH_GUESTS, features=ALL),
    "live-guests": shown.card(LIVE.change(guests=WITH_GUESTS.guests[:1]), features=ALL),
    "plan-people-guests": replies.panel(WITH_GUESTS, withdrawable=[BEN], guests=[EVE, MAX], at=NOON),
    "plan-people-some-guests": replies.panel(WITH_GUESTS, withdrawable=[], guests=[MAX], at=NOON),
    "people-guests": crowd.panel(
        LIVE.change(guests=WITH_GUESTS.guests), features=ALL, steers=True, guests=[EVE, MAX], at=NOON
    ),
    "guests-invited": outside.invited(
        COMING.change(room=LIVE.room),
        told=[EVE, MAX],
        waiting=["late@else.example"],
        refused=["no@else.example"],
        features=frozenset({Feature.MAIL_GUESTS}),
    ),
    "guests-listed": outside.invited(
        COMING.change(room=LIVE.room), told=[EVE], waiting=[], refused=[], features=frozenset()
    ),
    "guests-before-the-room": outside.invited(COMING, told=[], waiting=[EVE, MAX], refused=[], features=frozenset()),
    "guests-forbidden": outside.strangers(LIVE, [EVE], features=ALL, forbidden=True),
    "guests-taken-back": outside.taken_back(COMING, [EVE, MAX], strangers=["no@else.example"], told=[EVE]),
    "people-replied": crowd.panel(REPLIED_LIVE, features=ALL, steers=False, at=NOON),
    "invitation-withdrawn": replies.withdrawn(COMING, by=ANA),
    "invitation-withdrawn-late": replies.withdrawn(COMING, by=""),
    "taken-back": replies.taken_back(COMING, [BEN, CLEO], strangers=["U0DAN"]),
    "taken-back-from-nobody": replies.taken_back(COMING, [], strangers=[BEN, CLEO]),
    "question-everyone": question.about_everyone(COMING, 7, channel_id="C0TEAM", asked="wish"),
    "question-everyone-of-one": question.about_everyone(COMING, 1, channel_id="D0AB", asked="wish"),
    "question-begun": question.begun(LIVE, features=ALL),
    "problem-not-invited": problem.explain(errors.NotInvited("Weekly sync"), reference=""),
    "plan-invitation-cancelled": shown.invitation(CANCELLED, by=ANA, to=BEN, features=ALL),
    "plan-planned": plan_told.planned(COMING),
    "plan-planned-elsewhere": plan_told.planned(COMING, elsewhere=True),
    "plan-saved": plan_form.saved(COMING),
    "series-saved": plan_form.saved(SERIES),
    "plan-changed-meanwhile": plan_form.changed_meanwhile(
        COMING, problem.explain(errors.ChangedMeanwhile("Weekly sync", code="K7F3"), reference="")
    ),
    "plan-about-changing": plan_form.about_changing(COMING),
    "plan-not-understood": plan_form.not_understood(
        errors.BadTime(errors.TimeTrouble.PAST, said="yesterday 15:00", understood=NOON),
        typed="Weekly sync at yesterday 15:00",
    ),
    "plan-about-cancelling": plan_told.about_cancelling(COMING),
    "plan-cancelled": plan_told.cancelled(COMING),
    "plan-moved": plan_told.moved(COMING),
    "plan-moved-date": plan_told.moved(MOVED_DATE),
    "plan-no-place": plan_told.no_place_here(),
    "question-planned-soon": question.about_another(COMING, asked="{}", features=ALL),
    "plan-card-nobody-came": shown.card(COMING.change(stage=Stage.MISSED, started_at=NOON), features=ALL),
    "plan-moved-date-invitation": shown.invitation(MOVED_DATE, by=ANA, to=BEN, features=ALL),
    "series-card": shown.card(SERIES, features=ALL),
    "series-card-over": shown.card(SERIES.change(stage=Stage.ENDED, ended_at=NOON), features=ALL),
    "series-card-cancelled": shown.card(SERIES.change(stage=Stage.CANCELLED, ended_at=NOON), features=ALL),
    "series-invitation": shown.invitation(SERIES, by=ANA, to=BEN, features=ALL),
    "series-planned": plan_told.planned(SERIES),
    "series-about-cancelling": plan_told.about_cancelling(SERIES),
    "series-about-moving": plan_told.about_moving(SERIES, to=WAS, carried="1:2:3"),
    "series-moved": plan_told.moved(SERIES),
    "series-date-cancelled": plan_told.date_cancelled(SERIES, WAS),
    "series-last-date-cancelled": plan_told.date_cancelled(SERIES.change(stage=Stage.ENDED), WAS),
    "series-date-settled": plan_told.date_settled(SERIES, WAS),
    "series-over-already": question.over_already(SERIES.change(stage=Stage.ENDED, ended_at=NOON)),
    "list-series": page([SERIES], live=0),
    **{
        f"plan-change-{about}": plan_told.change(COMING, about=about, was=WAS, by=ANA)
        for about in ("moved", "cancelled", "missed")
    },
    **{
        f"series-change-{about.replace('_', '-')}": plan_told.change(SERIES, about=about, was=WAS, by=ANA)
        for about in ("moved", "cancelled", "date_cancelled", "date_missed")
    },
    "problem-room-made": problem.explain(errors.RoomMade("Weekly sync", provider="old"), reference=""),
    **{
        f"problem-cannot-{feature.name.lower()}".replace("_", "-"): problem.explain(
            errors.Unsupported(feature, provider="open"), reference=""
        )
        for feature in (
            Feature.SET_PIN,
            Feature.WAITING_ROOM,
            Feature.HOST_FIRST,
            Feature.CAPACITY,
            Feature.TEMPLATES,
        )
    },
    "invited-more-than-come-in": question.invited(
        COMING, reached=[BEN, CLEO], missed=[], full=question.TooFull(asked=3, admits=2, more=True)
    ),
    "invited-more-than-the-server-lets-in": question.invited(
        LIVE, reached=[BEN, CLEO], missed=[], full=question.TooFull(asked=251, admits=250)
    ),
    "card-planned-with-options": plan.card(
        COMING.change(
            plan=replace(
                COMING.plan,
                options=Options(pin="4821", waiting_room=True, first=First.HOST, capacity=25),
            ),
            room=make_room(guest_pin="4821"),
        ),
        features=ALL,
    ),
    "problem-changed-meanwhile": problem.explain(errors.ChangedMeanwhile("Weekly sync", code="K7F3"), reference=""),
    "problem-not-changed": problem.explain(
        errors.Unreachable("hq", "no answer"),
        reference="7Q2M",
        attempt=problem.not_changed(COMING, wanted="[]", away=True),
    ),
    "problem-not-early": problem.explain(
        errors.Unreachable("hq", "no answer"), reference="7Q2M", attempt=problem.not_early(COMING)
    ),
    "list-coming": page([LIVE, COMING, REPLIED], live=1),
    "list-only-coming": page([COMING] * 10, live=0, earlier="here:week:10", later="here:week:30"),
    **{
        f"problem-time-{why.value.replace('_', '-')}": problem.explain(
            REPEATS.get(why)
            or errors.BadTime(
                why,
                said="friday 2:30",
                part="2:30",
                understood=NOON,
                choices=CHOICES if why in CHOOSABLE else (),
            ),
            reference="",
        )
        for why in errors.TimeTrouble
    },
    "problem-not-planned": problem.explain(errors.NotPlanned("Weekly sync"), reference=""),
    "card-live-with-people": shown.card(BUSY, features=ALL),
    "card-live-with-guests": shown.card(GUESTS, features=TOLD),
    "card-live-with-many": shown.card(FULL, features=ALL),
    "card-live-nobody-in": shown.card(LEFT, features=ALL),
    "card-live-doubted": shown.card(BUSY.change(doubted=True), features=ALL),
    "card-own-links": shown.card(LIVE, features=OWN_LINKS),
    "card-ended-with-people": shown.card(ATTENDED, features=ALL),
    "invitation-own-link": shown.invitation(LIVE, by=ANA, to=BEN, features=OWN_LINKS),
    "list-with-people": page([BUSY, LIVE], live=2, features=lambda name: OWN_LINKS | ALL),
    "people": crowd.panel(BUSY, features=ALL, steers=True, missing=[BEN, CLEO], rings=True, at=NOON),
    "people-for-guests-of-it": crowd.panel(BUSY, features=ALL, steers=False, at=NOON),
    "people-many": crowd.panel(FULL, features=ALL, steers=True, at=NOON),
    "people-nobody": crowd.panel(LIVE, features=ALL, steers=False, at=NOON),
    "people-not-told": crowd.panel(LIVE, features=frozenset(), steers=True, at=NOON),
    "people-told-by-webhook": crowd.panel(GUESTS, features=TOLD, steers=True, at=NOON),
    "people-not-everybody": crowd.panel(GUESTS, features=OWN_LINKS, steers=True, at=NOON),
    "attendance": crowd.attendance(ATTENDED),
    "attendance-unknown": crowd.attendance(ENDED),
    "nudge": control.nudge(BUSY, by=ANA, features=ALL),
    "reminder": _reminder(COMING, to=BEN),
    "reminder-host": _reminder(COMING, to=ANA),
    "reminder-channel": _reminder(COMING),
    "reminder-day-before": _reminder(COMING, to=BEN, minutes=24 * 60),
    "reminder-at-start": _reminder(COMING, to=BEN, minutes=0),
    "reminder-opening": _reminder(COMING, to=BEN, minutes=-3),
    "reminder-live": _reminder(LIVE.change(planned=True, plan=replace(LIVE.plan, starts_at=NOON)), to=BEN, minutes=-4),
    "reminder-late-said": _reminder(COMING.change(late=(BEN,)), to=BEN),
    "reminder-snoozed": _reminder(COMING, to=BEN, back_at=COMING.plan.starts_at - timedelta(minutes=5)),
    "reminder-overtaken": reminder.message(
        [reminder.Item(conference=COMING, starts_at=COMING.plan.starts_at, to=BEN, overtaken=True)],
        features={COMING.provider: ALL},
        now=COMING.plan.starts_at,
    ),
    "reminder-said-no": _reminder(
        COMING.change(invitations=(Invitation(person_id=BEN, invited_by=ANA, reply=Rsvp.NO),)), to=BEN
    ),
    "reminder-moved": _reminder(COMING, to=BEN, was=COMING.plan.starts_at - timedelta(hours=1)),
    "reminder-cancelled": _reminder(COMING.change(stage=Stage.CANCELLED, ended_at=NOON), to=BEN),
    "reminder-together": reminder.message(
        [
            reminder.Item(conference=COMING, starts_at=COMING.plan.starts_at, to=BEN),
            reminder.Item(
                conference=COMING.change(id="f2", plan=replace(COMING.plan, topic="Budget")),
                starts_at=COMING.plan.starts_at,
                to=BEN,
            ),
        ],
        features={COMING.provider: ALL},
        now=COMING.plan.starts_at - timedelta(minutes=10),
    ),
    "reminder-hostile": _reminder(HOSTILE, to=BEN),
    "late": reminder.late(COMING, BEN),
    "fewer-reminders": reminder.fewer((30, 10), shortest=10),
    "agenda": agenda.message([LIVE, COMING]),
    "card-late": shown.card(BUSY.change(late=(BEN, CLEO)), features=ALL),
    "nudged": control.nudged(LIVE, [BEN, CLEO]),
    "nudged-nobody": control.nudged(LIVE, []),
    "rung": control.rung(LIVE, [BEN], [(CLEO, "no_account"), ("U0DAN", "unavailable")]),
    "rung-nobody": control.rung(LIVE, [], []),
    "calling": control.calling(LIVE, "+441494523500"),
    "forgotten-by-one": control.forgotten(BUSY.change(seen=(HERE,), quiet_since=NOON), features=ALL),
    "forgotten-by-all": control.forgotten(LEFT, features=TOLD),
    "kept-open": control.kept_open(LIVE),
    "own-link": control.own_link(LIVE, "https://meet.acme.example/k7f3?jwt=secret"),
    "numbers": control.numbers(
        LIVE.change(room=make_room(guest_pin="4821")), [("+441494523500", "United Kingdom"), ("+33100", "France")]
    ),
    **{
        f"done-{action.partition('.')[2].replace('_', '-')}": control.done(LIVE, action, whom=KELLY, features=ALL)
        for action in (
            crowd.RECORD,
            crowd.STOP_RECORDING,
            crowd.PAUSE_RECORDING,
            crowd.MUTE_ALL,
            crowd.UNMUTE_ALL,
            crowd.LOCK,
            crowd.UNLOCK,
            crowd.MUTE,
            crowd.UNMUTE,
            crowd.KICK,
            crowd.HAND_OVER,
        )
    },
    "problem-not-live": problem.explain(errors.NotLive("Weekly sync"), reference=""),
    "problem-not-inside": problem.explain(errors.NotInside("<@U0BEN> Kelly"), reference=""),
    "problem-too-soon": problem.explain(errors.TooSoon("Weekly sync", after=timedelta(minutes=2)), reference=""),
    "problem-too-many-calls": problem.explain(errors.TooMany(20), reference=""),
    "problem-number-not-allowed": problem.explain(
        errors.Refused("pbx", why=errors.Refusal.NUMBER_NOT_ALLOWED), reference="7Q2M"
    ),
    "problem-cannot-record": problem.explain(
        errors.Unsupported(Feature.RECORD_FROM_START, provider="open"), reference=""
    ),
    "problem-busy": problem.explain(errors.Busy("hq"), reference="7Q2M"),
    "problem-busy-for-long": problem.explain(errors.Busy("hq", retry_after=timedelta(minutes=3)), reference="7Q2M"),
    "problem-resting": problem.explain(
        errors.Resting("hq", again_in=timedelta(seconds=12)),
        reference="7Q2M",
        attempt=problem.not_started(STARTING, others=["jitsi"]),
    ),
    "problem-cannot-lock": problem.explain(errors.Unsupported(Feature.LOCK, provider="open"), reference=""),
    "card-live": shown.card(LIVE, features=ALL),
    "card-live-with-call": shown.card(LIVE.change(call_id="R0CALL"), features=ALL),
    "card-live-unwatched": shown.card(LIVE.change(seen_live_at=None), features=frozenset()),
    "card-live-with-pin": shown.card(LIVE.change(room=make_room(guest_pin="4821")), features=ALL),
    "card-with-link-and-number": shown.card(
        LIVE.change(room=make_room(dial_number="7004", guest_pin="482913")), features=ALL
    ),
    "card-dialled": shown.card(DIALLED, features=ALL),
    "card-hostile-topic": shown.card(HOSTILE, features=ALL),
    "card-ended": shown.card(ENDED, features=ALL),
    "card-copy": shown.copy(LIVE, features=ALL, at=NOON),
    "card-answer-in-private-channel": shown.answer(LIVE, features=ALL, at=NOON),
    "card-answer-in-direct-message": shown.answer(LIVE.change(place=Place(channel_id="D0AB")), features=ALL, at=NOON),
    "invitation": shown.invitation(LIVE, by=ANA, to=BEN, features=ALL),
    "invitation-over": shown.invitation(ENDED, by=ANA, to=BEN, features=ALL),
    "invitation-dialled": shown.invitation(DIALLED, by=ANA, to=BEN, features=ALL),
    "question-ending": question.about_ending(LIVE, features=ALL),
    "question-closing": question.about_ending(LIVE, features=TOLD),
    "question-another": question.about_another(LIVE, asked="wish", features=ALL),
    "question-another-starting": question.about_another(STARTING, asked="wish", features=ALL),
    "question-another-dialled": question.about_another(DIALLED, asked="wish", features=ALL),
    "question-which": question.which([(LIVE, "1"), (LIVE, "2")], action_id=shown.END, verb="End"),
    "question-many": question.about_many(LIVE, 34, asked="wish"),
    "invited": question.invited(LIVE, reached=[BEN], missed=[(CLEO, problem.person_reason("deactivated"))]),
    "invited-few-of-many": question.invited(
        LIVE, reached=[BEN, CLEO], missed=[(f"U0{number}", problem.person_reason("bot")) for number in range(17)]
    ),
    "hosting-by-link": shown.hosting(LIVE, HostAccess(account="ana", url="https://hq.acme.example/webrtc/k7f3#t=1")),
    "hosting-by-pin": shown.hosting(LIVE, HostAccess(pin="482913")),
    "hosting-by-keys": shown.hosting(LIVE, HostAccess(pin="482913", keys="*8")),
    "hosting-unknown": shown.hosting(LIVE, HostAccess()),
    "secret-sent": question.secret_sent(LIVE),
    "list": page([LIVE, DIALLED], where="in this workspace", live=2),
    "list-long": page([LIVE] * 10, live=21, later="all:week:10"),
    "list-empty": page([], live=0),
    "ended-notice": question.ended(ENDED, stay=False),
    "ended-notice-people-stay": question.ended(ENDED, stay=True),
    "over-already": question.over_already(ENDED),
    "over-already-never-started": question.over_already(FAILED),
    "over-already-cancelled": question.over_already(CANCELLED),
    "being-started": question.being_started(STARTING),
    "kept": question.kept(LIVE),
    "started-privately": question.started_privately(LIVE),
    "how-to-add": question.how_to_add("C0TEAM"),
    "menu": menu.menu(),
    "help": menu.overview(list(entries())),
    "help-start": menu.about(next(entries())),
    "near-miss": menu.near_miss("weekly sync", wish="wish", text="weekly sync", close=None),
    "near-miss-too-long-for-a-button": menu.near_miss("weekly sync", wish="wish", text="x" * 2001, close=None),
    "near-miss-slip": menu.near_miss("strat sync", wish="wish", text="strat sync", close="start sync"),
    "problem-not-started": problem.explain(
        errors.Unreachable("hq"), reference="7Q2M", attempt=problem.not_started(STARTING, others=["jitsi"])
    ),
    "problem-service-closed": problem.explain(
        errors.ServiceClosed("old", "GET rooms: 410", title="Vonage Meetings", since=date(2025, 6, 30)),
        reference="7Q2M",
        attempt=problem.not_started(STARTING, others=["hq"], for_good=True),
    ),
    "problem-checking": problem.checking(STARTING, errors.Unanswered("hq"), others=["jitsi"], reference="7Q2M"),
    "problem-gave-up": problem.gave_up(STARTING, others=[], certain=True),
    "problem-gave-up-unsure": problem.gave_up(STARTING, others=[], certain=False),
    "problem-gave-up-refused": problem.gave_up(STARTING, others=["jitsi"], certain=True, why=Why.REFUSED),
    "problem-gave-up-taken-out": problem.gave_up(STARTING, others=["jitsi"], certain=True, why=Why.UNKNOWN),
    "problem-not-ended": problem.explain(errors.Busy("hq"), reference="7Q2M", attempt=problem.not_ended(LIVE)),
    "problem-not-hosted": problem.explain(errors.Busy("hq"), reference="K7F3", attempt=problem.not_hosted(LIVE)),
    "problem-unsent": problem.unsent("card", "is_archived", "C0OLD/1.2"),
    "problem-unsent-of-a-conference": problem.unsent("card", "channel_deleted", "C0OLD", topic="Weekly <sync>"),
    "problem-unsent-for-a-scope": problem.unsent("card", "missing_scope", "C0OLD"),
    "problem-homeless": problem.homeless(COMING, "is_archived", "C0OLD"),
    "problem-unsent-here": problem.unsent("card_update", "edit_window_closed", "D0AB/1.2"),
    "problem-unsent-to-somebody": problem.unsent("host_secret", "user_disabled", ANA),
    "problem-unknown-conference": problem.explain(errors.UnknownConference(""), reference=""),
    "problem-unknown": problem.explain(RuntimeError("secret detail"), reference="7Q2M"),
    "problem-outdated": problem.outdated(),
    **settings_shown.MESSAGES,
    "leads-overview": lead_told.overview(STANDING, [COMING, REMINDED], channel_id="C0TEAM"),
    "leads-overview-in-direct-messages": lead_told.overview(STANDING, [], channel_id="D0AB"),
    "leads-of-one": lead_told.of_one(COMING, STANDING),
    "leads-of-one-with-its-own": lead_told.of_one(REMINDED, settings_shown.STANDING),
    "leads-changed": lead_told.changed(REMINDED, STANDING),
    "leads-changed-of-a-series": lead_told.changed(SERIES, STANDING),
    "leads-mine": lead_told.mine(settings_shown.MINE.leads),
}
VIEWS: dict[str, dict[str, Any]] = {
    "form-start": forms.start(topic="Budget", people=[BEN], backends=["hq", "jitsi"], recorders=["hq"], metadata="{}"),
    "form-start-one-backend": forms.start(topic="", people=[], backends=["hq"], metadata="{}"),
    "form-start-closed-backend": forms.start(
        topic="", people=[], backends=["hq", "old"], closed={"old"}, metadata="{}"
    ),
    "form-invite": forms.invite(metadata="{}"),
    "form-loading": forms.loading("schedule.form", "Plan a conference"),
    "form-instead": forms.instead(
        "edit.form", "Change a conference", problem.explain(errors.NotPlanned("Weekly sync"), reference="")
    ),
    "form-schedule": plan_form.schedule(
        plan_form.Filled(date="2026-11-24", time="15:00"), BERLIN, more=False, trouble=None, metadata="{}"
    ),
    "form-schedule-not-understood": plan_form.schedule(
        plan_form.Filled(topic="Weekly sync", date="2026-11-24", people=(BEN,)),
        BERLIN,
        more=False,
        trouble=errors.BadTime(errors.TimeTrouble.UNREADABLE, said="25:00", part="25:00"),
        metadata="{}",
    ),
    "form-schedule-nothing-said": plan_form.schedule(
        plan_form.Filled(date="2026-11-24", time="15:00"),
        BERLIN,
        more=False,
        trouble=errors.BadCommand(errors.Mistake.NO_TIME, said="schedule Weekly sync at tomorrow 15:00"),
        metadata="{}",
    ),
    "form-schedule-more": plan_form.schedule(
        plan_form.Filled(
            topic="Weekly sync",
            date="2026-11-24",
            time="15:00",
            minutes=50,
            repeat=plan_form.AS_SAID,
            provider="hq",
            channel="C0TEAM",
            record=True,
            options=Entered(pin="4821", capacity="many", door=(WAITING, HOST_FIRST), template="t2"),
            leads=(75, 10),
        ),
        replace(
            BERLIN,
            rule="FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20261218",
            limits={"hq": Limits(admits=50, most=200, pin=(3, 6))},
            templates=(Template(id="t1", name="Lecture"), Template(id="t2", name="Town <hall> & *more*")),
        ),
        more=True,
        trouble=None,
        metadata="{}",
    ),
    "form-schedule-more-of-little": plan_form.schedule(
        plan_form.Filled(date="2026-11-24", time="15:00"),
        plan_form.Offered(zone="UTC", backends={"open": frozenset()}),
        more=True,
        trouble=None,
        metadata="{}",
    ),
    "form-edit": plan_form.edit(COMING, plan_form.Filled(topic="Weekly sync", minutes=0), BERLIN, metadata="{}"),
    "form-edit-series": plan_form.edit(
        SERIES,
        plan_form.Filled(topic="Standup", people=None, leads=()),
        replace(BERLIN, backends={"hq": frozenset()}),
        metadata="{}",
    ),
    "form-edit-which": plan_form.which([COMING, COMING.change(code="M2XQ", id="d" * 32)], metadata="{}"),
    **settings_shown.VIEWS,
}


@pytest.mark.parametrize("name", MESSAGES)
def test_message_looks_as_it_should(name: str, golden_write: bool) -> None:
    message = MESSAGES[name]

    compare(name, {"text": message.text, "blocks": list(message.blocks)}, write=golden_write)


@pytest.mark.parametrize("name", MESSAGES)
def test_slack_takes_the_message(name: str) -> None:
    message = MESSAGES[name]

    check_message(list(message.blocks), calls={"R0CALL"})

    assert message.text


@pytest.mark.parametrize("name", VIEWS)
def test_form_looks_as_it_should(name: str, golden_write: bool) -> None:
    view = VIEWS[name]

    check_view(view)

    compare(name, view, write=golden_write)


def test_no_golden_file_is_left_over() -> None:
    there = {path.stem for path in GOLDEN.glob("*.json")}

    assert there == MESSAGES.keys() | VIEWS.keys()


@pytest.mark.parametrize("name", MESSAGES)
def test_what_people_typed_stays_text(name: str) -> None:
    read_as_markup = [MESSAGES[name].text, *texts(list(MESSAGES[name].blocks), kind="mrkdwn")]

    for text in read_as_markup:
        assert "<!channel" not in text
        assert "<https://evil" not in text
        assert "*free*" not in text


@pytest.mark.parametrize("name", MESSAGES)
def test_nothing_unknown_shines_through(name: str) -> None:
    everything = json.dumps(list(MESSAGES[name].blocks)) + MESSAGES[name].text

    assert "secret detail" not in everything
    assert "None" not in everything


@pytest.mark.parametrize("name", [name for name in MESSAGES if "hostile" not in name])
def test_no_sentence_shouts_or_shows_a_code(name: str) -> None:
    for text in texts(list(MESSAGES[name].blocks), kind="mrkdwn"):
        readable = re.sub(r"<[^>]*>|`[^`]*`|:[a-z_]+:", "", text)
        assert "!" not in readable
        assert "_" not in readable


def texts(value: Any, *, kind: str) -> Iterator[str]:
    """Every text object of a kind, however deep."""
    if isinstance(value, dict):
        if value.get("type") == kind:
            yield value["text"]
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from texts(part, kind=kind)


def compare(name: str, seen: dict[str, Any], *, write: bool) -> None:
    path = GOLDEN / f"{name}.json"
    text = json.dumps(seen, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    if write:
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"no golden file: run pytest --golden=write {__file__}"
    assert path.read_text(encoding="utf-8") == text
