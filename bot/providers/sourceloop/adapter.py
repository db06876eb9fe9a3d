"""SourceLoop as a back end: a conference there is a session with a link id, joined in a web client of the host's."""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Literal

import httpx
from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator

from bot.clock import Clock
from bot.errors import Garbled, Gone, Refusal, Refused
from bot.live import Presence
from bot.model import Feature, Person, Room, RoomWish
from bot.providers.base import ConferenceProvider, ProviderSettings, ServerUrl, moved
from bot.providers.http import PATIENCE, Api, Patience
from bot.providers.sourceloop import joining, reasons, wire
from bot.providers.sourceloop.bearer import BearerAuth, Claims, claims
from bot.providers.sourceloop.storage import CHORES

TOKEN_LIFE = timedelta(hours=12)
"""A link is made when somebody presses Join; it must still be good when they come back after a break."""


class SourceLoop(ConferenceProvider):
    """See docs/providers/sourceloop.md."""

    kind, title = "sourceloop", "SourceLoop"
    features = frozenset(
        {
            Feature.CLOSE,
            Feature.PARTICIPANTS,
            Feature.PERSONAL_LINK,
            Feature.AHEAD,
            Feature.UPDATE,
            Feature.RECORD_FROM_START,
        }
    )
    chores = CHORES

    class Settings(ProviderSettings):
        """`join_url` is the page of the host's web client; with `{token}` in it, each person gets a link of their own.

        `cloud` is whose service does the video. The storage keys are for releases before 3.1.0, which want them in the
        request.
        """

        base_url: ServerUrl = Field(examples=["https://conferences.example.org"])
        token: SecretStr = Field(min_length=1, examples=["…, a JWT that your authentication service made"])
        join_url: Annotated[str, AfterValidator(joining.template)] = Field(examples=["https://meet.example.org/{id}"])
        cloud: Literal["vonage", "twilio"] = Field("vonage", examples=["twilio"])
        storage_access_key: SecretStr | None = Field(None, min_length=1, examples=["only before release 3.1.0"])
        storage_secret_key: SecretStr | None = Field(None, min_length=1, examples=["only before release 3.1.0"])

        @field_validator("token")
        @classmethod
        def _fits_a_header(cls, token: SecretStr) -> SecretStr:
            said = token.get_secret_value()
            if not (said.isascii() and said.isprintable()) or " " in said:
                raise ValueError("holds a space or a sign that no token has; leave Bearer out")
            return token

        @field_validator("join_url")
        @classmethod
        def _tells_no_secret(cls, join_url: str, info: ValidationInfo) -> str:
            token = info.data.get("token")
            if token and token.get_secret_value() in join_url:
                raise ValueError("holds Plenum's own token, which would be told to everybody; {token} is each person's")
            return join_url

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
        self._personal = joining.is_personal(settings.join_url)
        self.features = type(self).features - _lost(settings, personal=self._personal)
        self.api = Api(
            name,
            http,
            base_url=str(settings.base_url),
            auth=BearerAuth(settings.token),
            verdict=lambda answer: reasons.meaning(name, answer),
            patience=patience,
        )

    async def create(self, wish: RoomWish) -> Room:
        """Always another one: the service takes no id of ours, and lists nothing."""
        answer = await self.api.send("POST", "session", json=wire.new_session(wish, now=self.clock()))
        try:
            made = wire.link_id(answer.content)
        except ValueError:  # `from None`, because it may quote the answer
            raise Garbled(self.name, "POST session: an answer without an id") from None
        return Room(id=made, join_url=self._link(made))

    async def open(self, room: Room, wish: RoomWish) -> Room:
        """It opens by itself some minutes before its time; told so, at once."""
        try:
            return await self.update(room, replace(wish, opens_at=None))
        except Gone:
            return await super().open(room, wish)

    async def update(self, room: Room, wish: RoomWish) -> Room:
        """Of all that may be written the service heeds the time."""
        if Feature.UPDATE not in self.features:
            raise self._cannot(Feature.UPDATE)
        await self.api.send("PATCH", "session", room.id, json=wire.moved_session(wish.opens_at, now=self.clock()))
        return room

    async def check(self) -> str:
        known = await self._known()
        own = claims(self.settings.token)
        lacking = self._needed() - own.permissions if own else frozenset[str]()
        if reasons.START in lacking:
            raise reasons.Forbidden(self.name, reasons.START)
        where = f"{self.title} at {str(self.settings.base_url).rstrip('/')}"
        return f"{where}: signed in, {known}{reasons.consequences(lacking)}; {_end_of(own)}"

    async def close(self, room_id: str) -> None:
        try:
            await self.api.send("PATCH", "session", room_id, "end")
        except Gone:
            return
        except Refused as refused:
            if refused.why is not Refusal.FINISHED:
                raise

    async def participants(self, room_id: str) -> Presence:
        """Those whom the service was told of by its cloud; as published it never keeps anybody."""
        told = await self.api.call(
            "GET", "session", room_id, "attendees", params={"active": "true"}, answers=wire.Attendees
        )
        inside = (row.participant(known=self._personal) for row in told.rows if not row.deleted)
        return Presence(inside=tuple(inside), complete=False)

    async def personal_link(self, room: Room, person: Person, *, host: bool) -> str:
        if not self._personal:
            raise self._cannot(Feature.PERSONAL_LINK)
        wanted = wire.new_token(person.id, host=host, ends_at=self.clock() + TOKEN_LIFE)
        given = await self.api.call("POST", "session", room.id, "token", json=wanted, answers=wire.ClientToken)
        return self._link(room.id, token=given.token.get_secret_value())

    async def _known(self) -> str:
        """Lists the recordings, the one thing that can be asked for without knowing or making anything."""
        try:
            archives = await self.api.call("GET", "archives", answers=wire.Archives)
        except reasons.Forbidden:
            return "may not list recordings"
        except Refused:  # with Twilio, which wants to be asked for one
            return "recordings cannot be listed there"
        return f"{len(archives.items)} recordings there"

    def _needed(self) -> frozenset[str]:
        personal = frozenset[str]() if self._personal else {reasons.TOKEN}
        ahead = {reasons.EDIT} if self.settings.cloud == "twilio" else frozenset[str]()
        return frozenset(reasons.WITHOUT) - personal - ahead

    def _link(self, link_id: str, *, token: str = "") -> str:
        made = joining.link(self.settings.join_url, link_id, token=token)
        base = self.settings.join_base_url
        return moved(made, to=str(base)) if base else made


def _lost(settings: SourceLoop.Settings, *, personal: bool) -> frozenset[Feature]:
    """What the settings take away. Twilio's sessions cannot be moved, and before their time give no tokens for ever."""
    own = claims(settings.token)
    fixed = settings.cloud == "twilio" or (own is not None and reasons.EDIT not in own.permissions)
    lost = frozenset(() if personal else {Feature.PERSONAL_LINK})
    return lost | (frozenset({Feature.AHEAD, Feature.UPDATE}) if fixed else frozenset())


def _end_of(own: Claims | None) -> str:
    if own is None:
        return "the token does not tell when it runs out"
    return f"the token runs out on {own.ends_at:%Y-%m-%d %H:%M} UTC" if own.ends_at else "the token never runs out"
