"""Which conference servers can be played on a stage: every kind as in the demo, and two that want personal links."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from playground.backends.jitsi import JitsiConfig
from playground.backends.jitsi import create_app as create_jitsi
from playground.backends.playable import Playable, Site, Stand
from playground.kinds import KINDS

_SECRET = "emulated-jitsi-secret"


def _loop_with_tokens(site: Site, clock: Callable[[], datetime]) -> Stand:
    """Its web client takes a token of each person's own out of the link."""
    usual = next(one for one in KINDS if one.kind == "sourceloop").set_up(site, clock)
    return replace(usual, settings={**usual.settings, "JOIN_URL": f"{site.address}/meet/{{id}}?token={{token}}"})


def _jitsi_with_tokens(site: Site, clock: Callable[[], datetime]) -> Stand:
    """Nobody comes in without one."""
    app = create_jitsi(JitsiConfig(app_id="plenum", app_secret=_SECRET), clock)
    return Stand(app=app, settings={"BASE_URL": site.address, "APP_ID": "plenum", "APP_SECRET": _SECRET})


PLAYED: dict[str, Playable] = {one.kind: one for one in KINDS} | {
    f"guarded {kind}": Playable(kind=kind, name=f"guarded{kind}", title=f"{kind} with tokens", port=0, set_up=set_up)
    for kind, set_up in (("sourceloop", _loop_with_tokens), ("jitsi", _jitsi_with_tokens))
}
