"""An emulated TrueConf Server (REST API v3.3 to v3.10), with pages on which people join and leave.

`create_app(config, clock)` serves the token address, the API, pages for people (`/` lists the conferences, the join
links `/c/<id>` open a conference's door) and, for tests and checkers, JSON under `/control`:

- `GET state`: the conferences, with who is inside, who is being rung, and mails sent.
- `POST join` {conference_id, login | name | token, pin?} → {seat, participant_id, name}. `token` is a personal link's.
- `POST leave` {conference_id, seat? | login? | name?} → {left: [names]}; everybody, if none is named.
- `POST record` {conference_id, action: start | pause | stop} → {recording}
- `POST lock` {conference_id, on: true | false} → {locked}: whoever is not in stays out.
- `POST end` {conference_id} → {state}: ended by its host, at once.
- `POST revoke`: all access tokens given out so far become invalid; refresh tokens stay.
- `POST users` {login, …fields of `User`}: makes or changes an account (`is_active`, `online`, `email` …).
- `POST config` {name: value, …}: changes the switches of `TrueConfConfig` that are texts, numbers, booleans or spans
  (in seconds).
- `GET faults`, `POST faults` {switch: value, …}, `DELETE faults` (all off): the switches of `TrueConfFaults`.
- `GET history` → {requests: […]}, `DELETE history`: what was asked of the API, see `Asked`.

What is refused answers {error, message} with 400, 404 or 409. In process the same things are plain attributes:
`app.state.faults`, `app.state.history`, `app.state.server`, `app.state.tokens`.

Left out: the grant `authorization_code`, podiums, broadcast presets, address books, avatars, writing accounts and
groups, and the logs of invites, messages, events and settings. Waiting rooms and registration are stored and told, and
keep nobody waiting.
"""

from playground.backends.history import Asked
from playground.backends.trueconf.app import create_app
from playground.backends.trueconf.config import Group, OAuthApp, Template, TrueConfConfig, User
from playground.backends.trueconf.faults import TrueConfFaults

__all__ = [
    "Asked",
    "Group",
    "OAuthApp",
    "Template",
    "TrueConfConfig",
    "TrueConfFaults",
    "User",
    "create_app",
]
