"""Links that fill in the form of a web calendar."""

from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest

from bot.calendars import links
from bot.calendars.links import LIMIT
from tests.bot.calendars.series import make_entry


def said(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, strict_parsing=True))


def test_a_single_one_can_be_put_into_both() -> None:
    [(google, first), (outlook, second)] = links(make_entry(note="Ana hosts & leads it"))

    assert (google, outlook) == ("Google Calendar", "Outlook")
    assert first.startswith("https://calendar.google.com/calendar/render?")
    assert said(first) == {
        "action": "TEMPLATE",
        "text": "Weekly sync",
        "dates": "20260302T100000/20260302T103000",
        "ctz": "Europe/Berlin",
        "details": "Ana hosts & leads it\nhttps://hq.acme.example/c/k7f3",
        "location": "#team in Slack",
    }
    assert second.startswith("https://outlook.office.com/calendar/0/deeplink/compose?")
    assert said(second) == {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": "Weekly sync",
        "startdt": "2026-03-02T09:00:00Z",
        "enddt": "2026-03-02T09:30:00Z",
        "body": "Ana hosts &amp; leads it<br>https://hq.acme.example/c/k7f3",
        "location": "#team in Slack",
    }


def test_a_series_goes_to_google_alone() -> None:
    [(service, url)] = links(make_entry(rule="FREQ=WEEKLY;BYDAY=MO"))

    assert service == "Google Calendar"
    assert said(url)["recur"] == "RRULE:FREQ=WEEKLY;BYDAY=MO"


def test_spaces_are_no_plus_signs() -> None:
    assert not any("+" in url for _, url in links(make_entry()))


@pytest.mark.parametrize("sign", ["x", "ü", "🎉", "&"])
@pytest.mark.parametrize("long", ["topic", "note", "where", "link"])
def test_an_address_fits_behind_a_button(sign: str, long: str) -> None:
    for _, url in links(make_entry(**{long: sign * 2000})):
        assert len(url) <= LIMIT
        assert (said(url).get("text") or said(url)["subject"]).startswith(sign if long == "topic" else "Weekly sync")


def test_the_second_of_two_hours_is_told_by_the_wall_clock() -> None:
    [(_, google), _] = links(make_entry(starts_at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC)))

    assert said(google)["dates"] == "20261025T023000/20261025T030000"
