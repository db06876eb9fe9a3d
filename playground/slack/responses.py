"""response_urls: five answers in 30 minutes to whoever ran a command or pressed a button."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from playground.slack.refusals import Refused
from playground.slack.stamps import Clock, Stamps

LIFE = timedelta(minutes=30)
MOST_USES = 5


@dataclass(slots=True, kw_only=True)
class Origin:
    """What is answered: something that `person` did in `channel`, on the message `message_ts` if there is one."""

    person: str
    channel: str
    message_ts: str | None = None
    issued_at: datetime
    uses: int = 0


class ResponseUrls:
    """All that were ever given."""

    def __init__(self, clock: Clock, stamps: Stamps) -> None:
        self._clock = clock
        self._stamps = stamps
        self._issued: dict[str, Origin] = {}

    def issue(self, person: str, channel: str, *, message_ts: str | None = None) -> tuple[str, Origin]:
        """The last part of a fresh address, and what it answers."""
        made = self._stamps.name("resp")
        self._issued[made] = Origin(person=person, channel=channel, message_ts=message_ts, issued_at=self._clock())
        return made, self._issued[made]

    def use(self, made: str) -> Origin:
        """Count one use. Raises `invalid_url`, `expired_url` or `used_url`."""
        origin = self._issued.get(made)
        if origin is None:
            raise Refused("invalid_url")
        if self._clock() - origin.issued_at > LIFE:
            raise Refused("expired_url")
        if origin.uses >= MOST_USES:
            raise Refused("used_url")
        origin.uses += 1
        return origin
