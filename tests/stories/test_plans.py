"""Plans on every kind of back end: after each step every message that stands is right, and nobody got one too many."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from bot.model import Feature
from playground.slack.seed import ANA, BEN, CLEO, EVE, GIL, TEAM_CHANNEL
from tests.kinds import PLAYED
from tests.stories import plan_deeds as deeds
from tests.stories.page import Page, Scene, Spot, token
from tests.stories.plan_deeds import BUDGET, RENAMED, STANDUP, SYNC
from tests.stories.planner import Deed, Told, story_of

APART = "Standup, one date apart"
CARD, POINTER, ASKED, REMINDER, NOTE = "card", "pointer", "asked", "reminder", "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something is done with the plan `about`. `posts`: who gets a new message, with what it says; everybody else gets
    none. `says`: what stands since then, by the role of a message or by whose it is; behind a `!`, what does not.
    `answers`: what is said to whoever does it. In braces stand the names of instants."""

    deed: Deed
    about: str
    posts: Mapping[str, str] = field(default_factory=dict)
    says: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answers: tuple[str, ...] = ()


INVITED = "invites you to"
NO_JOIN = '!"text": "Join"'
REPLY = '"text": "Yes"'
NEW_TIME = ("{sync}", "!{sync before}")
ANEW = (*NEW_TIME, REPLY, "!You said")
TAKEN_BACK = (f"<@{ANA}> has withdrawn the invitation to *{RENAMED}*", f"!{REPLY}", "!{sync}", "!http")

STEPS = {
    "typed": Step(
        deed=deeds.types_a_plan,
        about=SYNC,
        posts={TEAM_CHANNEL: "{sync}", BEN: INVITED, CLEO: INVITED, GIL: INVITED},
        says={
            CARD: ("{sync}", "45 min", f"Called by <@{ANA}>", f"with <@{BEN}>, <@{CLEO}> and <@{GIL}>", NO_JOIN),
            ASKED: ("{sync}", "45 min", REPLY, "Add to calendar", NO_JOIN),
        },
        answers=("{sync}", f"Invited to *{SYNC}*: <@{BEN}>, <@{CLEO}> and <@{GIL}>", f"Not reached: <@{EVE}>"),
    ),
    "by form": Step(
        deed=deeds.plans_by_form,
        about=BUDGET,
        posts={TEAM_CHANNEL: "{budget}", ANA: INVITED, CLEO: INVITED},
        says={
            CARD: ("{budget}", "30 min", f"Called by <@{BEN}>", f"with <@{ANA}> and <@{CLEO}>", NO_JOIN),
            ASKED: ("{budget}", "30 min", REPLY, NO_JOIN),
        },
        answers=("{budget}", f"Invited to *{BUDGET}*: <@{ANA}> and <@{CLEO}>"),
    ),
    "two reply": Step(
        deed=deeds.two_reply,
        about=SYNC,
        says={
            CARD: (f"Yes: <@{BEN}>", f"Maybe: <@{CLEO}>", "1 has not replied"),
            BEN: ("You said yes.", "✓ Yes"),
            CLEO: ("You said maybe.", "✓ Maybe"),
            GIL: ("!You said",),
        },
    ),
    "another mind": Step(
        deed=deeds.one_changes_her_mind,
        about=SYNC,
        says={
            CARD: (f"Yes: <@{BEN}>", "No: 1", "1 has not replied", "!Maybe"),
            BEN: ("You said yes.",),
            CLEO: ("You said no.", "!✓ Maybe"),
            GIL: ("!You said",),
        },
    ),
    "moved": Step(
        deed=deeds.moves_it,
        about=SYNC,
        posts=dict.fromkeys((BEN, CLEO, GIL), f"<@{ANA}> has moved *{SYNC}*: ~{{sync before}}"),
        says={CARD: (*NEW_TIME, "!Yes: ", "!No: ", NO_JOIN), ASKED: (*ANEW, NO_JOIN)},
        answers=("{sync}",),
    ),
    "replied again": Step(
        deed=deeds.replies_again,
        about=SYNC,
        says={
            CARD: (f"Yes: <@{BEN}>", "2 have not replied"),
            BEN: ("You said yes.",),
            CLEO: ("!You said",),
            GIL: ("!You said",),
        },
    ),
    "renamed": Step(
        deed=deeds.renames_it,
        about=SYNC,
        says={
            CARD: (RENAMED, f"!{SYNC}", f"Yes: <@{BEN}>", *NEW_TIME),
            ASKED: (RENAMED, f"!{SYNC}", *NEW_TIME),
            BEN: (RENAMED, "You said yes."),
        },
        answers=(f"*{RENAMED}* is saved",),
    ),
    "withdrawn": Step(
        deed=deeds.withdraws_one,
        about=SYNC,
        says={
            CARD: (f"!<@{GIL}>", f"Yes: <@{BEN}>", "1 has not replied"),
            ASKED: (RENAMED, REPLY, "{sync}"),
            BEN: (RENAMED, "You said yes."),
            GIL: TAKEN_BACK,
        },
        answers=(f"<@{GIL}>",),
    ),
    "a series": Step(
        deed=deeds.plans_a_series,
        about=STANDUP,
        posts={TEAM_CHANNEL: "{standup}", BEN: INVITED, CLEO: INVITED},
        says={CARD: ("Every day · next {standup}", "15 min", NO_JOIN), ASKED: ("{standup}", REPLY, NO_JOIN)},
        answers=("{standup}",),
    ),
    "one date cancelled": Step(
        deed=deeds.cancels_one_date,
        about=STANDUP,
        posts=dict.fromkeys((BEN, CLEO), f"<@{ANA}> has cancelled *{STANDUP}* for {{standup left out}}"),
        says={CARD: ("next {standup}", NO_JOIN), ASKED: ("next {standup}", REPLY, NO_JOIN)},
        answers=("{standup left out}", "The next time is {standup}"),
    ),
    "one date moved": Step(
        deed=deeds.moves_one_date,
        about=APART,
        posts=dict.fromkeys((BEN, CLEO), INVITED),
        says={ASKED: ("This date has moved: ~{standup by rule}", "→ {standup apart}", REPLY, NO_JOIN)},
        answers=("~{standup by rule}", "→ {standup apart}"),
    ),
    "cancelled while the server is down": Step(
        deed=deeds.cancels_while_it_is_down,
        about=BUDGET,
        posts=dict.fromkeys((ANA, CLEO), f"<@{BEN}> has cancelled *{BUDGET}*, planned for {{budget}}"),
        says={CARD: ("Cancelled. It was planned for {budget}", NO_JOIN), ASKED: ("Cancelled.", f"!{REPLY}", NO_JOIN)},
        answers=("Everybody who was invited is told",),
    ),
    "the server is back": Step(deed=deeds.it_is_back, about=BUDGET),
    "ten minutes before": Step(
        deed=deeds.it_is_near,
        about=SYNC,
        posts=dict.fromkeys((ANA, BEN, CLEO), f"*{RENAMED}* starts in 10 minutes · {{sync}}"),
        says={REMINDER: ("I’m late", "Snooze 5 min", NO_JOIN)},
    ),
    "its time": Step(
        deed=deeds.its_time_comes,
        about=SYNC,
        posts={TEAM_CHANNEL: RENAMED},
        says={CARD: ("Called by",), POINTER: ("has begun", NO_JOIN), ASKED: (f"!{REPLY}", "!{sync}"), GIL: TAKEN_BACK}
        | {REMINDER: (f"*{RENAMED}* ", "started", "!Snooze")},
    ),
    "the end": Step(
        deed=deeds.it_ends,
        about=SYNC,
        says={
            CARD: ("Ended ", NO_JOIN, "!http"),
            POINTER: (NO_JOIN,),
            ASKED: ("Ended ", NO_JOIN, "!http"),
            REMINDER: ("Ended ", NO_JOIN, "!http"),
            GIL: TAKEN_BACK,
        },
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a message on the page is: of which plan, and in which role."""

    about: str
    role: str


@pytest.fixture(scope="module", params=PLAYED)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Of each kind, told once."""
    steps = {name: step.deed for name, step in STEPS.items()}
    return asyncio.run(story_of(request.param, tmp_path_factory.mktemp("plans"), steps))


def kept_at(told: Told, last: str) -> dict[Spot, Kept]:
    """What each message that stands after this step is."""
    kept: dict[Spot, Kept] = {}
    for name in until(last):
        about = STEPS[name].about
        for spot, text in told.scenes[name].fresh.items():
            if spot[0] == TEAM_CHANNEL:
                kept |= {old: Kept(about=about, role=POINTER) for old, one in kept.items() if one == card_of(about)}
                kept[spot] = card_of(about)
            else:
                kept[spot] = Kept(about=about, role=_role(text))
    return kept


def _role(text: str) -> str:
    return ASKED if INVITED in text else REMINDER if "starts in" in text else NOTE


def card_of(about: str) -> Kept:
    return Kept(about=about, role=CARD)


def until(last: str) -> list[str]:
    names = list(STEPS)
    return names[: names.index(last) + 1]


def holding(one: Kept, reader: str, last: str) -> tuple[str, ...]:
    """The words that hold for a message after this step: those of the latest step that says anything about it."""
    for name in reversed(until(last)):
        says = STEPS[name].says if STEPS[name].about == one.about else {}
        if one.role != NOTE and (reader in says or one.role in says):
            return says.get(reader) or says[one.role]
    return ()


def wrong(text: str, words: tuple[str, ...], scene: Scene) -> list[str]:
    """Which of these words do not stand there, or stand there and should not."""
    instants = {name: token(at) for name, at in scene.at.items()}
    spelled = [word.format_map(instants) for word in words]
    return [word for word in spelled if (word.removeprefix("!") in text) is word.startswith("!")]


@pytest.mark.parametrize("name", STEPS)
def test_every_message_that_stands_is_right(told: Told, name: str) -> None:
    kept, scene = kept_at(told, name), told.scenes[name]

    amiss = {
        (spot, one.about): wrong(scene.page[spot], holding(one, spot[0], name), scene) for spot, one in kept.items()
    }

    assert scene.page.keys() == kept.keys()
    assert {spot: words for spot, words in amiss.items() if words} == {}


@pytest.mark.parametrize("name", STEPS)
def test_nobody_gets_a_message_too_many(told: Told, name: str) -> None:
    scene, expected = told.scenes[name], dict(STEPS[name].posts)
    if told.can(Feature.HOST_ACCESS) and any("You can host" in text for text in scene.fresh.values()):
        assert name == "its time"
        expected[ANA] = "You can host"

    assert sorted(reader for reader, _ in scene.fresh) == sorted(expected)
    assert {reader: wrong(text, (expected[reader],), scene) for (reader, _), text in scene.fresh.items()} == {
        reader: [] for reader in expected
    }


@pytest.mark.parametrize("name", STEPS)
def test_whoever_did_it_reads_what_came_of_it(told: Told, name: str) -> None:
    scene = told.scenes[name]

    assert wrong(scene.said, STEPS[name].answers, scene) == []


@pytest.mark.parametrize("name", list(STEPS)[1:])
def test_what_shows_other_plans_stays_as_it_was(told: Told, name: str) -> None:
    """A date that is moved alone is of its series."""
    before = until(name)[-2]
    about = {STEPS[name].about} | ({STANDUP} if STEPS[name].about == APART else set())
    others = [spot for spot, one in kept_at(told, before).items() if one.about not in about or one.role == NOTE]

    assert picked(told.scenes[name].page, others) == picked(told.scenes[before].page, others)


def picked(page: Page, spots: list[Spot]) -> Page:
    return {spot: page[spot] for spot in spots}


def test_a_room_that_was_made_ahead_goes_once_the_server_is_back(told: Told) -> None:
    """Nobody waited for that when it was cancelled."""
    made, down, back = (told.scenes[name].rooms for name in DOWN)

    assert down == made
    assert back == made - told.can(Feature.REMOVE)


DOWN = ("one date moved", "cancelled while the server is down", "the server is back")


def test_a_planned_one_shows_its_way_in_where_its_room_is_there(told: Told) -> None:
    """Not where everybody has a link of their own."""
    shown = told.can(Feature.AHEAD) and not told.can(Feature.PERSONAL_LINK)

    for name in ("typed", "moved", "renamed"):
        kept, page = kept_at(told, name), told.scenes[name].page
        ways = {spot: "http" in page[spot] or "dial " in page[spot].lower() for spot, one in kept.items()}
        assert {ways[spot] for spot, one in kept.items() if one.role != NOTE} == {shown}


def test_when_its_time_has_come_everybody_who_is_asked_has_the_same_way_in(told: Told) -> None:
    kept, page = kept_at(told, "its time"), told.scenes["its time"].page
    open_now = [page[spot] for spot, one in kept.items() if one.about == SYNC and one.role in (CARD, ASKED)]

    joins = ["conference.join" in text or "*Dial " in text for text in open_now]

    assert joins.count(True) == 3  # on the card, Ben's and Cleo's


def test_who_stays_in_after_the_end_is_said_where_the_server_sends_nobody_out(told: Told) -> None:
    assert ("People inside stay until they leave" in told.scenes["the end"].said) is not told.can(Feature.END)


def test_recording_is_promised_on_the_card_or_refused_in_words(told: Told) -> None:
    scene, can = told.scenes["typed"], told.can(Feature.RECORD_FROM_START)

    assert any("Will be recorded" in text for text in scene.page.values()) is can
    assert (f"*{told.name}* cannot record from the start" in scene.said) is not can
