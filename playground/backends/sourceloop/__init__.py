"""An emulated SourceLoop video-conferencing service with its host's web client, and the video cloud below it.

`create_app(config, clock)` serves the API at the root, pages for people, and JSON under `/control` for tests and
checkers. `/` lists the meetings; people join at `/meet/<id>` (a `JOIN_URL` of `<address>/meet/{id}`); with
`archives_base` set to this address and `/cloud`, archives' links open here. `bearer(config)` is a token for it.
In what follows a `session` is a link id:

- `GET state`: the sessions, with who is in, their archives and their stored row; where archives go.
- `POST join` {session, name, role?, data?, token?} → {seat, connection_id, session_id, role, data}. The web client asks
  the service for a token and passes `data`, or what it passes for everybody; with `token` (one that the service gave
  out) the cloud alone is asked.
- `POST leave` {session, seat? | connection_id? | data? | name?} → {left: [names]}; everybody, if none is named.
- `POST archive` {session, action: start | stop, name?}, as the cloud's owner can, or {archive_id, action: pause |
  finish | fail | expire | attach} → {archive_id, status}; `attach` writes it into the row, which no route ever does.
- `POST config` {name: value, …}: changes the switches of `SourceLoopConfig`; spans are in seconds.
- `GET faults`, `POST faults` {switch: value, …}, `DELETE faults` (all off): the switches of `SourceLoopFaults`.
- `GET history` → {requests: […]}, `DELETE history`: what was asked of the API, see `Asked`.

What is refused answers {error, message} with 400, 404 or 409. In process the same things are plain attributes:
`app.state.faults`, `app.state.history`, `app.state.service`.

Nobody knows, so decided here: the web client is on the service's own address; archives become ready two minutes after
the last one left; the texts of what 15.0.0 changed.

Left out: bearer tokens signed with RS256, the audit log, a recording for each participant (Twilio), sound and picture.
"""

from playground.backends.history import Asked
from playground.backends.sourceloop.app import create_app
from playground.backends.sourceloop.config import PERMISSIONS, SourceLoopConfig, bearer
from playground.backends.sourceloop.faults import SourceLoopFaults

__all__ = ["PERMISSIONS", "Asked", "SourceLoopConfig", "SourceLoopFaults", "bearer", "create_app"]
