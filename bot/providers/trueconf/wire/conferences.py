"""Conferences: how one is asked for, how it stands, how it is changed."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

from pydantic import Field, HttpUrl

from bot.model import Options, RoomWish
from bot.providers.http import Answer
from bot.providers.trueconf.wire import guests as outside
from bot.providers.trueconf.wire.people import login_of
from bot.providers.trueconf.wire.values import Id, Number, Seconds

TAG = "plenum"
TOPIC_LIMIT = 240
VIRTUAL_ROOM: dict[str, Any] = {"type": -1}
"""No schedule: it runs until it is stopped, and again whenever it is run."""
OVERTIME = timedelta(hours=4)
"""So much longer than planned may one run that the server began by itself: nobody is to be cut off by its clock."""
_ONCE = 1
_ALL_ON_SCREEN = 0
_WRITABLE = (
    "topic", "description", "owner", "type", "invitations", "multicast_enable", "multicast_address", "max_podiums",
    "max_participants", "max_guests", "schedule", "allow_guests", "rights", "broadcast_enabled", "broadcast_id",
    "allow_only_planned_participants", "auto_invite", "tags", "recording", "meeting_room", "on_join_mute_mic",
    "on_join_mute_camera", "registration", "vad_selector", "waiting_room_enabled", "waiting_room_scope",
    "use_translation", "translation_flat_volume", "expiration_time_updating_allowed", "expiration_time_alert",
    "sequence_type", "scan_type", "disable_audio_remarks", "join_options", "join_options_enabled", "mcu_mode",
    "transcoding", "participant_restrictions",
)  # fmt: skip
"""What may be written of a conference, apart from its id, and from the PIN, which cannot be read."""


def new_conference(
    wish: RoomWish, *, owner: str, guests: tuple[str, ...], public: bool, template: str | None
) -> dict[str, Any]:
    """The conference that is asked for. Its owner must be among the invited, or the server refuses.

    What a template says is left to it; without one, everybody is on the screen.
    """
    template = wish.plan.options.template or template
    shape: dict[str, Any] = {"template_id": template} if template else {"type": _ALL_ON_SCREEN}
    return {
        **shape,
        "id": wish.reference,
        "topic": _shortened(wish.plan.topic),
        "owner": owner,
        "schedule": _schedule(wish),
        "invitations": _invited({}, owner, *guests)[: wish.plan.options.capacity],
        "allow_guests": public,
        "tags": [TAG],
        **({"recording": 1} if wish.record else {}),
        **_said(wish.plan.options),
    }


def writable(whole: Mapping[str, Any]) -> dict[str, Any]:
    """What a conference has that another may be given."""
    return {field: whole[field] for field in _WRITABLE if field in whole}


def changed(whole: Mapping[str, Any], wish: RoomWish, *, guests: tuple[str, ...]) -> dict[str, Any] | None:
    """Everything to be written of `whole`, so that it is as wished; None where it is so already."""
    invited = {
        entry["id"]: entry for entry in whole.get("invitations", ()) if isinstance(entry, dict) and "id" in entry
    }
    owner = login_of(str(whole.get("owner") or ""))
    topic, schedule, options = _shortened(wish.plan.topic), _schedule(wish), wish.plan.options
    invitations = _invited(invited, *filter(None, (owner, *guests))) + outside.invited(whole, wish.outsiders)
    invitations = invitations[: options.capacity]  # the server refuses more than fit in; others come by the link
    same = whole.get("topic") == topic and invited.keys() == {one["id"] for one in invitations}
    if same and _planned_like(whole, schedule) and _is_like(whole, options):
        return None
    return _rewritten(whole, {"topic": topic, "schedule": schedule, "invitations": invitations}, options)


def unscheduled(whole: Mapping[str, Any], wish: RoomWish) -> dict[str, Any]:
    """Everything to be written of `whole`, so that no clock ends it."""
    return _rewritten(whole, {"schedule": VIRTUAL_ROOM}, wish.plan.options)


def relisted(whole: Mapping[str, Any], invitations: list[dict[str, Any]], *, pin: str | None) -> dict[str, Any]:
    """Everything to be written of `whole`, so that these people are invited to it. Its `pin` cannot be read."""
    return _rewritten(whole, {"invitations": invitations}, Options(pin=pin))


class Schedule(Answer):
    """When a conference is; only of which kind it is matters."""

    type: Number


class Conference(Answer):
    """A conference. `state` is one of two; a third would mean that we do not understand this server."""

    id: Id
    url: HttpUrl
    state: Literal["running", "stopped"]
    topic: str | None = None
    owner: str | None = None
    created_at: Seconds | None = None
    stream_id: str | None = None
    stream_recording_state: Number | None = None
    participants_lock_enabled: bool | None = None
    pin: str | None = Field(None, repr=False)
    schedule: Schedule | None = None

    @property
    def scheduled(self) -> bool:
        """Whether it begins and ends by the clock."""
        return self.schedule is not None and self.schedule.type != VIRTUAL_ROOM["type"]

    @property
    def running(self) -> bool:
        """Whether people can be in it: it has a session. One that is starting says `running` too, without one."""
        return self.state == "running" and bool(self.stream_id)

    @property
    def stopped(self) -> bool:
        """Whether nobody is in it any more."""
        return self.state == "stopped"

    @property
    def recording(self) -> bool | None:
        """Whether it is being recorded now, or the recording is paused; None where the server does not say."""
        return None if self.stream_recording_state is None else self.stream_recording_state != 0

    @property
    def owner_login(self) -> str | None:
        """The owner as one signs in."""
        return login_of(self.owner or "") or None


class OneConference(Answer):
    """The answer about one conference."""

    conference: Conference


class WholeConference(Answer):
    """The same with everything in it, to be sent back elsewhere."""

    conference: dict[str, Any]


class Count(Answer):
    """A page of the list, of which only how many there are in all matters."""

    conferences: list[Any]
    cnt: Number | None = None


class Conferences(Answer):
    """A page of the list. `cnt` counts them on all pages."""

    conferences: list[Conference]
    cnt: Number | None = None


class Run(Answer):
    """The answer to `run`: the room may need a moment."""

    state: Literal["starting", "running"]


class Stop(Answer):
    """The answer to `stop`: the room may need a moment."""

    state: Literal["stopping", "stopped"]


class Deleted(Answer):
    """The answer to a removal."""

    id: str


class Records(Answer):
    """What was recorded in a conference and is finished; only whether there is any matters."""

    records: list[Any]


def _schedule(wish: RoomWish) -> dict[str, Any]:
    """Once at its time, for one that waits; else none."""
    if wish.opens_at is None or wish.closes_at is None:
        return VIRTUAL_ROOM
    lasts = wish.closes_at + OVERTIME - wish.opens_at
    return {"type": _ONCE, "start_time": int(wish.opens_at.timestamp()), "duration": int(lasts.total_seconds())}


def _planned_like(whole: Mapping[str, Any], schedule: Mapping[str, Any]) -> bool:
    """Whether its schedule is this one; the server tells more of it than one may write."""
    there = whole.get("schedule")
    return isinstance(there, dict) and {name: there.get(name) for name in schedule} == schedule


def _invited(there: Mapping[str, dict[str, Any]], *logins: str) -> list[dict[str, Any]]:
    """These and nobody else; who is invited already is so under the name they have there."""
    return [there.get(login, {"id": login}) for login in dict.fromkeys(logins)]


def _said(options: Options) -> dict[str, Any]:
    """Those that were said, as the server calls them. Who waits is left to it: all, or as a template says."""
    wanted = {
        "pin": options.pin,
        "waiting_room_enabled": options.waiting_room,
        "max_participants": options.capacity,
    }
    return {field: value for field, value in wanted.items() if value is not None}


def _is_like(whole: Mapping[str, Any], options: Options) -> bool:
    """Whether it has these options. Its PIN cannot be read, so one that is wished is written each time."""
    return not options.pin and all(whole.get(field) == value for field, value in _said(options).items())


def _room_for(body: dict[str, Any], capacity: int) -> dict[str, Any]:
    """No more speakers and guests than people. With everybody on the screen, all are speakers."""
    everybody = {"max_podiums": capacity} if body.get("type") == _ALL_ON_SCREEN else {}
    most = {field: min(body[field], capacity) for field in ("max_podiums", "max_guests") if body.get(field) is not None}
    return body | most | everybody


def _rewritten(whole: Mapping[str, Any], changes: dict[str, Any], options: Options) -> dict[str, Any]:
    """Whether a field that is left out keeps its value is not documented, so none is. A list of ways in that is not in
    force may be refused for want of a licence."""
    body = writable(whole) | _said(options) | changes
    if options.capacity:
        body = _room_for(body, options.capacity)
    if whole.get("join_options_enabled") is False:
        body.pop("join_options", None)
    return body


def _shortened(topic: str) -> str:
    return topic if len(topic) <= TOPIC_LIMIT else f"{topic[: TOPIC_LIMIT - 1]}…"
