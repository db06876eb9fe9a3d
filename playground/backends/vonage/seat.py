"""What somebody who is in can press: everybody leaves, the host does more."""

from playground.backends.html import Child, Html, element
from playground.backends.look import button
from playground.backends.vonage import door
from playground.backends.vonage.room import Parting, Room, Seat, Status
from playground.backends.vonage.service import Service

_RECORDER = {"record": "start", "pause": "pause", "stop-recording": "stop"}


def tools(room: Room, me: Seat, here: str) -> Html:
    label = "Leave" if me.inside else "Stop waiting"
    shown: list[Child] = [button(label, f"{here}/leave", kind="" if me.is_host else "primary", focus="leave")]
    if me.is_host:
        ask = "End this meeting for everyone?"
        shown += _recorder(room, here)
        shown.append(button("End for everyone", f"{here}/end", kind="danger", ask=ask, focus="end"))
    return element("div", shown, class_="tools", role="group", aria_label="What you can do")


def _recorder(room: Room, here: str) -> list[Child]:
    recording = room.session.recording if room.session else None
    if not room.settings["available_features"]["is_recording_available"]:
        return []
    if recording is None:
        return [button("Record", f"{here}/record", focus="record")]
    if room.settings["recording_options"]["auto_record"]:
        return [element("span", "This room is always recorded.", class_="muted small note")]
    paused = recording.status is Status.PAUSED
    turn = ("Go on recording", "record") if paused else ("Pause recording", "pause")
    return [
        button(turn[0], f"{here}/{turn[1]}", focus="pause"),
        button("Stop recording", f"{here}/stop-recording", focus="stop"),
    ]


def do(service: Service, room: Room, me: Seat, deed: str, whom: str) -> None:
    """Act on what was pressed; what is the host's does nothing for others. Raises DoorError."""
    if deed == "leave":
        service.part(me, Parting.LEFT)
    elif me.is_host and me.inside:
        _preside(service, room, deed, whom)


def _preside(service: Service, room: Room, deed: str, whom: str) -> None:
    waiting = next((one for one in room.waiting if one.participant_id == whom), None)
    inside = next((one for one in door.running(room).inside if one.participant_id == whom), None)
    if deed in _RECORDER:
        door.record(service, room, _RECORDER[deed])
    elif deed == "end":
        service.end(room, Parting.ENDED)
    elif deed == "remove" and inside:
        service.part(inside, Parting.REMOVED)
    elif deed == "admit" and waiting:
        door.admit(service, room, waiting)
    elif deed == "deny" and waiting:
        door.deny(service, room, waiting)
