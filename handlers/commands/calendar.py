"""Into one's calendar: what the buttons for it do."""

from bot.blocks import calendar
from bot.model import Conference
from handlers.commands.call import Call, Desk, Reply, Say


async def add(conference: Conference, call: Call, desk: Desk, say: Say) -> None:
    """The ways into a calendar, privately."""
    message = calendar.ways(
        conference.plan.topic,
        await desk.calendars.links(conference),
        desk.feeds.file_url(conference),
        await desk.feeds.feed_url(call.workspace_id, call.person_id, now=desk.clock()),
    )
    await say(Reply(message=message))


async def renew(call: Call, desk: Desk, say: Say) -> None:
    """Another address for their own feed, in place of the one that was shown."""
    url = await desk.feeds.renew(call.workspace_id, call.person_id, now=desk.clock())
    await say(Reply(message=calendar.renewed(url), replaces=True))
