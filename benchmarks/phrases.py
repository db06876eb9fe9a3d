"""How long one phrase takes to be read, after the start-up: `python -m benchmarks.phrases TURNS` prints milliseconds.

Each line is a name, the median and the slowest of all, in JSON.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from dateutil import parser
from dateutil.rrule import rrulestr

from benchmarks.figures import median
from bot.recurring import read_repeat, warm
from bot.when import read_when

NOW = datetime(2026, 3, 27, 10, 0, tzinfo=UTC)
"""A Friday, two days before the clocks go forward in Berlin."""
ZONE, LOCALE = "Europe/Berlin", "en-GB"

TIMES = (
    "15:00", "3pm", "noon tomorrow", "tomorrow 9:30", "friday 14:00", "next friday at 3", "on monday at half past nine",
    "in 20 minutes", "in an hour and a half", "2026-12-01 15:00", "1 December 2026 at 15:00",
    "tuesday 15:00 New York time", "15:00 Europe/Berlin", "5/6 16:00", "the day after tomorrow at 8am",
    "Dec 24th, 10 a.m. PST",
)  # fmt: skip
REPETITIONS = (
    "every day", "every weekday", "weekly", "every 2 weeks on monday", "every tuesday and thursday",
    "every second tuesday of the month", "every month on the 15th", "every day until friday", "weekly 10 times",
    "every weekday until 18 December",
)  # fmt: skip
PLAIN_TIMES = ("15:00", "3pm", "friday 14:00", "2026-12-01 15:00", "1 December 2026 at 15:00", "Dec 24th, 10 a.m.")
"""What dateutil can read at all."""
PLAIN_RULES = (
    "FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "FREQ=MONTHLY;BYDAY=2TU",
)  # fmt: skip

Read = Callable[[str], object]


def main() -> None:
    """Each phrase is read so many times."""
    turns = int(sys.argv[1])
    warm()
    reads: dict[str, tuple[Read, Sequence[str]]] = {
        "a time": (partial(read_when, now=NOW, zone=ZONE, locale=LOCALE), TIMES),
        "a time, by dateutil": (parser.parse, PLAIN_TIMES),
        "a repetition": (partial(read_repeat, now=NOW, zone=ZONE, locale=LOCALE), REPETITIONS),
        "a rule, by dateutil": (partial(rrulestr, dtstart=NOW), PLAIN_RULES),
    }
    for name, (read, phrases) in reads.items():
        took = [_ms(read, phrase) for _ in range(turns) for phrase in phrases]
        print(json.dumps([name, median(took), max(took)]))


def _ms(read: Read, phrase: str) -> float:
    begun = time.perf_counter()
    read(phrase)
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
