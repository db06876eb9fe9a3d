"""What goes on in a running conference: who is in, who is being called, who was put out."""

from typing import Any

from bot import live
from bot.providers.http import Answer
from bot.providers.trueconf.wire.people import bare, login_of
from bot.providers.trueconf.wire.values import Id, Seconds, instant


class Participant(Answer):
    """Somebody in a conference, or being called into it. `uid` and `email` stand there for accounts of the server."""

    id: Id
    display_name: str | None = None
    uid: str | None = None
    email: str | None = None
    is_owner: bool | None = None
    join_time: Seconds | None = None

    @property
    def inside(self) -> bool:
        """Whoever is still being called has not joined."""
        return bool(self.join_time)

    def person(self) -> live.Participant:
        """The same, in Plenum's words."""
        return live.Participant(
            id=self.id,
            name=self.display_name or login_of(self.id) or self.id,
            account=login_of(self.uid or "") or None,
            email=(self.email or None) if self.uid else None,
            host=bool(self.is_owner),
            joined_at=instant(self.join_time) if self.join_time else None,
        )


class Participants(Answer):
    """Everybody in a conference, and everybody being called."""

    participants: list[Participant]

    def inside(self) -> tuple[live.Participant, ...]:
        """Who is in, each once, however many devices they brought."""
        people: dict[str, live.Participant] = {}
        for row in self.participants:
            if row.inside:
                people.setdefault(row.id, row.person())
        return tuple(people.values())


class Seat(Answer):
    """Somebody's device in a session: what can be put out."""

    participant_id: Id
    call_id: str | None = None

    def is_of(self, person_id: str) -> bool:
        """Whether that person sits there."""
        return person_id in (self.participant_id, self.call_id) or bare(person_id) == bare(self.participant_id)


class Seats(Answer):
    """A page of a session's participants."""

    participants: list[Seat]


class PutOut(Answer):
    """The answer when somebody was put out."""

    participant_id: str


class Rung(Answer):
    """The answer when somebody is being called into a conference."""

    participant: dict[str, Any]
