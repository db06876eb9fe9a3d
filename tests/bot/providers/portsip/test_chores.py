"""What an administrator does in the terminal: Plenum's rooms on the PBX, and the conference servers."""

from dataclasses import replace

import httpx
import pytest

from bot.errors import Busy, Denied, ProviderError, Refused
from bot.providers.chores import MisuseError, Report
from bot.providers.portsip import PortSip
from playground.backends.portsip import PortSIPConfig
from playground.backends.portsip.config import OPERATOR
from tests.bot.providers.portsip.script import DONE, ROOM, ROOMS, Server, listed, ok, ours, page, refusal, wire
from tests.bot.providers.portsip.world import WISH, World, Worlds
from tests.conftest import FrozenClock

CHORES = {chore.words: chore for chore in PortSip.chores}
SERVER = "conference_servers/ODc2NzQxNjcwNDkyNzA0NzY4"


async def told(pbx: PortSip, words: str, *said: str) -> Report:
    return await CHORES[words].run(pbx, said)


async def misused(pbx: PortSip, words: str, *said: str) -> str:
    with pytest.raises(MisuseError) as caught:
        await told(pbx, words, *said)
    return str(caught.value)


async def shown(pbx: PortSip, name: str) -> dict[str, str]:
    """The facts of one server."""
    return {row[0]: row[1] for row in (await told(pbx, "servers show", name)).rows}


async def server_id(there: World) -> str:
    return (await told(there.pbx, "servers list")).rows[0][0]


class TestRooms:
    async def test_are_listed_with_what_goes_on_in_them(self, world: Worlds, clock: FrozenClock) -> None:
        there = world()
        empty = await there.pbx.create(WISH)
        clock.advance(seconds=1)
        busy = await there.pbx.create(replace(WISH, reference="b2b2b2b2b2b2"))
        await there.join(busy)
        await there.pbx.record(busy.id, on=True)
        await there.pbx.record(busy.id, on=False)
        await there.pbx.lock(busy.id, on=True)

        report = await told(there.pbx, "rooms")

        assert report == Report(
            head=("number", "subject", "state", "recordings", "made for"),
            rows=(
                (busy.dial_number or "", "Weekly sync", "on call, locked", "1", "b2b2b2b2b2b2"),
                (empty.dial_number or "", "Weekly sync", "empty", "0", WISH.reference),
            ),
            said="2 rooms, page 1 of 1.",
        )

    async def test_of_others_are_left_out_unless_they_have_our_numbers(self, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOMS}", page(listed(), listed(extension_number="7000", subject=None)))

        report = await told(pbx, "rooms")

        assert report.rows == (("7000", "–", "empty", "0", "not by Plenum"),)

    async def test_come_in_pages(self, world: Worlds) -> None:
        there = world(PortSIPConfig(max_rooms=100))
        for n in range(30):
            await there.pbx.create(replace(WISH, reference=f"reference{n:03}"))

        pages = [await told(there.pbx, "rooms", str(n)) for n in (1, 2)]

        assert [len(one.rows) for one in pages] == [25, 5]
        assert len({row for one in pages for row in one.rows}) == 30
        assert pages[1].said == "30 rooms, page 2 of 2."

    @pytest.mark.parametrize("page", ["0", "3", "-1", "one", "٣", "9" * 20])
    async def test_have_no_other_pages(self, page: str, world: Worlds) -> None:
        assert "page" in (await misused(world().pbx, "rooms", page)).lower()

    @pytest.mark.parametrize(("words", "found"), [("WEEKLY", 1), ("sync", 1), ("70", 1), ("none", 0)])
    async def test_are_found_by_number_and_subject(self, words: str, found: int, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOMS}", page(ours(subject="Weekly sync"), listed(subject="Weekly")))

        report = await told(pbx, "rooms find", words)

        assert len(report.rows) == found

    async def test_that_go_meanwhile_are_said_to_be_gone(self, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOMS}", page(ours()))
        server.says(f"GET {ROOM}/status", refusal("not_found"))

        assert (await told(pbx, "rooms")).rows[0][2:4] == ("gone", "–")

    @pytest.mark.parametrize("answer", [httpx.Response(500), refusal("unknown_code")])
    async def test_whose_recordings_are_not_told_are_listed(
        self, answer: httpx.Response, server: Server, pbx: PortSip
    ) -> None:
        server.says(f"GET {ROOMS}", page(ours()))
        server.says(f"GET {ROOM}/recordings", answer)

        assert (await told(pbx, "rooms")).rows[0][3] == "not told"

    async def test_trouble_is_no_answer(self, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOMS}", httpx.Response(503))

        with pytest.raises(Busy):
            await told(pbx, "rooms")


class TestRemoveRoom:
    async def test_gives_the_number_back(self, world: Worlds) -> None:
        there = world()
        room = await there.pbx.create(WISH)

        report = await told(there.pbx, "rooms remove", room.dial_number or "")

        assert report.said == f"Removed room {room.dial_number}; its number is free."
        assert there.rooms == {}

    async def test_leaves_rooms_of_others_alone(self, world: Worlds) -> None:
        there = world()
        await there.pbx.create(WISH)

        assert "no room of Plenum's" in await misused(there.pbx, "rooms remove", "8000")

    async def test_sends_nobody_out(self, world: Worlds) -> None:
        there = world()
        room = await there.live()

        assert "people are in it" in await misused(there.pbx, "rooms remove", room.dial_number or "")
        assert len(await there.inside(room)) == 2

    async def test_leaves_recordings_alone(self, world: Worlds) -> None:
        there = world()
        room = await there.live()
        await there.pbx.record(room.id, on=True)
        await there.pbx.end(room.id)

        assert "recordings" in await misused(there.pbx, "rooms remove", room.dial_number or "")
        assert len(there.rooms) == 1

    @pytest.mark.parametrize(("status", "called"), [(403, Denied), (400, Refused)])
    async def test_passes_other_refusals_on(
        self, status: int, called: type[ProviderError], server: Server, pbx: PortSip
    ) -> None:
        server.says(f"GET {ROOMS}", page(ours()))
        server.says(f"POST {ROOM}/destroy", httpx.Response(status))

        with pytest.raises(called):
            await told(pbx, "rooms remove", "7000")


class TestServers:
    async def test_are_listed_as_documented(self, server: Server, pbx: PortSip) -> None:
        server.says("GET conference_servers", ok("conference_servers"))

        report = await told(pbx, "servers list")

        assert report.head == ("id", "name", "kind", "address", "rooms", "participants", "enabled")
        assert report.rows == (("ODc2NzQxNjcwNDkyNzA0NzY4", "default", "internal", "192.168.1.10", "20", "200", "yes"),)
        assert report.said == "1 conference server."

    async def test_one_is_shown_as_documented(self, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {SERVER}", httpx.Response(200, json=wire("conference_servers")["items"][0]))
        server.says(f"GET {SERVER}/status", ok("conference_server_status"))

        facts = await shown(pbx, SERVER.rpartition("/")[2])

        assert (
            facts.items() >= {"state": "online", "rooms now": "1", "participants now": "2", "name": "default"}.items()
        )
        assert (facts["processor"], facts["memory"], facts["rooms at most"]) == ("3", "11", "20")

    async def test_one_is_shown_with_what_it_carries(self, world: Worlds) -> None:
        there = world()
        await there.live()

        facts = await shown(there.pbx, await server_id(there))

        assert (facts["rooms now"], facts["participants now"]) == ("1", "2")

    @pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7"])
    async def test_one_is_added(self, address: str, world: Worlds) -> None:
        there = world()

        await told(there.pbx, "servers add", "second", "5", "50", address)

        added = (await told(there.pbx, "servers list")).rows[1]
        assert added[1:] == ("second", "external", address, "5", "50", "yes")

    @pytest.mark.parametrize(
        ("said", "word"),
        [
            (("", "5", "50", "192.0.2.7"), "NAME"),
            (("x" * 65, "5", "50", "192.0.2.7"), "NAME"),
            (("second", "many", "50", "192.0.2.7"), "MAX_ROOMS"),
            (("second", "-5", "50", "192.0.2.7"), "MAX_ROOMS"),
            (("second", "5", "", "192.0.2.7"), "MAX_PARTICIPANTS"),
            (("second", "5", "50", "server.example"), "ADDRESS"),
        ],
    )
    async def test_none_is_added_from_what_cannot_be_meant(
        self, said: tuple[str, ...], word: str, server: Server, pbx: PortSip
    ) -> None:
        assert word in await misused(pbx, "servers add", *said)
        assert server.asked == []

    async def test_one_is_changed_and_keeps_what_was_not_said(self, world: Worlds) -> None:
        there = world()
        only = await server_id(there)

        said = [
            (await told(there.pbx, "servers change", only, *limits)).said
            for limits in (("5", "50"), ("5", "50", "off"), ("1", "60"), ("1", "60", "on"))
        ]

        assert said[0] == "Changed: at most 5 rooms and 50 participants, on."
        assert said[2] == "Changed: at most 1 room and 60 participants, off."
        assert (await told(there.pbx, "servers list")).rows[0][4:] == ("1", "60", "yes")

    async def test_one_is_removed_when_nothing_runs_on_it(self, world: Worlds) -> None:
        there = world()
        room = await there.live()
        only = await server_id(there)

        in_use = await misused(there.pbx, "servers remove", only)
        await there.pbx.end(room.id)
        await told(there.pbx, "servers remove", only)

        assert "calls run on it" in in_use
        assert (await told(there.pbx, "servers list")).rows == ()

    @pytest.mark.parametrize("words", ["servers show", "servers remove", "servers change"])
    @pytest.mark.parametrize("name", ["unheard-of", "", "..", "a/b"])
    async def test_one_that_is_not_there_is_said_not_to_be(self, name: str, words: str, world: Worlds) -> None:
        limits = ("1", "1") if words.endswith("change") else ()

        assert "servers list" in await misused(world().pbx, words, name, *limits)

    async def test_are_switched_on_or_off(self, server: Server, pbx: PortSip) -> None:
        assert "neither" in await misused(pbx, "servers change", "x", "1", "1", "maybe")
        assert server.asked == []

    @pytest.mark.parametrize(("name", "called"), [("licence_module", Denied), ("unknown_code", Refused)])
    async def test_another_refusal_is_passed_on(
        self, name: str, called: type[ProviderError], server: Server, pbx: PortSip
    ) -> None:
        server.says(f"POST {SERVER}/destroy", refusal(name))

        with pytest.raises(called):
            await told(pbx, "servers remove", SERVER.rpartition("/")[2])

    async def test_an_order_may_be_answered_with_a_body(self, server: Server, pbx: PortSip) -> None:
        server.says(f"POST {SERVER}/destroy", httpx.Response(200, json={}), DONE)

        for _ in range(2):
            assert "Removed" in (await told(pbx, "servers remove", SERVER.rpartition("/")[2])).said


class TestOfTheSystem:
    NOT_FOR_TENANTS = PortSIPConfig(servers_for_tenants=False)

    async def test_the_tenants_administrator_may_not_where_the_pbx_says_so(self, world: Worlds) -> None:
        with pytest.raises(Denied):
            await told(world(self.NOT_FOR_TENANTS).pbx, "servers list")

    async def test_the_systems_administrator_is_asked_where_one_is_set(self, world: Worlds) -> None:
        system = {"system_username": OPERATOR.name, "system_password": OPERATOR.password}
        there = world(self.NOT_FOR_TENANTS, **system)

        servers = await told(there.pbx, "servers list")
        room = await there.pbx.create(WISH)

        assert len(servers.rows) == 1
        assert room.id in there.rooms
