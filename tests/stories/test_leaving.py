"""A workspace takes Plenum out: nothing more is said there, its token goes at once, a week later its data."""

from datetime import timedelta

from playground.slack.seed import ANA, TEAM_CHANNEL
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
