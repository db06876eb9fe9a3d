"""An emulated Jitsi Meet: rooms that nobody makes, on pages where people meet; with or without tokens.

`create_app(config, clock)` serves the welcome page at `/`, the client's settings at `/config.js`, a room at every other
path of one or two segments (`/<room>`, `/<tenant>/<room>`, with `?jwt=` where the deployment asks for tokens) and, for
tests and checkers, JSON under `/control`. There is no REST API. A room is a `room` (its name, as one writes it) with a
`jwt`, or a whole `link`:

- `GET state`: the rooms that somebody is in, and who.
- `POST join` {room | link, jwt?, name?} → {seat, participant_id, name, moderator, user_id, email}
- `POST leave` {room | link, seat? | participant_id? | name?} → {left: [names]}; everybody, if none is named.
- `POST end` {room | link} → {left: [names]}: as a moderator does.
- `POST config` {name: value, …}: changes the switches of `JitsiConfig`; `app_secret` is given at the start alone.
- `GET faults`, `POST faults` {switch: value, …}, `DELETE faults` (all off): the switches of `JitsiFaults`. They touch
  the server's pages, but neither seats nor pages that only keep themselves up to date.
- `GET history` → {requests: […]}, `DELETE history`: which of the server's pages were asked for, see `Asked`.

What is refused answers {error, message} with 400, 404 or 409; `refused` is a token that lets nobody in. In process the
same things are plain attributes: `app.state.faults`, `app.state.history`, `app.state.service`.

Facts are from jitsi/lib-jitsi-meet `doc/tokens.md` and jitsi/jitsi-meet (the client's reading of addresses, the chat
server's plug-ins for tokens), read in November 2026. As there: the page of a room is served to everybody, and it is the
client in it that is refused; a token without `exp` is good for ever; `room` is compared with the encoded name; whatever
a token says of a person must be text.

Left out: BOSH and the chat server, public keys, lobby, passwords, recording, sound and picture; rooms called `control`,
`seat`, `config.js`, `page.css` and `page.js`.
"""

from playground.backends.history import Asked
from playground.backends.jitsi.app import create_app
from playground.backends.jitsi.config import JitsiConfig
from playground.backends.jitsi.faults import JitsiFaults

__all__ = ["Asked", "JitsiConfig", "JitsiFaults", "create_app"]
