"""The kinds of value that answers are made of: ids, numbers, instants."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

_LAST = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")
_FORMS = ("%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S")


def _addressable(name: str) -> str:
    if name in ("", ".", ".."):
        raise ValueError("cannot stand in an address")
    return name


def _no_flag(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("a flag where a number belongs")
    return value


Id = Annotated[str, AfterValidator(_addressable)]
"""The server's name for something, never a number: leading zeros count, and some hold `#`, `@` and `/`."""

Number = Annotated[int, BeforeValidator(_no_flag)]
"""Sometimes written as a string; a flag is none."""

Seconds = Annotated[int, BeforeValidator(_no_flag), Field(ge=0, le=_LAST)]
"""Since the start of 1970, in UTC."""


def instant(seconds: int) -> datetime:
    """What `Seconds` stand for."""
    return datetime.fromtimestamp(seconds, UTC)


def _moment(written: Any) -> datetime:
    """The server writes instants as PHP does: what a clock shows, and whose clock."""
    match written:
        case {"date": str(shown), "timezone_type": kind, "timezone": str(zone)}:
            try:
                return _shown(shown, _zone(str(kind), zone)).astimezone(UTC)
            except OverflowError:
                raise ValueError("no such moment") from None
        case _:
            raise ValueError("no moment")


Moment = Annotated[datetime, BeforeValidator(_moment)]
"""An instant as sessions and logs write it."""


def _shown(date: str, zone: tzinfo) -> datetime:
    for form in _FORMS:
        try:
            return datetime.strptime(date, form).replace(tzinfo=zone)
        except ValueError:
            continue
    raise ValueError("no date and time")


def _zone(kind: str, name: str) -> tzinfo:
    """PHP's three kinds: an offset, an abbreviation, a name. Of the abbreviations only one is the same everywhere."""
    if kind == "1" and (offset := _OFFSET.fullmatch(name)):
        away = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(-away if offset[1] == "-" else away)
    if name in ("UTC", "Z"):
        return UTC
    if kind != "3":
        raise ValueError("no such zone")
    try:
        return ZoneInfo(name)
    except (KeyError, OSError) as error:  # unknown; or a folder, which also stands among the zones
        raise ValueError("no such zone") from error
