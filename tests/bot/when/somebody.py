"""Who writes: when it is, where they are, and in which language they have Slack."""

from dataclasses import dataclass
from datetime import UTC, datetime

MARCH = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)
"""A Friday, two days before clocks in Europe go forward, nine before those in Sydney go back."""

OCTOBER = datetime(2026, 10, 24, 16, 0, tzinfo=UTC)
"""A Saturday, the evening before clocks in Europe go back, eight days before those in America do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    now: datetime
    zone: str
    locale: str | None = "en-US"


BERLIN = Somebody(now=MARCH, zone="Europe/Berlin", locale="en-GB")  # Friday 10:00
BERLINER = Somebody(now=MARCH, zone="Europe/Berlin", locale="de-DE")
PARISIAN = Somebody(now=MARCH, zone="Europe/Paris", locale="fr-FR")
NEW_YORK = Somebody(now=MARCH, zone="America/New_York")  # Friday 5:00, summer time already
KOLKATA = Somebody(now=MARCH, zone="Asia/Kolkata")  # Friday 14:30
SYDNEY = Somebody(now=MARCH, zone="Australia/Sydney", locale="en-GB")  # Friday 20:00, still summer time
OUTSIDER = Somebody(now=MARCH, zone="Europe/Berlin", locale=None)
BERLIN_LATE = Somebody(now=OCTOBER, zone="Europe/Berlin", locale="en-GB")  # Saturday 18:00, summer time
NEW_YORK_LATE = Somebody(now=OCTOBER, zone="America/New_York")  # Saturday 12:00, summer time
SYDNEY_LATE = Somebody(now=OCTOBER, zone="Australia/Sydney", locale="en-GB")  # Sunday 3:00, summer time
LORD_HOWE = Somebody(now=MARCH, zone="Australia/Lord_Howe", locale="en-GB")  # Friday 20:00; clocks move by half an hour
KATHMANDU = Somebody(now=OCTOBER, zone="Asia/Kathmandu", locale=None)  # Saturday 21:45
LONDON = Somebody(now=MARCH, zone="Europe/London", locale="en-GB")  # Friday 9:00
