"""The clock of one process's machine is set an hour ahead or back, and back again: all go by the database's."""

from pathlib import Path

import pytest

from tests.faults.rounds import machine
from tests.faults.rounds.drawn import SETTING
from tests.faults.rounds.rounds import FEW, play, share
from tests.postgres import PostgresServer

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize("lane", range(2))
def test_nobody_notices_that_a_machines_clock_is_set(lane: int, server: PostgresServer, tmp_path: Path) -> None:
    if (library := machine.library()) is None:
        pytest.skip(machine.MISSING)
    own = machine.Machine(library, tmp_path)
    play(server, tmp_path, share(lane, lanes=2, rounds=FEW), kinds=SETTING, own=own)
