"""One conference from its start to its end on one kind of back end: what people read, and how the room stood."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.model import Feature
from bot.providers import make
from bot.services.conferences import SETTLED
from bot.settings import load_settings
from playground.slack import seed
from playground.slack.record import Entry
from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.doors import BEN, CLEO, Visitor, Way, door_of
from tests.entrances import Entrance, way_on
from tests.kinds import PLAYED
from tests.stage import Message, Server, Stage, stage
from tests.stories.ledger import OWED, until

LOOK = timedelta(seconds=65)
"""After this a room was looked at."""
RECORD, LOCK, MUTE, CALL, KICK = ORDERS = (
    "/conf record start",
    "/conf lock",
    "/conf mute",
    "/conf call 101",
    "/conf kick @cleo",
)

Room = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """`own`: what Ben and Cleo were each shown when they pressed Join, where that is what it takes; `room`: with both
    of them in."""

    card: Message
    invitation: Message
    own: tuple[Message, ...]
    room: Room


@dataclass(frozen=True, slots=True, kw_only=True)
class Middle:
    """`card`: while both are in; `people` and `listed` are what Ana read then. To each order: what she read, and how
    the room stood. `host`: the direct message. `card_later`: when only Ben is in."""

    card: str
    people: str
    listed: str
    answers: dict[str, str]
    rooms: dict[str, Room]
    host: str
    card_later: str


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """`answer`: what Ana read; `room` as she read it; `card` a quarter of an hour after everybody had
    left, and whether Cleo got in then."""

    answer: str
    room: Room
    card: str
    admits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tale:
    """`shown`: everything that everybody in the channel ever saw."""

    name: str
    url: str
    features: frozenset[Feature]
    beginning: Beginning
    middle: Middle
    end: End
    shown: str
    calls: int

    def can(self, *features: Feature) -> bool:
        """Whether this back end can do one of these."""
        return bool(self.features & set(features))

    @property
    def tells(self) -> bool:
        """Whether it tells who is in."""
        return self.can(Feature.PARTICIPANTS, Feature.EVENTS)

    @property
    def pair(self) -> tuple[str, str]:
        """Ben and Cleo as Slack shows them: as members where the back end knows who they are, else as they typed."""
        known = self.can(Feature.ACCOUNTS, Feature.PERSONAL_LINK)
        return (f"<@{seed.BEN}>", f"<@{seed.CLEO}>") if known else (BEN.name, CLEO.name)


async def tale_of(kind: str, folder: Path) -> Tale:
    """Told once, for everybody who asks about it."""
    async with stage(folder, kinds=[kind]) as on_stage:
        server = on_stage.servers[kind]
        features = await _features(on_stage, server.name)
        teller = _Teller(on_stage, server, Entrance(server, door_of(PLAYED[kind].kind)), features)
        beginning, middle, end = await teller.begin(), await teller.go_on(), await teller.end()
        public = [one.args for one in on_stage.slack.record.of("shown") if one.args.get("channel") == TEAM_CHANNEL]
        return Tale(
            name=server.name,
            url=server.url,
            features=features,
            beginning=beginning,
            middle=middle,
            end=end,
            shown=str([one for one in public if not one.get("only_for")]),
            calls=len(on_stage.slack.workspace.calls),
        )


async def _features(on_stage: Stage, name: str) -> frozenset[Feature]:
    """What this very back end can do, as it is set up."""
    provider = make(name, load_settings(on_stage.settings).providers[name], clock=on_stage.clock)
    await provider.aclose()
    return provider.features


class _Teller:
    """Ana calls it and orders, Ben and Cleo come in, Cleo goes or is sent out."""

    def __init__(self, on_stage: Stage, server: Server, entrance: Entrance, features: frozenset[Feature]) -> None:
        self._stage, self._server, self._entrance, self._features = on_stage, server, entrance, features
        self._seats: dict[Visitor, tuple[Way, str]] = {}

    async def begin(self) -> Beginning:
        await self._stage.types(ANA, TEAM_CHANNEL, f"/conf start Weekly sync @ben via {self._server.name}")
        card = await self._stage.sees("Weekly sync is live: join now", channel=TEAM_CHANNEL)
        invitation = await self._stage.sees("invites you to")
        await self._stage.sees("Invited to", only_for=ANA)
        own = [await self._comes(BEN, seed.BEN, invitation), await self._comes(CLEO, seed.CLEO, card)]
        private = tuple(message for message in own if message)
        return Beginning(card=card, invitation=invitation, own=private, room=await self._room())

    async def _comes(self, visitor: Visitor, person: str, message: Message) -> Message | None:
        """By what the message shows, or by what is shown to whoever presses its Join."""
        own = None
        if Feature.PERSONAL_LINK in self._features:
            await self._stage.presses(person, message, "conference.join_privately")
            own = await self._stage.sees("Your own way into", only_for=person)
        way = way_on(own or message)
        self._seats[visitor] = way, await self._entrance.join(way, visitor)
        return own

    async def go_on(self) -> Middle:
        card = await self._later("2 in: ")
        people, listed = str(await self._asks("/conf people")), str(await self._asks("/conf list"))
        answers, rooms = {}, {}
        for order in ORDERS:
            answers[order] = str(await self._asks(order))
            rooms[order] = await self._room()
        return Middle(
            card=card,
            people=people,
            listed=listed,
            answers=answers,
            rooms=rooms,
            host=await self._way_to_host(),
            card_later=await self._alone(),
        )

    async def _way_to_host(self) -> str:
        since = self._now()
        await self._asks("/conf host")
        return str(await self._next(since, lambda entry: "You can host" in str(entry.args)))

    async def _alone(self) -> str:
        if Feature.KICK not in self._features:
            await self._entrance.leave(*self._seats[CLEO])
        return await self._later("1 in: ")

    async def end(self) -> End:
        question, since = await self._asks("/conf end"), self._now()
        await self._stage.presses(ANA, question, "conference.end_now")
        answer = await self._next(since, lambda entry: entry.name == "message_changed" and _is_for_ana(entry))
        room = await self._room()
        await self._next(since, _changes_card("Ended "))
        await self._settled()
        way, _ = self._seats[CLEO]
        admits = await self._entrance.admits(way.bare, CLEO)
        return End(answer=str(answer), room=room, card=self._card(), admits=admits)

    async def _settled(self) -> None:
        """What the back end is asked after the end has been asked, Ben has left, and a quarter of an hour is over."""
        self._stage.clock.advance(timedelta(seconds=15))
        if self._features & SETTLED:
            await until(self._stage, "select accounted from conferences", [(1,)])
        await until(self._stage, OWED, [(0,)])
        if Feature.END not in self._features:
            await self._entrance.leave(*self._seats[BEN])
        self._stage.clock.advance(timedelta(minutes=15))

    async def _later(self, words: str) -> str:
        """The card once the room was looked at; `words` stand on it where the back end tells.

        Elsewhere time stands still: whoever orders something while a claim runs out by it is answered twice.
        """
        if not self._features & {Feature.PARTICIPANTS, Feature.EVENTS}:
            return self._card()
        since = self._now()
        self._stage.clock.advance(LOOK)
        if words not in self._card():
            await self._next(since, _changes_card(words))
        return self._card()

    def _card(self) -> str:
        """As it stands in the channel."""
        (card,) = [one for one in self._stage.slack.board.all(TEAM_CHANNEL) if one.bot_id]
        return str(card.shown())

    async def _asks(self, text: str) -> Message:
        """Ana types, and reads what is said to her alone."""
        since = self._now()
        await self._stage.types(ANA, TEAM_CHANNEL, text)
        return await self._next(since, lambda entry: entry.name == "message" and _is_for_ana(entry))

    async def _room(self) -> Room:
        rooms = await self._entrance.rooms()
        assert len(rooms) <= 1
        return rooms[0] if rooms else {}

    def _now(self) -> int:
        return len(self._stage.slack.record.entries)

    async def _next(self, since: int, wanted: Callable[[Entry], bool]) -> Message:
        """The first such thing that is shown after `since`."""
        record = self._stage.slack.record
        before = {id(entry) for entry in record.entries[:since]}
        found = await record.until(
            lambda entry: entry.kind == "shown" and id(entry) not in before and wanted(entry), timeout_s=20
        )
        return found[0].args


def _is_for_ana(entry: Entry) -> bool:
    return entry.args.get("only_for") == ANA


def _changes_card(words: str) -> Callable[[Entry], bool]:
    def changes(entry: Entry) -> bool:
        shown = entry.args
        return entry.name == "message_changed" and shown.get("channel") == TEAM_CHANNEL and words in str(shown)

    return changes
