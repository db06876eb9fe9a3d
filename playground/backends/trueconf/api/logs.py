"""Logs: sessions that were and are, who came, what was recorded. Single rows come without an envelope."""

from collections.abc import Callable
from typing import Any

from playground.backends.trueconf.api.records import file
from playground.backends.trueconf.call import Answer, Call, Endpoint, scopes
from playground.backends.trueconf.refusal import ApiError
from playground.backends.trueconf.session import Recording, Seat, Session
from playground.backends.trueconf.times import date_time, parse_log_date, unix

CALLS = scopes("logs.calls:read")
CALLERS = scopes("logs.calls.participants:read")
RECORDINGS = scopes("logs.recordings:read")
PAGE = 20
CLASS = 10
_LOCALHOST = "http://localhost"
"""What stands in the `download_url` of log rows, as in the document's samples."""

Row = dict[str, Any]


def _calls(call: Call) -> Answer:
    rows = [(session, _call(call, session)) for session in call.server.sessions.values() if _wanted(call, session)]
    return _paged(call, [row for _, row in rows], "start_time")


def _wanted(call: Call, session: Session) -> bool:
    query = call.query
    if query.get("class", str(CLASS)) != str(CLASS) or not _own(call, session):
        return False
    if query.get("named_conf_id", session.conference_id) != session.conference_id:
        return False
    if call.server.login(query.get("owner", session.owner)) != session.owner:
        return False
    return _between(call, unix(session.started_at))


def _own(call: Call, session: Session) -> bool:
    return call.caller.login in (None, session.owner)


def _between(call: Call, at: int) -> bool:
    low, high = _bound(call, "date_from"), _bound(call, "date_to")
    return (low is None or at >= low) and (high is None or at <= high)


def _bound(call: Call, name: str) -> int | None:
    text = call.query.get(name)
    if text is None:
        return None
    try:
        return unix(parse_log_date(text, _offset(call) or 0))
    except ValueError:
        raise ApiError("invalidValue", name, parameter=name) from None


def _offset(call: Call) -> int | None:
    if "timezone" not in call.query:
        return None
    return call.number("timezone", 0, low=-720, high=840)


def _call(call: Call, session: Session) -> Row:
    zone, offset = call.server.config.timezone, _offset(call)
    until = session.ended_at or call.server.now
    row = {
        "conference_id": session.stream_id,
        "named_conf_id": session.conference_id,
        "topic": session.topic,
        "class": CLASS,
        "type": 5,
        "subtype": session.mode,
        "owner": call.server.uid(session.owner),
        "participant_count": len({seat.uid for seat in session.seats}),
        "start_time": date_time(session.started_at, zone, offset),
        "duration": int((until - session.started_at).total_seconds()),
        "end_time": date_time(session.ended_at, zone, offset),
    }
    if call.version >= 9:
        row["term_reason"] = session.term_reason if session.ended_at else 0
    return row


def _one_call(call: Call) -> Answer:
    return _call(call, _session(call))


def _session(call: Call) -> Session:
    found = call.server.sessions.get(call.ids[0])
    if found is None:
        raise ApiError("conferenceNotFound", call.ids[0], path="conference_id")
    if not _own(call, found):
        raise ApiError("forbidden")
    return found


def _participants(call: Call) -> Answer:
    wanted = call.query.get("call_id")
    seats = [seat for seat in _session(call).seats if wanted in (None, seat.uid)]
    return _paged(call, [_stay(call, seat) for seat in seats], "join_time")


def _stay(call: Call, seat: Seat) -> Row:
    zone, offset = call.server.config.timezone, _offset(call)
    until = seat.left_at or call.server.now
    return {
        "app_id": f"{seat.number:032X}",
        "avg_cpu_load": 0,
        "avg_sent_fps": 14.818181818182,
        "bitrate_in": 73,
        "bitrate_out": 52,
        "call_id": seat.uid,
        "display_name": seat.name,
        "duration": int((until - seat.joined_at).total_seconds()),
        "join_time": date_time(seat.joined_at, zone, offset),
        "leave_reason": 1 if seat.left_at else None,
        "leave_time": date_time(seat.left_at, zone, offset),
        "video_h": 360,
        "video_w": 640,
    }


def _recordings(call: Call) -> Answer:
    kept = [(session, one) for session, one in call.server.recordings() if _recorded(call, session, one)]
    return _paged(call, [_recording(call, session, one) for session, one in kept], "started_at")


def _recorded(call: Call, session: Session, one: Recording) -> bool:
    query = call.query
    if query.get("topic", session.topic) != session.topic:
        return False
    if query.get("stream_id", session.stream_id) != session.stream_id:
        return False
    if query.get("class", str(CLASS)) != str(CLASS) or not _own(call, session):
        return False
    if query.get("named_conf_id", session.conference_id) != session.conference_id:
        return False
    if call.server.login(query.get("owner", session.owner)) != session.owner:
        return False
    return _between(call, unix(one.started_at))


def _recording(call: Call, session: Session, one: Recording) -> Row:
    assert one.stopped_at is not None
    row = {
        "id": one.id,
        "name": one.name,
        "stream_id": session.stream_id,
        "conference_id": session.conference_id,
        "topic": session.topic,
        "owner": call.server.uid(session.owner),
        "started_at": unix(one.started_at),
        "stopped_at": unix(one.stopped_at),
        "deleted_at": None,
        "size": str(one.size),
        "download_url": f"{_LOCALHOST}/api/v3.{call.version}/logs/recordings/{one.id}/download",
    }
    late = {"owner": 4, "topic": 7}
    return {name: value for name, value in row.items() if late.get(name, 3) <= call.version}


def _found(call: Call) -> tuple[Session, Recording]:
    for session, one in call.server.recordings():
        if one.id == call.ids[0] and _own(call, session):
            return session, one
    raise ApiError("recordingNotFound", call.ids[0], path="recording_id")


def _one_recording(call: Call) -> Answer:
    return _recording(call, *_found(call))


def _download(call: Call) -> Answer:
    return file(_found(call)[1])


def _paged(call: Call, rows: list[Row], default: str) -> Answer:
    """Sorted (by default downwards, open ends first) and cut into pages of 20."""
    sort_by = call.query.get("sort_field", default)
    if rows and sort_by not in rows[0]:
        raise ApiError("invalidValue", "sort_field", parameter="sort_field")
    downwards = bool(call.number("sort_order", 1, low=0, high=1))
    page, _ = call.page(sorted(rows, key=_by(sort_by), reverse=downwards), PAGE)
    return {"cnt": len(rows), "list": page}


def _by(name: str) -> Callable[[Row], tuple[bool, Any]]:
    def key(row: Row) -> tuple[bool, Any]:
        value = row[name]["date"] if isinstance(row[name], dict) else row[name]
        return value is None, "" if value is None else value

    return key


_LOG = frozenset({"page_id", "page_size", "sort_field", "sort_order", "timezone"})
_DATES = frozenset({"date_from", "date_to"})
_WHICH = frozenset({"class", "named_conf_id", "owner"})

ENDPOINTS = (
    Endpoint(method="GET", path="logs/calls", scopes=CALLS, act=_calls, query=_LOG | _DATES | _WHICH),
    Endpoint(method="GET", path="logs/calls/{}", scopes=CALLS, act=_one_call, query=frozenset({"timezone"})),
    Endpoint(
        method="GET", path="logs/calls/{}/participants", scopes=CALLERS, act=_participants, query=_LOG | {"call_id"}
    ),
    Endpoint(
        method="GET",
        path="logs/recordings",
        scopes=RECORDINGS,
        act=_recordings,
        query=_LOG | _DATES | _WHICH | {"show_deleted", "topic", "stream_id"},
        gated={"topic": range(7, 11), "stream_id": range(4, 5)},
    ),
    Endpoint(method="GET", path="logs/recordings/{}", scopes=RECORDINGS, act=_one_recording),
    Endpoint(method="GET", path="logs/recordings/{}/download", scopes=RECORDINGS, act=_download),
)
