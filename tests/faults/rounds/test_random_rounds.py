"""Whatever goes wrong, and whenever: what is owed is seen once, not before its time, and nothing that was cancelled."""

from pathlib import Path

import pytest

from tests.faults.rounds.rounds import ROUNDS, failures
from tests.postgres import PostgresServer

pytestmark = pytest.mark.postgres


def test_everything_owed_is_seen_exactly_once(servers: list[PostgresServer], tmp_path: Path) -> None:
    assert failures(servers, tmp_path, name="usual", rounds=ROUNDS) == ""
