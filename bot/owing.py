"""What is owed to Slack: a delivery as it is written down, how it stands, and as a process has claimed it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.live import aware


class DeliveryKind(StrEnum):
    """What a delivery says. `bot.services.deliveries` renders each when it is sent, so that it is true."""

    CARD = "card"
    CARD_UPDATE = "card_update"
    INVITATION = "invitation"
    INVITATION_UPDATE = "invitation_update"
    HOST_SECRET = "host_secret"
    NUDGE = "nudge"
    CHANGE = "change"
    NOTICE = "notice"
    REMINDER = "reminder"
    REMINDER_UPDATE = "reminder_update"
    AGENDA = "agenda"


class DeliveryState(StrEnum):
    """`DUE` waits for its instant · `CLAIMED` a process is sending it · `SENT` · `CLOSED` never will be, with a reason
    · `PARKED` failed for 24 hours."""

    DUE = "due"
    CLAIMED = "claimed"
    SENT = "sent"
    CLOSED = "closed"
    PARKED = "parked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A delivery to be written down: unique per (conference, generation, kind, target).

    The generation of a reminder is the minute in which it is due, and that of an agenda its day, so that there is one
    of each.
    `target` is a channel id, a channel id and thread (`C1/123.456`), or a person's id (`U…`/`W…`): then it goes by
    direct message. `words` is what rendering needs beyond the conference, never a secret: plain JSON.
    """

    workspace_id: str
    kind: DeliveryKind
    target: str
    due_at: datetime
    conference_id: str | None = None
    generation: int = 1
    words: dict[str, str] = field(default_factory=dict)
    asked_by: str | None = None

    def __post_init__(self) -> None:
        aware("due_at", self.due_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A delivery as it was claimed: ours alone until `lease_until`.

    `attempt` counts the claims, this one included. `suspect`: an earlier claim was broken off or its post got no
    answer, so the message may stand in Slack already; look before posting. `message_ts`/`message_channel_id` are
    what Slack gave when it was sent. `together`: what goes to the same person in the same message.
    """

    id: str
    workspace_id: str
    kind: DeliveryKind
    target: str
    due_at: datetime
    created_at: datetime
    attempt: int
    lease_until: datetime
    suspect: bool = False
    first_claimed_at: datetime | None = None
    conference_id: str | None = None
    generation: int = 1
    words: dict[str, str] = field(default_factory=dict)
    asked_by: str | None = None
    message_channel_id: str | None = None
    message_ts: str | None = None
    together: tuple["Delivery", ...] = ()

    @property
    def all(self) -> tuple["Delivery", ...]:
        """This one, and those that go with it."""
        return (self, *self.together)


def is_person(target: str) -> bool:
    """Whether what goes to that target goes to a person, by direct message."""
    return target.startswith(("U", "W"))
