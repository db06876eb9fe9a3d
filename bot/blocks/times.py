"""What is wrong with a time, a repetition or a reminder that was typed: what was understood, what to type instead."""

from datetime import date, datetime

from bot.blocks import kit
from bot.errors import BadTime, TimeTrouble
from bot.leads import MOST
from bot.recurring import MOST_TIMES, MOST_YEARS

_EXAMPLES = "Use one like `15:00`, `tomorrow 9:30`, `friday 14:00` or `1 March 15:00`."
_LENGTHS = "Use one like `45m`, `1h30` or `2 hours`."
_DAYS = "Use one like `friday`, `1 March` or `2030-03-01`."
_REPEATS = "Use one like `every weekday`, `every 2 weeks on monday`, `every day until friday` or `weekly 10 times`."
_LEADS = "Use one like `10m`, `1h 15m`, `30m,10m`, `at the start` or `off`."

_SAYS: dict[TimeTrouble, str] = {
    TimeTrouble.UNREADABLE: "I cannot read “{part}” as a time.",
    TimeTrouble.NO_TIME: "“{said}” names a day, but no hour.",
    TimeTrouble.PAST: "“{said}” is {understood} for me, and that is past.",
    TimeTrouble.TOO_FAR: "“{said}” is {understood} for me, and that is further ahead than I plan.",
    TimeTrouble.SKIPPED: "{understood} does not exist: the clocks go forward then and skip that hour.",
    TimeTrouble.REPEATED: "{understood} comes twice, because the clocks go back then.",
    TimeTrouble.NO_SUCH_DATE: "there is no “{part}” in the calendar.",
    TimeTrouble.WRONG_WEEKDAY: "“{part}” does not fit together: that date is a {weekday}.",
    TimeTrouble.AMBIGUOUS_DATE: "“{part}” can be read in two ways.",
    TimeTrouble.AMBIGUOUS_HOUR: "“{part}” can be in the morning or in the afternoon.",
    TimeTrouble.AMBIGUOUS_ZONE: "“{part}” stands for more than one time zone.",
    TimeTrouble.UNKNOWN_ZONE: "I do not know the time zone “{part}”.",
    TimeTrouble.UNREADABLE_SPAN: "I cannot read “{part}” as a length.",
    TimeTrouble.TOO_SHORT: "“{part}” is too short for a conference.",
    TimeTrouble.TOO_LONG: "“{part}” is longer than a conference can be planned.",
    TimeTrouble.UNREADABLE_DAY: "I cannot read “{part}” as a day.",
    TimeTrouble.NO_SUCH_DAY: "there is no “{part}” in the calendar.",
    TimeTrouble.PAST_DAY: "“{part}” is {understood} for me, and that is past.",
    TimeTrouble.UNREADABLE_REPEAT: "I cannot read “{part}” as a repetition.",
    TimeTrouble.AMBIGUOUS_REPEAT: "“{said}” can be every two weeks, or once a month.",
    TimeTrouble.NEVER_HAPPENS: "it would be over on {last}, before its first date, {understood}.",
    TimeTrouble.TOO_FEW_TIMES: "“{said}” is not repeated at all.",
    TimeTrouble.TOO_MANY_TIMES: f"“{{said}}” is more often than I plan: {MOST_TIMES} times at most.",
    TimeTrouble.ENDS_TOO_LATE: f"“{{part}}” is {{understood}}, and I plan {MOST_YEARS} years ahead at most.",
    TimeTrouble.UNREADABLE_LEAD: "I cannot read “{part}” as how long ahead to remind.",
    TimeTrouble.TOO_MANY_LEADS: f"“{{said}}” are more reminders than I send of one conference: {MOST} at most.",
    TimeTrouble.LEAD_TOO_LONG: "“{part}” is longer ahead than I remind of anything: a week at most.",
}


_DO: dict[TimeTrouble, str] = {
    TimeTrouble.NO_TIME: "Use both, as in `{said} 15:00`.",
    TimeTrouble.TOO_FAR: "Use an earlier one, like `friday 14:00` or `1 March 15:00`.",
    TimeTrouble.AMBIGUOUS_ZONE: "Use a city, as in `15:00 Europe/Berlin`.",
    TimeTrouble.UNKNOWN_ZONE: "Use a city, as in `15:00 Europe/Berlin`.",
    TimeTrouble.UNREADABLE_SPAN: _LENGTHS,
    TimeTrouble.TOO_SHORT: _LENGTHS,
    TimeTrouble.TOO_LONG: _LENGTHS,
    TimeTrouble.UNREADABLE_DAY: _DAYS,
    TimeTrouble.NO_SUCH_DAY: _DAYS,
    TimeTrouble.PAST_DAY: _DAYS,
    TimeTrouble.UNREADABLE_REPEAT: _REPEATS,
    TimeTrouble.AMBIGUOUS_REPEAT: "Use `every 2 weeks on {part}` or `every second {part} of the month`.",
    TimeTrouble.NEVER_HAPPENS: "Use a later day, or a number, as in `every week 10 times`.",
    TimeTrouble.TOO_FEW_TIMES: "Leave the repetition out, or use a higher number, as in `every week 10 times`.",
    TimeTrouble.TOO_MANY_TIMES: "Use fewer, as in `every week 10 times`, or leave the end open, as in `every week`.",
    TimeTrouble.ENDS_TOO_LATE: "Use an earlier day, or leave the end open, as in `every week`.",
    TimeTrouble.UNREADABLE_LEAD: _LEADS,
    TimeTrouble.TOO_MANY_LEADS: "Use fewer, as in `30m,10m`.",
    TimeTrouble.LEAD_TOO_LONG: "Use a shorter one, as in `1 day` or `2 hours`.",
}
"""What to do about it where nothing better is known; else an example of a time."""


_BESIDE: dict[TimeTrouble, str] = {
    TimeTrouble.PAST: "{understood} is past. Choose a moment that is to come.",
    TimeTrouble.TOO_FAR: "{understood} is further ahead than I plan. Choose an earlier day.",
    TimeTrouble.SKIPPED: f"{_SAYS[TimeTrouble.SKIPPED]} Choose another hour.",
    TimeTrouble.REPEATED: f"{_SAYS[TimeTrouble.REPEATED]} Choose another hour.",
}


def sentence(error: BadTime) -> str:
    """What is wrong, and what to type: one of the moments that may have been meant, where there are such."""
    said, part = _quoted(error.said), _quoted(error.part or error.said)
    at = error.understood or error.day
    understood, weekday = (_written(at), f"{at:%A}") if at else (said, "another day")
    last = _written(error.day) if error.day else "that day"
    text = _SAYS[error.why].format(said=said, part=part, understood=understood, weekday=weekday, last=last)
    if error.choices:
        return f"{text} Use {' or '.join(f'`{_quoted(choice.written)}`' for choice in error.choices)}."
    return f"{text} {_DO.get(error.why, _EXAMPLES).format(said=said, part=part)}"


def beside_field(error: BadTime) -> str:
    """The same where day and hour were chosen from lists, in plain text: Slack shows no marks there."""
    understood = _written(error.understood) if error.understood else error.said
    return _BESIDE.get(error.why, "That day and hour do not go together. Choose others.").format(understood=understood)


def clock(zone: str) -> str:
    """Whose hours they are: "Berlin time"."""
    city = zone.rpartition("/")[2].replace("_", " ")
    return city if city == "UTC" else f"{city} time"


def _quoted(typed: str) -> str:
    """What was typed, without anything that would be markup or end the code it stands in."""
    return kit.escape(kit.cut(kit.plain(typed).replace("`", "'"), 60))


def _written(at: date) -> str:
    """As it says on the wall where it was meant: a token would show each reader another hour."""
    hour = f", {at:%H:%M}" if isinstance(at, datetime) else ""
    return f"{at:%A}, {at.day} {at:%B %Y}{hour}"
