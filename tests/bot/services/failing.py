"""Starts that come to nothing, for tests: refused, or with an answer that was lost."""

import pytest

from bot.errors import Unanswered, Unreachable
from bot.model import Conference
from bot.services.starting import NotStarted
from playground.slack.seed import ANA
from tests.backstage import Backstage
from tests.poor import Watched


async def refused(plenum: Backstage, provider: str = "hq", **changes: object) -> Conference:
    """A start that certainly came to nothing."""
    if provider == "dial":
        plenum.poor.failing, plenum.poor.makes = Unreachable("dial"), False
    else:
        plenum.trueconf.faults.change({"busy_status": 503, "retry_after": None})
    with pytest.raises(NotStarted) as failed:
        await plenum.start(provider=provider, **changes)
    plenum.trueconf.faults.clear()
    plenum.poor.makes = True
    return failed.value.conference


async def lost(plenum: Backstage) -> Conference:
    """A start whose room was made at `hq`, and whose answer never came."""
    plenum.trueconf.faults.change({"delay_after": 60, "match": "POST .*/conferences$"})
    with pytest.raises(NotStarted) as failed:
        await plenum.start()
    plenum.trueconf.faults.clear()
    return failed.value.conference


async def lost_at(eye: Watched, plenum: Backstage, *, made: bool) -> Conference:
    """A start at `eye` whose answer never came; whether a room was `made`."""
    eye.failing, eye.makes = Unanswered("eye"), made
    with pytest.raises(NotStarted) as failed:
        await plenum.start(provider="eye")
    eye.makes = True
    return failed.value.conference


async def told(plenum: Backstage) -> list[str]:
    """What the host was told by direct message."""
    await plenum.deliver()
    return [message["text"] for message in plenum.direct(ANA)]
