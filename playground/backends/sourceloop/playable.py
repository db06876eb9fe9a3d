"""How the emulated SourceLoop service is played: its web client and its archives open here."""

from playground.backends.playable import Playable, Site, Stand
from playground.backends.sourceloop.app import create_app
from playground.backends.sourceloop.config import Clock, SourceLoopConfig, bearer


def _set_up(site: Site, clock: Clock) -> Stand:
    config = SourceLoopConfig(archives_base=f"{site.address}/cloud")
    settings = {
        "BASE_URL": site.address,
        "TOKEN": bearer(config),
        "JOIN_URL": f"{site.address}/meet/{{id}}",
    }
    return Stand(app=create_app(config, clock), settings=settings)


PLAYABLE = Playable(kind="sourceloop", name="loop", title="SourceLoop", port=8305, set_up=_set_up)
