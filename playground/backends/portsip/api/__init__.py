"""The API's table of contents: every endpoint, by method and path."""

from playground.backends.portsip.api import blobs, logins, numbers, participants, recordings, rooms, servers
from playground.backends.portsip.call import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *logins.ENDPOINTS,
    *rooms.ENDPOINTS,
    *participants.ENDPOINTS,
    *recordings.ENDPOINTS,
    *servers.ENDPOINTS,
    *numbers.ENDPOINTS,
    *blobs.ENDPOINTS,
)
