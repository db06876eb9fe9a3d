"""What was written down is carried out, and each failure told to the person who asked."""

from typing import Any

import pytest

from bot.choices import QUIET, Scope
from bot.errors import StoreError
from bot.leads import Quiet
from bot.model import DeliveryKind, Place, Stage
from bot.services.inbox import Request
from handlers.commands.wish import Wish
from playground.slack.seed import ANA, ANA_BEN, BEN, BOT_USER, CLEO, EVE, OPS, PARTNERS, TEAM, TEAM_CHANNEL
from tests.backstage import Backstage


def request(plenum: Backstage, kind: str, *, key: str = "command:1", attempt: int = 1, **body: Any) -> Request:
    """Ana, in #team, unless it says otherwise."""
    usual: dict[str, Any] = {"person": ANA, "channel": TEAM_CHANNEL, "thread": None, "response_url": None}
    return Request(
        id="r1",
        workspace_id=TEAM,
        key=key,
        kind=kind,
        body=usual | body,
        received_at=plenum.clock(),
        attempt=attempt,
    )


async def work(plenum: Backstage, kind: str, **asked: Any) -> None:
    await plenum.work(request(plenum, kind, **asked))


def shared(plenum: Backstage) -> str:
    """A channel with people of another organisation, which Plenum is in."""
    plenum.slack.enter(plenum.slack.workspace.conversations[PARTNERS], BOT_USER)
    return PARTNERS


def answer_here(plenum: Backstage, channel: str) -> str:
    slack = plenum.slack
    made, _ = slack.response_url(slack.workspace.people[ANA], slack.workspace.conversations[channel])
    return made


# Kinds


async def test_a_command_is_carried_out(plenum: Backstage) -> None:
    await work(plenum, "command", text="start Weekly sync")

    (conference,) = await plenum.all()
    assert (conference.plan.topic, conference.host_id, conference.stage) == ("Weekly sync", ANA, Stage.LIVE)


async def test_a_near_word_is_a_command_too(plenum: Backstage) -> None:
    await work(plenum, "command", text="new Weekly sync")

    assert [one.plan.topic for one in await plenum.all()] == ["Weekly sync"]


async def test_a_mention_is_carried_out_in_its_thread(plenum: Backstage) -> None:
    await work(plenum, "mention", text=f"start Prices <@{BEN}>", thread="1.2")

    (conference,) = await plenum.all()
    assert conference.place == Place(channel_id=TEAM_CHANNEL, thread_ts="1.2")
    assert [one.person_id for one in conference.invitations] == [BEN]


@pytest.mark.parametrize(("text", "words"), [("", "What would you like to do?"), ("hello", "What shall I do with")])
async def test_a_mention_that_is_no_command_is_answered_in_private(plenum: Backstage, text: str, words: str) -> None:
    await work(plenum, "mention", text=text)

    (shown,) = plenum.posts(words)
    assert shown["only_for"] == ANA


async def test_a_press_is_carried_out(plenum: Backstage) -> None:
    conference = await plenum.start()

    await work(plenum, "press", key="press:1", action_id="conference.end_now", value=conference.id)

    assert (await plenum.known(conference)).stage is Stage.ENDED


async def test_a_form_starts_a_conference(plenum: Backstage) -> None:
    filled_in = {"topic": "Weekly sync", "people": [BEN], "backend": "dial"}

    await work(plenum, "form", callback_id="start.form", conference=None, **filled_in)

    (conference,) = await plenum.all()
    assert (conference.provider, conference.plan.topic) == ("dial", "Weekly sync")
    assert [one.person_id for one in conference.invitations] == [BEN]


async def test_a_form_invites_to_its_conference(plenum: Backstage) -> None:
    conference = await plenum.start()

    await work(plenum, "form", callback_id="invite.form", conference=conference.id, people=[BEN, CLEO])

    assert [one.person_id for one in (await plenum.known(conference)).invitations] == [BEN, CLEO]


@pytest.mark.parametrize(
    "event",
    [
        {"type": "app_uninstalled", "tokens": None},
        {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}},
    ],
)
async def test_being_removed_takes_the_workspace_out(plenum: Backstage, event: dict[str, Any]) -> None:
    await work(plenum, "event", event=event)

    assert await plenum.workspaces.find(TEAM) is None


async def test_somebodys_own_token_being_revoked_changes_nothing(plenum: Backstage) -> None:
    await work(plenum, "event", event={"type": "tokens_revoked", "tokens": {"oauth": [ANA], "bot": []}})

    assert await plenum.workspaces.find(TEAM) is not None


async def test_somebodys_hours_go_with_them(plenum: Backstage) -> None:
    await plenum.choose(QUIET, Quiet(begins=1320, ends=420, zone="America/New_York"), Scope.PERSON, BEN)

    await work(plenum, "event", event={"type": "user_change", "user": BEN, "deleted": False, "zone": "Asia/Tokyo"})

    quiet = (await plenum.choices.of(TEAM, person_id=BEN)).quiet.value
    assert quiet == Quiet(begins=1320, ends=420, zone="Asia/Tokyo")


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("channel_archive", "is_archived"),
        ("group_archive", "is_archived"),
        ("channel_deleted", "channel_deleted"),
        ("group_deleted", "channel_deleted"),
    ],
)
async def test_what_a_channel_is_owed_ends_with_it(plenum: Backstage, event: str, reason: str) -> None:
    await plenum.start()

    await work(plenum, "event", event={"type": event, "channel": TEAM_CHANNEL})

    assert [row.reason for row in await plenum.owed(DeliveryKind.CARD)] == [reason]


@pytest.mark.parametrize("event", ["channel_left", "group_left"])
async def test_taken_out_of_a_private_channel_it_is_owed_nothing(plenum: Backstage, event: str) -> None:
    await plenum.start(place=Place(channel_id=OPS))
    plenum.slack.leave(plenum.slack.workspace.conversations[OPS], BOT_USER)

    await work(plenum, "event", event={"type": event, "channel": OPS})

    assert [row.reason for row in await plenum.owed(DeliveryKind.CARD)] == ["not_in_channel"]


@pytest.mark.parametrize(("deleted", "state"), [(True, "closed"), (False, "due")])
async def test_what_a_person_is_owed_ends_with_them(plenum: Backstage, deleted: bool, state: str) -> None:
    await plenum.start(people=(BEN,))

    await work(plenum, "event", event={"type": "user_change", "user": BEN, "deleted": deleted})

    assert [row.state for row in await plenum.owed(DeliveryKind.INVITATION)] == [state]


async def test_an_event_of_before_the_app_came_back_takes_nothing_out(plenum: Backstage) -> None:
    at = int(plenum.clock().timestamp()) - 60

    await work(plenum, "event", event={"type": "app_uninstalled"}, at=at)

    assert await plenum.workspaces.find(TEAM) is not None


# Failures


async def test_a_mistake_is_told_to_who_made_it(plenum: Backstage) -> None:
    await work(plenum, "command", text="show Q9Q9")

    (shown,) = plenum.posts("I know no conference")
    assert shown["only_for"] == ANA


async def test_a_failure_of_the_back_end_is_told_with_a_way_on(plenum: Backstage) -> None:
    plenum.trueconf.faults.change({"busy_status": 503})

    await work(plenum, "command", text="start Weekly sync")

    (shown,) = plenum.posts("was not started")
    assert shown["only_for"] == ANA
    assert "start.again" in str(shown["blocks"])
    assert "Use dial instead" in str(shown["blocks"])


async def test_what_nobody_foresaw_is_left_to_the_next_try(plenum: Backstage) -> None:
    plenum.poor.failing = ZeroDivisionError()

    with pytest.raises(ZeroDivisionError):
        await work(plenum, "command", text="start Weekly sync via dial", attempt=2)

    assert plenum.posts("something broke") == []


async def test_the_next_try_goes_on_with_the_same_conference(plenum: Backstage) -> None:
    plenum.poor.failing, plenum.poor.makes = ZeroDivisionError(), False
    with pytest.raises(ZeroDivisionError):
        await work(plenum, "command", text="start Weekly sync via dial")
    plenum.poor.makes = True

    await work(plenum, "command", text="start Weekly sync via dial", attempt=2)

    assert [one.stage for one in await plenum.all()] == [Stage.LIVE]


async def test_what_nobody_foresaw_is_told_in_the_end(plenum: Backstage) -> None:
    plenum.poor.failing = ZeroDivisionError()

    await work(plenum, "command", text="start Weekly sync via dial", attempt=3)

    (shown,) = plenum.posts("omething broke on my side")
    assert "Reference" in str(shown["blocks"])


async def test_a_database_that_is_away_is_left_to_the_next_try(plenum: Backstage) -> None:
    await plenum.rename("conferences", "moved")

    with pytest.raises(StoreError):
        await work(plenum, "command", text="list")

    assert plenum.posts("omething broke") == []


# People of another organisation


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("command", {"text": "start Weekly sync"}),
        ("mention", {"text": "start Weekly sync"}),
        ("press", {"action_id": "start.meant", "value": Wish(key="1", topic="Weekly sync").as_value()}),
        ("form", {"callback_id": "start.form", "conference": None, "topic": "x", "people": [], "backend": None}),
    ],
)
async def test_people_of_another_organisation_start_nothing_and_are_told(
    plenum: Backstage, kind: str, asked: dict[str, Any]
) -> None:
    await work(plenum, kind, person=EVE, channel=shared(plenum), **asked)

    assert await plenum.all() == []
    (shown,) = plenum.posts("nly members of this workspace can do that here")
    assert shown["only_for"] == EVE


async def test_people_of_another_organisation_may_join(plenum: Backstage) -> None:
    conference = await plenum.start()
    press = {"action_id": "conference.join", "value": conference.id}

    await work(plenum, "press", person=EVE, channel=shared(plenum), **press)

    assert plenum.posts("members of this workspace") == []


# Repeated


async def test_a_public_card_is_given_once_and_after_a_death_shown_privately(plenum: Backstage) -> None:
    start = {"text": "start Quick one", "channel": ANA_BEN, "response_url": answer_here(plenum, ANA_BEN)}
    await work(plenum, "command", **start)

    await work(plenum, "command", **start)
    await work(plenum, "command", attempt=2, **start)

    assert [shown["only_for"] for shown in plenum.posts("Quick one is live: join now")] == [None, ANA]


async def test_a_button_pressed_twice_shows_one_public_card(plenum: Backstage) -> None:
    value = Wish(key="command:1", topic="Quick one").as_value()
    press = {"action_id": "start.meant", "value": value, "channel": ANA_BEN}

    for number in range(2):
        await work(plenum, "press", key=f"press:{number}", response_url=answer_here(plenum, ANA_BEN), **press)

    assert len(plenum.posts("Quick one is live: join now")) == 1
