"""What came of a start whose process died: how everything stands then, and after its host has ended it."""

import signal
from dataclasses import dataclass

from playground.slack.seed import TEAM_CHANNEL
from tests.faults.process import Process
from tests.faults.scene import ENDED, Scene


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`rooms` as they stood while it was live; `cards` and `invitations` are how many were ever shown; `standing` is
    what Plenum's messages in the channel say at last; `claimed` how many rows are held when nobody works any more."""

    died_of: int
    rooms: tuple[str, ...]
    cards: int
    invitations: int
    requests: tuple[str, ...]
    rooms_at_last: tuple[str, ...]
    standing: tuple[str, ...]
    exit_status: int
    claimed: int


SURVIVED = Outcome(
    died_of=-signal.SIGKILL,
    rooms=("running",),
    cards=1,
    invitations=1,
    requests=("done",),
    rooms_at_last=("stopped",),
    standing=(ENDED,),
    exit_status=0,
    claimed=0,
)


async def outcome(scene: Scene, *, died_of: int, process: Process, channel: str = TEAM_CHANNEL) -> Outcome:
    """Wait until `process` has nothing left to do; let Ana end the conference, wait again, and stop it."""
    await scene.settled()
    rooms = scene.rooms()
    await scene.ends(channel)
    await scene.settled()
    return Outcome(
        died_of=died_of,
        rooms=rooms,
        cards=scene.cards(channel),
        invitations=scene.invitations(),
        requests=await scene.states("requests"),
        rooms_at_last=scene.rooms(),
        standing=scene.standing(channel),
        exit_status=await process.stopped(),
        claimed=await scene.claimed(),
    )
