"""Which proxy leads to an address: HTTPS_PROXY, HTTP_PROXY and NO_PROXY, and nothing else of the environment.

aiohttp's own `trust_env` also reads ~/.netrc for every call, and refuses calls that carry our Authorization when it
finds the host there. It looks for a WSS_PROXY, too, which nobody sets.
"""

import urllib.request
from urllib.parse import urlsplit

_SECURE = ("https", "wss")


def proxy_for(url: str) -> str | None:
    """The proxy's address, or None for the direct way."""
    address = urlsplit(url)
    if urllib.request.proxy_bypass(address.hostname or ""):
        return None
    return urllib.request.getproxies().get("https" if address.scheme in _SECURE else "http")
