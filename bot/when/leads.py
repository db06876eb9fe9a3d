"""How long ahead people want to hear of a conference: "30m,10m", "1 day and 1h 15m", "at the start", "off"."""

import re
from collections.abc import Iterator

from bot.errors import BadTime, TimeTrouble
from bot.leads import LONGEST, MOST
from bot.leads import tidy as in_order
from bot.when.spans import Piece, piece_at
from bot.when.words import MINUTES, any_of, compiled, plain, tidy

TEXT_LIMIT = 120
"""No list of leads takes more letters."""

_OFF = ("off", "none", "no", "never", "nothing", "not at all", "aus", "nie", "keine", "non", "jamais", "aucun")
_START = ("at the start", "at start", "the start", "start", "on time", "zum beginn", "zu beginn", "au debut")
_HOURS = [unit for unit, minutes in MINUTES.items() if minutes == MINUTES["h"]]

_COMMA = rf",(?!(?:5|25|75)\s?(?:{any_of(_HOURS)})(?![a-z]))"
"""What stands in "1,5 h" parts no leads."""
_AT_THE_START = rf"(?:{any_of(_START)})(?!\w)"
_BARE = re.compile(r"[0-9]{1,5}(?![\w.:])")
_AHEAD = r"(?:\s*(?:before(?:hand)?|ahead|early|earlier|vorher|davor|avant)(?!\w)(?:\s+(?:it|the\s+start)(?!\w))?)?"
_JOINT = _AHEAD + r"(?P<apart>\s*[,;/&+]\s*(?:(?:and|und|et)\s+)?|\s+(?:and|und|et)\s+)?\s*"


def read_leads(text: str) -> tuple[int, ...]:
    """The minutes ahead that `text` names, each once, the longest first; a bare number is minutes, and none at all are
    `()`. What "and" or a comma parts is two: only "1h 15m" is one. Raises `BadTime`."""
    shown = plain(tidy(text)).rstrip(" .!") if len(text) <= TEXT_LIMIT else ""
    if shown in _OFF:
        return ()
    found = list(_leads(re.sub(_COMMA, ", ", shown), said=text))
    if not found or any(lead % 1 for lead in found):
        raise BadTime(TimeTrouble.UNREADABLE_LEAD, said=text)
    if max(found) > LONGEST:
        raise BadTime(TimeTrouble.LEAD_TOO_LONG, said=text)
    if len(set(found)) > MOST:
        raise BadTime(TimeTrouble.TOO_MANY_LEADS, said=text)
    return in_order(map(int, found))


def _leads(text: str, *, said: str) -> Iterator[float]:
    """One by one: an hour and the minutes right behind it are one."""
    start, lead, unit = 0, None, 0
    while start < len(text):
        piece = _piece(text, start)
        if piece is None:
            raise BadTime(TimeTrouble.UNREADABLE_LEAD, said=said, part=text[start:])
        if lead is not None and piece.unit >= unit:
            yield lead
            lead = None
        lead = (lead or 0) + piece.minutes
        joint = compiled(_JOINT).match(text, piece.end)
        assert joint, "nothing may stand between"
        start, unit = joint.end(), 0 if joint["apart"] else piece.unit
    if lead is not None:
        yield lead


def _piece(text: str, start: int) -> Piece | None:
    if at_start := compiled(_AT_THE_START).match(text, start):
        return Piece(minutes=0, unit=MINUTES["w"], end=at_start.end())
    if bare := _BARE.match(text, start):
        return piece_at(text, start) or Piece(minutes=int(bare[0]), unit=1, end=bare.end())
    return piece_at(text, start)
