"""The options of a plan as they are kept."""

import pytest

from bot.model import First, Options
from bot.options import options_json, read_options

EVERYTHING = Options(pin="0482", waiting_room=False, first=First.ANYBODY, capacity=25, template="8b566f97")


@pytest.mark.parametrize("options", [Options(), EVERYTHING, Options(first=First.HOST), Options(waiting_room=True)])
def test_what_was_kept_is_read_again(options: Options) -> None:
    assert read_options(options_json(options)) == options


def test_what_nobody_said_is_not_kept() -> None:
    assert options_json(Options()) is None
    assert options_json(Options(pin="0482")) == {"pin": "0482"}


def test_what_another_release_kept_does_no_harm() -> None:
    kept = {"pin": "4821", "colour": "red", "first": "whoever pays"}

    assert read_options(kept) == Options(pin="4821")


def test_a_pin_is_not_shown() -> None:
    assert "0482" not in repr(EVERYTHING)
