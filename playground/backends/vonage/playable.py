"""How the emulated Vonage Meetings is played: its links and its recordings open here, its key is made afresh."""

from playground.backends.playable import Playable, Site, Stand
from playground.backends.vonage.app import create_app
from playground.backends.vonage.config import Clock, VonageConfig
from playground.backends.vonage.keys import key_pair


def _set_up(site: Site, clock: Clock) -> Stand:
    private_key, public_key = key_pair()
    config = VonageConfig(public_key=public_key, links_base=site.address, storage_base=f"{site.address}/storage")
    settings = {
        "BASE_URL": site.address,
        "APPLICATION_ID": config.application_id,
        "PRIVATE_KEY": private_key.strip().replace("\n", "\\n"),  # a setting is one line
    }
    return Stand(app=create_app(config, clock), settings=settings)


PLAYABLE = Playable(kind="vonage", name="cloud", title="Vonage Meetings", port=8304, set_up=_set_up)
