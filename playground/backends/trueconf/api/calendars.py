"""A conference for other programs: an iCalendar file, calendar links, a frame for web pages."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

from starlette.responses import Response

from playground.backends.trueconf import schedule
from playground.backends.trueconf.api.conferences import READ
from playground.backends.trueconf.call import Answer, Call, Endpoint
from playground.backends.trueconf.conference import Conference
from playground.backends.trueconf.fields import LANGUAGES
from playground.backends.trueconf.refusal import ApiError
from playground.backends.trueconf.times import from_unix

_STAMP = "%Y%m%dT%H%M%SZ"


def _shared(call: Call) -> Answer:
    conference = call.conference()
    frame = (
        '<iframe allowfullscreen="allowfullscreen" width="720" height="405" '
        'allow="microphone; camera; autoplay; display-capture" '
        f'src="{call.base}/c/{conference.id}"></iframe>'
    )
    return {"embedded": {"webrtc": frame, "cdn_video": None}, "rtsp_url": None}


def _span(call: Call, conference: Conference) -> tuple[datetime, datetime]:
    """When it takes place next; a virtual room from now on for an hour."""
    planned, zone = conference.schedule, call.server.config.timezone
    if planned["type"] == schedule.NONE:
        return call.server.now, call.server.now + timedelta(hours=1)
    if planned["type"] == schedule.ONCE:
        starts_at = from_unix(planned["start_time"])
    else:
        starts_at = from_unix(schedule.answered(planned, call.server.now, zone)["start_time"])
    return starts_at, starts_at + schedule.duration(planned)


def _rule(conference: Conference) -> str:
    if conference.schedule["type"] != schedule.WEEKLY:
        return ""
    days = ",".join(day[:2].upper() for day in conference.schedule["days"])
    return f"RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY={days}"


def _ics(call: Call) -> Answer:
    conference = call.conference()
    starts_at, ends_at = _span(call, conference)
    topic = _escaped(conference.settings["topic"])
    description = f'Join the video conference "{topic}":\\n{call.base}/c/{conference.id}'
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{call.server.config.server_name}//Emulated server//",
        "CALSCALE:GREGORIAN", "METHOD:REQUEST", "X-WR-CALNAME:TrueConf", "X-WR-CALDESC:Events calendar",
        "X-WR-TIMEZONE:Z", "BEGIN:VEVENT", f"UID:{conference.id}", f"DTSTAMP:{_stamp(call.server.now)}",
        "CLASS:PUBLIC", f"DESCRIPTION:{description}", f"DTSTART:{_stamp(starts_at)}", f"DTEND:{_stamp(ends_at)}",
        *filter(None, [_rule(conference)]), "PRIORITY:3", f"SEQUENCE:{int(conference.created_at.timestamp())}",
        f"SUMMARY:Video conference '{topic}'", "TRANSP:OPAQUE", "BEGIN:VALARM", "ACTION:DISPLAY",
        f"DESCRIPTION:{description}", "TRIGGER:-PT1H0M0S", "END:VALARM", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return Response("\r\n".join(lines), media_type="text/calendar")


def _calendars(call: Call) -> Answer:
    if call.query.get("lang", "en") not in ("en", *LANGUAGES):
        raise ApiError("invalidValue", "lang", parameter="lang")
    conference = call.conference()
    starts_at, ends_at = _span(call, conference)
    address, title = f"{call.base}/c/{conference.id}", f"Video conference {conference.settings['topic']}"
    details = f"Click the link below to join the web conference at the specific time and date:\n{address}"
    google = {
        "action": "TEMPLATE",
        "dates": f"{_stamp(starts_at)}/{_stamp(ends_at)}",
        "text": title,
        "location": address,
        "details": details,
        "recur": _rule(conference),
        "ctz": call.server.config.timezone,
    }
    outlook = {
        "rru": "addevent",
        "startdt": _stamp(starts_at),
        "enddt": _stamp(ends_at),
        "subject": title,
        "location": address,
        "body": details,
    }
    return {
        "calendars": {
            "google": f"http://www.google.com/calendar/event?{urlencode(google, quote_via=quote)}",
            "outlook": "https://outlook.live.com/owa/?path=/calendar/action/compose&"
            + urlencode(outlook, quote_via=quote),
            "other": f"{call.base}/api/v3.{call.version}/conferences/{conference.id}/ics",
        }
    }


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime(_STAMP)


def _escaped(text: str) -> str:
    """Text inside an iCalendar line."""
    for char in ("\\", ";", ","):
        text = text.replace(char, "\\" + char)
    return text.replace("\n", "\\n")


ENDPOINTS = (
    Endpoint(method="GET", path="conferences/{}/shared", scopes=READ, act=_shared),
    Endpoint(
        method="GET",
        path="conferences/{}/ics",
        scopes=READ,
        act=_ics,
        query=frozenset({"lang"}),
        gated={"lang": range(5, 6)},
    ),
    Endpoint(method="GET", path="conferences/{}/calendars", scopes=READ, act=_calendars, query=frozenset({"lang"})),
)
