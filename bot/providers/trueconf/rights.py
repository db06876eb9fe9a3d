"""The rights that an OAuth2 application needs on a TrueConf Server: which call takes which, and what each is for."""

import re
from collections.abc import Iterable, Mapping

import httpx

NEEDED = {
    "conferences:read": "to see whether a room is live",
    "conferences:write": "to make, change, run, stop, record and remove rooms",
    "conferences.participants:read": "to see who is in a room",
    "conferences.participants:write": "to ring people",
    "conferences.records:read": "to keep rooms that hold recordings",
    "users:read": "to find people by their e-mail address",
}
"""Without one of these Plenum does not work."""
TEMPLATES = {"templates.conferences:read": "to see whether TEMPLATE is there"}
"""What the setting needs."""
KICKING = {"conferences.sessions.participants:read": "nobody can be sent out"}
CHOOSING = {"templates.conferences:read": "nobody can choose a template in a form"}
GUESTS = {"conferences.invitations:write": "nobody from outside can be invited while a conference runs"}
LOGS = {
    "logs.calls:read": "nobody learns afterwards who came",
    "logs.calls.participants:read": "nobody learns afterwards who came",
}
"""What is lost without each of these; the rest works."""

_BY_ADDRESS = (
    (r"/conference-sessions/[^/]+/participants", "conferences.sessions.participants:read"),
    (r"/conferences/[^/]+/invitations", "conferences.invitations:{side}"),
    (r"/conferences/[^/]+/participants", "conferences.participants:{side}"),
    (r"/conferences/[^/]+/records", "conferences.records:read"),
    (r"/logs/calls/[^/]+/participants", "logs.calls.participants:read"),
    (r"/logs/calls", "logs.calls:read"),
    (r"/templates/conferences", "templates.conferences:{side}"),
    (r"/users", "users:read"),
    (r"", "conferences:{side}"),
)
"""The first that an address holds counts."""


def lacking(granted: frozenset[str], wanted: Iterable[str]) -> tuple[str, ...]:
    """Which of the wanted rights were not granted. None where the server does not tell its rights."""
    if not granted:
        return ()
    return tuple(right for right in wanted if not granted & {right, right.partition(":")[0]})


def losses(granted: frozenset[str], wanted: Mapping[str, str]) -> dict[str, list[str]]:
    """What is lost for want of which rights."""
    lost: dict[str, list[str]] = {}
    for right in lacking(granted, wanted):
        lost.setdefault(wanted[right], []).append(right)
    return lost


def right_for(request: httpx.Request) -> str:
    """The right that a call takes."""
    address = request.url.raw_path.decode("ascii").partition("?")[0]
    side = "read" if request.method == "GET" else "write"
    return next(right for part, right in _BY_ADDRESS if re.search(part, address)).format(side=side)
