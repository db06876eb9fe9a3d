"""How the emulated TrueConf Server is played: the people of the emulated Slack have accounts there."""

from playground.backends.playable import Colleague, Playable, Site, Stand
from playground.backends.trueconf.app import create_app
from playground.backends.trueconf.config import OWNER, PLENUM, STAFF, Clock, TrueConfConfig, User


def _set_up(site: Site, clock: Clock) -> Stand:
    config = TrueConfConfig(users=(*map(_account, site.colleagues), OWNER), web_url=site.address)
    settings = {
        "BASE_URL": site.address,
        "JOIN_BASE_URL": site.address,
        "CLIENT_ID": PLENUM.client_id,
        "CLIENT_SECRET": PLENUM.client_secret or "",
        "OWNER": OWNER.login,
        "GUESTS": "true",
    }
    return Stand(app=create_app(config, clock), settings=settings)


def _account(colleague: Colleague) -> User:
    first, _, last = colleague.real_name.partition(" ")
    return User(
        login=colleague.name,
        display_name=colleague.real_name,
        email=colleague.email,
        first_name=first,
        last_name=last,
        company="Acme",
        group_ids=(STAFF.id,),
    )


PLAYABLE = Playable(kind="trueconf", name="hq", title="TrueConf Server", port=8301, set_up=_set_up)
