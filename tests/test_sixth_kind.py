"""A new kind of back end needs its adapter and one line in the registry; everything else follows from what it says."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from pydantic import Field, SecretStr

from bot.clock import Clock
from bot.live import Participant, Presence, RoomStatus
from bot.model import Feature, Room, RoomState, RoomWish
from bot.providers import PROVIDERS
from bot.providers.base import ConferenceProvider, ProviderSettings, ServerUrl
from bot.providers.chores import Chore, Report
from bot.providers.http import PATIENCE, Patience
from bot.settings import load_settings
from bot.verbs import providers as table
from docs.generate import matrix_page
from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.stage import Stage, stage


async def _shelves(toy: "Toy", given: tuple[str, ...]) -> Report:
    return Report(head=("room",), rows=tuple((room,) for room in toy.rooms))


class Toy(ConferenceProvider):
    """Keeps its rooms in memory; Ana is in every one of them."""

    kind, title = "toy", "Toy Conferencing"
    features = frozenset({Feature.STATE, Feature.PARTICIPANTS, Feature.END, Feature.LOCK})
    chores = (Chore(words="shelves", summary="Lists its rooms.", run=_shelves),)

    class Settings(ProviderSettings):
        """What it asks an administrator for."""

        base_url: ServerUrl = Field(examples=["https://toys.example.org"])
        key: SecretStr = Field(min_length=1, examples=["…, from the box"])

    def __init__(
        self,
        name: str,
        settings: ProviderSettings,
        *,
        http: httpx.AsyncClient,
        clock: Clock,
        patience: Patience = PATIENCE,
    ) -> None:
        super().__init__(name, settings, http=http, clock=clock, patience=patience)
        self.rooms: dict[str, RoomState] = {}
        self.locked = False

    async def create(self, wish: RoomWish) -> Room:
        self.rooms[wish.reference] = RoomState.LIVE
        return Room(id=wish.reference, join_url=f"https://toys.example.org/{wish.reference}")

    async def check(self) -> str:
        return f"{self.title}: all there"

    async def end(self, room_id: str) -> None:
        self.rooms[room_id] = RoomState.IDLE

    async def status(self, room_id: str) -> RoomStatus:
        return RoomStatus(state=self.rooms.get(room_id, RoomState.GONE), locked=self.locked)

    async def participants(self, room_id: str) -> Presence:
        return Presence(inside=(Participant(id="1", name="Ana Alvarez", email="ana@acme.example"),))

    async def lock(self, room_id: str, *, on: bool) -> None:
        self.locked = on


SETTINGS = {
    "PROVIDERS__BOX__KIND": "toy",
    "PROVIDERS__BOX__BASE_URL": "https://toys.example.org",
    "PROVIDERS__BOX__KEY": "wound up",
    "DEFAULT_PROVIDER": "hq",
}


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    """The one line."""
    PROVIDERS[Toy.kind] = Toy
    yield
    del PROVIDERS[Toy.kind]


@pytest.fixture
async def on_stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path, settings=SETTINGS) as set_up:
        yield set_up


async def test_it_is_started_watched_steered_and_ended_from_slack(on_stage: Stage) -> None:
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf start Toys via box")
    await on_stage.sees("Toys is live", channel=TEAM_CHANNEL)
    on_stage.clock.advance(timedelta(seconds=65))
    await on_stage.sees("1 in: ", channel=TEAM_CHANNEL, what="message_changed")
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf lock")
    await on_stage.sees("is locked", only_for=ANA)
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf people")
    panel = await on_stage.sees("1 in", only_for=ANA)
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf end")
    question = await on_stage.sees("for everyone?", only_for=ANA)
    await on_stage.presses(ANA, question, "conference.end_now")

    await on_stage.sees("has ended", channel=TEAM_CHANNEL, what="message_changed")
    assert "Unlock" in str(panel)


async def test_what_it_cannot_is_said_in_words(on_stage: Stage) -> None:
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf start Toys via box")
    await on_stage.sees("Toys is live", channel=TEAM_CHANNEL)

    await on_stage.types(ANA, TEAM_CHANNEL, "/conf record start")

    await on_stage.sees("cannot be told to record from here", only_for=ANA)


async def test_it_stands_in_the_form(on_stage: Stage) -> None:
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf")
    menu = await on_stage.sees("What would you like to do?", only_for=ANA)

    await on_stage.presses(ANA, menu, "menu.start")

    assert "box" in str(await on_stage.opens("start.form"))


def test_it_stands_in_the_tables() -> None:
    assert "Toy Conferencing (`toy`)" in matrix_page()
    shown = table.matrix({"box": Toy.title}, {"box": Toy.features}, default="box")
    assert "Toy Conferencing" in shown


def test_its_settings_are_read_and_its_secret_is_not_shown() -> None:
    environ = {"SECRET_KEYS": "x", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"} | SETTINGS
    environ |= {"SECRET_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", "DEFAULT_PROVIDER": "box"}

    settings = load_settings(environ)

    assert settings.providers["box"].kind == "toy"
    assert "wound up" not in repr(settings)
