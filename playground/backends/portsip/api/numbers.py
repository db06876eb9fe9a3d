"""The tenant's numbers and people, and what everybody may know of the PBX."""

from playground.backends.portsip import listing, wire
from playground.backends.portsip.call import Answer, Call, Endpoint, Right
from playground.backends.portsip.refusal import missing

_NAMES = frozenset({"id", "name", "email", "display_name", "role", "extension_number"})


def _number(call: Call) -> Answer:
    owner = call.pbx.owner(call.ids[0])
    if owner is None:
        raise missing()
    return wire.number(owner, call.ids[0])


def _users(call: Call) -> Answer:
    return listing.page([wire.user(one) for one in call.pbx.users.values()], call.query, _NAMES)


def _about(call: Call) -> Answer:
    """Some of what is documented: an own address, and whose the PBX is."""
    config = call.pbx.config
    if call.query.get("domain", config.domain) != config.domain:
        raise missing()
    return {"web_domain": config.web_domain, "name": config.tenant_name, "domain": config.domain}


ENDPOINTS = (
    Endpoint(method="GET", path="extension_numbers/{}", act=_number),
    Endpoint(method="GET", path="users", act=_users, query=listing.PARAMETERS),
    Endpoint(method="GET", path="info", act=_about, right=Right.ANYBODY, query=frozenset({"domain"})),
)
