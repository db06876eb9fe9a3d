"""A conference as a row, and a row as a conference: what is secret is sealed on the way."""

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from bot.errors import Unsealable
from bot.live import Seen
from bot.model import Conference, Invitation, Place, Plan, Room, RoomStage, Series, Stage
from bot.options import options_json, read_options
from bot.store.vault import Vault

log = logging.getLogger(__name__)


_PLAIN = {
    "room_id": "id",
    "join_url": "join_url",
    "dial_number": "dial_number",
    "guest_pin": "guest_pin",
    "host_account": "host_account",
}
_SEALED = {"host_url_sealed": "host_url", "host_pin_sealed": "host_pin"}
"""Which field of a room each column holds."""


class ConferenceShape:
    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def row(self, conference: Conference) -> dict[str, Any]:
        row = {
            "id": conference.id,
            "workspace_id": conference.workspace_id,
            "code": conference.code,
            "planned": conference.planned,
            "series": series_column(conference.series),
            "late": list(conference.late) or None,
            "series_id": conference.series_id,
            "occurrence_at": conference.occurrence_at,
            "early_from": conference.early_from,
            "sequence": conference.sequence,
            "host_id": conference.host_id,
            "channel_id": conference.place.channel_id,
            "thread_ts": conference.place.thread_ts,
            "card_by_answer": conference.card_by_answer,
            "stage": conference.stage,
            "generation": conference.generation,
            "created_at": conference.created_at,
            "started_at": conference.started_at,
            "ended_at": conference.ended_at,
            "provider": conference.provider,
            "reference": conference.reference,
            "room_stage": conference.room_stage,
            "room_stale": conference.room_stale,
            "kept_reference": conference.kept_reference,
            "guests_at": conference.created_at if conference.guests else None,
        }
        return row | plan_columns(conference.plan) | (self.room_columns(conference.room) if conference.room else {})

    def room_columns(self, room: Room | None) -> dict[str, Any]:
        """Of no room, each is empty."""
        plain = {column: getattr(room, name, None) for column, name in _PLAIN.items()}
        return plain | {column: self._seal(getattr(room, name, None)) for column, name in _SEALED.items()}

    def _room(self, row: Row[Any]) -> Room | None:
        if row.room_id is None:
            return None
        return Room(
            id=row.room_id,
            join_url=row.join_url,
            dial_number=row.dial_number,
            guest_pin=row.guest_pin,
            host_account=row.host_account,
            host_url=self._open(row.host_url_sealed),
            host_pin=self._open(row.host_pin_sealed),
        )

    def _seal(self, secret: str | None) -> bytes | None:
        return self._vault.seal(secret) if secret else None

    def _open(self, sealed: bytes | None) -> str | None:
        """What was sealed with a key that is configured no more is lost, and nothing else with it."""
        try:
            return self._vault.open(sealed) if sealed else None
        except Unsealable:
            log.warning("a host secret cannot be opened any more", extra={"action": "secret_lost"})
            return None

    def value(self, row: Row[Any], asked: tuple[Invitation, ...], seen: tuple[Seen, ...]) -> Conference:
        duration = timedelta(seconds=row.duration_s) if row.duration_s is not None else None
        return Conference(
            id=row.id,
            workspace_id=row.workspace_id,
            code=row.code,
            plan=Plan(
                topic=row.topic,
                starts_at=row.starts_at,
                duration=duration,
                zone=row.zone,
                record=bool(row.record),
                rule=row.rule,
                leads=tuple(row.leads) if row.leads is not None else None,
                options=read_options(row.options),
            ),
            provider=row.provider,
            host_id=row.host_id,
            place=Place(channel_id=row.channel_id, thread_ts=row.thread_ts),
            planned=bool(row.planned),
            series=_series(row.series),
            late=tuple(row.late or ()),
            series_id=row.series_id,
            occurrence_at=row.occurrence_at,
            early_from=row.early_from,
            sequence=row.sequence,
            card_by_answer=row.card_by_answer,
            stage=Stage(row.stage),
            reference=row.reference,
            room_stage=RoomStage(row.room_stage),
            created_at=row.created_at,
            room=self._room(row),
            room_stale=bool(row.room_stale),
            kept_reference=row.kept_reference,
            started_at=row.started_at,
            ended_at=row.ended_at,
            ended_by=row.ended_by,
            seen_live_at=row.seen_live_at,
            checked_at=row.checked_at,
            doubted=bool(row.doubted),
            recording=row.recording,
            locked=row.locked,
            muted=row.muted,
            quiet_since=row.quiet_since,
            reminded_quiet=bool(row.reminded_quiet),
            session_id=row.session_id,
            accounted=bool(row.accounted),
            call_id=row.call_id,
            generation=row.generation,
            invitations=asked,
            seen=seen,
        )


def plan_columns(plan: Plan) -> dict[str, Any]:
    return {
        "topic": plan.topic,
        "starts_at": plan.starts_at,
        "duration_s": int(plan.duration.total_seconds()) if plan.duration else None,
        "zone": plan.zone,
        "record": plan.record,
        "rule": plan.rule,
        "leads": list(plan.leads) if plan.leads is not None else None,
        "options": options_json(plan.options),
    }


def series_column(series: Series | None) -> dict[str, Any] | None:
    """Plain JSON: instants as they are written in ISO 8601, UTC."""
    if series is None:
        return None
    return {
        "first_at": series.first_at.isoformat(),
        "skipped": [at.isoformat() for at in series.skipped],
        "moved": [[by_rule.isoformat(), at.isoformat()] for by_rule, at in series.moved],
    }


def _series(column: dict[str, Any] | None) -> Series | None:
    if column is None:
        return None
    read = datetime.fromisoformat
    return Series(
        first_at=read(column["first_at"]),
        skipped=tuple(map(read, column["skipped"])),
        moved=tuple((read(by_rule), read(at)) for by_rule, at in column["moved"]),
    )
