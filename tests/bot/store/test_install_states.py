"""The states of installations under way."""

import pytest
from sqlalchemy import select

from bot.store.database import Database
from bot.store.install_states import InstallStates
from bot.store.tables import install_states
from tests.conftest import FrozenClock


@pytest.fixture
def states(db: Database) -> InstallStates:
    return InstallStates(db)


async def test_a_state_is_good_once(states: InstallStates, clock: FrozenClock) -> None:
    await states.save("state", clock())

    assert await states.consume("state", clock())
    assert not await states.consume("state", clock())


async def test_a_state_is_over_after_ten_minutes(states: InstallStates, clock: FrozenClock) -> None:
    await states.save("state", clock())
    clock.advance(minutes=10)

    assert not await states.consume("state", clock())


async def test_a_state_that_nobody_issued_is_no_good(states: InstallStates, clock: FrozenClock) -> None:
    assert not await states.consume("invented", clock())


async def test_states_that_are_over_do_not_pile_up(states: InstallStates, db: Database, clock: FrozenClock) -> None:
    await states.save("old", clock())
    clock.advance(minutes=11)

    await states.save("new", clock())

    async with db.read() as connection:
        assert (await connection.execute(select(install_states.c.state))).scalars().all() == ["new"]
