"""How one hosts: the room's own secret, or what the back end says of the person who asks."""

from urllib.parse import urlsplit

import pytest

from bot.errors import Busy
from bot.model import HostAccess, Person
from playground.slack.seed import ANA, BEN
from tests.backstage import Backstage
from tests.poor import HOST_PIN

HOST = Person(id=ANA, name="ana", email="ana@acme.example")


async def test_a_room_with_a_pin_gives_the_pin(plenum: Backstage) -> None:
    conference = await plenum.start(provider="dial")

    assert await plenum.hosting.access(conference, HOST) == HostAccess(pin=HOST_PIN)


async def test_the_owner_gets_a_link_of_their_own(plenum: Backstage) -> None:
    conference = await plenum.start()

    access = await plenum.hosting.access(conference, HOST)

    assert access.account == "ana"
    assert urlsplit(access.url or "").path == f"/webrtc/{conference.reference}"


@pytest.mark.parametrize("email", ["ben@acme.example", "nobody@acme.example", None])
async def test_who_does_not_own_it_hears_who_does_and_no_secret(plenum: Backstage, email: str | None) -> None:
    conference = await plenum.start()

    access = await plenum.hosting.access(conference, Person(id=BEN, name="ben", email=email))

    assert access == HostAccess(account="ana")


async def test_a_back_end_that_cannot_say_names_the_account_if_there_is_one(plenum: Backstage) -> None:
    conference = await plenum.start(provider="dial")
    assert conference.room is not None
    without = conference.change(room=plenum.poor.without_pin(conference.room))

    assert await plenum.hosting.access(without, HOST) == HostAccess()


async def test_a_back_end_that_was_taken_out_names_the_account(plenum: Backstage) -> None:
    conference = await plenum.start()
    plenum.take_out("hq")

    assert await plenum.hosting.access(conference, HOST) == HostAccess(account="ana")


async def test_a_back_end_that_is_down_says_so(plenum: Backstage) -> None:
    conference = await plenum.start()
    plenum.trueconf.faults.change({"busy_status": 503})

    with pytest.raises(Busy):
        await plenum.hosting.access(conference, HOST)
