"""What every kind of back end promises when something goes wrong on the way: the truth about what happened."""

import logging
import traceback

import pytest

from bot.errors import Busy, Denied, Garbled, ProviderError, ServiceClosed, Unanswered, Unreachable
from bot.model import Feature
from tests.bot.providers.stand import REFERENCE, Connect, Connected, Trouble
from tests.conftest import FrozenClock

CALLED = {
    Trouble.DOWN: (Unreachable, Unreachable),
    Trouble.HANGS: (Unreachable, Unanswered),
    Trouble.LOST: (Unreachable, Unanswered),
    Trouble.LATE: (Unreachable, Unanswered),
    Trouble.HTML: (Garbled, Garbled),
    Trouble.EMPTY: (Garbled, Garbled),
    Trouble.TRUNCATED: (Garbled, Garbled),
    Trouble.OTHER_SHAPE: (Garbled, Garbled),
    Trouble.HUGE: (Garbled, Garbled),
    Trouble.REDIRECT: (Garbled, Garbled),
    Trouble.ERROR: (Garbled, Garbled),
    Trouble.BUSY: (Busy, Busy),
    Trouble.LIMITED: (Busy, Busy),
}
"""What each trouble is called when it befalls a read, and the request that makes a room."""
NOBODY_THERE_ANY_MORE = (ServiceClosed, ServiceClosed)
"""The same, where the maker closed the service."""
EACH_TROUBLE = pytest.mark.parametrize("trouble", Trouble, ids=lambda trouble: trouble.name.lower())


def names_for(trouble: Trouble, there: Connected) -> tuple[type[ProviderError], type[ProviderError]]:
    closed = there.provider.sunset is not None and trouble is Trouble.DOWN
    return NOBODY_THERE_ANY_MORE if closed else CALLED[trouble]


async def asked_for_a_room(there: Connected) -> ProviderError | None:
    """What came of it, with everything going well again afterwards."""
    try:
        await there.provider.create(there.wish())
    except ProviderError as error:
        return error
    finally:
        there.line.trouble = None
    return None


@EACH_TROUBLE
async def test_trouble_with_a_read_is_called_by_its_name(trouble: Trouble, there: Connected) -> None:
    await there.provider.check()

    there.line.trouble = trouble
    with pytest.raises(ProviderError) as caught:
        await there.provider.check()

    assert type(caught.value) is names_for(trouble, there)[0]


async def test_one_that_is_down_is_called_the_same_when_it_is_not_asked_any_more(
    there: Connected, clock: FrozenClock
) -> None:
    there.line.trouble = Trouble.DOWN
    for _ in range(6):
        clock.advance(seconds=1)
        with pytest.raises(ProviderError):
            await there.provider.check()
    asked = len(there.line.asked)

    with pytest.raises(names_for(Trouble.DOWN, there)[0]):
        await there.provider.check()

    assert len(there.line.asked) == asked


@EACH_TROUBLE
@pytest.mark.parametrize("lasting", [True, False], ids=["lasting", "passing"])
async def test_trouble_at_any_step_of_a_new_room_is_called_by_what_it_did(
    trouble: Trouble, connect: Connect, *, lasting: bool
) -> None:
    """Where a room exists that we were not given, it is said that it may."""
    called, step, there = set[type[ProviderError]](), 0, connect()
    while there.line.befell or not step:
        there = connect()
        there.line.start(trouble, at=step, lasting=lasting)

        error = await asked_for_a_room(there)

        if error is not None:
            called.add(type(error))
            unsaid = there.stand.rooms() and not isinstance(error, Unanswered | Garbled)
            assert not unsaid, f"step {step}: there is a room, and we hear {error!r}"
        step += 1
    name = names_for(trouble, there)[1]
    assert name in called or not there.stand.asks
    assert called <= ({name, Unreachable, Unanswered, Busy} if there.stand.asks else set())


@EACH_TROUBLE
@pytest.mark.parametrize("lasting", [True, False], ids=["lasting", "passing"])
async def test_after_trouble_at_any_step_there_is_one_room(
    trouble: Trouble, connect: Connect, clock: FrozenClock, *, lasting: bool
) -> None:
    """Looking by the reference tells the truth, and asking again gives the room that is there."""
    step, there = 0, connect()
    there.needs(Feature.FIND)
    while there.line.befell or not step:
        there = connect()
        there.line.start(trouble, at=step, lasting=lasting)
        await asked_for_a_room(there)
        clock.advance(minutes=1)  # longer than any of them asks to be left alone

        found = await there.provider.find(REFERENCE)
        before = there.stand.rooms()
        room = await there.provider.create(there.wish())

        assert before == ({found.id} if found else set()), f"step {step}"
        assert there.stand.rooms() == {room.id}, f"step {step}"
        step += 1


async def test_a_token_that_ran_out_is_renewed_without_anybody_noticing(there: Connected) -> None:
    await there.provider.check()
    if there.stand.expire is None:
        pytest.skip(f"{there.provider.title} has no tokens that run out")

    there.stand.expire()

    assert await there.provider.create(there.wish())


async def test_rejected_credentials_are_denied(there: Connected) -> None:
    if there.stand.refuse is None:
        pytest.skip(f"{there.provider.title} takes no credentials")
    there.stand.refuse()

    with pytest.raises(ServiceClosed if there.provider.sunset else Denied):
        await there.provider.create(there.wish())

    assert there.stand.rooms() == set()


@EACH_TROUBLE
async def test_nothing_that_is_raised_or_logged_tells_a_secret(
    trouble: Trouble, there: Connected, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await there.provider.create(there.wish())
    there.line.trouble = trouble

    with pytest.raises(ProviderError) as caught:
        await (there.provider.create(there.wish("b2b2b2b2b2b2")) if there.stand.asks else there.provider.check())

    told = f"{caught.value!r} {caught.value} {''.join(traceback.format_exception(caught.value))} {caplog.text}"
    assert there.secrets()
    assert not [secret for secret in there.secrets() if secret in told]
