"""What every test may ask for."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_socket import socket_allow_hosts

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""A Monday in winter time: when tests that do not care take place."""


class FrozenClock:
    """A clock that a test owns: called, it gives the instant it was set to."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        """Move forward by a span, given as `timedelta` takes it."""
        self.now += timedelta(**span)


@pytest.fixture(autouse=True)
def only_loopback() -> None:
    """No test speaks to anything but this machine."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", choices=("compare", "write"), default="compare", help="write the golden files anew")


@pytest.fixture
def golden_write(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--golden") == "write")
