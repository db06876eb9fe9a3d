"""A workspace takes Plenum out: nothing more is said there, its token goes at once, a week later its data."""

from datetime import timedelta

from playground.slack.seed import ANA, BEN, TEAM_CHANNEL
from tests.stage import Stage
from tests.stories.ledger import rows, until

TABLES = ("workspaces", "conferences", "invitations", "cards", "deliveries", "requests")


async def test_when_plenum_is_removed_its_token_goes_at_once_and_nothing_is_owed_any_more(on_stage: Stage) -> None:
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync @ben")
    await on_stage.sees("Weekly sync is live", channel=TEAM_CHANNEL)
    await on_stage.sees("invites you to")

    on_stage.slack.uninstall()

    await until(on_stage, "select token_sealed is null from workspaces", [(1,)])
    await until(on_stage, "select stage from conferences", [("ended",)])
    assert rows(on_stage, "select count(*) from deliveries where state in ('due', 'claimed')") == [(0,)]


async def test_a_week_later_nothing_of_it_is_left(on_stage: Stage) -> None:
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync @ben")
    await on_stage.sees("invites you to")
    on_stage.slack.uninstall()
    await until(on_stage, "select stage from conferences", [("ended",)])

    on_stage.clock.advance(timedelta(days=8))

    for table in TABLES:
        await until(on_stage, f"select count(*) from {table}", [(0,)])


async def test_what_a_channel_is_owed_ends_when_it_is_archived_and_does_not_come_back(on_stage: Stage) -> None:
    team = on_stage.slack.workspace.conversations[TEAM_CHANNEL]
    on_stage.slack.faults.set("rate_limit", method="chat.postMessage", seconds=600)
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync")
    await until(on_stage, "select state, attempts > 0 from deliveries where kind = 'card'", [("due", 1)])

    on_stage.slack.archive(team, by=BEN)

    await until(on_stage, "select state, reason from deliveries where kind = 'card'", [("closed", "is_archived")])
    on_stage.slack.faults.clear()
    on_stage.slack.archive(team, by=BEN, archived=False)
    on_stage.clock.advance(timedelta(minutes=15))
    await on_stage.sees("that channel is archived")
    assert not [one for one in on_stage.slack.board.all(TEAM_CHANNEL) if one.bot_id]


async def test_who_is_deactivated_is_sent_nothing_more(on_stage: Stage) -> None:
    on_stage.slack.faults.set("rate_limit", method="conversations.open", seconds=600)
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync @ben")
    await until(on_stage, "select state, attempts > 0 from deliveries where kind = 'invitation'", [("due", 1)])

    on_stage.slack.change_person(BEN, deleted=True)

    invitation = "select state, reason from deliveries where kind = 'invitation'"
    await until(on_stage, invitation, [("closed", "user_disabled")])
