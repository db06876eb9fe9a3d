"""What an administrator does with Vonage Meetings: `python -m bot admin BACKEND themes …` and `… rooms`."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from bot.errors import Gone, Refusal, Refused
from bot.providers.chores import Chore, MisuseError, Report
from bot.providers.vonage import themes
from bot.providers.vonage.wire import ListedRoom

if TYPE_CHECKING:
    from bot.providers.vonage.adapter import Vonage

_OURS = re.compile(r"[a-z0-9]{12}")
_THEMES = ("id", "name", "colour", "text", "short URL", "new rooms")
_ROOMS = ("room", "reference", "topic", "state", "until")
_UNKNOWN = "no theme has that id: `themes list` shows them"
_TAKEN = "a theme with that name, or a company with that short URL, is there already"
_USED = "rooms use it, or it is the default: say `force` to remove it all the same"


async def _list(vonage: "Vonage", said: tuple[str, ...]) -> Report:
    found = (await vonage.service.ask("GET", "themes", answers=themes.Themes)).rows
    return _told(vonage, *found, said=f"{_counted(len(found), 'theme')}.")


async def _add(vonage: "Vonage", said: tuple[str, ...]) -> Report:
    wish = dict(_field(word, value) for word, value in zip(themes.FIELDS, said, strict=False))
    with _as_misuse({Refusal.ALREADY_EXISTS: _TAKEN}):
        made = await vonage.service.ask("POST", "themes", json=wish, answers=themes.Theme)
    return _told(vonage, made, said="Added. The setting THEME gives it to new rooms.")


async def _show(vonage: "Vonage", said: tuple[str, ...]) -> Report:
    theme_id = _id(said[0])
    with _as_misuse():
        theme = await themes.one(vonage.service, theme_id)
        rooms = await vonage.service.rooms(of=("themes", str(theme_id)))
    about = f"{theme.theme_name or theme.theme_id}: {theme.main_color}, {theme.brand_text}"
    return Report(head=_ROOMS, rows=tuple(map(_room, rooms)), said=f"{about}; {_counted(len(rooms), 'room')} with it.")


async def _change(vonage: "Vonage", said: tuple[str, ...]) -> Report:
    theme_id, (name, value) = _id(said[0]), _field(said[1], said[2])
    wish = {"update_details": {name: value}}
    with _as_misuse({Refusal.ALREADY_EXISTS: _TAKEN}):
        changed = await vonage.service.ask("PATCH", "themes", str(theme_id), json=wish, answers=themes.Theme)
    return _told(vonage, changed, said="Changed.")


async def _remove(vonage: "Vonage", said: tuple[str, ...]) -> Report:
    theme_id, force = _id(said[0]), _flag(said[1:], "force")
    if theme_id == vonage.settings.theme:
        raise MisuseError("the setting THEME names it, and no room could be made without it: change that first")
    with _as_misuse({Refusal.INVALID: _USED}):
        await vonage.service.delete("themes", str(theme_id), params={"force": "true"} if force else None)
    return Report(said="Removed.")


async def _make_default(vonage: "Vonage", said: tuple[str, ...]) -> Report:
    wish = {"update_details": {"default_theme_id": str(_id(said[0]))}}
    with _as_misuse({Refusal.INVALID: _UNKNOWN}):
        changed = await vonage.service.ask("PATCH", "applications", json=wish, answers=themes.Application)
    return Report(said=f"{changed.default_theme_id} is the application's default, for other programs' rooms too.")


async def _list_rooms(vonage: "Vonage", said: tuple[str, ...]) -> Report:
    closed_too = _flag(said, "all")
    rooms = await vonage.service.rooms()
    ours = [room for room in rooms if room.metadata and _OURS.fullmatch(room.metadata)]
    shown = [room for room in ours if closed_too or room.is_available is not False]
    others = f"{len(ours) - len(shown)} closed, {len(rooms) - len(ours)} of other programs"
    return Report(
        head=_ROOMS,
        rows=tuple(map(_room, shown)),
        said=f"{_counted(len(shown), 'room')} of Plenum's; not shown: {others}.",
    )


CHORES = (
    Chore(words="themes list", summary="show how rooms can look", run=_list),
    Chore(
        words="themes add",
        summary="add a theme: a colour, a text, and perhaps a name and a short URL that stands in links",
        run=_add,
        takes=("COLOUR", "TEXT", "[NAME]", "[SHORT_URL]"),
    ),
    Chore(words="themes show", summary="show a theme and the rooms that have it", run=_show, takes=("ID",)),
    Chore(
        words="themes change",
        summary=f"change what a theme has as {', '.join(themes.FIELDS)}",
        run=_change,
        takes=("ID", "FIELD", "VALUE"),
    ),
    Chore(
        words="themes remove",
        summary="remove a theme; with `force` even while rooms use it",
        run=_remove,
        takes=("ID", "[force]"),
    ),
    Chore(words="themes default", summary="make a theme the application's default", run=_make_default, takes=("ID",)),
    Chore(words="rooms", summary="show Plenum's rooms; with `all` closed ones too", run=_list_rooms, takes=("[all]",)),
)


@contextmanager
def _as_misuse(whys: dict[Refusal, str] | None = None) -> Iterator[None]:
    """What other words would mend is told so."""
    try:
        yield
    except Gone as error:
        raise MisuseError(_UNKNOWN) from error
    except Refused as error:
        if whys and error.why in whys:
            raise MisuseError(whys[error.why]) from error
        raise


def _id(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        raise MisuseError(f"{said!r} is no theme's id: `themes list` shows them") from None


def _flag(said: tuple[str, ...], word: str) -> bool:
    if said and said[0] != word:
        raise MisuseError(f"{said[0]!r} means nothing here, {word!r} would")
    return bool(said)


def _field(word: str, value: str) -> tuple[str, str]:
    """What the vendor calls it, and the value as the vendor takes it."""
    if word not in themes.FIELDS:
        raise MisuseError(f"{word!r} is nothing that a theme has: {', '.join(themes.FIELDS)}")
    try:
        return themes.FIELDS[word].name, themes.FIELDS[word].read(value)
    except ValueError as error:
        raise MisuseError(f"{value!r} is no {word}: {error}") from None


def _told(vonage: "Vonage", *found: themes.Theme, said: str) -> Report:
    return Report(head=_THEMES, rows=tuple(_theme(vonage, theme) for theme in found), said=said)


def _theme(vonage: "Vonage", theme: themes.Theme) -> tuple[str, ...]:
    ours = "have it" if theme.theme_id == str(vonage.settings.theme) else ""
    named = (theme.theme_name or "", theme.main_color, theme.brand_text, theme.short_company_url or "")
    return (theme.theme_id, *named, ours)


def _room(room: ListedRoom) -> tuple[str, ...]:
    state = {None: "", True: "open", False: "closed"}[room.is_available]
    until = f"{room.expires_at:%Y-%m-%d %H:%M} UTC" if room.expires_at else ""
    return (room.id, room.metadata or "", room.display_name or "", state, until)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
