"""Channels and people that are gone: what is owed to them ends with a reason, and a host is told once."""

from bot.model import DeliveryKind, Place, RoomStage, Stage
from playground.slack.conversations import Conversation
from playground.slack.seed import ANA, BEN, CLEO, OPS, TEAM, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.bot.services.planned import planned, shown, told

CARD_UPDATE, NOTICE = DeliveryKind.CARD_UPDATE, DeliveryKind.NOTICE


def place(plenum: Backstage, channel_id: str = TEAM_CHANNEL) -> Conversation:
    return plenum.slack.workspace.conversations[channel_id]


async def archived(plenum: Backstage) -> None:
    plenum.slack.archive(place(plenum), by=ANA)
    await plenum.closing.channel(TEAM, TEAM_CHANNEL, reason="is_archived", now=plenum.clock())


async def reasons(plenum: Backstage, *kinds: DeliveryKind) -> list[tuple[str, str | None]]:
    return [(row.state, row.reason) for row in await plenum.owed(*kinds)]


async def test_what_was_to_be_posted_in_an_archived_channel_never_will_be(plenum: Backstage) -> None:
    await plenum.start()

    await archived(plenum)
    await plenum.deliver()

    assert await reasons(plenum, DeliveryKind.CARD) == [("closed", "is_archived")]
    assert plenum.standing_in(TEAM_CHANNEL) == []


async def test_when_it_comes_back_nothing_old_does(plenum: Backstage) -> None:
    await plenum.start()
    await archived(plenum)

    plenum.slack.archive(place(plenum), by=ANA, archived=False)
    await plenum.deliver(hours=1)

    assert plenum.standing_in(TEAM_CHANNEL) == []


async def test_what_is_begun_there_afterwards_has_its_card(plenum: Backstage) -> None:
    await archived(plenum)
    plenum.slack.archive(place(plenum), by=ANA, archived=False)

    await plenum.start()
    await plenum.deliver()

    assert len(plenum.standing_in(TEAM_CHANNEL)) == 1


async def test_people_still_get_their_messages(plenum: Backstage) -> None:
    await planned(plenum)

    await archived(plenum)
    await plenum.deliver()

    (invitation,) = told(plenum, BEN)
    assert "Weekly sync" in invitation


async def test_the_host_of_what_is_planned_there_is_told_once_whatever_was_not_sent(plenum: Backstage) -> None:
    await planned(plenum)

    await archived(plenum)
    await archived(plenum)
    await plenum.deliver()
    await plenum.tend(hours=1)
    await plenum.deliver()

    (notice,) = [one for one in told(plenum, ANA) if "archived" in one]
    assert "Weekly sync" in notice


async def test_a_host_whose_card_stands_already_learns_that_there_will_be_no_other(plenum: Backstage) -> None:
    await shown(plenum)

    await archived(plenum)
    await plenum.deliver()

    (notice,) = told(plenum, ANA)
    assert "is planned, but its card cannot stand in" in notice


async def test_one_that_was_cancelled_meanwhile_is_no_concern(plenum: Backstage) -> None:
    conference = await shown(plenum)
    await archived(plenum)

    await plenum.planning.cancel(conference, by=await plenum.people.person(TEAM, ANA), now=plenum.clock())
    await plenum.deliver()

    assert [reason for _, reason in await reasons(plenum, NOTICE)] == ["settled"]


async def test_it_begins_all_the_same(plenum: Backstage) -> None:
    conference = await shown(plenum)
    await archived(plenum)

    await plenum.tend(hours=1)

    assert await plenum.standing(conference) == (Stage.LIVE, RoomStage.READY)


async def test_taken_out_of_a_private_channel_nothing_more_is_said_there(plenum: Backstage) -> None:
    await plenum.start(place=Place(channel_id=OPS))
    plenum.slack.leave(place(plenum, OPS), plenum.slack.app.id)

    await plenum.closing.taken_out(TEAM, OPS, now=plenum.clock())
    await plenum.deliver()

    assert await reasons(plenum, DeliveryKind.CARD) == [("closed", "not_in_channel")]
    (notice,) = told(plenum, ANA)
    assert "/invite @Plenum" in notice


async def test_taken_out_of_a_public_channel_it_may_post_all_the_same(plenum: Backstage) -> None:
    await plenum.start()
    plenum.slack.leave(place(plenum), plenum.slack.app.id)

    await plenum.closing.taken_out(TEAM, TEAM_CHANNEL, now=plenum.clock())
    await plenum.deliver()

    assert len(plenum.standing_in(TEAM_CHANNEL)) == 1


async def test_what_was_known_of_the_channel_is_asked_anew(plenum: Backstage) -> None:
    await plenum.places.standing(TEAM, OPS, can_answer=False)
    plenum.slack.leave(place(plenum, OPS), plenum.slack.app.id)
    await plenum.closing.taken_out(TEAM, OPS, now=plenum.clock())

    assert await plenum.places.name(TEAM, OPS) is None


async def test_whoever_is_deactivated_is_sent_nothing_more(plenum: Backstage) -> None:
    await planned(plenum, people=(BEN, CLEO))
    plenum.slack.change_person(BEN, deleted=True)

    await plenum.closing.person(TEAM, BEN, deactivated=True, now=plenum.clock())
    await plenum.deliver()

    invitations = {row.target: (row.state, row.reason) for row in await plenum.owed(DeliveryKind.INVITATION)}
    assert invitations == {BEN: ("closed", "user_disabled"), CLEO: ("sent", None)}
    assert len(told(plenum, CLEO)) == 1


async def test_the_host_hears_of_it_once(plenum: Backstage) -> None:
    conference = await planned(plenum)
    await plenum.closing.person(TEAM, BEN, deactivated=True, now=plenum.clock())
    plenum.slack.change_person(BEN, deleted=True)
    await plenum.planning.cancel(conference, by=await plenum.people.person(TEAM, ANA), now=plenum.clock())

    await plenum.deliver()

    (notice,) = [one for one in told(plenum, ANA) if f"<@{BEN}>" in one]
    assert "deactivated" in notice


async def test_somebody_who_only_changed_is_sent_everything(plenum: Backstage) -> None:
    await planned(plenum)

    await plenum.closing.person(TEAM, BEN, deactivated=False, now=plenum.clock())
    await plenum.deliver()

    assert len(told(plenum, BEN)) == 1


async def test_what_was_known_of_somebody_who_changed_is_asked_anew(plenum: Backstage) -> None:
    before = (await plenum.people.person(TEAM, BEN)).zone
    plenum.slack.change_person(BEN, tz="Asia/Tokyo")

    await plenum.closing.person(TEAM, BEN, deactivated=False, now=plenum.clock())

    assert (before, (await plenum.people.person(TEAM, BEN)).zone) == ("America/New_York", "Asia/Tokyo")


async def test_whoever_comes_back_gets_nothing_old(plenum: Backstage) -> None:
    await planned(plenum)
    await plenum.closing.person(TEAM, BEN, deactivated=True, now=plenum.clock())

    await plenum.closing.person(TEAM, BEN, deactivated=False, now=plenum.clock())
    await plenum.deliver()

    assert told(plenum, BEN) == []


async def test_a_host_who_is_gone_is_told_nothing_and_an_administrator_can_cancel(plenum: Backstage) -> None:
    conference = await planned(plenum, host_id=BEN, people=(CLEO,))
    plenum.slack.change_person(BEN, deleted=True)
    await plenum.closing.person(TEAM, BEN, deactivated=True, now=plenum.clock())
    await archived(plenum)

    admin = await plenum.people.person(TEAM, ANA)
    await plenum.planning.cancel(conference, by=admin, now=plenum.clock())
    await plenum.deliver()

    assert (await plenum.known(conference)).stage is Stage.CANCELLED
    assert told(plenum, BEN) == []


async def test_hundreds_are_closed_a_part_at_a_time(plenum: Backstage) -> None:
    conference = await shown(plenum)
    async with plenum.database.write() as connection:
        for _ in range(1100):
            await plenum.conferences.refresh(connection, conference, now=plenum.clock())
    await plenum.execute("UPDATE deliveries SET state = 'due', finished_at = NULL WHERE kind = 'card_update'")

    await archived(plenum)

    assert {state for state, _ in await reasons(plenum, CARD_UPDATE)} == {"closed"}
    assert len(await plenum.owed(CARD_UPDATE)) == 1100
