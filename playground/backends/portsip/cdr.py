"""What is told of a call (call detail records). Of conferences the PBX tells nothing: a room is just who was called."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from playground.backends.portsip import instants
from playground.backends.portsip.config import PortSIPConfig
from playground.backends.portsip.session import Participant, Session, Way

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Somebody's call into a room, as the tenant's books have it."""

    config: PortSIPConfig
    tenant_id: str
    session: Session
    participant: Participant

    def start(self, now: datetime) -> Json:
        return self._event("call_start", now) | self._ends() | {"callee_display_name": self.session.subject}

    def answer(self, now: datetime) -> Json:
        return self._event("cdr_target_answer", now)

    def record(self, now: datetime) -> Json:
        """Numbers come as text and as numbers, as in the sample."""
        came, went = self.participant.joined_at, self.participant.left_at or now
        whole = self._event("call_cdr", now) | self._ends() | self._times(came, went)
        return {name: value for name, value in whole.items() if name not in ("time", "cdr_id")}

    def _event(self, kind: str, now: datetime) -> Json:
        return {
            "event_type": kind,
            "time": instants.seconds(now),
            "session_id": self.session.id,
            "cdr_id": self.participant.id,
            "tenant_id": self.tenant_id,
            "direction": "inbound" if self._from_outside else "internal",
        }

    def _ends(self) -> Json:
        numbers = self.config.outside_numbers if self._from_outside else ()
        return {
            "user_data": "",
            "call_id": self.participant.call_id,
            "caller_display_name": self.participant.name,
            "caller": self.participant.number or self.participant.name,
            "callee": self.session.number,
            "did": next(iter(numbers), ""),
            "outbound_caller_id": "",
        }

    def _times(self, came: datetime, went: datetime) -> Json:
        return {
            "start_time": instants.seconds(came),
            "ring_time": instants.seconds(came),
            "answered_time": instants.seconds(came),
            "ended_time": instants.seconds(went),
            "caller_domain": self.config.domain,
            "callee_domain": self.config.domain,
            "call_status": "answered",
            "ended_reason": "caller_disconnect",
            "status_code": "0",
            "talk_duration": int((went - came).total_seconds()),
            "ring_duration": "0",
            "tenant_name": self.config.tenant_name,
            "trunk_name": "",
            "call_targets": [],
        }

    @property
    def _from_outside(self) -> bool:
        return self.participant.way is Way.PHONE
