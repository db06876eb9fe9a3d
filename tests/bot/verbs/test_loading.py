"""Loading: what was imported is looked through for garbage no more, what comes later is."""

import gc
from collections.abc import Iterator

import pytest

from bot.verbs.loading import loading


@pytest.fixture(autouse=True)
def _thawed() -> Iterator[None]:
    """Other tests have garbage of their own."""
    yield
    gc.unfreeze()
    gc.enable()


def test_nobody_looks_for_garbage_while_a_process_is_loaded() -> None:
    with loading():
        assert not gc.isenabled()


def test_what_was_loaded_is_left_alone_from_then_on() -> None:
    with loading():
        loaded = [["a list, which the collector keeps an eye on"]]

    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    assert not any(one is loaded for one in gc.get_objects())


def test_a_module_that_cannot_be_loaded_leaves_the_collector_at_work() -> None:
    with pytest.raises(ImportError), loading():
        raise ImportError

    assert gc.isenabled()
