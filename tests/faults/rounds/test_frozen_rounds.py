"""A process is frozen for longer than its lease while others go on: at most what it was posting is seen twice."""

from pathlib import Path

import pytest

from tests.faults.rounds.drawn import FREEZING
from tests.faults.rounds.rounds import FEW, play, share
from tests.postgres import PostgresServer

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize("lane", range(2))
def test_no_more_is_doubled_than_was_being_posted(lane: int, server: PostgresServer, tmp_path: Path) -> None:
    play(server, tmp_path, share(lane, lanes=2, rounds=FEW), kinds=FREEZING)
