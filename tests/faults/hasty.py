"""`python -m tests.faults.hasty`: `serve` with short leases, so that what a dead process held is free again soon."""

import sys
from datetime import timedelta

from bot.app import serve
from bot.timings import Timings
from bot.verbs.process import stay

LEASE = timedelta(seconds=3)
HASTY = Timings(
    lease=LEASE,
    slack_call=timedelta(seconds=1.5),
    settle=timedelta(seconds=0.5),
    pulse=timedelta(seconds=0.5),
)

if __name__ == "__main__":
    sys.exit(stay(lambda settings: serve(settings, timings=HASTY)))
