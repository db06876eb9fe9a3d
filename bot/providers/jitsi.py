"""Jitsi Meet as a back end: a room is its name, there for as long as somebody is in; tokens let people in by name."""

import hmac
import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import httpx
from pydantic import Field, HttpUrl, SecretStr, ValidationInfo, field_validator

from bot.clock import Clock
from bot.errors import Garbled
from bot.model import Account, Feature, HostAccess, Person, Room, RoomWish
from bot.providers.base import ConferenceProvider, ProviderSettings, ServerUrl
from bot.providers.http import PATIENCE, Api, Patience

PUBLIC = "meet.jit.si"
TOKEN_LIFE = timedelta(hours=12)
"""A link is made when somebody presses Join; it must still be good when they come back after a break."""
_SLACK = timedelta(minutes=5)
"""By so much the server's clock may be behind ours."""
_HEADER = {"alg": "HS256", "typ": "JWT"}


class Jitsi(ConferenceProvider):
    """See docs/providers/jitsi.md."""

    kind, title = "jitsi", "Jitsi Meet"
    features = frozenset({Feature.PERSONAL_LINK, Feature.HOST_ACCESS, Feature.AHEAD, Feature.KEEP})

    class Settings(ProviderSettings):
        """`app_id` and `app_secret` are those of a server whose rooms need a token; `audience` and `domain` are for one
        that looks at these, too."""

        base_url: ServerUrl = Field(HttpUrl(f"https://{PUBLIC}"), examples=["https://meet.example.org"])
        app_id: str | None = Field(None, min_length=1, examples=["plenum"])
        app_secret: SecretStr | None = Field(
            None, min_length=1, validate_default=True, examples=["…, as the server has it"]
        )

        audience: str = Field("jitsi", min_length=1, examples=["plenum"])
        domain: str | None = Field(None, min_length=1, examples=["meet.jitsi"])

        @field_validator("app_secret")
        @classmethod
        def _both_or_none(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
            if "app_id" in info.data and bool(secret) != bool(info.data["app_id"]):
                raise ValueError("is given without APP_ID" if secret else "is missing beside APP_ID")
            return secret

    settings: Settings

    def __init__(
        self,
        name: str,
        settings: Settings,
        *,
        http: httpx.AsyncClient,
        clock: Clock,
        patience: Patience = PATIENCE,
    ) -> None:
        super().__init__(name, settings, http=http, clock=clock, patience=patience)
        self._public = settings.join_base_url or settings.base_url
        if settings.app_secret is None:
            self.features = type(self).features - {Feature.PERSONAL_LINK, Feature.HOST_ACCESS}
        self._api = Api(
            name, http, base_url=str(settings.base_url), auth=httpx.Auth(), verdict=lambda _: None, patience=patience
        )

    async def create(self, wish: RoomWish) -> Room:
        """Nothing is asked of the server, now or ahead of time: the name is the link, whenever people come.

        It is the reference alone: whose server it is reads no topic there.
        """
        return Room(id=wish.reference, join_url=self._link(wish.reference))

    async def check(self) -> str:
        page = (await self._api.send("GET")).content.lower()
        if b"jitsi" not in page or b"</html>" not in page:
            raise Garbled(self.name, "GET /: not the page of a Jitsi Meet")
        return f"{self.title} at {str(self.settings.base_url).rstrip('/')}: its page is there; {self._way_in()}"

    async def host_access(self, room: Room, account: Account | None) -> HostAccess:
        """Whoever has the link is a moderator, under a name that they type."""
        return HostAccess(url=self._signed_link(Feature.HOST_ACCESS, room, _role(host=True)))

    async def personal_link(self, room: Room, person: Person, *, host: bool) -> str:
        user = {"id": person.id, "name": person.name} | _role(host=host)  # each must be text
        return self._signed_link(Feature.PERSONAL_LINK, room, user)

    def _way_in(self) -> str:
        if self.settings.app_id:
            return f"links are signed as {self.settings.app_id}; only joining shows whether the server takes them"
        if self._public.host == PUBLIC:
            return "whoever opens a room has to sign in there with an account of Google, GitHub or Facebook"
        return "whoever has a link gets in"

    def _link(self, room_id: str) -> str:
        return f"{str(self._public).rstrip('/')}/{room_id}"

    def _signed_link(self, feature: Feature, room: Room, user: dict[str, str]) -> str:
        if self.settings.app_secret is None:
            raise self._cannot(feature)
        return f"{self._link(room.id)}?jwt={_token(self._claims(room, user), self.settings.app_secret)}"

    def _claims(self, room: Room, user: dict[str, str]) -> dict[str, Any]:
        """The subject is the tenant in the address, else what the server calls itself: by default its host's name."""
        now = self.clock()
        tenant = (self._public.path or "").strip("/").rpartition("/")[2]
        return {
            "iss": self.settings.app_id,
            "aud": self.settings.audience,
            "sub": (tenant or self.settings.domain or self._public.host or "").lower(),
            "room": room.id,
            "iat": int(now.timestamp()),
            "nbf": int((now - _SLACK).timestamp()),
            "exp": int((now + TOKEN_LIFE).timestamp()),
            "context": {"user": user},
        }


def _role(*, host: bool) -> dict[str, str]:
    """For the server's module that heeds it; without that, everybody with a token is a moderator."""
    return {"affiliation": "owner" if host else "member"}


def _token(claims: dict[str, Any], secret: SecretStr) -> str:
    said = f"{_encoded(_json(_HEADER))}.{_encoded(_json(claims))}"
    seal = hmac.digest(secret.get_secret_value().encode(), said.encode(), "sha256")
    return f"{said}.{_encoded(seal)}"


def _json(part: dict[str, Any]) -> bytes:
    return json.dumps(part, separators=(",", ":")).encode()


def _encoded(part: bytes) -> str:
    return urlsafe_b64encode(part).rstrip(b"=").decode()
