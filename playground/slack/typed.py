"""What people type, as Slack sends it on: mentions become ids, addresses become links, the rest is escaped."""

import re

from playground.slack.workspace import Workspace

_TOKEN = re.compile(
    r"(?P<made><@[UW][A-Z0-9]+(?:\|[^<>]*)?>|<#C[A-Z0-9]+(?:\|[^<>]*)?>|<!subteam\^S[A-Z0-9]+(?:\|[^<>]*)?>)"
    r"|(?P<url>https?://[^\s<>]*[^\s<>.,;:!?\"')\]])"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|@(?P<at>[A-Za-z0-9][\w-]*(?:\.[\w-]+)*)"
    r"|#(?P<hash>[a-z0-9][\w-]*)"
)
_BROADCASTS = {"here", "channel", "everyone"}


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_sent(text: str, workspace: Workspace, *, names: bool) -> str:
    """`@ben` → `<@U…>`, `#team` → `<#C…|team>`; tokens that a composer already made stay as they are.

    In slash commands (`names`) a person comes with the name too: `<@U…|ben>`.
    """
    pieces, end = [], 0
    for found in _TOKEN.finditer(text):
        pieces += [escaped(text[end : found.start()]), _linked(found, workspace, names=names)]
        end = found.end()
    return "".join([*pieces, escaped(text[end:])])


def _linked(found: re.Match[str], workspace: Workspace, *, names: bool) -> str:
    if found["made"]:
        return found["made"]
    if found["url"]:
        return f"<{escaped(found['url'])}>"
    if found["email"]:
        return f"<mailto:{found['email']}|{found['email']}>"
    at = found["at"]
    linked = _mentioned(at, workspace, names=names) if at else _channel(found["hash"], workspace)
    return linked or escaped(found[0])


def _mentioned(name: str, workspace: Workspace, *, names: bool) -> str | None:
    if name.lower() in _BROADCASTS:
        return f"<!{name.lower()}>"
    person = workspace.named(name)
    if person is not None:
        return f"<@{person.id}|{person.name}>" if names else f"<@{person.id}>"
    group = next((one for one in workspace.groups.values() if one.handle == name.lower()), None)
    return f"<!subteam^{group.id}|@{group.handle}>" if group else None


def _channel(name: str, workspace: Workspace) -> str | None:
    place = next((one for one in workspace.conversations.values() if one.name == name), None)
    return f"<#{place.id}|{place.name}>" if place else None
