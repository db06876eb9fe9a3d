"""An emulated PortSIP PBX (REST API of 22.x, its conference part), with pages on which people dial in and hang up.

`create_app(config, clock)` serves the API under `/api`, pages for people (`/` lists the rooms and is where the join
link `/#/link-meeting?domain=…&token=…&number=…` leads, `/rooms/<number>` is where one dials in) and, for tests and
checkers, JSON under `/control`:

- `GET state`: the rooms, with who is in, who is being rung, who outside is invited, mails sent, and the link's token.
- `POST join` {number, extension | phone | token and name, pin?} → {seat, participant_id, display_name}. `token` is
  the link's.
- `POST answer` {number, called}: somebody whom the PBX rings picks up.
- `POST press` {seat, keys}: keys of a phone; `*8` and the administrator's PIN make somebody chairman.
- `POST leave` {number, seat? | participant_id? | extension? | phone? | name?} → {left: [names]}; everybody, if none
  is named.
- `POST record` {number, action: start | stop} → {recording}
- `POST end` {number}: for everyone, by its administrator.
- `POST revoke` {refresh_too?}: all access tokens given out so far become invalid.
- `POST users` {name, …fields of `User`}: makes or changes somebody.
- `POST config` {name: value, …}: changes the switches of `PortSIPConfig` that are texts, numbers, booleans or
  spans (in seconds).
- `GET faults`, `POST faults` {switch: value, …}, `DELETE faults` (all off): the switches of `PortSIPFaults`.
- `GET history` → {requests: […]}, `DELETE history`: what was asked of the API, see `Asked`.

What is refused answers {error, message} with 400, 404 or 409. In process the same things are plain attributes:
`app.state.faults`, `app.state.history`, `app.state.pbx`, `app.state.tokens`; `app.state.pbx.events` are the CDR events.

Left out: `/user/meetings`, the second step of signing in with two factors, prompt files, WebSocket events, extension
events, and other ways than a bearer to sign in at the address that is told of calls. `control: MASTER`, sizes and
bit rates are stored and told, and change nothing.
"""

from playground.backends.history import Asked
from playground.backends.portsip.app import create_app
from playground.backends.portsip.config import Extension, PortSIPConfig, User
from playground.backends.portsip.faults import PortSIPFaults

__all__ = ["Asked", "Extension", "PortSIPConfig", "PortSIPFaults", "User", "create_app"]
