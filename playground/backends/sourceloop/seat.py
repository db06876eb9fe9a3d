"""Somebody at the host's web client."""

from dataclasses import dataclass
from uuid import uuid4

from playground.backends.sourceloop.video import Connection
from playground.backends.windows import Window


@dataclass(slots=True, kw_only=True, eq=False)
class Seat(Window):
    """One window of the client, connected to a meeting, or once. `name` is known to the client alone."""

    name: str
    link: str
    connection: Connection

    @property
    def inside(self) -> bool:
        return self.connection.ended_at is None


def new_user_id() -> str:
    """What the client calls somebody, if it does not pass names on."""
    return f"user-{uuid4().hex[:12]}"
