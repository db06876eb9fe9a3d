"""Guests by e-mail: written down before their back end hears of them, and told to it once, whatever happens."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.errors import NotAllowed
from bot.model import Conference, Guest, Person, Plan
from bot.services.ahead import MADE_AHEAD
from bot.services.guest_lists import AGAIN, LEASE
from bot.services.guests import Heard, tidy
from bot.services.starting import NotStarted
from bot.store.tables import conferences
from playground.slack.seed import ANA, BEN, CLEO
from tests.backstage import Backstage, backstage
from tests.bot.services.outsiders import EVE, MAX, Inviting, inviting
from tests.bot.services.planned import HOST, cancelled, cards, moved, planned
from tests.conftest import FrozenClock

AWAY = {"busy_status": 503, "retry_after": None}
BEN_HIMSELF = Person(id=BEN, name="ben")
BOTH = pytest.mark.parametrize("name", ["open", "pbx"])


@pytest.fixture
def there(clock: FrozenClock) -> Inviting:
    return inviting(clock)


@pytest.fixture
async def plenum(sqlite_url: str, clock: FrozenClock, there: Inviting) -> AsyncIterator[Backstage]:
    async with backstage(sqlite_url, clock=clock, providers=there.providers) as built:
        yield built


async def invite(plenum: Backstage, conference: Conference, *addresses: str, by: str = ANA) -> None:
    await plenum.guests.invite(conference, addresses, by=by, now=plenum.clock())


async def withdraw(plenum: Backstage, conference: Conference, *addresses: str, by: Person = HOST) -> list[str]:
    return await plenum.guests.withdraw(conference, addresses, by=by, now=plenum.clock())


async def ready(plenum: Backstage, name: str, **changes: object) -> Conference:
    """Planned there, and its room is there."""
    conference = await planned(plenum, provider=name, **changes)
    await plenum.tend()
    return await plenum.known(conference)


async def weekly(plenum: Backstage, name: str) -> Conference:
    starts_at = plenum.clock() + timedelta(hours=1)
    return await ready(plenum, name, plan=Plan(topic="Sync", starts_at=starts_at, rule="FREQ=WEEKLY"))


async def due_at(plenum: Backstage, conference: Conference) -> datetime | None:
    (row,) = await plenum.rows_of(conferences, conferences.c.id == conference.id)
    at: datetime | None = row.guests_at
    return at


# Asked


@BOTH
async def test_a_guest_is_told_to_the_back_end_once(plenum: Backstage, there: Inviting, name: str) -> None:
    conference = await ready(plenum, name)

    await invite(plenum, conference, EVE, MAX)
    await invite(plenum, conference, EVE)
    told = [await plenum.tell_of_guests(), await plenum.tell_of_guests(minutes=9)]

    assert told == [1, 0]
    assert there.invited(name) == [[EVE, MAX]]
    assert await plenum.guests.heard(conference, [EVE, MAX]) == Heard(told=(EVE, MAX))


@BOTH
async def test_one_that_has_no_room_yet_has_its_guests_told_when_it_has(
    plenum: Backstage, there: Inviting, name: str
) -> None:
    far = Plan(topic="Sync", starts_at=plenum.clock() + MADE_AHEAD + timedelta(days=2))
    conference = await planned(plenum, provider=name, plan=far)

    await invite(plenum, conference, EVE)
    early = await plenum.tell_of_guests()
    waiting = await plenum.guests.heard(conference, [EVE])
    await plenum.tend(days=3)
    await plenum.tell_of_guests()

    assert (early, waiting) == (0, Heard(waiting=(EVE,)))
    assert there.invited(name) == [[EVE]]


@BOTH
async def test_one_that_is_live_has_them_told_at_once(plenum: Backstage, there: Inviting, name: str) -> None:
    conference = await plenum.start(provider=name)

    await invite(plenum, conference, EVE)
    await plenum.tell_of_guests()

    assert there.invited(name) == [[EVE]]


@BOTH
async def test_they_stay_when_it_is_moved(plenum: Backstage, there: Inviting, name: str) -> None:
    conference = await ready(plenum, name)
    await invite(plenum, conference, EVE)
    await plenum.tell_of_guests()

    await moved(plenum, await plenum.known(conference), hours=5)
    again = await plenum.tell_of_guests()

    assert there.invited(name) == [[EVE]]
    assert again == 1  # it is looked whether they are still there
    assert there.mails() == ([EVE] if name == "pbx" else [])


@BOTH
async def test_a_room_that_is_made_anew_has_them_too(plenum: Backstage, there: Inviting, name: str) -> None:
    conference = await ready(plenum, name)
    await invite(plenum, conference, EVE)
    await plenum.tell_of_guests()
    there.trueconf.server.conferences.clear()
    there.pbx.pbx.rooms.clear()

    await moved(plenum, await plenum.known(conference), hours=5)
    await plenum.tend()
    await plenum.tell_of_guests()

    assert there.invited(name) == [[EVE]]


@BOTH
async def test_of_a_series_they_are_asked_to_each_date(plenum: Backstage, there: Inviting, name: str) -> None:
    head = await weekly(plenum, name)
    await invite(plenum, head, EVE)
    await plenum.tell_of_guests()

    plenum.clock.now = head.plan.starts_at
    await plenum.tend()
    await plenum.tell_of_guests()

    assert [[one.address for one in conference.guests] for conference in await plenum.all()] == [[EVE], [EVE]]
    assert there.invited(name) == [[EVE]]
    assert there.mails() == ([EVE] if name == "pbx" else [])


async def test_whom_the_back_end_does_not_take_it_is_not_asked_for_again(plenum: Backstage, there: Inviting) -> None:
    conference = await ready(plenum, "open")
    long = f"{'x' * 60}@else.example"

    await invite(plenum, conference, long, EVE)
    await plenum.tell_of_guests()
    await moved(plenum, await plenum.known(conference), hours=5)
    await plenum.tell_of_guests()

    assert await plenum.guests.heard(conference, [long, EVE]) == Heard(told=(EVE,), refused=(long,))
    assert await due_at(plenum, conference) is None


async def test_the_card_counts_them_and_names_nobody(plenum: Backstage, there: Inviting) -> None:
    conference = await ready(plenum, "open")
    await plenum.deliver()

    await invite(plenum, conference, EVE)
    await plenum.deliver()

    assert "1 guest by e-mail" in cards(plenum)[0]
    assert EVE not in cards(plenum)[0]


# Taken back


@BOTH
async def test_whoever_is_taken_back_is_taken_from_the_list(plenum: Backstage, there: Inviting, name: str) -> None:
    conference = await ready(plenum, name)
    await invite(plenum, conference, EVE, MAX)
    await plenum.tell_of_guests()

    gone = await withdraw(plenum, conference, EVE, "nobody@else.example")
    left = (await plenum.known(conference)).guests
    await plenum.tell_of_guests()

    assert gone == [EVE]
    assert [one.address for one in left] == [MAX]
    assert there.invited(name) == [[MAX]]
    assert await due_at(plenum, conference) is None


async def test_taken_back_before_it_was_told_nobody_is_invited(plenum: Backstage, there: Inviting) -> None:
    conference = await ready(plenum, "pbx")
    await invite(plenum, conference, EVE)

    await withdraw(plenum, conference, EVE)
    await plenum.tell_of_guests()

    assert (there.invited("pbx"), there.mails()) == ([[]], [])


async def test_asked_again_after_that_they_are_invited_again(plenum: Backstage, there: Inviting) -> None:
    conference = await ready(plenum, "open")
    await invite(plenum, conference, EVE)
    await plenum.tell_of_guests()
    await withdraw(plenum, conference, EVE)

    await invite(plenum, conference, EVE, by=BEN)
    await plenum.tell_of_guests()

    assert (await plenum.known(conference)).guests == (Guest(address=EVE, invited_by=BEN, told_as=EVE),)
    assert there.invited("open") == [[EVE]]


async def test_while_it_runs_a_server_keeps_them_and_is_asked_again(plenum: Backstage, there: Inviting) -> None:
    conference = await plenum.start(provider="open")
    await invite(plenum, conference, EVE)
    await plenum.tell_of_guests()

    await withdraw(plenum, conference, EVE)
    await plenum.tell_of_guests()

    assert there.invited("open") == [[EVE]]
    assert await due_at(plenum, conference) == plenum.clock() + AGAIN


async def test_whoever_asked_them_may_take_them_back_and_others_may_not(plenum: Backstage, there: Inviting) -> None:
    conference = await ready(plenum, "open")
    await invite(plenum, conference, EVE, by=BEN)

    with pytest.raises(NotAllowed):
        await withdraw(plenum, conference, EVE, by=Person(id=CLEO, name="cleo"))

    assert await withdraw(plenum, conference, EVE, by=BEN_HIMSELF) == [EVE]


async def test_from_one_date_whoever_is_asked_to_the_series_stays_in_its_room(
    plenum: Backstage, there: Inviting
) -> None:
    head = await weekly(plenum, "pbx")
    await invite(plenum, head, EVE)
    await plenum.tell_of_guests()
    plenum.clock.now = head.plan.starts_at
    await plenum.tend()
    date = next(one for one in await plenum.all() if one.series_id)

    await withdraw(plenum, date, EVE)
    await plenum.tell_of_guests()

    assert (await plenum.known(date)).guests == ()
    assert there.invited("pbx") == [[EVE]]


# Troubles


@BOTH
async def test_a_back_end_that_is_away_hears_of_them_later(plenum: Backstage, there: Inviting, name: str) -> None:
    conference = await ready(plenum, name)
    faults = there.pbx.faults if name == "pbx" else there.trueconf.faults
    faults.change(AWAY)

    await invite(plenum, conference, EVE)
    await plenum.tell_of_guests()
    waiting = await plenum.guests.heard(conference, [EVE])
    faults.clear()
    later = await plenum.tell_of_guests(seconds=AGAIN.total_seconds())

    assert (waiting, later) == (Heard(waiting=(EVE,)), 1)
    assert there.invited(name) == [[EVE]]


async def test_whoever_dies_over_it_is_followed_by_another_once(plenum: Backstage, there: Inviting) -> None:
    conference = await ready(plenum, "pbx")
    await invite(plenum, conference, EVE)
    await plenum.guest_lists.claim(now=plenum.clock())  # and dies

    beside = await plenum.tell_of_guests(seconds=LEASE.total_seconds() - 1)
    after = await plenum.tell_of_guests(seconds=1)

    assert (beside, after) == (0, 1)
    assert there.mails() == [EVE]


async def test_at_a_stop_what_was_not_told_is_due_for_others(plenum: Backstage, there: Inviting) -> None:
    conference = await ready(plenum, "pbx")
    await invite(plenum, conference, EVE)
    await plenum.guest_lists.claim(now=plenum.clock())

    await plenum.guest_lists.give_back()
    await plenum.guest_lists.give_back()

    assert await due_at(plenum, conference) == plenum.clock()
    assert await plenum.tell_of_guests() == 1


async def test_whoever_is_asked_while_it_is_told_is_told_next(plenum: Backstage, there: Inviting) -> None:
    conference = await ready(plenum, "open")
    await invite(plenum, conference, EVE)
    [(claimed, attempt)] = await plenum.guest_lists.claim(now=plenum.clock())
    await invite(plenum, conference, MAX)

    beside = await plenum.tell_of_guests()
    await plenum.guest_lists.tend(claimed, attempt, now=plenum.clock())
    after = await plenum.tell_of_guests()

    assert (beside, after) == (0, 1)
    assert there.invited("open") == [[EVE, MAX]]
    assert await plenum.guest_lists.next_at(now=plenum.clock()) is None


async def test_of_one_that_is_cancelled_nobody_hears(plenum: Backstage, there: Inviting) -> None:
    conference = await ready(plenum, "pbx")
    await invite(plenum, conference, EVE)

    await cancelled(plenum, await plenum.known(conference))
    await plenum.tell_of_guests()

    assert there.mails() == []
    assert await due_at(plenum, conference) is None


async def test_a_back_end_that_was_taken_out_may_come_back(plenum: Backstage, there: Inviting) -> None:
    conference = await ready(plenum, "open")
    await invite(plenum, conference, EVE)
    gone = plenum.take_out("open")

    await plenum.tell_of_guests()
    plenum.put_back(gone)
    await plenum.tell_of_guests(seconds=AGAIN.total_seconds())

    assert there.invited("open") == [[EVE]]


async def test_started_elsewhere_they_come_along_where_that_can_invite_them(plenum: Backstage, there: Inviting) -> None:
    there.trueconf.faults.change(AWAY)
    with pytest.raises(NotStarted):
        await plenum.start(provider="open")
    (failed,) = await plenum.all()
    await invite(plenum, failed, EVE)

    instead = await plenum.again(await plenum.known(failed), provider="pbx")
    await plenum.tell_of_guests()

    assert [one.address for one in instead.guests] == [EVE]
    assert there.mails() == [EVE]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Eve@Else.Example", EVE),
        ("a;b@else.example", None),
        ("nobody", None),
        (f"{'x' * 64}@{'y' * 181}.example", f"{'x' * 64}@{'y' * 181}.example"),
        (f"{'x' * 65}@else.example", None),
    ],
)
def test_an_address_is_kept_in_one_spelling(typed: str, kept: str | None) -> None:
    assert tidy(typed) == kept
