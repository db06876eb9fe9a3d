"""`/conf kick`: one who is in is sent out, and never another."""

import pytest

from bot.errors import Unreachable
from bot.live import Participant
from bot.model import Conference
from playground.slack.seed import ANA, BEN, CLEO
from tests.backstage import Backstage
from tests.handlers.conftest import ANAS, BENS, KELLY, enter
from tests.handlers.talk import Talk
from tests.poor import Crowded

SENT_OUT = "was sent out of *Weekly sync*. The link or number still works for them, unless you lock it."


@pytest.mark.parametrize(
    ("typed", "who", "name"),
    [
        (f"kick <@{BEN}|ben>", BENS, f"<@{BEN}>"),
        (f"kick {{code}} <@{BEN}|ben>", BENS, f"<@{BEN}>"),
        ("kick ben okafor", BENS, f"<@{BEN}>"),
        ("remove Kelly", KELLY, "Kelly"),
        ("throw {code} kelly", KELLY, "Kelly"),
        ("kick “Kelly”", KELLY, "Kelly"),
    ],
)
async def test_who_is_named_or_mentioned_is_sent_out(
    talk: Talk, hall: Crowded, live: Conference, typed: str, who: Participant, name: str
) -> None:
    answer = await talk.types(typed.format(code=live.code))

    assert hall.orders == [("kick", who.id)]
    assert answer.words == f"{name} {SENT_OUT}"


async def test_a_mention_to_plenum_names_them_too(talk: Talk, hall: Crowded, live: Conference) -> None:
    answer = await talk.mentions(f"kick <@{BEN}>")

    assert hall.orders == [("kick", BENS.id)]
    assert answer.words == f"<@{BEN}> {SENT_OUT}"


async def test_one_who_is_not_in_is_called_by_name_not_by_id(talk: Talk, live: Conference) -> None:
    answer = await talk.mentions(f"kick <@{CLEO}>")

    assert "Nobody called “cleo” is in, as far as I know." in answer.words


async def test_whoever_is_in_on_two_devices_is_sent_out_on_both(
    plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
) -> None:
    await enter(plenum, hall, ANAS, BENS, Participant(id="ben/2", name="Ben (phone)", email=BENS.email))

    await talk.types(f"kick <@{BEN}|ben>")

    assert sorted(hall.orders) == [("kick", "ben/1"), ("kick", "ben/2")]


@pytest.mark.parametrize("name", ["Kelly", "Kelly Smith"])
async def test_of_two_guests_with_like_names_nobody_is_sent_out(
    plenum: Backstage, talk: Talk, hall: Crowded, live: Conference, name: str
) -> None:
    await enter(plenum, hall, ANAS, Participant(id="phone/3", name=name), Participant(id="phone/4", name=name))

    answer = await talk.types("kick kelly")

    assert "Several people who are in have a name like “kelly”." in answer.words
    assert hall.orders == []


async def test_the_whole_name_means_one_whose_name_begins_anothers(
    plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
) -> None:
    await enter(plenum, hall, KELLY, Participant(id="phone/3", name="Kelly Smith"))

    await talk.types("kick Kelly")

    assert hall.orders == [("kick", KELLY.id)]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("kick", "Say who is meant, by name or mention, as in `/conf kick @ben`. `/conf people` shows who is in."),
        ("kick {code}", "Say who is meant, by name or mention"),
        (f"kick <@{BEN}|ben> <@{ANA}|ana>", "Say who is meant, by name or mention"),
        (f"kick <@{BEN}|ben> or Kelly", "I do not know what to do with “or Kelly”."),
        ("kick Zoe", "Nobody called “Zoe” is in, as far as I know. `/conf people` shows who is."),
        ("kick <!channel>", "Nobody called “&lt;!channel&gt;” is in"),
        ("kick Q9Q9 Kelly", "I know no conference `Q9Q9`"),
    ],
)
async def test_who_is_not_certainly_meant_stays(
    talk: Talk, hall: Crowded, live: Conference, typed: str, words: str
) -> None:
    answer = await talk.types(typed.format(code=live.code))

    assert words in answer.words
    assert hall.orders == []


@pytest.mark.parametrize("typed", [f"kick <@{ANA}|ana>", "kick Kelly", "kick Zoe"])
async def test_nobody_else_may_whoever_is_named(talk: Talk, hall: Crowded, live: Conference, typed: str) -> None:
    answer = await talk.types(typed, by=BEN)

    assert answer.words.startswith(f"Only <@{ANA}>, who called it, or a workspace administrator can")
    assert hall.orders == []


@pytest.mark.parametrize("provider", ["dial", "own"])
async def test_a_back_end_that_cannot_is_said_not_to(plenum: Backstage, talk: Talk, provider: str) -> None:
    await plenum.start(provider=provider)

    answer = await talk.types("kick Kelly")

    assert answer.words == f"The conference server *{provider}* cannot send people out from here."


async def test_a_back_end_that_is_away_is_told_of(talk: Talk, hall: Crowded, live: Conference) -> None:
    hall.failing = Unreachable("hall")

    answer = await talk.types("kick Kelly")

    assert "The conference server *hall* cannot be reached. Nothing was changed there." in answer.words
    assert "Reference `" in answer.words


async def test_where_two_are_live_the_choice_shows_who_is_in(
    plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
) -> None:
    await plenum.start(key="command:2", topic="Budget", provider="hall", another=True)

    asked = await talk.types("kick Kelly")
    shown = await talk.presses(asked.choice("Show Weekly sync"))
    answer = await talk.presses(shown.choice("Send out", beside="Kelly"))

    assert answer.words == f"Kelly {SENT_OUT}"
    assert hall.orders == [("kick", KELLY.id)]


async def test_nobody_is_sent_out_of_what_is_over(
    plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
) -> None:
    await plenum.conferences.close(live, by=ANA, now=plenum.clock())

    answer = await talk.types(f"kick {live.code} Kelly")

    assert "*Weekly sync* is not live now" in answer.words
    assert hall.orders == []
