"""What people chose: which holds where, how long it is remembered, who may change it."""

from datetime import timedelta
from typing import Any

import pytest

from bot.choices import ADMINS, BACKEND, GUESTS, NUMBERS, STARTERS, Change, Choice, Held, Scope, Starters, Who, account
from bot.errors import AdminsOnly
from bot.model import Person
from bot.services.backends import Backends
from bot.services.choices import REMEMBERED, Choices
from bot.store import choices as rows
from bot.store.database import Database
from tests.conftest import FrozenClock
from tests.poor import Poor

ACME, OTHER, TEAM, OPS, ANA, BEN = "T0ACME", "T0OTHER", "C0TEAM", "C0OPS", "U0ANA", "U0BEN"
ADMIN, SOMEBODY = Person(id=ANA, name="ana", admin=True), Person(id=BEN, name="ben")
SECOND = timedelta(seconds=1)


@pytest.fixture
def choices(db: Database, clock: FrozenClock) -> Choices:
    return process(db, clock)


def process(db: Database, clock: FrozenClock) -> Choices:
    """With `hq`, `hall` and `own`."""
    providers = {name: Poor(name, clock=clock) for name in ("hq", "hall", "own")}
    backends = Backends(providers, default="hq", patience=SECOND)
    return Choices(database=db, backends=backends, clock=clock)


def for_all(choice: Choice[Any], value: Any, *, workspace: str = ACME) -> Change:
    return Change(scope=Scope.WORKSPACE, scope_id=workspace, choice=choice, value=value)


def there(choice: Choice[Any], value: Any) -> Change:
    return Change(scope=Scope.CHANNEL, scope_id=TEAM, choice=choice, value=value)


def for_oneself(choice: Choice[Any], value: Any, *, who: str = BEN) -> Change:
    return Change(scope=Scope.PERSON, scope_id=who, choice=choice, value=value)


async def write(db: Database, name: str, value: Any, *, scope: Scope = Scope.WORKSPACE, scope_id: str = ACME) -> None:
    """As another process does, or another release."""
    async with db.write() as connection:
        await rows.choose(connection, ACME, scope, scope_id, name=name, value=value, by=ANA, now=FrozenClock()())


async def test_where_nobody_chose_the_usual_holds(choices: Choices) -> None:
    found = await choices.of(ACME, TEAM, BEN)

    assert (found.backend, found.guests, found.outsiders) == (Held(value=None), Held(value=True), Held(value=False))
    assert (found.starters.value, found.numbers.value, found.admins.value) == (Starters(), (), ())
    assert found.accounts == {}


async def test_the_narrower_wins_and_says_where_it_comes_from(choices: Choices) -> None:
    changes = [for_all(BACKEND, "hq"), there(BACKEND, "hall"), for_oneself(BACKEND, "own")]

    await choices.choose(ACME, changes, by=Person(id=BEN, name="ben", admin=True))

    assert (await choices.of(ACME)).backend == Held(value="hq", scope=Scope.WORKSPACE)
    assert (await choices.of(ACME, OPS)).backend == Held(value="hq", scope=Scope.WORKSPACE)
    assert (await choices.of(ACME, TEAM)).backend == Held(value="hall", scope=Scope.CHANNEL)
    assert (await choices.of(ACME, TEAM, ANA)).backend == Held(value="hall", scope=Scope.CHANNEL)
    assert (await choices.of(ACME, TEAM, BEN)).backend == Held(value="own", scope=Scope.PERSON)


async def test_a_back_end_that_is_not_set_up_any_more_leaves_its_place_to_the_next(choices: Choices) -> None:
    await choices.choose(ACME, [for_all(BACKEND, "hall"), there(BACKEND, "old")], by=ADMIN)

    found, everywhere = await choices.of(ACME, TEAM), await choices.of(ACME)

    assert (found.backend, found.lost) == (Held(value="hall", scope=Scope.WORKSPACE), "old")
    assert (everywhere.backend.value, everywhere.lost) == ("hall", None)


async def test_the_narrower_does_not_count_where_it_may_not_be_chosen(db: Database, choices: Choices) -> None:
    await write(db, GUESTS.name, True, scope=Scope.CHANNEL, scope_id=TEAM)
    await choices.choose(ACME, [for_all(GUESTS, False)], by=ADMIN)

    assert (await choices.of(ACME, TEAM)).guests == Held(value=False, scope=Scope.WORKSPACE)


@pytest.mark.parametrize(
    ("choice", "value"),
    [
        (BACKEND, "hq"),
        (STARTERS, Starters(who=Who.GROUPS, groups=("S1", "S2"))),
        (GUESTS, False),
        (NUMBERS, ("+44", "101")),
        (ADMINS, (BEN,)),
    ],
)
async def test_what_was_chosen_is_read_as_it_was_meant(choices: Choices, choice: Choice[Any], value: Any) -> None:
    await choices.choose(ACME, [for_all(choice, value)], by=ADMIN)

    assert getattr(await choices.of(ACME), choice.name) == Held(value=value, scope=Scope.WORKSPACE)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("theme", "dark"),
        (BACKEND.name, 7),
        (STARTERS.name, {"who": "friends"}),
        (STARTERS.name, "members"),
        (STARTERS.name, {"who": "groups", "groups": []}),
        (GUESTS.name, "no"),
        (NUMBERS.name, ["none"]),
        (NUMBERS.name, "+44"),
        ("account.hq", "nobody"),
    ],
)
async def test_what_another_release_wrote_counts_for_nothing(
    db: Database, choices: Choices, name: str, value: Any
) -> None:
    usual = await choices.of(ACME)

    await write(db, name, value)
    await write(db, name, value, scope=Scope.PERSON, scope_id=BEN)
    found = await process(db, FrozenClock()).of(ACME, person_id=BEN)

    assert found == usual


async def test_what_is_taken_back_was_never_chosen(choices: Choices) -> None:
    await choices.choose(ACME, [for_all(BACKEND, "hq"), there(BACKEND, "hall")], by=ADMIN)

    await choices.choose(ACME, [there(BACKEND, None)], by=ADMIN)

    assert (await choices.of(ACME, TEAM)).backend == Held(value="hq", scope=Scope.WORKSPACE)


async def test_only_what_changes_anything_is_said_to(choices: Choices) -> None:
    await choices.choose(ACME, [for_all(GUESTS, False), for_all(NUMBERS, ("+44",))], by=ADMIN)
    again = [for_all(GUESTS, False), for_all(NUMBERS, ("+44", "101")), there(BACKEND, None)]

    changed = await choices.choose(ACME, again, by=ADMIN)

    assert [one.choice.name for one in changed] == ["numbers"]


async def test_another_workspace_never_sees_ours(choices: Choices) -> None:
    await choices.choose(ACME, [for_all(GUESTS, False), for_oneself(account("hq"), "ben@old.example")], by=ADMIN)

    assert (await choices.of(OTHER, TEAM, BEN)).guests == Held(value=True)
    assert (await choices.of(OTHER, TEAM, BEN)).accounts == {}
    assert await choices.with_account(OTHER, "hq", "ben@old.example") == ()


async def test_what_somebody_chose_for_themselves_is_theirs_alone(choices: Choices) -> None:
    await choices.choose(ACME, [for_oneself(account("hq"), "ben@old.example")], by=SOMEBODY)

    assert (await choices.of(ACME, TEAM, BEN)).accounts == {"hq": "ben@old.example"}
    assert (await choices.of(ACME, TEAM, ANA)).accounts == {}


@pytest.mark.parametrize(
    "change", [for_all(BACKEND, "hq"), there(BACKEND, "hq"), for_oneself(account("hq"), "a@b.example", who=ANA)]
)
async def test_what_holds_for_others_is_for_administrators_to_choose(choices: Choices, change: Change) -> None:
    with pytest.raises(AdminsOnly):
        await choices.choose(ACME, [for_oneself(BACKEND, "own"), change], by=SOMEBODY)

    assert (await choices.of(ACME, TEAM, BEN)).backend == Held(value=None)


async def test_of_several_changes_all_are_made_or_none(choices: Choices) -> None:
    with pytest.raises(ValueError, match="beginning of telephone numbers"):
        await choices.choose(ACME, [for_all(GUESTS, False), for_all(NUMBERS, ("none",))], by=ADMIN)

    assert (await choices.of(ACME)).guests == Held(value=True)


async def test_what_is_chosen_here_holds_at_once(choices: Choices) -> None:
    await choices.of(ACME, TEAM, BEN)

    await choices.choose(ACME, [for_all(ADMINS, (BEN,))], by=ADMIN)

    assert await choices.admins(ACME) == (BEN,)


async def test_what_is_chosen_elsewhere_holds_within_a_minute(
    db: Database, choices: Choices, clock: FrozenClock
) -> None:
    await choices.of(ACME)
    await write(db, GUESTS.name, False)

    clock.now += REMEMBERED - SECOND
    soon = await choices.of(ACME)
    clock.now += SECOND
    later = await choices.of(ACME)

    assert (soon.guests.value, later.guests.value) == (True, False)


async def test_who_has_an_account_is_found_in_any_case(choices: Choices) -> None:
    await choices.choose(ACME, [for_oneself(account("hq"), "Ben@Old.example")], by=SOMEBODY)
    await choices.choose(ACME, [for_oneself(account("hall"), "ben@old.example", who=ANA)], by=ADMIN)

    assert await choices.with_account(ACME, "hq", "ben@old.example") == (BEN,)
