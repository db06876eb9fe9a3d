"""Addresses of calendars: what they lead to, and what does not."""

from collections.abc import Callable

import pytest
from cryptography.fernet import Fernet

from bot.model import Conference
from bot.services.feeds import LONGEST, FeedOf, Feeds, FileOf
from bot.store.vault import Vault
from playground.slack.seed import ANA, BEN, TEAM
from tests.backstage import KEY, Backstage
from tests.bot.services.planned import planned


def token(url: str | None) -> str:
    assert url
    assert url.startswith("https://plenum.acme.example/calendar/")
    return url.rpartition("/")[2].removesuffix(".ics")


async def of_feed(plenum: Backstage, person_id: str = BEN) -> str:
    return token(await plenum.desk.feeds.feed_url(TEAM, person_id, now=plenum.clock()))


@pytest.fixture
async def conference(plenum: Backstage) -> Conference:
    return await planned(plenum)


async def test_an_address_leads_to_what_it_was_given_for(plenum: Backstage, conference: Conference) -> None:
    feeds = plenum.desk.feeds

    file = await feeds.asked(token(feeds.file_url(conference)))
    feed = await feeds.asked(await of_feed(plenum))

    assert file == FileOf(workspace_id=TEAM, conference_id=conference.id)
    assert feed == FeedOf(workspace_id=TEAM, person_id=BEN)


async def test_a_person_has_one_address_until_it_is_renewed(plenum: Backstage) -> None:
    first, again = await of_feed(plenum), await of_feed(plenum)
    others = await of_feed(plenum, ANA)

    renewed = token(await plenum.desk.feeds.renew(TEAM, BEN, now=plenum.clock()))

    feeds = plenum.desk.feeds
    assert first == again
    assert renewed == await of_feed(plenum)
    assert await feeds.asked(first) is None
    assert await feeds.asked(renewed) == FeedOf(workspace_id=TEAM, person_id=BEN)
    assert await feeds.asked(others) == FeedOf(workspace_id=TEAM, person_id=ANA)


async def test_renewing_before_there_is_an_address_gives_one(plenum: Backstage) -> None:
    renewed = token(await plenum.desk.feeds.renew(TEAM, BEN, now=plenum.clock()))

    assert renewed == await of_feed(plenum)


async def test_every_renewal_ends_all_addresses_before(plenum: Backstage) -> None:
    given = [await of_feed(plenum)]
    for _ in range(3):
        given.append(token(await plenum.desk.feeds.renew(TEAM, BEN, now=plenum.clock())))

    assert len(set(given)) == 4
    assert [bool(await plenum.desk.feeds.asked(one)) for one in given] == [False, False, False, True]


async def test_an_old_address_does_not_come_back_when_the_rows_are_gone(plenum: Backstage) -> None:
    old = await of_feed(plenum)
    await plenum.desk.feeds.renew(TEAM, BEN, now=plenum.clock())
    await plenum.execute("DELETE FROM feeds")
    plenum.clock.advance(days=8)

    fresh = await of_feed(plenum)

    assert fresh != old
    assert await plenum.desk.feeds.asked(old) is None


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda token: token[:-1],
        lambda token: f"{token}A",
        lambda token: token.upper(),
        lambda token: token.replace(BEN, ANA),
        lambda token: token.replace(TEAM, "T0OTHER"),
        lambda token: token.replace("all.", "one."),
        lambda token: token.rpartition(".")[0],
        lambda token: token.rpartition(".")[2],
        lambda token: f".{token}",
        lambda token: "",
        lambda token: "...",
        lambda token: "é.\x00.\udcff",
        lambda token: token + "A" * LONGEST,
        lambda token: "A" * 100_000,
    ],
)
async def test_an_address_that_was_never_given_leads_nowhere(
    plenum: Backstage, conference: Conference, spoilt: Callable[[str], str]
) -> None:
    for given in (await of_feed(plenum), token(plenum.desk.feeds.file_url(conference))):
        wrong = spoilt(given)

        assert wrong == given or await plenum.desk.feeds.asked(wrong) is None


async def test_keys_can_be_replaced_and_others_sign_nothing(plenum: Backstage, conference: Conference) -> None:
    given, new = await of_feed(plenum), Fernet.generate_key().decode()
    url = "https://plenum.acme.example"

    replaced = Feeds(url, Vault([new, KEY]), plenum.database)
    foreign = Feeds(url, Vault([new]), plenum.database)

    assert await replaced.asked(given)
    assert await foreign.asked(given) is None
    assert await plenum.desk.feeds.asked(token(foreign.file_url(conference))) is None


async def test_without_a_public_address_there_is_none(plenum: Backstage, conference: Conference) -> None:
    feeds = Feeds(None, Vault([KEY]), plenum.database)

    assert feeds.file_url(conference) is None
    assert await feeds.feed_url(TEAM, BEN, now=plenum.clock()) is None
    assert await feeds.renew(TEAM, BEN, now=plenum.clock()) is None
    assert await plenum.rows_of(next(table for table in plenum.tables() if table.name == "feeds")) == []
