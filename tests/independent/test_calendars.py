"""Calendar files read by ical.js, which goes by the time zones in the file, and not by those of its machine."""

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from bot.calendars import Entry, calendar_file
from tests.bot.calendars.series import NOW, SINCE, UNTIL, ZONES, around_changes, instants, make_entry, series
from tests.independent.counterparts import CALENDAR_READER, bare_environment, node

pytestmark = pytest.mark.independent


class Reader:
    """The process that ical.js runs in; questions are answered one after the other."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def dates(self, *entries: Entry, since: datetime = SINCE, until: datetime = UNTIL) -> list[datetime]:
        file = calendar_file(entries, now=NOW).decode()
        found = self._ask("instants", file, int(since.timestamp()), int(until.timestamp()))
        return [datetime.fromtimestamp(at, UTC) for at, _ in found]

    def properties(self, entry: Entry, *names: str) -> dict[str, Any]:
        return dict(self._ask("properties", calendar_file([entry], now=NOW).decode(), names))

    def _ask(self, call: str, *args: object) -> Any:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"call": call, "args": args}) + "\n")
        self._process.stdin.flush()
        said = json.loads(self._process.stdout.readline())
        assert "value" in said, said
        return said["value"]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    pipe, command = subprocess.PIPE, [node(), str(CALENDAR_READER)]
    environment = bare_environment(TZ="America/Caracas")  # so that nothing is right by chance
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment) as process:
        assert process.stdin
        process.stdin.write("{}\n")
        yield Reader(process)


@settings(max_examples=300, deadline=None)
@given(entry=series())
def test_it_finds_every_date_of_any_series_and_no_other(reader: Reader, entry: Entry) -> None:
    assert reader.dates(entry) == instants(entry)


@pytest.mark.parametrize("zone", ZONES)
def test_it_finds_daily_ones_at_every_hour_of_the_night(reader: Reader, zone: str) -> None:
    midnight = datetime(2026, 1, 2, tzinfo=ZoneInfo(zone))
    hours = [(midnight + timedelta(minutes=30 * half)).astimezone(UTC) for half in range(8)]
    daily = [make_entry(uid=f"{at:%H%M}@plenum", zone=zone, starts_at=at, rule="FREQ=DAILY") for at in hours]

    found = reader.dates(*daily)

    assert found == sorted(at for one in daily for at in instants(one))


@pytest.mark.parametrize("zone", ZONES)
def test_it_finds_single_ones_at_every_hour_around_a_change_of_the_clocks(reader: Reader, zone: str) -> None:
    hours = around_changes(zone)
    single = [make_entry(uid=f"{at:%Y%m%d%H%M}@plenum", zone=zone, starts_at=at) for at in hours]

    assert reader.dates(*single) == [at for at in hours if SINCE <= at < UNTIL]


def test_it_reads_what_people_typed_as_they_typed_it(reader: Reader) -> None:
    typed = "Budget; plan, \\n C:\\temp BEGIN:VEVENT “50 %” 🎉 " + "long " * 40
    entry = make_entry(topic=typed, note="one\nEND:VEVENT\nthree; four, \\five", where="#team in Acme, Inc.; Slack")

    read = reader.properties(entry, "summary", "description", "location", "url", "organizer", "status", "sequence")

    assert read == {
        "seconds": 1800,
        "summary": typed.strip(),
        "description": "one\nEND:VEVENT\nthree; four, \\five\nhttps://hq.acme.example/c/k7f3",
        "location": "#team in Acme, Inc.; Slack",
        "url": "https://hq.acme.example/c/k7f3",
        "organizer": "mailto:ana@acme.example",
        "status": "CONFIRMED",
        "sequence": "2",
    }
