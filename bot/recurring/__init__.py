"""How a series repeats: read from what people write, kept as text, worked out as dates."""

from bot.recurring.choosing import Choice, from_choice
from bot.recurring.dates import aligned, dates
from bot.recurring.reading import MOST_TIMES, MOST_YEARS, read_repeat
from bot.recurring.recurrence import LAST, WORKING_DAYS, Frequency, Recurrence
from bot.recurring.splitting import split_repeat
from bot.when import warm as warm_times

__all__ = [
    "LAST",
    "MOST_TIMES",
    "MOST_YEARS",
    "WORKING_DAYS",
    "Choice",
    "Frequency",
    "Recurrence",
    "aligned",
    "dates",
    "from_choice",
    "read_repeat",
    "split_repeat",
    "warm",
]


def warm() -> None:
    """Make everything ready that the first who writes a time or a repetition would else wait for."""
    warm_times()
    split_repeat("At 15:00 every blue moon")
