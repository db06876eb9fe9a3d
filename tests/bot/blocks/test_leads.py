"""Lead times in words: as people say them, and so that they can be typed again."""

import pytest

from bot.blocks import leads
from bot.leads import LONGEST
from bot.when import read_leads
from playground.slack.blocks import check_view


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        ((), "not at all"),
        ((0,), "at the start"),
        ((1,), "1 minute before"),
        ((10,), "10 minutes before"),
        ((30, 10), "30 and 10 minutes before"),
        ((30, 10, 1), "30, 10 and 1 minute before"),
        ((60,), "1 hour before"),
        ((75,), "1 hour 15 minutes before"),
        ((120, 60), "2 hours and 1 hour before"),
        ((1440, 60, 10), "1 day, 1 hour and 10 minutes before"),
        ((60, 30, 10), "1 hour, 30 and 10 minutes before"),
        ((10, 0), "10 minutes before and at the start"),
        ((30, 10, 0), "30 and 10 minutes before and at the start"),
        ((LONGEST,), "1 week before"),
        ((1501,), "1 day 1 hour 1 minute before"),
    ],
)
def test_leads_read_as_people_say_them_and_can_be_typed_so(minutes: tuple[int, ...], words: str) -> None:
    assert leads.before(minutes) == words
    assert read_leads(words) == minutes


@pytest.mark.parametrize(
    ("chosen", "initial"),
    [(None, []), ((), ["off"]), ((30, 10), ["10", "30"]), ((75, 0), ["0", "75"]), ((1440,), ["1440"])],
)
def test_what_holds_is_chosen_though_it_may_be_uncommon(chosen: tuple[int, ...] | None, initial: list[str]) -> None:
    block = leads.choice("leads", "Remind", chosen, usual="As usual here")

    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "x"},
        "submit": {"type": "plain_text", "text": "x"},
    }
    check_view({**view, "blocks": [block]})
    assert [one["value"] for one in block["element"].get("initial_options", [])] == initial
    assert block["element"]["options"][-1]["value"] == "off"
