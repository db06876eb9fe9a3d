"""`/conf host`: how one hosts, by direct message to those who may."""

import pytest

from bot.errors import BadCommand, NotAllowed, Unreachable
from bot.model import DeliveryKind
from bot.services.starting import NotStarted
from handlers.commands import host
from playground.slack.seed import ANA, BEN
from tests.backstage import Backstage
from tests.handlers.conftest import Said
from tests.poor import HOST_PIN


async def test_the_secret_goes_by_direct_message_and_the_answer_holds_none(plenum: Backstage, said: Said) -> None:
    await plenum.start(provider="dial")
    await plenum.deliver()

    await host.run(plenum.call(), plenum.desk, said)

    await plenum.deliver(seconds=1)
    assert HOST_PIN not in said.words
    assert [HOST_PIN in str(message["blocks"]) for message in plenum.direct(ANA)] == [True, True]


async def test_an_administrator_gets_it_too(plenum: Backstage, said: Said) -> None:
    await plenum.start(host_id=BEN, provider="dial")

    await host.run(plenum.call(), plenum.desk, said)

    await plenum.deliver()
    assert HOST_PIN in str(plenum.direct(ANA))


async def test_nobody_else_gets_it(plenum: Backstage, said: Said) -> None:
    await plenum.start(people=(BEN,))

    with pytest.raises(NotAllowed):
        await host.run(plenum.call(person_id=BEN), plenum.desk, said)

    assert await plenum.owed(DeliveryKind.HOST_SECRET) == []


async def test_one_that_is_over_cannot_be_hosted(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()
    await plenum.conferences.close(conference, by=ANA, now=plenum.clock())

    await host.run(plenum.call(conference.code), plenum.desk, said)

    assert "*Weekly sync* is over." in said.words


async def test_one_without_a_room_cannot_be_hosted(plenum: Backstage, said: Said) -> None:
    plenum.poor.failing = Unreachable("dial")
    with pytest.raises(NotStarted) as failed:
        await plenum.start(provider="dial")

    await host.run(plenum.call(failed.value.conference.code), plenum.desk, said)

    assert "It was not started." in said.words


async def test_other_words_are_refused(plenum: Backstage, said: Said) -> None:
    with pytest.raises(BadCommand):
        await host.run(plenum.call("me please"), plenum.desk, said)


async def test_where_two_are_live_the_person_chooses(plenum: Backstage, said: Said) -> None:
    for number in range(2):
        await plenum.start(key=f"command:{number}", another=True)

    await host.run(plenum.call(), plenum.desk, said)

    assert "Which one?" in said.words
