"""What people do in the story of plans, each of them a step."""

from datetime import timedelta

from bot.model import Feature
from playground.slack.seed import ANA, BEN, CLEO, TEAM_CHANNEL
from tests.stories.planner import BERLIN, NEW_YORK, Planner

SYNC, BUDGET, STANDUP = "Weekly sync", "Budget", "Standup"
RENAMED = "Roadmap"
"""What the first becomes."""


async def types_a_plan(story: Planner) -> None:
    """To be recorded, where that can be. Eve is of another organisation."""
    when = story.means("sync", 3, 15, BERLIN)
    typed = f"/conf schedule {SYNC} at {when} for 45m with @ben @cleo @gil @eve via {story.server.name}"
    if story.can(Feature.RECORD_FROM_START):
        await story.types(f"{typed} +record", "is planned for")
    else:
        await story.types(f"{typed} +record", "cannot record from the start")
        await story.types(typed, "is planned for")
    await story.reads("Not reached")


async def plans_by_form(story: Planner) -> None:
    """Ben does, by the hours of New York."""
    date, _, _ = story.means("budget", 5, 10, NEW_YORK).partition(" ")
    await story.stage.types(BEN, TEAM_CHANNEL, "/conf schedule")
    form = await story.stage.reads_form("New York time")
    await story.stage.uses_in_form(BEN, form, "form.more")
    form = await story.stage.reads_form("Its card stands there.")
    if "Conference server" in str(form):  # else there is only one
        await story.stage.uses_in_form(BEN, form, "backend", option=story.server.name)
    entered = {
        "topic": {"value": BUDGET},
        "date": {"selected_date": date},
        "time": {"selected_time": "10:00"},
        "who": {"selected_users": [ANA, CLEO]},
    }
    assert await story.stage.submits(BEN, form, entered) == {"ok": True}
    await story.reads("is planned for", person=BEN)


async def two_reply(story: Planner) -> None:
    await story.replies(BEN, SYNC, "rsvp.yes")
    await story.replies(CLEO, SYNC, "rsvp.maybe")


async def one_changes_her_mind(story: Planner) -> None:
    await story.replies(CLEO, SYNC, "rsvp.no")


async def moves_it(story: Planner) -> None:
    story.at["sync before"] = story.at["sync"]
    when = story.means("sync", 4, 17, BERLIN)
    await story.types(f"/conf move {story.code(SYNC)} to {when}", "is now planned for")


async def replies_again(story: Planner) -> None:
    await story.replies(BEN, SYNC, "rsvp.yes")


async def renames_it(story: Planner) -> None:
    await story.stage.types(ANA, TEAM_CHANNEL, f"/conf edit {story.code(SYNC)}")
    form = await story.stage.reads_form("'Save'")
    await story.stage.submits(ANA, form, {"topic": {"value": RENAMED}})
    await story.reads("is saved")


async def withdraws_one(story: Planner) -> None:
    await story.types(f"/conf uninvite {story.code(RENAMED)} @gil", "any more")


async def plans_a_series(story: Planner) -> None:
    when = story.means("standup", 6, 9, BERLIN)
    typed = f"/conf schedule {STANDUP} at {when} for 15m every day with @ben @cleo via {story.server.name}"
    await story.types(typed, "is planned every day")
    await story.reads("Invited to")


async def cancels_one_date(story: Planner) -> None:
    story.at["standup left out"] = story.at["standup"]
    story.means("standup", 7, 9, BERLIN)
    question = await story.types(f"/conf cancel {story.code(STANDUP)}", "only that date")
    await story.stage.presses(ANA, question, "plan.cancel_date")
    await story.reads("is cancelled for")


async def moves_one_date(story: Planner) -> None:
    story.at["standup by rule"] = story.at["standup"]
    when = story.means("standup apart", 7, 11, BERLIN)
    await story.types(f"/conf move {story.code(STANDUP)} to {when} this", "One date of *Standup* is moved")
    story.means("standup", 8, 9, BERLIN)


async def cancels_while_it_is_down(story: Planner) -> None:
    await story.server.does("faults", down=True)
    question = await story.types(f"/conf cancel {story.code(BUDGET)}", "Cancel *Budget*", person=BEN)
    await story.stage.presses(BEN, question, "plan.cancel_now")
    await story.reads("is cancelled", person=BEN)


async def it_is_back(story: Planner) -> None:
    await story.server.does("faults", down=False)
    story.stage.clock.advance(timedelta(hours=1))


async def it_is_near(story: Planner) -> None:
    """Not a second too early, nor too late."""
    story.stage.clock.advance(story.at["sync"] - story.stage.clock() - timedelta(minutes=10))
    place = story.stage.slack.workspace.app_direct(ANA).id
    await story.stage.sees(f"{RENAMED} in 10 min", channel=place)


async def its_time_comes(story: Planner) -> None:
    story.later(story.at["sync"])
    await story.stage.sees(f"{RENAMED} is live: join now", channel=TEAM_CHANNEL)


async def it_ends(story: Planner) -> None:
    question = await story.types("/conf end", "conference.end_now")
    await story.stage.presses(ANA, question, "conference.end_now")
    await story.reads("has ended")
