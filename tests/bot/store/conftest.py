"""The store of conferences, over each kind of database."""

import pytest

from bot.store.database import Database
from tests.bot.store.keeping import Rows


@pytest.fixture
def rows(db: Database) -> Rows:
    return Rows(db)
