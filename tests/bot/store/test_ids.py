"""Names of our own."""

import os
from datetime import timedelta

from bot.store.ids import claimant, row_id
from tests.conftest import NOON


def test_ids_sort_in_the_order_they_were_made() -> None:
    made = [row_id(NOON) for _ in range(100)] + [row_id(NOON + timedelta(seconds=1))]

    assert made == sorted(made)
    assert {len(name) for name in made} == {32}


def test_a_process_is_known_by_its_number_and_is_another_after_each_start() -> None:
    first, second = claimant(), claimant()

    assert f":{os.getpid()}:" in first
    assert first != second
    assert len(first) <= 64
