"""The seam between Plenum and conferencing systems: what every back end must do, and what some can.

An adapter translates and nothing else. It raises only `bot.errors.ProviderError`s (and `Unsupported`, from here), never
invents an answer, keeps no state beyond its login, and is given everything it needs: its settings, an httpx
client made once, the clock. Text from a vendor never reaches a person.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, ClassVar
from urllib.parse import urlsplit, urlunsplit

import httpx
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl

from bot.clock import Clock
from bot.errors import Unsupported
from bot.live import DialIn, Presence, ProviderEvent, RoomStatus, Stay
from bot.model import Account, Feature, HostAccess, Limits, Person, Room, RoomWish, Template
from bot.providers.chores import Chore
from bot.providers.http import PATIENCE, Patience


def _bare(url: HttpUrl) -> HttpUrl:
    if url.username or url.password or url.query or url.fragment:
        raise ValueError("holds more than a scheme, a host, a port and a path")
    return url


ServerUrl = Annotated[HttpUrl, AfterValidator(_bare)]
"""Where a server is. No password in it, because addresses are logged."""


def moved(link: str, *, to: str) -> str:
    """The same page of the same server, at another of its addresses."""
    base, page = urlsplit(to), urlsplit(link)
    return urlunsplit((base.scheme, base.netloc, base.path.rstrip("/") + page.path, page.query, page.fragment))


class ProviderSettings(BaseModel):
    """What all kinds take. Unknown settings are refused by name."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    join_base_url: ServerUrl | None = Field(None, examples=["https://meet.example.org"])
    """Where people reach the server, when that is not where Plenum does."""
    ca_bundle: str | None = Field(None, examples=["/etc/ssl/company.pem"])
    """A PEM file to trust instead of the system's list."""
    capacity: int | None = Field(None, ge=1, le=100_000, examples=["100"])
    """How many people it lets into one conference, where an administrator knows."""


class ConferenceProvider(ABC):
    """One configured back end. `name` is the administrator's word for it, `kind` the system's."""

    kind: ClassVar[str]
    title: ClassVar[str]
    features: frozenset[Feature] = frozenset()
    """What this kind can do at most; one that is set up to do less says so on itself (`self.features = …`)."""
    chores: ClassVar[tuple[Chore, ...]] = ()
    """What administrators can do with `python -m bot admin`."""
    sunset: ClassVar[date | None] = None
    """The day on which its maker closed it: said wherever it is offered, and the default only where it is named."""
    host_keys: ClassVar[str | None] = None
    """What one presses in a conference before the host PIN can be typed."""
    Settings: ClassVar[type[ProviderSettings]]

    def __init__(
        self,
        name: str,
        settings: ProviderSettings,
        *,
        http: httpx.AsyncClient,
        clock: Clock,
        patience: Patience = PATIENCE,
    ) -> None:
        self.name = name
        self.settings = settings
        self.http = http
        self.clock = clock
        self.patience = patience

    async def aclose(self) -> None:
        """Let go of the connections; nothing can be asked after that."""
        await self.http.aclose()

    @property
    def limits(self) -> Limits:
        """What its rooms may be at most, as far as that is known without asking."""
        return Limits(admits=self.settings.capacity, most=self.settings.capacity)

    @abstractmethod
    async def create(self, wish: RoomWish) -> Room:
        """Make the room that `wish` describes, open for people at once, and say how one gets in.

        Where `opens_at` says so (`AHEAD`), the room waits until then: it is there, and its way in is the one that it
        will have.

        The room carries `wish.reference` where the back end has a place for it. Called again with the same
        reference, it gives the same room where the back end can tell (`FIND`), else another one.
        A room that waits is opened by asking for it again, under the same reference, without `opens_at`.
        Raises `Unanswered` or `Garbled` only where the room may exist now.
        """

    @abstractmethod
    async def check(self) -> str:
        """Log in and make one harmless call, for `doctor`: what was reached, as a short text for administrators."""

    async def open(self, room: Room, wish: RoomWish) -> Room:
        """A room that was made ahead (`AHEAD`), or ended and is kept (`KEEP`), open for people now.

        The same room, and another one only where that is gone. `wish` is what it was made with. A room that opened by
        itself, or was opened before, is fine. Refused, the room stays as it was.
        """
        return await self.create(replace(wish, opens_at=None))

    async def update(self, room: Room, wish: RoomWish) -> Room:
        """Make a room that waits what `wish` says now (`UPDATE`): topic, time (`opens_at`), length, zone, people.

        Each as far as the back end has a place for it, and those of its options that are said. The same room, perhaps
        with another way in.

        Whether it is recorded, its template, an option that is not said any more, and where it tells of itself, stay as
        they are: for these another room is made. Once it is so already, nothing changes. Raises `Gone`, and `Refused`
        where the back end will not: then it is as it was.
        """
        raise self._cannot(Feature.UPDATE)

    async def find(self, reference: str) -> Room | None:
        """The room that was made for `reference`, or None when the back end has none (`FIND`)."""
        raise self._cannot(Feature.FIND)

    async def remove(self, room_id: str) -> None:
        """Take a room away for good, ending it first if need be; one that is gone already is fine (`REMOVE`).

        Raises `Refused` with `RECORDED` where recordings would go with it: nobody is in any more, and it stays. With
        `RUNNING` where people were sent out only now, and what they recorded may not be listed yet: ask again later.
        """
        raise self._cannot(Feature.REMOVE)

    async def end(self, room_id: str) -> None:
        """Send everyone out and close the room for now; one that is closed or gone already is fine (`END`)."""
        raise self._cannot(Feature.END)

    async def close(self, room_id: str) -> None:
        """Let nobody new in, within a quarter of an hour or once all have left (`CLOSE`); whoever is inside stays.

        One that is closed or gone already is fine.
        """
        raise self._cannot(Feature.CLOSE)

    async def status(self, room_id: str) -> RoomStatus:
        """How the room stands (`STATE`): `EMPTY` where it is open whether or not anybody has come yet."""
        raise self._cannot(Feature.STATE)

    async def participants(self, room_id: str) -> Presence:
        """Who is in a room now (`PARTICIPANTS`); nobody, where it is closed. Raises `Gone` where it is not there."""
        raise self._cannot(Feature.PARTICIPANTS)

    async def attendance(self, room_id: str, *, since: datetime) -> tuple[Stay, ...]:
        """Who was in a room, and when, as the back end itself logged it (`ATTENDANCE`); those still in included."""
        raise self._cannot(Feature.ATTENDANCE)

    def events(self, body: bytes, headers: Mapping[str, str]) -> tuple[ProviderEvent, ...]:
        """What a message says that came to a room's `events_url` (`EVENTS`). Raises `Garbled`; asks nobody."""
        raise self._cannot(Feature.EVENTS)

    async def account(self, email: str) -> Account | None:
        """The account with exactly this e-mail, in any case; None where there is none or more than one (`ACCOUNTS`)."""
        raise self._cannot(Feature.ACCOUNTS)

    async def ring(self, room_id: str, account: Account) -> None:
        """Call somebody's client into a live room (`RING`). `Refused` with `PERSON_UNAVAILABLE` if they cannot be."""
        raise self._cannot(Feature.RING)

    async def host_access(self, room: Room, account: Account | None) -> HostAccess:
        """How a person (`account` if they have one there) hosts `room` (`HOST_ACCESS`). May hold a secret."""
        raise self._cannot(Feature.HOST_ACCESS)

    async def personal_link(self, room: Room, person: Person, *, host: bool) -> str:
        """A secret link by which `person` alone joins `room` (`PERSONAL_LINK`), whose own link lets nobody in."""
        raise self._cannot(Feature.PERSONAL_LINK)

    async def templates(self) -> tuple[Template, ...]:
        """What a room may be made like (`TEMPLATES`), by name; `create` heeds which one its options name."""
        raise self._cannot(Feature.TEMPLATES)

    async def dial_in(self) -> tuple[DialIn, ...]:
        """The telephone numbers that lead into this back end's rooms (`DIAL_IN`); one then types the guest PIN."""
        raise self._cannot(Feature.DIAL_IN)

    async def record(self, room_id: str, *, on: bool) -> None:
        """Start, go on with or stop recording a live room (`RECORD`). `Refused` with `NOT_RUNNING` if it is not."""
        raise self._cannot(Feature.RECORD)

    async def pause_recording(self, room_id: str) -> None:
        """Pause the recording of a live room (`PAUSE_RECORDING`); `record` goes on with it."""
        raise self._cannot(Feature.PAUSE_RECORDING)

    async def mute_all(self, room_id: str, *, on: bool) -> None:
        """Mute everybody in a live room, or let them speak (`MUTE_ALL`)."""
        raise self._cannot(Feature.MUTE_ALL)

    async def mute(self, room_id: str, participant_id: str, *, on: bool) -> None:
        """Mute one participant, or let them speak (`MUTE`). `Refused` with `NOT_INSIDE` if they have left."""
        raise self._cannot(Feature.MUTE)

    async def lock(self, room_id: str, *, on: bool) -> None:
        """Let nobody else in, or let people in again (`LOCK`)."""
        raise self._cannot(Feature.LOCK)

    async def kick(self, room_id: str, participant_id: str) -> None:
        """Send one participant out (`KICK`); one who has left already is fine."""
        raise self._cannot(Feature.KICK)

    async def hand_over(self, room_id: str, participant_id: str) -> None:
        """Make one participant the host (`HAND_OVER`). `Refused` with `NOT_INSIDE` if they have left."""
        raise self._cannot(Feature.HAND_OVER)

    async def call(self, room_id: str, number: str) -> None:
        """Telephone a number into a live room (`CALL`): digits, with a leading plus for the world outside.

        `Refused` with `NUMBER_NOT_ALLOWED` unless it is one of the back end's own or the settings allow it.
        """
        raise self._cannot(Feature.CALL)

    async def invite_guests(
        self, room_id: str, *, asked: tuple[str, ...], withdrawn: tuple[str, ...] = (), pin: str | None = None
    ) -> Mapping[str, str]:
        """People outside, by e-mail address (`INVITE_GUESTS`): `asked` are on the list of the room afterwards, and
        `withdrawn` are not, as far as the back end lets us. Who is on it already stays there as before, and so does the
        `pin` that was wished for the room.

        Says which of all these are on it now, each with what the back end knows them by. Raises `Gone`.
        """
        raise self._cannot(Feature.INVITE_GUESTS)

    def _cannot(self, feature: Feature) -> Unsupported:
        return Unsupported(feature, provider=self.name)


OPTIONAL: dict[Feature, str] = {
    Feature.UPDATE: "update",
    Feature.FIND: "find",
    Feature.REMOVE: "remove",
    Feature.END: "end",
    Feature.CLOSE: "close",
    Feature.STATE: "status",
    Feature.ACCOUNTS: "account",
    Feature.RING: "ring",
    Feature.HOST_ACCESS: "host_access",
    Feature.PARTICIPANTS: "participants",
    Feature.ATTENDANCE: "attendance",
    Feature.EVENTS: "events",
    Feature.PERSONAL_LINK: "personal_link",
    Feature.DIAL_IN: "dial_in",
    Feature.TEMPLATES: "templates",
    Feature.RECORD: "record",
    Feature.PAUSE_RECORDING: "pause_recording",
    Feature.MUTE_ALL: "mute_all",
    Feature.MUTE: "mute",
    Feature.LOCK: "lock",
    Feature.KICK: "kick",
    Feature.HAND_OVER: "hand_over",
    Feature.CALL: "call",
    Feature.INVITE_GUESTS: "invite_guests",
}
"""Which method each feature stands for; a kind declares a feature exactly when it overrides the method."""

WISHES: dict[Feature, str] = {
    Feature.RECORD_FROM_START: "record",
    Feature.AHEAD: "opens_at",
    Feature.SET_PIN: "plan.options.pin",
    Feature.WAITING_ROOM: "plan.options.waiting_room",
    Feature.HOST_FIRST: "plan.options.first",
    Feature.CAPACITY: "plan.options.capacity",
}
"""Which field of `RoomWish` these features stand for: `create` heeds it where the feature is declared."""

PROMISES = frozenset({Feature.KEEP, Feature.MAIL_GUESTS})
"""What is neither, but a promise. `KEEP`: a room that was ended is opened again, on another day, by the same link.
`MAIL_GUESTS`: whom `invite_guests` puts on a room's list, the back end writes to."""
