"""Who is in a room: read as the PBX writes it, held against the tenant's people, who are asked for seldom."""

from typing import Any

import httpx
import pytest

from bot.errors import Denied, Garbled, Gone, ProviderError, Unreachable
from bot.live import Participant, Presence
from bot.providers.portsip import PortSip, people
from tests.bot.providers.portsip.script import ID, IDLE, NOT_FOUND, ON_CALL, ROOM, Server, ok, page, refusal, users
from tests.conftest import FrozenClock

INSIDE, STATUS, USERS = f"GET {ROOM}/participants", f"GET {ROOM}/status", "GET users"
KELLY_ID, PHONE_ID = "ODg0NzU3NTcwMzcwMTQ2MzA0", "ODg0NzYxMzA1MzkzNjY0MDAw"


def inside(*names: object, **changes: object) -> httpx.Response:
    """A room in which these are, each by a display name."""
    usual = {"muted": False, "chairman": False, "position": 0} | changes
    return httpx.Response(
        200, json={"items": [{"id": str(n), "display_name": one} | usual for n, one in enumerate(names)]}
    )


def extensions(count: int) -> httpx.Response:
    return inside(*(f'"{number}"<sip:{number}@test.io>' for number in range(1000, 1000 + count)))


async def only(pbx: PortSip) -> Participant:
    (one,) = (await pbx.participants(ID)).inside
    return one


async def test_are_read_as_documented(server: Server, pbx: PortSip) -> None:
    server.says(INSIDE, ok("participants"))
    server.says(USERS, ok("users"))

    presence = await pbx.participants(ID)

    kelly = Participant(id=KELLY_ID, name="Kelly", account="102", email="kelly@test.io", host=True, muted=False)
    assert presence == Presence(inside=(kelly, Participant(id=PHONE_ID, name="+4790000000", muted=True)))
    assert server.sent(USERS)[0].url.params["filter"] == "extension_number eq '102'"


async def test_a_guest_with_a_link_has_the_name_they_typed_and_nothing_else(server: Server, pbx: PortSip) -> None:
    server.says(INSIDE, inside("kelly@test.io"))

    assert await only(pbx) == Participant(id="0", name="kelly@test.io", muted=False)
    assert server.sent(USERS) == []


@pytest.mark.parametrize("shown", ['"Kelly"<sip:102@elsewhere.io>', '"Kelly"<sip:+102@test.io>'])
async def test_numbers_of_others_are_nobodys_here(shown: str, server: Server, pbx: PortSip) -> None:
    server.says(INSIDE, inside(shown))
    server.says(USERS, ok("users"))

    assert (await only(pbx)).account is None


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"muted": True}, {"muted": True}),
        ({"muted": ""}, {"muted": None}),
        ({"muted": None}, {"muted": None}),
        ({"chairman": True}, {"host": True}),
        ({"chairman": None}, {"host": False}),
    ],
)
async def test_blanks_say_nothing(
    changes: dict[str, object], told: dict[str, object], server: Server, pbx: PortSip
) -> None:
    server.says(INSIDE, inside("Zoe", **changes))

    one = await only(pbx)

    assert {name: getattr(one, name) for name in told} == told


@pytest.mark.parametrize(
    ("shown", "named", "name"),
    [
        ("<sip:102@test.io>", users(("102", "kelly@test.io")), "102"),
        ("", page(), ""),
        (None, page(), ""),
    ],
)
async def test_a_missing_name_is_not_made_up(
    shown: str | None, named: httpx.Response, name: str, server: Server, pbx: PortSip
) -> None:
    server.says(INSIDE, inside(shown))
    server.says(USERS, named)

    assert (await only(pbx)).name == name


async def test_an_extension_without_an_address_is_known_without_one(server: Server, pbx: PortSip) -> None:
    server.says(INSIDE, ok("participants"))
    server.says(USERS, users(("102", "")))

    kelly = (await pbx.participants(ID)).inside[0]

    assert (kelly.account, kelly.email) == ("102", None)


class TestIdleRoom:
    @pytest.mark.parametrize("answer", [NOT_FOUND, refusal("unknown_code"), httpx.Response(200, json={"items": None})])
    async def test_has_nobody_in_it(self, answer: httpx.Response, server: Server, pbx: PortSip) -> None:
        server.says(INSIDE, answer)
        server.says(STATUS, IDLE)

        assert await pbx.participants(ID) == Presence()

    async def test_is_not_one_that_is_gone(self, server: Server, pbx: PortSip) -> None:
        server.says(INSIDE, NOT_FOUND)
        server.says(STATUS, NOT_FOUND)

        with pytest.raises(Gone):
            await pbx.participants(ID)

    async def test_is_not_one_that_does_not_tell(self, server: Server, pbx: PortSip) -> None:
        server.says(INSIDE, NOT_FOUND)
        server.says(STATUS, ON_CALL)

        with pytest.raises(Garbled):
            await pbx.participants(ID)


class TestPeople:
    async def test_are_asked_for_together(self, server: Server, pbx: PortSip) -> None:
        server.says(INSIDE, extensions(60))

        await pbx.participants(ID)

        asked = [str(request.url.params["filter"]).count(" eq ") for request in server.sent(USERS)]
        assert asked == [50, 10]

    @pytest.mark.parametrize("known", [users(("1000", "kelly@test.io")), page()], ids=["somebody's", "nobody's"])
    async def test_are_not_asked_for_again_for_a_while(
        self, known: httpx.Response, server: Server, pbx: PortSip, clock: FrozenClock
    ) -> None:
        server.says(INSIDE, extensions(1))
        server.says(USERS, known)

        first = await pbx.participants(ID)
        clock.advance(seconds=people.KEPT_FOR.total_seconds() - 1)
        again = await pbx.participants(ID)
        asked = len(server.sent(USERS))
        clock.advance(seconds=1)
        await pbx.participants(ID)

        assert again == first
        assert (asked, len(server.sent(USERS))) == (1, 2)

    async def test_only_those_who_came_are_asked_for(self, server: Server, pbx: PortSip) -> None:
        server.says(INSIDE, extensions(1), extensions(2))

        await pbx.participants(ID)
        await pbx.participants(ID)

        assert server.sent(USERS)[-1].url.params["filter"] == "extension_number eq '1001'"

    async def test_a_list_of_others_names_nobody(self, server: Server, pbx: PortSip) -> None:
        server.says(INSIDE, extensions(1))
        server.says(USERS, users(("102", "kelly@test.io"), ("103", "kim@test.io")))

        assert (await only(pbx)).account is None

    async def test_a_pbx_that_does_not_filter_by_extensions_names_nobody(self, server: Server, pbx: PortSip) -> None:
        server.says(INSIDE, extensions(1))
        server.says(USERS, refusal("validation"))

        assert (await only(pbx)).account is None

    async def test_those_who_were_known_are_when_the_pbx_does_not_say(
        self, server: Server, pbx: PortSip, clock: FrozenClock
    ) -> None:
        server.says(INSIDE, extensions(1))
        server.says(USERS, users(("1000", "kelly@test.io")), httpx.ConnectError("refused"))
        first = await pbx.participants(ID)
        clock.advance(minutes=10)

        assert await pbx.participants(ID) == first

    @pytest.mark.parametrize(
        ("reply", "called"), [(httpx.ConnectError("refused"), Unreachable), (httpx.Response(403), Denied)]
    )
    async def test_those_who_were_not_are_not_said_to_be_nobody(
        self, reply: Any, called: type[ProviderError], server: Server, pbx: PortSip
    ) -> None:
        server.says(INSIDE, extensions(1))
        server.says(USERS, reply)

        with pytest.raises(called):
            await pbx.participants(ID)

    async def test_not_more_are_kept_than_fit(self, server: Server, pbx: PortSip) -> None:
        server.says(INSIDE, extensions(people.KEPT + 2), extensions(1), extensions(people.KEPT + 2))
        await pbx.participants(ID)
        server.asked.clear()

        await pbx.participants(ID)
        await pbx.participants(ID)

        asked = [request.url.params["filter"] for request in server.sent(USERS)]
        assert asked == ["extension_number eq '1000'", "extension_number eq '1001' or extension_number eq '1002'"]
