"""What each delivery says at the moment it is sent."""

import logging
from typing import Any

import pytest

from bot.model import DeliveryKind, Owed, Person
from bot.services.starting import NotStarted
from bot.store.deliveries import owe
from playground.slack.seed import ANA, BEN, CLEO, TEAM, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.poor import HOST_PIN

HOST = Person(id=ANA, name="ana")


async def owed(plenum: Backstage, **changes: Any) -> None:
    usual: dict[str, Any] = {"workspace_id": TEAM, "target": ANA, "due_at": plenum.clock()}
    async with plenum.database.write() as connection:
        await owe(connection, [Owed(**(usual | changes))], now=plenum.clock())


async def reasons(plenum: Backstage, *kinds: DeliveryKind) -> list[str | None]:
    return [row.reason for row in await plenum.owed(*kinds)]


async def test_the_card_says_what_is_true_when_it_is_posted(plenum: Backstage) -> None:
    conference = await plenum.start()
    await plenum.invitations.invite(conference, [BEN], by=ANA, now=plenum.clock())

    await plenum.deliver()

    (card,) = plenum.slack.board.all(TEAM_CHANNEL)
    assert f"with <@{BEN}>" in str(card.blocks)


async def test_the_card_in_a_thread_stands_in_it(plenum: Backstage) -> None:
    slack = plenum.slack
    root = slack.board.write(slack.workspace.conversations[TEAM_CHANNEL], BEN, "Prices?")
    wish = plenum.wish()
    place = wish.place.__class__(channel_id=TEAM_CHANNEL, thread_ts=root.ts)

    await plenum.start(place=place)
    await plenum.deliver()

    assert slack.board.all(TEAM_CHANNEL)[-1].thread_ts == root.ts


async def test_what_is_over_before_it_was_said_is_dropped_and_nobody_is_bothered(plenum: Backstage) -> None:
    conference = await plenum.start(provider="dial", people=(BEN,))
    await plenum.conferences.close(conference, by=ANA, now=plenum.clock())

    await plenum.deliver()

    kinds = (DeliveryKind.CARD, DeliveryKind.INVITATION, DeliveryKind.HOST_SECRET)
    assert await reasons(plenum, *kinds) == ["over", "over", "over"]
    assert await plenum.owed(DeliveryKind.NOTICE) == []


async def test_what_belongs_to_nothing_is_dropped(plenum: Backstage) -> None:
    await owed(plenum, kind=DeliveryKind.HOST_SECRET, words={"conference": "gone"})

    await plenum.deliver()

    assert await reasons(plenum, DeliveryKind.HOST_SECRET) == ["no_conference"]


async def test_an_invitation_names_who_invited(plenum: Backstage) -> None:
    conference = await plenum.start(people=(BEN,))
    await plenum.invitations.invite(conference, [CLEO], by=BEN, now=plenum.clock())

    await plenum.deliver()

    assert f"<@{ANA}> invites you" in str(plenum.direct(BEN)[0]["blocks"])
    assert f"<@{BEN}> invites you" in str(plenum.direct(CLEO)[0]["blocks"])


async def test_an_ended_invitation_still_names_who_invited(plenum: Backstage) -> None:
    conference = await plenum.start()
    await plenum.invitations.invite(conference, [CLEO], by=BEN, now=plenum.clock())
    await plenum.deliver()

    await plenum.conferences.close(await plenum.known(conference), by=ANA, now=plenum.clock())
    await plenum.deliver()

    assert f"<@{BEN}> invited you" in str(plenum.direct(CLEO)[0]["blocks"])


async def test_whoever_is_not_asked_any_more_gets_no_invitation_and_hears_of_no_change(plenum: Backstage) -> None:
    conference = await plenum.plan()
    moved = {"about": "moved", "was": plenum.clock().isoformat(), "by": ANA}
    await owed(plenum, kind=DeliveryKind.INVITATION, target=CLEO, conference_id=conference.id)
    await owed(plenum, kind=DeliveryKind.CHANGE, target=CLEO, conference_id=conference.id, words=moved)

    await plenum.deliver()

    assert await reasons(plenum, DeliveryKind.INVITATION, DeliveryKind.CHANGE) == ["withdrawn", "settled"]
    assert plenum.direct(CLEO) == []


# The host's secret


async def test_the_secret_goes_to_the_host_alone(plenum: Backstage) -> None:
    await plenum.start(provider="dial", people=(BEN,))

    await plenum.deliver()

    (secret,) = plenum.direct(ANA)
    assert f"`{HOST_PIN}`" in str(secret["blocks"])
    others = [message for message in plenum.posts(HOST_PIN) if message["channel"] != secret["channel"]]
    assert others == []


async def test_the_secret_is_in_no_row_and_in_no_log(plenum: Backstage, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        conference = await plenum.start(provider="dial")
        await plenum.conferences.send_host_secret(conference, HOST, now=plenum.clock())
        await plenum.deliver()

    assert HOST_PIN not in caplog.text.replace(plenum.slack_url, "")
    assert HOST_PIN not in str([await plenum.rows_of(table) for table in plenum.tables()])


async def test_a_back_end_that_is_down_is_asked_again_before_the_host_hears_of_it(plenum: Backstage) -> None:
    conference = await plenum.start()
    plenum.trueconf.faults.change({"busy_status": 503, "retry_after": None})
    await plenum.conferences.send_host_secret(conference, HOST, now=plenum.clock())

    await plenum.deliver()
    silent = plenum.direct(ANA)
    plenum.trueconf.faults.clear()
    await plenum.deliver(seconds=5)

    assert silent == []
    assert "webrtc" in str(plenum.direct(ANA)[0]["blocks"])


async def test_a_back_end_that_stays_down_is_told_with_a_way_on(
    plenum: Backstage, caplog: pytest.LogCaptureFixture
) -> None:
    conference = await plenum.start()
    plenum.trueconf.faults.change({"busy_status": 503})
    await plenum.conferences.send_host_secret(conference, HOST, now=plenum.clock())

    for _ in range(3):
        await plenum.deliver(seconds=30)

    (told,) = plenum.direct(ANA)
    assert "The way to host Weekly sync could not be looked up" in told["text"]
    assert "conference.host" in str(told["blocks"])
    assert any(getattr(record, "reference", "") == conference.code for record in caplog.records)


async def test_a_back_end_that_rejects_us_is_told_at_once(plenum: Backstage) -> None:
    conference = await plenum.start()
    plenum.trueconf.faults.change({"tokens_refused": True})
    await plenum.conferences.send_host_secret(conference, HOST, now=plenum.clock())

    await plenum.deliver()

    assert "does not accept Plenum's login" in plenum.direct(ANA)[0]["text"]


# Notices


async def test_what_could_not_be_posted_is_told_to_who_asked(plenum: Backstage) -> None:
    await plenum.start()
    plenum.slack.archive(plenum.slack.workspace.conversations[TEAM_CHANNEL], by=ANA)

    await plenum.deliver()

    (told,) = plenum.direct(ANA)
    assert "Weekly sync: the card of your conference could not be posted in" in told["text"]
    assert f"<#{TEAM_CHANNEL}>" in str(told["blocks"])
    assert "Bring it back, or use another one." in told["text"]


async def test_bad_news_that_is_no_longer_true_is_not_told(plenum: Backstage) -> None:
    plenum.trueconf.faults.change({"drop_after": True, "match": "POST .*/conferences$"})
    with pytest.raises(NotStarted) as failed:
        await plenum.start()
    plenum.trueconf.faults.clear()
    await plenum.conferences.give_up(failed.value.conference, certain=False, now=plenum.clock())
    await plenum.again(failed.value.conference)

    await plenum.deliver()

    assert await reasons(plenum, DeliveryKind.NOTICE) == ["settled"]
