"""The app as installed: its tokens and scopes, given by the seed or through OAuth, taken away on uninstall."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from playground.slack.refusals import Refused
from playground.slack.stamps import Clock, Stamps

CODE_LIFE = timedelta(minutes=10)


@dataclass(slots=True, kw_only=True)
class Code:
    """What OAuth hands to the app through the browser."""

    scopes: frozenset[str]
    redirect_uri: str | None
    person: str
    issued_at: datetime


@dataclass(slots=True, kw_only=True)
class Installation:
    """The bot tokens that were given, and which still hold."""

    clock: Clock
    stamps: Stamps
    scopes: frozenset[str]
    valid: set[str] = field(default_factory=set)
    dead: dict[str, str] = field(default_factory=dict)
    _codes: dict[str, Code] = field(default_factory=dict)

    @property
    def installed(self) -> bool:
        return bool(self.valid)

    def check(self, token: str | None) -> None:
        """Raises `not_authed`, `token_revoked`, `account_inactive` or `invalid_auth`."""
        if not token:
            raise Refused("not_authed")
        if token not in self.valid:
            raise Refused(self.dead.get(token, "invalid_auth"))

    def need(self, scope: str) -> None:
        """Raises `missing_scope`, saying what is needed and what was granted."""
        if scope not in self.scopes:
            raise Refused("missing_scope", needed=scope, provided=",".join(sorted(self.scopes)))

    def revoke(self, token: str) -> None:
        """One token goes; the answer to it is then `token_revoked`."""
        self.valid.discard(token)
        self.dead[token] = "token_revoked"

    def uninstall(self) -> None:
        """All tokens go; the answer to them is then `account_inactive`."""
        self.dead |= dict.fromkeys(self.valid, "account_inactive")
        self.valid.clear()

    def code(self, scopes: frozenset[str], redirect_uri: str | None, person: str) -> str:
        made = self.stamps.name("code")
        self._codes[made] = Code(scopes=scopes, redirect_uri=redirect_uri, person=person, issued_at=self.clock())
        return made

    def exchange(self, made: str, redirect_uri: str | None) -> tuple[str, Code]:
        """A fresh bot token for a code. Raises `invalid_code` or `bad_redirect_uri`."""
        code = self._codes.pop(made, None)
        if code is None or self.clock() - code.issued_at > CODE_LIFE:
            raise Refused("invalid_code")
        if redirect_uri is not None and redirect_uri != code.redirect_uri:
            raise Refused("bad_redirect_uri")
        token = f"xoxb-{self.stamps.name('granted')}"
        self.valid.add(token)
        self.scopes = code.scopes
        return token, code
