"""Conference servers: what carries the calls of all tenants."""

from playground.backends.portsip import listing, wire
from playground.backends.portsip.call import Answer, Call, Endpoint, Right, made, nothing
from playground.backends.portsip.fields import SERVER, defaults
from playground.backends.portsip.refusal import in_use, invalid, missing
from playground.backends.portsip.room import ConferenceServer

_NAMES = frozenset({"id", "type", *SERVER})


def _list(call: Call) -> Answer:
    wanted = call.query.get("count", "true")
    if wanted not in ("true", "false"):
        raise invalid("count")
    shown = listing.page([wire.server(one) for one in call.pbx.servers], call.query, _NAMES)
    return shown if wanted == "true" else {"items": shown["items"]}


def _make(call: Call) -> Answer:
    if not (call.body.get("ipv4") or call.body.get("ipv6")):
        raise invalid("ipv4")
    server = ConferenceServer(**call.body)
    call.pbx.servers.append(server)
    return made(server.id, 200)


def _one(call: Call) -> ConferenceServer:
    found = next((one for one in call.pbx.servers if one.id == call.ids[0]), None)
    if found is None:
        raise missing()
    return found


def _read(call: Call) -> Answer:
    return wire.server(_one(call))


def _change(call: Call) -> Answer:
    server, usual = _one(call), defaults(SERVER, "U") if call.pbx.config.update_replaces else {}
    for name, value in (usual | call.body).items():
        setattr(server, name, value)
    return nothing()


def _status(call: Call) -> Answer:
    return wire.server_status(call.pbx, _one(call))


def _destroy(call: Call) -> Answer:
    server = _one(call)
    if any(call.pbx.sessions(server)):
        raise in_use()
    call.pbx.servers.remove(server)
    return nothing(204)


_ALL, _SINGLE, _RIGHT = "conference_servers", "conference_servers/{}", Right.SERVERS

ENDPOINTS = (
    Endpoint(method="GET", path=_ALL, act=_list, right=_RIGHT, query=listing.PARAMETERS | {"count"}),
    Endpoint(method="POST", path=_ALL, act=_make, right=_RIGHT, fields=SERVER),
    Endpoint(method="GET", path=_SINGLE, act=_read, right=_RIGHT),
    Endpoint(method="POST", path=_SINGLE, act=_change, right=_RIGHT, fields=SERVER, write="U"),
    Endpoint(method="GET", path=f"{_SINGLE}/status", act=_status, right=_RIGHT),
    Endpoint(method="POST", path=f"{_SINGLE}/destroy", act=_destroy, right=_RIGHT),
)
