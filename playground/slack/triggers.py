"""Trigger ids: what lets an app open a form for somebody, for 3 seconds and once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from playground.slack.refusals import Refused
from playground.slack.stamps import Clock, Stamps

LIFE = timedelta(seconds=3)


@dataclass(slots=True, kw_only=True)
class Trigger:
    """Given to the app with what `person` did; `view_id` is the form it was done in."""

    person: str
    view_id: str | None
    issued_at: datetime
    spent: bool = False


class Triggers:
    """All trigger ids ever given."""

    def __init__(self, clock: Clock, stamps: Stamps) -> None:
        self._clock = clock
        self._stamps = stamps
        self._issued: dict[str, Trigger] = {}

    def issue(self, person: str, *, view_id: str | None = None) -> str:
        trigger_id = self._stamps.trigger()
        self._issued[trigger_id] = Trigger(person=person, view_id=view_id, issued_at=self._clock())
        return trigger_id

    def spend(self, trigger_id: str) -> Trigger:
        """Raises `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`."""
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.spent:
            raise Refused("exchanged_trigger_id")
        if self._clock() - trigger.issued_at > LIFE:
            raise Refused("expired_trigger_id")
        trigger.spent = True
        return trigger
