"""The API's table of contents: every endpoint, by method and path."""

from playground.backends.trueconf.api import (
    calendars,
    clients,
    conferences,
    invitations,
    logs,
    participants,
    people,
    records,
    sessions,
    templates,
)
from playground.backends.trueconf.call import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *conferences.ENDPOINTS,
    *invitations.ENDPOINTS,
    *participants.ENDPOINTS,
    *records.ENDPOINTS,
    *sessions.ENDPOINTS,
    *people.ENDPOINTS,
    *clients.ENDPOINTS,
    *calendars.ENDPOINTS,
    *logs.ENDPOINTS,
    *templates.ENDPOINTS,
)
