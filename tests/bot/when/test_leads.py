"""Whether lead times are read, and which are none."""

import pytest

from bot.errors import BadTime, TimeTrouble
from bot.when import read_leads
from bot.when.leads import TEXT_LIMIT


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("10m", (10,)),
        ("30m,10m", (30, 10)),
        ("30m, 10m", (30, 10)),
        ("30,10", (30, 10)),
        ("30,10m", (30, 10)),
        ("15,5m", (15, 5)),
        ("5", (5,)),
        ("30m 10m", (30, 10)),
        ("30 10", (30, 10)),
        ("30m10m", (30, 10)),
        ("30m and 10m", (30, 10)),
        ("30 and 10 minutes before", (30, 10)),
        ("30 & 10 min", (30, 10)),
        ("10m/5m", (10, 5)),
        ("10; 5", (10, 5)),
        ("10m, and 5m", (10, 5)),
        ("10, 30, 10", (30, 10)),
        ("1h 15m", (75,)),
        ("1h15m", (75,)),
        ("1h15", (75,)),
        ("1 hour 15 minutes before", (75,)),
        ("1 hour and 15 minutes before", (60, 15)),
        ("1h, 15m", (60, 15)),
        ("15m 1h", (60, 15)),
        ("2 hours, 10", (120, 10)),
        ("2 hours 10", (130,)),
        ("2 hours 10, 5", (130, 5)),
        ("1h 2h", (120, 60)),
        ("an hour and a half", (90,)),
        ("half an hour, 5", (30, 5)),
        ("1.5h", (90,)),
        ("1,5 h", (90,)),
        ("1,5 Stunden", (90,)),
        ("1,5h,10m", (90, 10)),
        ("½ hour", (30,)),
        ("1 day", (1440,)),
        ("1d 2h, 30 min", (1560, 30)),
        ("a day and 10 minutes", (1440, 10)),
        ("1 week", (10080,)),
        ("10080", (10080,)),
        ("ten minutes", (10,)),
        ("10 Minuten vorher", (10,)),
        ("15 minutes avant et 5 minutes avant", (15, 5)),
        ("30 minutes before the start", (30,)),
        ("30 min before and 10 min before", (30, 10)),
        ("0", (0,)),
        ("0m", (0,)),
        ("at the start", (0,)),
        ("At start", (0,)),
        ("start", (0,)),
        ("10m and at the start", (10, 0)),
        ("at the start, 10", (10, 0)),
        ("10 minutes before and at the start", (10, 0)),
        ("5m,4m,3m,2m,1m", (5, 4, 3, 2, 1)),
        ("off", ()),
        ("OFF", ()),
        ("None.", ()),
        ("never", ()),
        ("not at all", ()),
    ],
)
def test_leads_are_read_as_people_write_them(text: str, leads: tuple[int, ...]) -> None:
    assert read_leads(text) == leads


@pytest.mark.parametrize(
    ("text", "why", "part"),
    [
        ("", TimeTrouble.UNREADABLE_LEAD, ""),
        ("soon", TimeTrouble.UNREADABLE_LEAD, "soon"),
        ("10m, soon", TimeTrouble.UNREADABLE_LEAD, "soon"),
        ("10m off", TimeTrouble.UNREADABLE_LEAD, "off"),
        ("-5m", TimeTrouble.UNREADABLE_LEAD, "-5m"),
        ("15:00", TimeTrouble.UNREADABLE_LEAD, "15:00"),
        ("2.5m", TimeTrouble.UNREADABLE_LEAD, ""),
        ("10 parsecs", TimeTrouble.UNREADABLE_LEAD, "parsecs"),
        ("1" * 6, TimeTrouble.UNREADABLE_LEAD, "1" * 6),
        ("start" * TEXT_LIMIT, TimeTrouble.UNREADABLE_LEAD, ""),
        ("8 days", TimeTrouble.LEAD_TOO_LONG, ""),
        ("10081", TimeTrouble.LEAD_TOO_LONG, ""),
        ("9999 weeks, 1m", TimeTrouble.LEAD_TOO_LONG, ""),
        ("6,5,4,3,2,1", TimeTrouble.TOO_MANY_LEADS, ""),
    ],
)
def test_what_is_none_is_said(text: str, why: TimeTrouble, part: str) -> None:
    with pytest.raises(BadTime) as error:
        read_leads(text)

    assert (error.value.why, error.value.said, error.value.part) == (why, text, part)
