"""Plans made and changed by five people in three time zones on one kind of back end: each step, and the page after."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.model import Feature
from bot.providers import make
from bot.settings import load_settings
from playground.slack.record import Entry
from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.doors import Door, door_of
from tests.entrances import Entrance
from tests.kinds import PLAYED
from tests.stage import Message, Server, Stage, stage
from tests.stories.ledger import rows
from tests.stories.page import Scene, Work, page_of, said_since, work_of

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"

Deed = Callable[["Planner"], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The whole story; `scenes` by the name of their step."""

    name: str
    features: frozenset[Feature]
    scenes: Mapping[str, Scene]

    def can(self, *features: Feature) -> bool:
        """Whether this back end can do one of these."""
        return bool(self.features & set(features))


async def story_of(kind: str, folder: Path, steps: Mapping[str, Deed]) -> Told:
    """Told once, for everybody who asks about it."""
    async with stage(folder, kinds=[kind]) as on_stage:
        server = on_stage.servers[kind]
        features = await _features(on_stage, server.name)
        planner = Planner(on_stage, server, door_of(PLAYED[kind].kind), features)
        scenes = {name: await planner.scene(deed) for name, deed in steps.items()}
        return Told(name=server.name, features=features, scenes=scenes)


async def _features(on_stage: Stage, name: str) -> frozenset[Feature]:
    """What this very back end can do, as it is set up."""
    provider = make(name, load_settings(on_stage.settings).providers[name], clock=on_stage.clock)
    await provider.aclose()
    return provider.features


class Planner:
    """What people do, step by step. `at`: the instants that they mean, by name."""

    def __init__(self, on_stage: Stage, server: Server, door: Door, features: frozenset[Feature]) -> None:
        self.stage, self.server, self._features = on_stage, server, features
        self._entrance = Entrance(server, door)
        self.at: dict[str, datetime] = {}
        self._since = 0

    def can(self, feature: Feature) -> bool:
        return feature in self._features

    async def scene(self, deed: Deed) -> Scene:
        """Something is done; how things stand once all that follows has been seen to."""
        before = page_of(self.stage, TEAM_CHANNEL)
        self._since = len(self.stage.slack.record.entries)
        await deed(self)
        await self.quiet()
        page = page_of(self.stage, TEAM_CHANNEL)
        fresh = {spot: text for spot, text in page.items() if spot not in before}
        return Scene(
            page=page,
            fresh=fresh,
            said=said_since(self.stage, self._since),
            at=dict(self.at),
            rooms=len(await self._entrance.rooms()),
        )

    async def quiet(self) -> None:
        """Asking for the time lets everybody else work meanwhile; where they only wait, it goes faster."""
        async with asyncio.timeout(20):
            while (work := work_of(self.stage)) is not Work.DONE:
                if work is Work.WAITS:
                    self.stage.clock.advance(timedelta(seconds=0.5))
                await self.stage.client.get("/clock")

    def means(self, name: str, days: int, hour: int, zone: str) -> str:
        """That hour in that many days, as somebody there types it."""
        day = (self.stage.clock() + timedelta(days=days)).astimezone(ZoneInfo(zone))
        self.at[name] = day.replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(UTC)
        return f"{day:%Y-%m-%d} {hour}:00"

    async def types(self, text: str, answer: str, *, person: str = ANA) -> Message:
        """Somebody types a command, and reads the answer."""
        await self.stage.types(person, TEAM_CHANNEL, text)
        return await self.reads(answer, person=person)

    async def reads(self, answer: str, *, person: str = ANA) -> Message:
        """What is said to somebody alone in this step."""
        record = self.stage.slack.record
        before = {id(entry) for entry in record.entries[: self._since]}

        def wanted(entry: Entry) -> bool:
            theirs = entry.kind == "shown" and entry.args.get("only_for") == person
            return theirs and id(entry) not in before and answer in str(entry.args)

        return (await record.until(wanted, timeout_s=20))[-1].args

    async def replies(self, person: str, topic: str, action_id: str) -> None:
        """Somebody presses in their newest invitation to it."""
        place = self.stage.slack.workspace.app_direct(person)
        asked = [one for one in self.stage.slack.board.all(place.id) if one.text == f"You are invited to {topic}"]
        await self.stage.presses(person, asked[-1].shown(), action_id)

    def code(self, topic: str) -> str:
        """Of the one with this topic; of a series, no date that stands alone."""
        query = f"select code from conferences where topic = '{topic}' and series_id is null"
        return str(rows(self.stage, query)[0][0])

    def later(self, at: datetime) -> None:
        """A minute after that."""
        self.stage.clock.advance(at - self.stage.clock() + timedelta(minutes=1))
