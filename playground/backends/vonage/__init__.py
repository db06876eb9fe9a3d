"""An emulated Vonage Meetings API (v1, and its older prefixes), with pages on which people meet.

`create_app(config, clock)` serves the API under `/v1/meetings`, `/beta/meetings` and `/meetings`, pages for people, and
JSON under `/control` for tests and checkers. `/` lists the rooms; with `links_base` set to this address and
`storage_base` to its `/storage`, the guest link `/<code>`, the host link `/?room_token=…&participant_token=…` and
recordings' links open here. In what follows a `room` is a meeting code or an id:

- `GET state`: the rooms, with who is in, who waits, and their recordings.
- `POST join` {room, name, host?} → {seat, participant_id, session_id, waiting}
- `POST admit`, `POST deny` {room, seat? | participant_id? | name?}: those who wait; all, if none is named.
- `POST leave` {room, seat? | participant_id? | name?} → {left: [names]}; everybody, if none is named.
- `POST end` {room}: everybody is put out, as the host does.
- `POST record` {room, action: start | pause | stop} → {recording_id, status}
- `POST upload` {room? | recording_id?} → {uploaded: [ids]}: stopped recordings become ready at once.
- `GET webhooks` → {webhooks: [{number, at, to, body, answers}]}: what was told, and held back or answered with what.
- `POST deliver` {numbers?}: what is held back; or any by number, in that order, also once more.
- `POST config` {name: value, …}: changes the switches of `VonageConfig` that are texts, numbers, booleans or
  spans (in seconds).
- `GET faults`, `POST faults` {switch: value, …}, `DELETE faults` (all off): the switches of `VonageFaults`.
- `GET history` → {requests: […]}, `DELETE history`: what was asked of the API, see `Asked`.

What is refused answers {error, message} with 400, 404 or 409. In process the same things are plain attributes:
`app.state.faults`, `app.state.history`, `app.state.service`; `app.state.service.post` are the webhooks, and
`await app.state.service.post.idle()` waits for them. Time does its work whenever something is asked, and once a second
while the app is served with its lifespan: `room:expired` and `recording:uploaded` come by themselves.

Nobody knows, so decided here: an instant room keeps the `expires_at` it was made with, also while it is in use; rooms
that are closed do not count against the limit of rooms; a room that names no theme is shown without one in its links,
whatever the default theme; a refused webhook is not sent again.

Left out: Basic authorization, the Application API, listing sessions, the event header that is said to carry `metadata`,
sound and picture, chat, locking and muting, and telephone callers.
"""

from playground.backends.history import Asked
from playground.backends.vonage.app import create_app
from playground.backends.vonage.config import DialInNumber, VonageConfig
from playground.backends.vonage.faults import VonageFaults
from playground.backends.vonage.keys import key_pair

__all__ = ["Asked", "DialInNumber", "VonageConfig", "VonageFaults", "create_app", "key_pair"]
