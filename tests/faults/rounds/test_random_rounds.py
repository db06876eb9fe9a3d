"""Whatever goes wrong, and whenever: what is owed is seen once, not before its time, and nothing that was cancelled."""

from pathlib import Path

import pytest

from tests.faults.rounds.rounds import FEW, LANES, ROUNDS, play, share
from tests.postgres import PostgresServer

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize("lane", range(LANES))
def test_everything_owed_is_seen_exactly_once(lane: int, server: PostgresServer, tmp_path: Path) -> None:
    play(server, tmp_path, share(lane, lanes=LANES, rounds=ROUNDS))


@pytest.mark.parametrize("lane", range(2))
def test_where_nobody_may_look_only_direct_messages_are_doubled(
    lane: int, server: PostgresServer, tmp_path: Path
) -> None:
    """Without the scopes to read; what is owed to a channel and may stand there already is closed, with that reason."""
    play(server, tmp_path, share(lane, lanes=2, rounds=FEW), history=False)
