"""How the pages say when, how long and who."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


def hour(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def moment(at: datetime, zone: str, now: datetime) -> str:
    """`Tue 24 Nov, 15:00`; with the year, if it is another one."""
    local = at.astimezone(ZoneInfo(zone))
    year = "" if local.year == now.astimezone(ZoneInfo(zone)).year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year}, {local:%H:%M}"


def span(length: timedelta) -> str:
    """`45 s`, `12 min`, `1 h 30 min`."""
    seconds = int(length.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod(seconds // 60, 60)
    return " ".join(([f"{hours} h"] if hours else []) + ([f"{minutes} min"] if minutes or not hours else []))


def initials(name: str) -> str:
    """Of the first and the last word."""
    letters = ["".join(filter(str.isalnum, part))[:1] for part in name.split()]
    return "".join([*letters[:1], *letters[1:][-1:]]).upper() or "?"


def listing(names: list[str]) -> str:
    """`Ana`, `Ana and Ben`, `Ana, Ben and Cleo`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
