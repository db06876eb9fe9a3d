"""Everything that the Vonage adapter asks is as a description has it that is not ours: Prism judges each request."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from inspect import isawaitable, signature
from typing import Any
from uuid import uuid4

import httpx
import pytest

from bot.model import Feature, Person, Plan, RoomState, RoomWish
from bot.providers import make
from bot.providers.base import OPTIONAL, ConferenceProvider
from bot.providers.vonage import Vonage
from bot.settings.backends import ProviderEntry
from playground.backends.vonage import VonageConfig, create_app
from tests.conftest import NOON, FrozenClock
from tests.independent.counterparts import HERE
from tests.independent.prism import Judged, prism, verdict
from tests.independent.world import keys

pytestmark = pytest.mark.independent

DESCRIPTION = HERE / "descriptions" / "vonage-meetings-v1-adapted.openapi.yml"
REFERENCE = "k7f3k7f3k7f3"
HOST = Person(id="U1", name="Ana", email="ana@acme.example")
WISH = RoomWish(reference=REFERENCE, plan=Plan(topic="Weekly sync", starts_at=NOON), host=HOST)
STARTED_AT = "2026-11-23T12:00:00.000Z"
CALLED_BACK = "https://plenum.acme.example/webhooks/old/9f8e7d6c5b4a"

WISHES = {
    "the smallest": WISH,
    "the longest topic": replace(WISH, plan=replace(WISH.plan, topic="ä" * 500)),
    "later, and long": replace(
        WISH, plan=replace(WISH.plan, starts_at=NOON + timedelta(days=30), duration=timedelta(hours=3))
    ),
    "with everything": replace(WISH, record=True, guests=(HOST,), events_url=CALLED_BACK),
}

ASKS_NOBODY = {"events"}
THEME = "a theme's id"
CHORES: dict[str, list[tuple[str, ...]]] = {
    "themes list": [()],
    "themes add": [("#12f64e", "Brand"), ("#12f", "Brand", "Theme 2", "acme")],
    "themes show": [(THEME,)],
    "themes change": [
        (THEME, "colour", "#abc"), (THEME, "text", "Other"), (THEME, "name", "Theme 3"), (THEME, "short-url", "acme-2")
    ],
    "themes remove": [(THEME,), (THEME, "force")],
    "themes default": [(THEME,)],
    "rooms": [(), ("all",)],
}  # fmt: skip
"""With which words each chore is called."""


@pytest.fixture(scope="session")
def judge() -> Iterator[str]:
    with prism(DESCRIPTION) as address:
        yield address


class Meeting:
    """The adapter between an emulated service, which answers, and Prism, which judges."""

    def __init__(self, judge: str, clock: FrozenClock, **settings: str) -> None:
        private_key, public_key = keys()
        config = VonageConfig(public_key=public_key, no_themes_as="list")
        self.app = create_app(config, clock)
        self.line = Judged(app=self.app, judge=judge)
        said = {"base_url": "https://api.test", "application_id": config.application_id, "private_key": private_key}
        entry = ProviderEntry(kind="vonage", settings=Vonage.Settings.model_validate(said | settings))
        self.old = make("old", entry, clock=clock, transport=self.line)

    async def theme(self) -> str:
        """One that is there."""
        add = next(one for one in Vonage.chores if one.words == "themes add")
        return str((await add.run(self.old, ("#12f64e", "Brand"))).rows[0][0])


@pytest.fixture
async def meeting(judge: str, clock: FrozenClock) -> AsyncIterator[Meeting]:
    made = Meeting(judge, clock)
    async with aclosing(made.old):
        yield made


async def test_the_judge_would_see_a_mistake(judge: str) -> None:
    def change(group: str, **headers: str) -> httpx.Request:
        url, body = f"https://api.test/v1/meetings/rooms/{uuid4()}", {group: {"expire_after_use": True}}
        return httpx.Request("PATCH", url, headers=headers, json=body)

    good = await verdict(judge, change("update_details", Authorization="Bearer token"))
    wrong = await verdict(judge, change("update_options", Authorization="Bearer token"))
    unsigned = await verdict(judge, change("update_details"))

    assert not good.objections
    assert "update_details" in wrong.objections
    assert unsigned.status == 401


@pytest.mark.parametrize("wish", WISHES.values(), ids=WISHES)
async def test_it_accepts_how_rooms_are_made(wish: RoomWish, meeting: Meeting) -> None:
    await meeting.old.create(wish)

    assert [one.status for one in meeting.line.verdicts] == [200, 201]
    assert not meeting.line.objections()


async def test_it_accepts_how_a_room_with_a_theme_is_made(judge: str, clock: FrozenClock, meeting: Meeting) -> None:
    theme_id = await meeting.theme()
    themed = Meeting(judge, clock, theme=theme_id)
    themed.app.state.service.themes |= meeting.app.state.service.themes
    async with aclosing(themed.old):
        await themed.old.check()
        await themed.old.create(WISH)

    assert len(themed.line.verdicts) == 4
    assert not themed.line.objections()


OPERATIONS = ["check", *(method for feature, method in OPTIONAL.items() if feature in Vonage.features)]


async def _arguments(method: str, meeting: Meeting) -> dict[str, Any]:
    """Something fitting for each parameter, by its name in the seam."""
    room = await meeting.old.create(WISH)
    shared = replace(room, host_url=None)
    event = {"event": "session:started", "session_id": "2_MX40~fn4", "room_id": room.id, "started_at": STARTED_AT}
    known = {
        "reference": REFERENCE, "room_id": room.id, "room": shared, "wish": WISH, "account": None, "person": HOST,
        "host": True, "email": HOST.email, "on": True, "since": NOON, "body": json.dumps(event).encode(), "headers": {},
        "participant_id": str(uuid4()), "number": "+441494523500",
    }  # fmt: skip
    named = signature(getattr(ConferenceProvider, method)).parameters.keys() - {"self"}
    assert named <= known.keys(), "a parameter is new in the seam: say above what fits it"
    return {name: known[name] for name in named}


@pytest.mark.parametrize("method", OPERATIONS)
async def test_it_accepts_every_operation(method: str, meeting: Meeting) -> None:
    arguments = await _arguments(method, meeting)
    meeting.line.verdicts.clear()

    answer = getattr(meeting.old, method)(**arguments)
    if isawaitable(answer):
        await answer

    assert bool(meeting.line.verdicts) == (method not in ASKS_NOBODY)
    assert not meeting.line.objections()


def test_every_chore_is_tried() -> None:
    assert CHORES.keys() == {one.words for one in Vonage.chores}


@pytest.mark.parametrize(("words", "said"), [(words, said) for words, ways in CHORES.items() for said in ways])
async def test_it_accepts_every_chore(words: str, said: tuple[str, ...], meeting: Meeting) -> None:
    theme_id = await meeting.theme()
    chore = next(one for one in Vonage.chores if one.words == words)
    meeting.line.verdicts.clear()

    await chore.run(meeting.old, tuple(theme_id if one is THEME else one for one in said))

    assert meeting.line.verdicts
    assert not meeting.line.objections()


@asynccontextmanager
async def _before_prism_alone(judge: str, clock: FrozenClock) -> AsyncIterator[ConferenceProvider]:
    said = {"base_url": judge, "application_id": str(uuid4()), "private_key": keys()[0]}
    entry = ProviderEntry(kind="vonage", settings=Vonage.Settings.model_validate(said))
    async with aclosing(make("old", entry, clock=clock)) as old:
        yield old


async def test_what_prism_answers_is_understood(judge: str, clock: FrozenClock) -> None:
    async with _before_prism_alone(judge, clock) as old:
        room = await old.create(WISH)
        status = await old.status(room.id)
        numbers = await old.dial_in()
        checked = await old.check()

    assert (room.join_url, room.guest_pin) == ("https://meetings.vonage.com/280674154", "280674154")
    assert status.state is RoomState.LIVE
    assert numbers
    assert Feature.DIAL_IN in old.features
    assert "2 rooms there" in checked
