"""Days as people say them: "1 Dec", "12/1/2026", "next friday", "the 15th", "in 3 days"."""

import re
from datetime import timedelta

from bot.when.days import CalendarDay, MonthDay, Offset, Slashed, Week, Weekday
from bot.when.hours import Part
from bot.when.phrase import Phrase
from bot.when.reading import END, NUMBER, Reader, Reading, by
from bot.when.spans import Span, span_at
from bot.when.words import DAYS, MONTHS, PARTS, SHORT_WEEKDAYS, WEEKDAYS, any_of

_BEYOND_REACH = timedelta(days=99_999)
"""Whatever is farther away counts as that far: no calendar needs to go on for ever."""

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})(?![0-9:.]|\s?(?:h|uhr)(?!\w))"
_MONTH = rf"(?P<month>{any_of(MONTHS)})"
_DAY = rf"(?P<day>{NUMBER})"
_WEEKDAY = rf"(?:(?P<weekday>{any_of(WEEKDAYS)})|(?P<short>{any_of(SHORT_WEEKDAYS)})(?=\.?,?\s*(?:um\s+)?[0-9]))"
_NOT_AN_HOUR = r"(?![0-9]|[:.h][0-9]|\s?[ap]\.?m(?!\w)|\s?(?:h|uhr|o'clock)(?!\w))"

_NEXT = "next week on|next week|next|nachste woche|naechste woche|nachsten|naechsten|la semaine prochaine"
_LAST = "last|letzten"
_COMING = "this coming|coming|this|diesen|kommenden|ce"


def _calendar(match: re.Match[str]) -> Phrase:
    return Phrase(day=CalendarDay(int(match["month"]), int(match["day"]), _year(match["year"])))


def _named(match: re.Match[str]) -> Phrase:
    return Phrase(day=CalendarDay(MONTHS[match["month"]], int(match["day"]), _year(match["year"])))


def _slashed(match: re.Match[str]) -> Phrase | None:
    if match["between"] == "-" and not match["year"]:
        return None  # from 3 to 4
    return Phrase(day=Slashed(int(match["first"]), int(match["second"]), _year(match["year"])))


def _year(said: str | None) -> int | None:
    if said is None:
        return None
    year = int(said)
    return year if year >= 100 else 2000 + year


def _from_today(match: re.Match[str]) -> Phrase:
    return Phrase(day=Offset(DAYS[match["word"]]))


def _this_morning(match: re.Match[str]) -> Phrase:
    return Phrase(day=Offset(0), part=Part.MORNING)


def _part(match: re.Match[str]) -> Phrase:
    today = match["this"] or match["part"] == "tonight"
    return Phrase(part=Part(PARTS[match["part"]]), day=Offset(0) if today else None)


def _weekday(match: re.Match[str]) -> Phrase:
    part = Part.MORNING if match["morning"] else None
    return Phrase(weekday=Weekday(_number(match), _week(match)), part=part)


def _number(match: re.Match[str]) -> int:
    return WEEKDAYS[match["weekday"]] if match["weekday"] else SHORT_WEEKDAYS[match["short"]]


def _week(match: re.Match[str]) -> Week:
    if match["next"] or match["next_behind"]:
        return Week.NEXT
    return Week.LAST if match["last"] or match["last_behind"] else Week.COMING


def _day_of_month(match: re.Match[str]) -> Phrase | None:
    number = int(match["day"])
    return Phrase(day=MonthDay(number)) if 1 <= number <= 31 else None


def _now(match: re.Match[str]) -> Phrase:
    return Phrase(after=timedelta())


_IN = re.compile(r"(?:in|dans)\s+")
_FROM_NOW = re.compile(r"\s+from\s+now(?!\w)")


def _ahead(text: str, start: int) -> Reading | None:
    """So long from now; days and weeks alone are counted on the calendar."""
    before = _IN.match(text, start)
    found = span_at(text, before.end() if before else start)
    behind = None if before or not found else _FROM_NOW.match(text, found[1])
    if not found or not (before or behind):
        return None
    return _counted(found[0]), behind.end() if behind else found[1]


def _counted(span: Span) -> Phrase:
    length = min(span.length, _BEYOND_REACH)
    return Phrase(day=Offset(length.days, same_hour=True)) if span.days_alone else Phrase(after=length)


READERS: tuple[Reader, ...] = (
    by(rf"(?P<year>(?:19|20)[0-9]{{2}})(?P<between>[-/.])(?P<month>{NUMBER})(?P=between){_DAY}{END}", _calendar),
    by(
        r"(?P<day>0?[1-9]|[12][0-9]|3[01])\.\s?(?P<month>0?[1-9]|1[0-2])\."
        r"(?P<year>\s?(?:19|20)[0-9]{2}|[0-9]{2})?(?![\w:.])",
        _calendar,
    ),
    by(rf"{_DAY}(?:st|nd|rd|th|er|\.)?[\s-]*(?:of\s+)?{_MONTH}{END}\.?(?:,?[\s-]*{_YEAR})?{END}", _named),
    by(rf"{_MONTH}{END}\.?\s*(?:the\s+)?{_DAY}{_NOT_AN_HOUR}(?:st|nd|rd|th)?(?:,?\s+{_YEAR})?{END}", _named),
    by(
        rf"(?P<first>{NUMBER})(?P<between>[/-])(?P<second>{NUMBER})(?:(?P=between)(?P<year>[0-9]{{4}}|[0-9]{{2}}))?{END}",
        _slashed,
    ),
    _ahead,
    by(rf"(?:right\s+)?(?:now|jetzt|maintenant){END}", _now),
    by(rf"heute\s+(?:morgen|fruh|frueh){END}", _this_morning),
    by(
        rf"(?:(?P<this>this|ce|cet)\s+|in\s+the\s+|in\s+der\s+|du\s+|de\s+l')?(?P<part>{any_of(PARTS)}){END}",
        _part,
    ),
    by(rf"(?P<word>{any_of(DAYS)}){END}", _from_today),
    by(
        rf"(?:(?:(?P<next>{_NEXT})|(?P<last>{_LAST})|(?:{_COMING}))\s+(?:on\s+|am\s+)?)?{_WEEKDAY}{END}\.?"
        rf"(?:\s+(?:(?P<next_behind>next\s+week|nachste\s+woche|naechste\s+woche|prochain)|(?P<last_behind>dernier)"
        rf"|(?P<morning>morgen|fruh)){END})?",
        _weekday,
    ),
    by(rf"{_DAY}(?:st|nd|rd|th|er|\.(?=\s)){END}", _day_of_month),
    by(rf"(?<=\ble\s){_DAY}(?![\w:.]|\s?(?:h|heures?|uhr)(?!\w))", _day_of_month),
)
"""In this order: what says more comes first."""
