"""Addresses that open a web calendar's own form, filled in. Neither Google nor Microsoft documents them.

Written down by others: github.com/InteractionDesignFoundation/add-event-to-calendar-docs, services/google.md and
outlook-web.md; `recur` at roweboatprogrammer.blogspot.com (2015-12-16). Read 2026-11.
"""

from collections.abc import Mapping
from datetime import UTC
from html import escape
from urllib.parse import quote, urlencode

from bot.calendars.changes import wall
from bot.calendars.entry import Entry

GOOGLE, OUTLOOK = "Google Calendar", "Outlook"
LIMIT = 3000
"""Slack's, for the address behind a button."""

_GOOGLE_FORM = "https://calendar.google.com/calendar/render"
_OUTLOOK_FORM = "https://outlook.office.com/calendar/0/deeplink/compose"
_STAMP = "%Y%m%dT%H%M%S"
_TOPIC_AT_WORST = 80


def links(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Pairs of service and address. Outlook's form knows no repetition, so a series has no link there."""
    google = (GOOGLE, _address(_GOOGLE_FORM, _google(entry), may_go=("details", "location"), topic="text"))
    if entry.rule is not None:
        return (google,)
    return (google, (OUTLOOK, _address(_OUTLOOK_FORM, _outlook(entry), may_go=("body", "location"), topic="subject")))


def _google(entry: Entry) -> dict[str, str]:
    """By the wall clock of a zone, so that a series keeps its hour."""
    starts, ends = (wall(at, entry.zone) for at in (entry.starts_at, entry.starts_at + entry.length))
    return {
        "action": "TEMPLATE",
        "text": entry.topic,
        "dates": f"{starts:{_STAMP}}/{ends:{_STAMP}}",
        "ctz": entry.zone,
        "details": entry.description,
        "location": entry.where,
        **({"recur": f"RRULE:{entry.rule}"} if entry.rule else {}),
    }


def _outlook(entry: Entry) -> dict[str, str]:
    """Its body is HTML."""
    return {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": entry.topic,
        "startdt": f"{entry.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{(entry.starts_at + entry.length).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "body": escape(entry.description).replace("\n", "<br>"),
        "location": entry.where,
    }


def _address(form: str, said: Mapping[str, str], *, may_go: tuple[str, ...], topic: str) -> str:
    """At most as long as Slack allows: then without the less important, at worst with half a topic."""
    said = {name: value for name, value in said.items() if value}
    for name in may_go:
        if len(_query(said)) + len(form) >= LIMIT:
            said.pop(name, None)
    if len(_query(said)) + len(form) >= LIMIT:
        said[topic] = said[topic][:_TOPIC_AT_WORST]
    return f"{form}?{_query(said)}"


def _query(said: Mapping[str, str]) -> str:
    return urlencode(said, quote_via=quote, safe="")
