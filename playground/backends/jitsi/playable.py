"""How the emulated Jitsi Meet is played: open to everybody, as most are."""

from playground.backends.jitsi.app import create_app
from playground.backends.jitsi.config import Clock, JitsiConfig
from playground.backends.playable import Playable, Site, Stand


def _set_up(site: Site, clock: Clock) -> Stand:
    return Stand(app=create_app(JitsiConfig(), clock), settings={"BASE_URL": site.address})


PLAYABLE = Playable(kind="jitsi", name="jitsi", title="Jitsi Meet", port=8306, set_up=_set_up)
