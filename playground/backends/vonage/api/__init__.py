"""The API's table of contents: every endpoint, by method and path."""

from playground.backends.vonage.api import account, recordings, rooms, themes
from playground.backends.vonage.call import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *rooms.ENDPOINTS,
    *recordings.ENDPOINTS,
    *themes.ENDPOINTS,
    *account.ENDPOINTS,
)
