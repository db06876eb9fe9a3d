"""`admin` does an administrator's chores at a back end, and says in one line why one was not done."""

import asyncio
import shlex
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bot.__main__ import main
from bot.clock import utc_now
from bot.errors import Busy, Gone, Refused, Unsupported
from bot.model import Feature, Plan, RoomWish
from bot.providers import PROVIDERS, make
from bot.providers.chores import Chore
from bot.settings.backends import ProviderEntry
from bot.verbs.admin.listing import HOW
from bot.verbs.complaints import complaint
from playground.running import running
from tests.bot.providers.stand import REFERENCE, Stand, stand_for
from tests.bot.verbs.conftest import say

HERE = "https://server.test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the verb printed, and its exit status."""

    status: int
    out: str
    err: str


Play = Callable[[str], Awaitable[Stand]]
Admin = Callable[[str], Awaitable[Said]]


@pytest.fixture
async def play(complete: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Play]:
    """An emulated server of a kind, which the settings call `there`, beside an `hq` that does not answer."""
    monkeypatch.setenv("DEFAULT_PROVIDER", "hq")
    async with AsyncExitStack() as stack:

        async def played(kind: str) -> Stand:
            stand = stand_for(kind, utc_now)
            address = await stack.enter_async_context(running(stand.app))
            for name, value in {"kind": kind, **stand.settings}.items():
                monkeypatch.setenv(f"PROVIDERS__THERE__{name.upper()}", value.replace(HERE, address))
            return stand

        yield played


@pytest.fixture
def admin(capsys: pytest.CaptureFixture[str]) -> Admin:
    """Says a line in a terminal. The verb has a loop of its own, in a thread: the server is in this one."""

    async def said(line: str) -> Said:
        status = await asyncio.to_thread(main, ["admin", *shlex.split(line)])
        told = capsys.readouterr()
        return Said(status=status, out=told.out, err=told.err)

    return said


async def made_a_room(kind: str, stand: Stand) -> None:
    entry = ProviderEntry(kind=kind, settings=PROVIDERS[kind].Settings.model_validate(stand.settings))
    provider = make("there", entry, clock=utc_now, transport=httpx.ASGITransport(stand.app))
    plan = Plan(topic="Weekly sync", starts_at=utc_now())
    await provider.create(RoomWish(reference=REFERENCE, plan=plan, host=stand.host))
    await provider.aclose()


def done_by(chores: tuple[Chore, ...], words: tuple[str, ...]) -> str:
    """The chore that is meant: the one with the most words."""
    fitting = [chore.words for chore in chores if " ".join(words).startswith(chore.words)]
    return max(fitting, key=len)


@pytest.mark.parametrize("kind", PROVIDERS)
async def test_every_chore_of_a_kind_is_done_and_told(kind: str, play: Play, admin: Admin) -> None:
    stand, done = await play(kind), set()
    await made_a_room(kind, stand)

    for words in stand.errands():
        said = await admin(shlex.join(["there", *words]))
        assert (said.status, said.err) == (0, ""), (words, said)
        assert said.out.strip()
        done.add(done_by(PROVIDERS[kind].chores, words))

    assert done == {chore.words for chore in PROVIDERS[kind].chores}


async def test_what_came_of_it_is_a_table_and_a_line(play: Play, admin: Admin) -> None:
    await play("portsip")

    said = await admin("there servers list")

    head, row, closing = said.out.splitlines()
    assert head.split() == ["id", "name", "kind", "address", "rooms", "participants", "enabled"]
    assert row.split()[1:4] == ["default", "internal", "192.168.1.10"]
    assert closing == "1 conference server."


class TestListing:
    """Without words."""

    async def test_a_back_ends_chores_are_listed_with_arguments_and_summaries(self, play: Play, admin: Admin) -> None:
        await play("vonage")

        said = await admin("there")

        title, *chores, _, how = said.out.splitlines()
        assert said.status == 0
        assert title == "there: Vonage Meetings (closed 2025-06-30)"
        assert chores[0].split("  ", 2)[1] == "themes list"
        assert "  rooms [all]" in said.out
        assert len(chores) == len(PROVIDERS["vonage"].chores)
        assert how == HOW

    async def test_without_a_name_those_of_all_are(self, play: Play, admin: Admin) -> None:
        await play("jitsi")

        said = await admin("")

        assert said.out.startswith("hq: TrueConf Server\n  rooms [STATE] ")
        assert "there: Jitsi Meet\n  nothing to be done from here\n" in said.out

    @pytest.mark.usefixtures("complete")
    async def test_a_name_may_be_written_as_in_the_settings(self, admin: Admin) -> None:
        said = await admin("HQ")

        assert said.out.startswith("hq: TrueConf Server\n")


@pytest.mark.usefixtures("complete")
class TestWrongWords:
    """Each is one line, and nobody is asked."""

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("moon", "No back end is called 'moon'; there are: hq"),
            ("moon rooms", "No back end is called 'moon'; there are: hq"),
            (
                "hq fly",
                "The back end hq has no chore 'fly'; there are: rooms, templates list, templates show, templates add, "
                "templates remove",
            ),
            (
                "hq templates",
                "The back end hq has no chore 'templates'; there are: templates list, templates show, templates add, "
                "templates remove",
            ),
            ("hq templates list now", "templates list takes no arguments, not 1 argument"),
            ("hq templates add", "templates add takes NAME CONFERENCE, not 0 arguments"),
            ("hq rooms running late", "rooms takes [STATE], not 2 arguments"),
            ("hq rooms late", "rooms: late is no state; say running or stopped, or nothing for both"),
        ],
    )
    async def test_they_are_told_with_what_would_do(self, line: str, told: str, admin: Admin) -> None:
        said = await admin(line)

        assert said == Said(status=2, out="", err=f"{told}\n")

    async def test_a_back_end_without_chores_says_so(self, folder: Path, admin: Admin) -> None:
        say(folder, PROVIDERS__MEET__KIND="jitsi", DEFAULT_PROVIDER="hq")

        said = await admin("meet rooms")

        assert said == Said(status=2, out="", err="The back end meet has no chore 'rooms'; it has none\n")

    async def test_what_begins_with_a_dash_goes_after_two(self, admin: Admin) -> None:
        said = await admin("hq -- templates show -1 -2")

        assert said.err == "templates show takes TEMPLATE, not 2 arguments\n"


class TestNotDone:
    """A back end that does not do it: one line in an administrator's words."""

    @pytest.mark.usefixtures("complete")
    async def test_one_that_is_not_there_is_told_with_what_to_check(self, admin: Admin) -> None:
        said = await admin("hq rooms")

        assert (said.status, said.out) == (1, "")
        assert said.err.startswith("TrueConf Server cannot be reached; check BASE_URL, CA_BUNDLE, HTTPS_PROXY and NO")
        assert said.err.count("\n") == 1

    async def test_credentials_that_are_rejected_are_told_as_such(self, play: Play, admin: Admin) -> None:
        stand = await play("portsip")
        assert stand.refuse
        stand.refuse()

        said = await admin("there rooms")

        assert said.status == 1
        assert said.err.startswith("PortSIP PBX rejects our credentials, or they lack a right (")

    async def test_what_may_have_been_done_all_the_same_is_to_be_looked_at(self, play: Play, admin: Admin) -> None:
        stand = await play("portsip")
        stand.app.state.faults.change({"garble": "html", "match": "servers"})  # type: ignore[attr-defined]  # Starlette's

        said = await admin("there servers add second 10 100 192.168.1.11")

        assert said.status == 1
        assert said.err.endswith("; if it was to change something, it may have: look before you say it again\n")

    @pytest.mark.parametrize(
        ("error", "words"),
        [
            (Busy("hq", "GET rooms: 503"), "Acme is there, but asks to come back later (GET rooms: 503)"),
            (Refused("hq", "room_limit"), "Acme refuses (room_limit)"),
            (Gone("hq"), "Acme does not have what was asked for"),
            (Unsupported(Feature.KICK, provider="hq"), "Acme cannot send one participant out"),
        ],
    )
    def test_each_trouble_has_words(self, error: Busy | Refused | Gone | Unsupported, words: str) -> None:
        assert complaint("Acme", error) == words


class TestSecrets:
    """None is told."""

    async def test_a_secret_that_somebody_types_is_blotted_out(self, complete: Path, admin: Admin) -> None:
        said = await admin("hq rooms MARKER-secret")

        assert said.err == "rooms: [secret] is no state; say running or stopped, or nothing for both\n"

    async def test_what_others_wrote_commands_no_terminal(self, play: Play, admin: Admin) -> None:
        stand = await play("trueconf")
        await made_a_room("trueconf", stand)
        (conference,) = stand.app.state.server.conferences.values()  # type: ignore[attr-defined]  # Starlette's
        conference.settings["topic"] = "Weekly\x1b[2J\nsync"

        said = await admin("there rooms")

        assert "Weekly [2J sync" in said.out
