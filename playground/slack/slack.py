"""One emulated Slack: all its parts, put together."""

import asyncio
from typing import Any

from playground.slack.board import Board
from playground.slack.config import Manifest, SlackConfig
from playground.slack.conversations import Conversation, Kind
from playground.slack.delivery import Delivery
from playground.slack.events import Events
from playground.slack.faults import Faults
from playground.slack.feed import Feed
from playground.slack.installation import Installation
from playground.slack.pace import Pace
from playground.slack.people import Person
from playground.slack.record import Record
from playground.slack.responses import Origin, ResponseUrls
from playground.slack.seed import APP, acme
from playground.slack.sockets import Sockets
from playground.slack.stamps import Clock, Stamps
from playground.slack.triggers import Triggers
from playground.slack.views import View, Views


class Slack:
    """The state of one emulated Slack. Tests in the same process may read and change it directly."""

    def __init__(self, config: SlackConfig, clock: Clock) -> None:
        self.config = config
        self.clock = clock
        self.manifest: Manifest = config.app()
        self.seen_at: str | None = None
        self.stamps = Stamps(clock)
        self.workspace = acme(app_name=self.manifest.name)
        self.record = Record(clock)
        self.feed = Feed()
        self.faults = Faults()
        self.board = Board(self.workspace, self.stamps, self.feed, self.record)
        self.views = Views(self.stamps, self.workspace.team_id)
        self.triggers = Triggers(clock, self.stamps)
        self.responses = ResponseUrls(clock, self.stamps)
        self.pace = Pace(clock, burst=config.burst)
        self.sockets = Sockets(self.stamps, APP, self.faults)
        self.installation = self._installation()
        self.delivery = self._delivery()
        self.events = Events(clock=clock, stamps=self.stamps, delivery=self.delivery, team_id=self.workspace.team_id)

    @property
    def history(self) -> Record:
        """Everything the app asked for, was told, and everything people saw change."""
        return self.record

    @property
    def app(self) -> Person:
        """The app's bot."""
        return self.workspace.people[self.workspace.app.id]

    @property
    def base_url(self) -> str:
        """Where the emulator is reached, without a slash at the end."""
        return (self.config.base_url or self.seen_at or "http://127.0.0.1").rstrip("/")

    def response_url(self, person: Person, place: Conversation, *, message_ts: str | None = None) -> tuple[str, Origin]:
        made, origin = self.responses.issue(person.id, place.id, message_ts=message_ts)
        return f"{self.base_url}/respond/{made}", origin

    def publish(self, event_type: str, event: dict[str, Any], *, place: Conversation | None = None) -> None:
        """Something happened that the app may have subscribed to."""
        if self.installation.installed or event_type in ("app_uninstalled", "tokens_revoked"):
            shared = place is not None and bool(place.shared_with)
            self.events.publish({"type": event_type, **event}, subscribed=self.manifest.events, shared=shared)

    def show(self, what: str, view: View) -> dict[str, Any]:
        """Let somebody see a form or a home page that was opened or changed; gives it as Slack writes it."""
        wire = view.wire()
        self.record.write("shown", what, {"person": view.person, "view": wire})
        self.feed.send([view.person], {"type": what, "view": wire})
        return wire

    def enter(self, place: Conversation, person_id: str, *, inviter: str | None = None) -> None:
        """Somebody, or the app, becomes a member."""
        place.members.append(person_id)
        kind = "C" if place.kind is Kind.CHANNEL else "G"
        event = {"user": person_id, "channel": place.id, "channel_type": kind, "team": self.workspace.team_id}
        event |= {"event_ts": self.stamps.ts()} | ({"inviter": inviter} if inviter else {})
        self.publish("member_joined_channel", event, place=place)
        self.feed.everyone({"type": "state"})

    def leave(self, place: Conversation, person_id: str, *, by: str | None = None) -> None:
        """Somebody, or the app, is a member no longer; `by`: who took them out."""
        place.members.remove(person_id)
        kind = "C" if place.kind is Kind.CHANNEL else "G"
        event = {"user": person_id, "channel": place.id, "channel_type": kind, "team": self.workspace.team_id}
        self.publish("member_left_channel", event | {"event_ts": self.stamps.ts()}, place=place)
        if person_id == self.app.id:
            told = {"channel": place.id, "actor_id": by or person_id, "event_ts": self.stamps.ts()}
            self.publish(f"{_noun(place)}_left", told, place=place)
        self.feed.everyone({"type": "state"})

    def archive(self, place: Conversation, *, by: str, archived: bool = True) -> None:
        """Archive a channel, or bring it back. Of a private one only those who are in it hear."""
        place.archived = archived
        event = {"channel": place.id, "user": by, "event_ts": self.stamps.ts()} | ({"is_moved": 0} if archived else {})
        if self._hears(place):
            self.publish(f"{_noun(place)}_{'archive' if archived else 'unarchive'}", event, place=place)
        self.feed.everyone({"type": "state"})

    def delete(self, place: Conversation, *, by: str) -> None:
        """A channel goes, with all that stands in it."""
        hears = self._hears(place)
        del self.workspace.conversations[place.id]
        if hears:
            event = {"channel": place.id, "actor_id": by, "event_ts": self.stamps.ts()}
            self.publish(f"{_noun(place)}_deleted", event, place=place)
        self.feed.everyone({"type": "state"})

    def _hears(self, place: Conversation) -> bool:
        return self.workspace.sees(self.app.id, place)

    def change_person(self, person_id: str, **changes: Any) -> None:
        """Change somebody: `tz`, `deleted`, `is_admin`, `name` and so on."""
        person = self.workspace.change(person_id, **changes)
        email = "users:read.email" in self.installation.scopes
        user = person.wire(self.clock(), email=email, locale=True)
        self.publish("user_change", {"user": user, "cache_ts": self.stamps.seconds()})
        self.feed.everyone({"type": "state"})

    def revoke(self, token: str) -> None:
        """A token stops working, and the app hears of it."""
        self.installation.revoke(token)
        self.publish("tokens_revoked", {"tokens": {"oauth": [], "bot": [self.app.id]}})
        if not self.installation.installed:
            self.publish("app_uninstalled", {})

    def uninstall(self) -> None:
        """The app is removed from the workspace."""
        self.installation.uninstall()
        self.publish("tokens_revoked", {"tokens": {"oauth": [], "bot": [self.app.id]}})
        self.publish("app_uninstalled", {})
        self.feed.everyone({"type": "state"})

    async def stop(self) -> None:
        """End streams, sockets and tasks."""
        self.feed.close()
        await asyncio.gather(self.events.stop(), self.sockets.drop())
        await self.delivery.close()

    def _installation(self) -> Installation:
        granted = self.manifest.scopes if self.config.scopes is None else self.config.scopes
        installation = Installation(clock=self.clock, stamps=self.stamps, scopes=granted)
        if self.config.bot_token:
            installation.valid.add(self.config.bot_token)
        return installation

    def _delivery(self) -> Delivery:
        return Delivery(
            clock=self.clock,
            signing_secret=self.config.signing_secret,
            request_url=self.config.request_url,
            ack_timeout_s=self.config.ack_timeout_s,
            sockets=self.sockets,
            faults=self.faults,
            record=self.record,
        )


def _noun(place: Conversation) -> str:
    """What events call it: a private channel is a group."""
    return "channel" if place.kind is Kind.CHANNEL else "group"
