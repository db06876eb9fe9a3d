"""What administrators do in the terminal, on the emulated server."""

from dataclasses import replace

import httpx
import pytest

from bot.errors import Denied, Refused
from bot.providers.chores import MisuseError, Report
from bot.providers.trueconf import TrueConf
from playground.backends.trueconf import Template, TrueConfConfig
from playground.backends.trueconf.config import OWNER, PLENUM, TEAM_CALL
from tests.bot.providers.trueconf.script import Server, reason
from tests.bot.providers.trueconf.world import REFERENCE, WISH, World, Worlds
from tests.conftest import FrozenClock

CHORES = {chore.words: chore for chore in TrueConf.chores}


async def carried_out(there: World, words: str, *arguments: str) -> Report:
    return await CHORES[words].run(there.hq, arguments)


class TestRooms:
    async def test_lists_what_plenum_made_and_nothing_else(self, world: Worlds) -> None:
        there = world()
        await there.hq.create(WISH)
        body = {"topic": "Theirs", "type": 0, "owner": "ben", "schedule": {"type": -1}, "invitations": [{"id": "ben"}]}
        await there.call("POST", "conferences", body)

        report = await carried_out(there, "rooms")

        made = "2026-11-23 12:00 UTC"
        assert report.rows == ((REFERENCE, "running", made, "ana@hq.acme.example", "Weekly sync"),)
        assert report.said == "1 room with the tag plenum."

    async def test_lists_the_oldest_first_and_says_which_are_recorded(self, world: Worlds, clock: FrozenClock) -> None:
        there = world()
        await there.hq.create(replace(WISH, record=True))
        clock.advance(minutes=5)
        await there.hq.create(replace(WISH, reference="b2b2b2b2b2b2"))

        report = await carried_out(there, "rooms")

        assert [row[:2] for row in report.rows] == [(REFERENCE, "running, recording"), ("b2b2b2b2b2b2", "running")]

    @pytest.mark.parametrize(("state", "count"), [("running", 0), ("stopped", 1)])
    async def test_lists_those_in_one_state(self, state: str, count: int, world: Worlds) -> None:
        there = world()
        await there.hq.create(WISH)
        await there.hq.end(REFERENCE)

        report = await carried_out(there, "rooms", state)

        assert len(report.rows) == count

    async def test_does_not_know_another_state(self, world: Worlds) -> None:
        with pytest.raises(MisuseError, match="asleep is no state"):
            await carried_out(world(), "rooms", "asleep")

    async def test_lists_every_page(self, world: Worlds) -> None:
        there = world()
        for number in range(201):
            body = {"topic": "Left over", "type": 0, "owner": "ben", "schedule": {"type": -1}, "tags": ["plenum"]}
            await there.call("POST", "conferences", body | {"id": f"r{number}", "invitations": [{"id": "ben"}]})

        report = await carried_out(there, "rooms")

        assert len(report.rows) == 201


class TestTemplates:
    async def test_lists_them(self, world: Worlds) -> None:
        report = await carried_out(world(), "templates list")

        assert report.rows == (("8b566f97", "Team call", "2026-01-01 09:00 UTC", "Team call"),)
        assert report.said == "1 template. The setting TEMPLATE takes the first column."

    async def test_shows_what_one_prescribes(self, world: Worlds) -> None:
        report = await carried_out(world(), "templates show", "8b566f97")

        shown = {row[0]: row[1] for row in report.rows}
        assert (shown["owner"], shown["mode"]) == ("plenum@hq.acme.example", "everybody on the screen")
        assert (shown["PIN"], shown["people without an account"], shown["recorded from the start"]) == ("no",) * 3
        assert report.said == ""

    @pytest.mark.parametrize(
        ("fields", "warning"),
        [
            ({"pin": "1234"}, "nobody would learn it"),
            ({"allow_only_planned_participants": True}, "invited later would not get in"),
        ],
    )
    async def test_warns_of_one_that_is_not_for_plenum(
        self, fields: dict[str, object], warning: str, world: Worlds
    ) -> None:
        template = Template(id="t1", name="Closed", fields=TEAM_CALL.fields | fields)
        there = world(TrueConfConfig(templates=(template,)))

        report = await carried_out(there, "templates show", "t1")

        assert warning in report.said

    async def test_shows_only_what_the_server_tells(self, server: Server, hq: TrueConf) -> None:
        bare = {"id": "t1", "name": "Bare", "object": {"type": 7}}
        server.says("GET templates/conferences/t1", httpx.Response(200, json={"template": bare}))

        report = await CHORES["templates show"].run(hq, ("t1",))

        assert {row[1] for row in report.rows} == {"t1", "Bare", "7", "–"}

    async def test_one_is_made_like_a_conference_and_used_for_new_rooms(self, world: Worlds) -> None:
        first = world()
        body = {"topic": "Big day", "type": 3, "owner": "ben", "schedule": {"type": -1}, "description": "All of us"}
        await first.call("POST", "conferences", body | {"id": "big", "pin": "1234", "invitations": [{"id": "ben"}]})

        report = await carried_out(first, "templates add", "Big days", "big")

        (made,) = (one for one in first.app.state.server.templates.values() if one.name == "Big days")
        assert report.said == f"Made the template {made.id}, Big days, like the conference big, without its PIN."
        there = world(TrueConfConfig(templates=(made,)), template=made.id)
        await there.hq.check()
        await there.hq.create(WISH)
        room = there.rooms[REFERENCE]
        assert (room.settings["topic"], room.settings["description"]) == ("Weekly sync", "All of us")
        assert (room.settings["type"], room.settings["pin"], room.settings["tags"]) == (3, None, ["plenum"])
        assert (room.owner, list(room.invitations)) == ("ana", ["ana", "ben"])

    async def test_one_is_removed(self, world: Worlds) -> None:
        there = world()

        report = await carried_out(there, "templates remove", "8b566f97")

        assert "8b566f97 is gone" in report.said
        assert there.app.state.server.templates == {}

    @pytest.mark.parametrize(
        ("words", "arguments"),
        [
            ("templates show", ("nothing",)),
            ("templates remove", ("nothing",)),
            ("templates remove", ("..",)),
            ("templates add", ("Big days", "nothing")),
            ("templates add", ("Big days", "")),
            ("templates add", (" ", "big")),
        ],
    )
    async def test_what_is_not_there_is_named(self, words: str, arguments: tuple[str, ...], world: Worlds) -> None:
        with pytest.raises(MisuseError, match=r"on the server|needs a name"):
            await carried_out(world(), words, *arguments)

    async def test_another_refusal_is_passed_on(self, server: Server, hq: TrueConf) -> None:
        server.says("DELETE templates/conferences/t1", reason("unheardOf"))

        with pytest.raises(Refused, match="unheardOf"):
            await CHORES["templates remove"].run(hq, ("t1",))

    async def test_the_right_that_is_missing_is_named(self, world: Worlds) -> None:
        app = replace(PLENUM, scopes=PLENUM.scopes - {"templates.conferences:write"})
        there = world(TrueConfConfig(apps=(app,), users=(OWNER,)))

        with pytest.raises(Denied, match=r"needs templates\.conferences:write"):
            await carried_out(there, "templates remove", "8b566f97")
