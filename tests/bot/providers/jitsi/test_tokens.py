"""Links that let one person in: signed by the server's own secret, for one room and some hours."""

from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Unsupported
from bot.model import Person, Room
from bot.providers import make
from bot.providers.jitsi import Jitsi
from bot.settings.backends import ProviderEntry
from tests.bot.providers.jitsi.script import ANA, SECRET, TOKENS, WISH, Connect, Server, signed, wire
from tests.bot.providers.mangling import UNHURRIED
from tests.conftest import NOON, FrozenClock

ROOM = Room(id=WISH.reference, join_url=f"https://meet.test/{WISH.reference}")


class TestClaims:
    async def test_are_those_that_are_documented(self, guarded: Jitsi) -> None:
        header, claims = signed(await guarded.personal_link(ROOM, ANA, host=False))

        documented = wire("token").keys() | wire("token_affiliation").keys()
        assert header == {"alg": "HS256", "typ": "JWT"}
        assert claims.keys() == documented | {"nbf"}
        assert (claims["iss"], claims["aud"], claims["sub"]) == ("plenum", "jitsi", "meet.test")
        assert claims["room"] == ROOM.id

    async def test_say_who_it_is_and_keep_the_address_of_mail(self, guarded: Jitsi) -> None:
        _, claims = signed(await guarded.personal_link(ROOM, ANA, host=False))

        assert claims["context"] == {"user": {"id": "U123", "name": "Ana Ödön", "affiliation": "member"}}

    async def test_make_the_host_a_moderator(self, guarded: Jitsi) -> None:
        _, claims = signed(await guarded.personal_link(ROOM, ANA, host=True))

        documented = wire("token_affiliation")["context"]["user"]["affiliation"]
        assert claims["context"]["user"]["affiliation"] == documented == "owner"

    async def test_hold_for_half_a_day_even_where_the_servers_clock_is_behind(
        self, guarded: Jitsi, clock: FrozenClock
    ) -> None:
        clock.advance(days=3)

        _, claims = signed(await guarded.personal_link(ROOM, ANA, host=False))

        now = int((NOON + timedelta(days=3)).timestamp())
        assert (claims["nbf"], claims["iat"], claims["exp"]) == (now - 300, now, now + 12 * 3600)

    @pytest.mark.parametrize(
        ("settings", "sub"),
        [
            ({"base_url": "https://Meet.Test:8443"}, "meet.test"),
            ({"base_url": "https://meet.test/Team/"}, "team"),
            ({"base_url": "http://10.0.0.7", "join_base_url": "https://meet.test"}, "meet.test"),
            ({"base_url": "https://meet.test", "domain": "meet.jitsi"}, "meet.jitsi"),
            ({"base_url": "https://meet.test/team", "domain": "meet.jitsi"}, "team"),
        ],
        ids=str,
    )
    async def test_name_the_tenant_or_what_the_server_calls_itself(
        self, settings: dict[str, str], sub: str, connect: Connect
    ) -> None:
        _, claims = signed(await connect(**settings, **TOKENS).personal_link(ROOM, ANA, host=False))

        assert claims["sub"] == sub

    async def test_name_the_audience_that_is_set(self, connect: Connect) -> None:
        _, claims = signed(await connect(audience="plenum", **TOKENS).personal_link(ROOM, ANA, host=False))

        assert claims["aud"] == "plenum"


class TestLink:
    async def test_leads_into_the_room_and_is_each_persons_own(self, server: Server, guarded: Jitsi) -> None:
        links = {await guarded.personal_link(ROOM, person, host=False) for person in (ANA, Person(id="U9", name="Ben"))}

        assert len(links) == 2
        assert {httpx.URL(link).copy_with(query=None) for link in links} == {httpx.URL(ROOM.join_url or "")}
        assert server.asked == []

    async def test_does_not_hold_the_secret(self, guarded: Jitsi) -> None:
        link = await guarded.personal_link(ROOM, ANA, host=True)

        assert SECRET not in link

    async def test_of_a_host_is_a_moderators_under_any_name(self, guarded: Jitsi) -> None:
        access = await guarded.host_access(ROOM, None)

        assert access.url
        assert signed(access.url)[1]["context"] == {"user": {"affiliation": "owner"}}
        assert access.url not in repr(access)

    async def test_is_not_made_without_a_secret(self, public: Jitsi) -> None:
        with pytest.raises(Unsupported, match="personal link"):
            await public.personal_link(ROOM, ANA, host=False)
        with pytest.raises(Unsupported, match="host access"):
            await public.host_access(ROOM, None)


@UNHURRIED
@given(st.text(), st.text())
async def test_whatever_a_person_is_called_arrives_as_it_is(person_id: str, name: str) -> None:
    settings = Jitsi.Settings.model_validate({"base_url": "https://meet.test", **TOKENS})
    entry = ProviderEntry(kind="jitsi", settings=settings)
    guarded = make("meet", entry, clock=FrozenClock(), transport=httpx.MockTransport(Server()))

    link = await guarded.personal_link(ROOM, Person(id=person_id, name=name), host=False)

    user = signed(link)[1]["context"]["user"]
    assert (user["id"], user["name"]) == (person_id, name)
