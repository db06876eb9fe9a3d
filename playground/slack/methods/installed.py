"""auth.*, apps.*, oauth.*, team.* and bots.*: the app itself and its rights."""

from playground.slack.arguments import named
from playground.slack.methods.method import Answer, Ask, Method
from playground.slack.refusals import Refused
from playground.slack.seed import APP
from playground.slack.slack import Slack
from playground.slack.sockets import check_open


def test(slack: Slack, ask: Ask) -> Answer:
    return {
        "url": f"https://{slack.workspace.domain}.slack.com/",
        "team": slack.workspace.name,
        "user": slack.app.name,
        "team_id": slack.workspace.team_id,
        "user_id": slack.app.id,
        "bot_id": slack.app.bot_id,
        "is_enterprise_install": False,
    }


def revoke(slack: Slack, ask: Ask) -> Answer:
    if not ask.get("test") and ask.token:
        slack.revoke(ask.token)
    return {"revoked": not ask.get("test")}


def uninstall(slack: Slack, ask: Ask) -> Answer:
    _check_client(slack, (ask["client_id"], ask["client_secret"]))
    slack.uninstall()
    return {}


def open_socket(slack: Slack, ask: Ask) -> Answer:
    check_open(slack.sockets)
    base = slack.base_url.replace("http", "ws", 1)
    return {"url": f"{base}/link?ticket={slack.sockets.ticket()}&app_id={APP}"}


def access(slack: Slack, ask: Ask) -> Answer:
    given = ask.client or (ask.get("client_id", ""), ask.get("client_secret", ""))
    _check_client(slack, given)
    token, code = slack.installation.exchange(ask.get("code", ""), ask.get("redirect_uri"))
    return {
        "app_id": APP,
        "authed_user": {"id": code.person},
        "scope": ",".join(sorted(code.scopes)),
        "token_type": "bot",
        "access_token": token,
        "bot_user_id": slack.app.id,
        "team": {"id": slack.workspace.team_id, "name": slack.workspace.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def team(slack: Slack, ask: Ask) -> Answer:
    shown = {"id": slack.workspace.team_id, "name": slack.workspace.name, "domain": slack.workspace.domain}
    return {"team": {**shown, "email_domain": "", "icon": {"image_default": True}}}


def bot(slack: Slack, ask: Ask) -> Answer:
    if ask.get("bot") not in (None, slack.app.bot_id):
        raise Refused("bot_not_found")
    return {
        "bot": {
            "id": slack.app.bot_id,
            "deleted": not slack.installation.installed,
            "name": slack.app.real_name,
            "updated": 1_700_000_000,
            "app_id": APP,
            "user_id": slack.app.id,
            "icons": {},
        }
    }


def _check_client(slack: Slack, given: tuple[str, str]) -> None:
    if given[0] != slack.config.client_id:
        raise Refused("invalid_client_id")
    if given[1] != slack.config.client_secret:
        raise Refused("bad_client_secret")


_CODE = named(text="code client_id client_secret redirect_uri grant_type")

METHODS = {
    "auth.test": Method(run=test, arguments=named()),
    "auth.revoke": Method(run=revoke, arguments=named(flags="test")),
    "apps.uninstall": Method(run=uninstall, arguments=named(text="client_id! client_secret!")),
    "apps.connections.open": Method(run=open_socket, token="app", arguments=named()),
    "oauth.v2.access": Method(run=access, token="none", arguments=_CODE),
    "team.info": Method(run=team, scope="team:read", arguments=named(text="team")),
    "bots.info": Method(run=bot, scope="users:read", arguments=named(text="bot team_id")),
}
