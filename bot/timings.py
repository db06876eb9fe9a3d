"""How long things take at most: set in code, shortened by tests."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """`patience`: one thing asked of a back end, however many calls it is made of · `lease`: a claim of a process that
    died · `pulse`: until a loop looks by itself · `settle`: until a message that Slack took shows in a look · `grace`:
    until what is under way at a stop is given back; with what else a stop takes it stays under ten seconds ·
    `longest_pause`: until what Slack did not take is tried again."""

    patience: timedelta = timedelta(seconds=10)
    lease: timedelta = timedelta(seconds=60)
    pulse: timedelta = timedelta(seconds=5)
    settle: timedelta = timedelta(seconds=2)
    slack_call: timedelta = timedelta(seconds=10)
    grace: timedelta = timedelta(seconds=5)
    longest_pause: timedelta = timedelta(seconds=60)


USUAL = Timings()
