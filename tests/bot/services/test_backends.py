"""The configured back ends by name, and how long one of them is waited for."""

import asyncio
from datetime import date, timedelta

import pytest

from bot.errors import Busy, Unanswered, UnknownProvider
from bot.model import Feature
from bot.services.backends import Backends
from tests.conftest import FrozenClock
from tests.poor import Linked, Poor, Removing


class Closed(Poor):
    """A kind whose maker closed it."""

    sunset = date(2025, 6, 30)


@pytest.fixture
def backends(clock: FrozenClock) -> Backends:
    providers = {
        "Paris": Poor("Paris", clock=clock),
        "hq": Removing("hq", clock=clock),
        "b": Linked("b", clock=clock),
    }
    return Backends(providers, default="hq", patience=timedelta(milliseconds=20))


def test_the_default_comes_first(backends: Backends) -> None:
    assert backends.names == ("hq", "Paris", "b")


@pytest.mark.parametrize(("said", "meant"), [(None, "hq"), ("HQ", "hq"), ("paris", "Paris"), ("b", "b")])
def test_a_name_is_read_in_any_case(backends: Backends, said: str | None, meant: str) -> None:
    assert backends.choose(said) == meant


def test_an_unknown_name_is_refused_with_those_there_are(backends: Backends) -> None:
    with pytest.raises(UnknownProvider) as refused:
        backends.choose("zoom")

    assert (refused.value.name, refused.value.names) == ("zoom", ("hq", "Paris", "b"))


def test_the_others_are_all_but_one(backends: Backends) -> None:
    assert backends.others("hq") == ("Paris", "b")


def test_one_that_its_maker_closed_can_be_named_and_is_offered_instead_of_no_other(clock: FrozenClock) -> None:
    providers = {"hq": Poor("hq", clock=clock), "old": Closed("old", clock=clock), "b": Poor("b", clock=clock)}

    backends = Backends(providers, default="hq", patience=timedelta(seconds=1))

    assert (backends.names, backends.closed) == (("hq", "old", "b"), frozenset({"old"}))
    assert (backends.choose("old"), backends.others("hq"), backends.others("old")) == ("old", ("b",), ("hq", "b"))


def test_one_that_is_not_configured_any_more_can_do_nothing(backends: Backends) -> None:
    assert backends.features("hq") == {Feature.REMOVE}
    assert backends.features("zoom") == frozenset()
    with pytest.raises(UnknownProvider):
        backends.named("zoom")


async def test_an_answer_is_handed_on(backends: Backends) -> None:
    assert await backends.ask("hq", backends.named("hq").check()) == "there"


async def test_a_failure_is_handed_on(backends: Backends) -> None:
    async def busy() -> None:
        raise Busy("hq")

    with pytest.raises(Busy):
        await backends.ask("hq", busy())


async def test_what_takes_too_long_may_have_been_done(backends: Backends) -> None:
    with pytest.raises(Unanswered) as unanswered:
        await backends.ask("hq", asyncio.Event().wait())

    assert unanswered.value.provider == "hq"
