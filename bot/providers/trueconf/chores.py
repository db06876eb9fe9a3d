"""What administrators do with a TrueConf Server in the terminal: Plenum's rooms there, and templates for new ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.errors import Gone, Refused
from bot.providers.chores import Chore, MisuseError, Report
from bot.providers.trueconf import reasons
from bot.providers.trueconf.wire.conferences import TAG, Conference
from bot.providers.trueconf.wire.templates import Template
from bot.providers.trueconf.wire.values import instant

if TYPE_CHECKING:
    from bot.providers.trueconf.adapter import TrueConf

_STATES = ("running", "stopped")
_MODES = {0: "everybody on the screen", 1: "video lecture", 3: "moderated: some on stage"}


async def _rooms(hq: "TrueConf", arguments: tuple[str, ...]) -> Report:
    state = arguments[0] if arguments else None
    if state not in (None, *_STATES):
        raise MisuseError(f"{state} is no state; say running or stopped, or nothing for both")
    rooms = sorted(await hq.rooms.ours(state=state), key=lambda room: (room.created_at or 0, room.id))
    return Report(
        head=("room", "state", "made", "owner", "topic"),
        rows=tuple(
            (room.id, _how(room), _when(room.created_at), room.owner or "–", room.topic or "–") for room in rooms
        ),
        said=f"{_many(len(rooms), 'room')} with the tag {TAG}.",
    )


def _how(room: Conference) -> str:
    return f"{room.state}, recording" if room.recording else room.state


async def _templates(hq: "TrueConf", arguments: tuple[str, ...]) -> Report:
    found = await hq.shelf.all()
    return Report(
        head=("template", "name", "changed", "topic"),
        rows=tuple((one.id, one.name, _when(one.updated_at), one.object.topic or "–") for one in found),
        said=f"{_many(len(found), 'template')}. The setting TEMPLATE takes the first column.",
    )


async def _show_template(hq: "TrueConf", arguments: tuple[str, ...]) -> Report:
    with _there_is(arguments[0], "template"):
        template = await hq.shelf.read(arguments[0])
    return Report(rows=tuple(_facts(template)), said="\n".join(_warnings(template)))


def _facts(template: Template) -> Iterator[tuple[str, str]]:
    draft = template.object
    yield "template", template.id
    yield "name", template.name
    yield "changed", _when(template.updated_at)
    yield "topic", draft.topic or "–"
    yield "description", draft.description or "–"
    yield "owner", draft.owner or "–"
    yield "mode", "–" if draft.type is None else _MODES.get(draft.type, str(draft.type))
    yield "people without an account", _yes(draft.allow_guests)
    yield "only those who are invited", _yes(draft.allow_only_planned_participants)
    yield "waiting room", _yes(draft.waiting_room_enabled)
    yield "PIN", _yes(draft.pin_enabled)
    yield "recorded from the start", _yes(draft.recording)


def _warnings(template: Template) -> Iterator[str]:
    if template.object.pin_enabled:
        yield "Not for TEMPLATE: Plenum cannot read the PIN, so nobody would learn it from the card."
    if template.object.allow_only_planned_participants:
        yield "Not for TEMPLATE: whoever is invited later would not get in."


async def _add_template(hq: "TrueConf", arguments: tuple[str, ...]) -> Report:
    name, conference_id = arguments
    if not name.strip():
        raise MisuseError("a template needs a name")
    with _there_is(conference_id, "conference"):
        made = await hq.shelf.add(name, conference_id)
    return Report(
        said=f"Made the template {made.id}, {made.name}, like the conference {conference_id}, without its PIN."
    )


async def _remove_template(hq: "TrueConf", arguments: tuple[str, ...]) -> Report:
    with _there_is(arguments[0], "template"):
        await hq.shelf.remove(arguments[0])
    return Report(said=f"The template {arguments[0]} is gone. Conferences made of it stay as they are.")


@contextmanager
def _there_is(name: str, kind: str) -> Iterator[None]:
    """Turns what the server says of an unknown name into what an administrator can mend."""
    unknown = MisuseError(f"there is no {kind} {name!r} on the server")
    if name in ("", ".", ".."):
        raise unknown
    try:
        yield
    except Gone as error:
        raise unknown from error
    except Refused as refused:
        if refused.detail != reasons.NO_SUCH_TEMPLATE:
            raise
        raise unknown from refused


def _when(seconds: int | None) -> str:
    return "–" if seconds is None else f"{instant(seconds):%Y-%m-%d %H:%M} UTC"


def _yes(flag: bool | None) -> str:
    return "–" if flag is None else "yes" if flag else "no"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


CHORES = (
    Chore(
        words="rooms",
        summary="list the rooms that Plenum made, or those that are running or stopped",
        run=_rooms,
        takes=("[STATE]",),
    ),
    Chore(words="templates list", summary="list the templates for conferences", run=_templates),
    Chore(words="templates show", summary="say what a template prescribes", run=_show_template, takes=("TEMPLATE",)),
    Chore(
        words="templates add",
        summary="make a template like a conference that is there",
        run=_add_template,
        takes=("NAME", "CONFERENCE"),
    ),
    Chore(words="templates remove", summary="delete a template", run=_remove_template, takes=("TEMPLATE",)),
)
