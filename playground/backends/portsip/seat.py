"""What somebody who is in can press: everybody on their own phone, the administrator for all."""

from collections.abc import Callable

from playground.backends.html import Child, Html, element
from playground.backends.portsip import door, pieces
from playground.backends.portsip.pbx import PBX
from playground.backends.portsip.session import Participant, Parting, Session


def tools(session: Session, me: Participant, here: str) -> Html:
    mute = ("Unmute me", "unmute") if me.muted else ("Mute me", "mute")
    own: list[Child] = [
        pieces.button("Hang up", f"{here}/leave", kind="danger", focus="leave"),
        pieces.button(mute[0], f"{here}/{mute[1]}", focus="mute"),
    ]
    for_all = _for_all(session, here) if me.chairman else []
    return element("div", own, for_all, class_="tools", role="group", aria_label="What you can do")


def _for_all(session: Session, here: str) -> list[Child]:
    mute = ("Unmute all", "unmute-all") if session.muted else ("Mute all", "mute-all")
    lock = ("Unlock", "unlock") if session.locked else ("Lock", "lock")
    record = ("Stop recording", "stop-recording") if session.recording else ("Record", "record")
    shown = [pieces.button(label, f"{here}/{deed}", focus=deed.split("-")[-1]) for label, deed in (mute, lock, record)]
    ask = "Put everybody out and end this call?"
    return [*shown, pieces.button("End for everyone", f"{here}/end", kind="danger", ask=ask, focus="end")]


def do(pbx: PBX, session: Session, me: Participant, deed: str, sent: dict[str, str]) -> None:
    """Act on what was pressed; what is the administrator's does nothing for others. Raises DoorError."""
    whom = next((one for one in session.inside if one.id == sent.get("whom")), me)
    if deed == "leave":
        door.hang_up(pbx, me)
    elif deed == "star":
        door.star_eight(pbx, session, me, sent.get("pin", ""))
    elif deed in ("mute", "unmute") and (whom is me or me.chairman):
        whom.muted = deed == "mute"
    elif me.chairman:
        _preside(pbx, session, deed, whom)


def _preside(pbx: PBX, session: Session, deed: str, whom: Participant) -> None:
    room = pbx.rooms[session.room_id]
    deeds: dict[str, Callable[[], None]] = {
        "mute-all": lambda: session.silence(muted=True),
        "unmute-all": lambda: session.silence(muted=False),
        "lock": lambda: _lock(session, locked=True),
        "unlock": lambda: _lock(session, locked=False),
        "record": lambda: pbx.record(room),
        "stop-recording": lambda: pbx.stop_recording(session),
        "crown": lambda: session.crown(whom),
        "kick": lambda: pbx.part(whom, Parting.KICKED),
        "end": lambda: pbx.end(room, Parting.ENDED),
    }
    deeds.get(deed, _nothing)()


def _lock(session: Session, *, locked: bool) -> None:
    session.locked = locked


def _nothing() -> None:
    """Nobody knows this key."""
