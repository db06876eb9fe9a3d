"""Values for tests: a plan, a room, a conference, as they usually are."""

from datetime import timedelta
from typing import Any

from bot.model import Conference, Invitation, Place, Plan, Room, RoomStage, Stage
from tests.conftest import NOON

ANA, BEN, CLEO = "U0ANA", "U0BEN", "U0CLEO"


def make_room(**changes: Any) -> Room:
    usual: dict[str, Any] = {"id": "k7f3x9q2mw4t", "join_url": "https://hq.acme.example/c/k7f3x9q2mw4t"}
    return Room(**(usual | changes))


def make_conference(**changes: Any) -> Conference:
    """A live one that Ana called in #team with Ben, half an hour ago."""
    began = NOON - timedelta(minutes=30)
    usual: dict[str, Any] = {
        "id": "c" * 32,
        "workspace_id": "T0ACME",
        "code": "K7F3",
        "plan": Plan(topic="Weekly sync", starts_at=began),
        "provider": "hq",
        "host_id": ANA,
        "place": Place(channel_id="C0TEAM"),
        "stage": Stage.LIVE,
        "reference": "k7f3x9q2mw4t",
        "room_stage": RoomStage.READY,
        "created_at": began,
        "room": make_room(),
        "started_at": began,
        "seen_live_at": began,
        "invitations": (Invitation(person_id=BEN, invited_by=ANA),),
    }
    return Conference(**(usual | changes))
