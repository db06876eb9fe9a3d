"""`/conf uninvite`: invitations are taken back, by typing and from the list of who is asked."""

import pytest

from playground.slack.seed import ANA, BEN, CLEO, DESIGN, GIL
from tests.backstage import Backstage
from tests.handlers.talk import Talk

WITHDRAWN = f"<@{ANA}> has withdrawn the invitation to *Weekly sync*."


async def invited(plenum: Backstage) -> list[str]:
    return [one.person_id for conference in await plenum.all() for one in conference.invitations]


@pytest.mark.parametrize(
    "text", ["uninvite <@{BEN}>", "disinvite {code} <@{BEN}|ben>", "withdraw <@{BEN}> from {code}", "UNINVITE <@{BEN}>"]
)
async def test_whoever_is_named_is_not_invited_any_more(plenum: Backstage, talk: Talk, text: str) -> None:
    conference = await plenum.plan(people=(BEN, CLEO))
    await plenum.deliver()

    answer = await talk.types(text.format(BEN=BEN, code=conference.code))
    await plenum.deliver()

    assert answer.words == f"Not invited to *Weekly sync* any more: <@{BEN}>."
    assert await invited(plenum) == [CLEO]
    assert [WITHDRAWN in str(message["blocks"]) for message in plenum.direct(BEN)] == [True]


async def test_groups_are_taken_apart_and_strangers_named(plenum: Backstage, talk: Talk) -> None:
    await plenum.start(people=(BEN,))

    answer = await talk.types(f"uninvite <!subteam^{DESIGN}|@design>")

    assert answer.words.split("\n") == [
        f"Not invited to *Weekly sync* any more: <@{BEN}>.",
        f"<@{CLEO}> was not invited to *Weekly sync*.",
    ]


async def test_somebody_else_may_not(plenum: Backstage, talk: Talk) -> None:
    await plenum.plan(people=(BEN,))

    answer = await talk.types(f"uninvite <@{BEN}>", by=CLEO)

    assert answer.words.startswith(f"Only <@{ANA}>, who called it, or a workspace administrator can withdraw")
    assert await invited(plenum) == [BEN]


async def test_from_what_is_over_nobody_is_withdrawn(plenum: Backstage, talk: Talk) -> None:
    conference = await plenum.start(people=(BEN,))
    await plenum.conferences.close(conference, by=ANA, now=plenum.clock())

    answer = await talk.types(f"uninvite {conference.code} <@{BEN}>")

    assert "*Weekly sync* is over." in answer.words
    assert await invited(plenum) == [BEN]


async def test_where_two_are_live_the_choice_keeps_who_was_named(plenum: Backstage, talk: Talk) -> None:
    for number in range(2):
        await plenum.start(key=f"command:{number}", topic=f"Sync {number}", another=True, people=(BEN,))

    asked = await talk.types(f"uninvite <@{BEN}>")
    answer = await talk.presses(asked.choice("Withdraw from Sync 1"))

    assert answer.words == f"Not invited to *Sync 1* any more: <@{BEN}>."
    assert await invited(plenum) == [BEN]


@pytest.mark.parametrize(
    ("text", "words"),
    [("uninvite", "Nobody was named."), (f"uninvite <@{BEN}> please", "I do not know what to do with “please”.")],
)
async def test_a_mistake_withdraws_nobody(plenum: Backstage, talk: Talk, text: str, words: str) -> None:
    await plenum.plan(people=(BEN,))

    assert words in (await talk.types(text)).words
    assert await invited(plenum) == [BEN]


async def test_it_can_be_done_from_the_list_of_who_is_asked(plenum: Backstage, talk: Talk) -> None:
    await plenum.plan(people=(BEN, CLEO))

    listed = await talk.types("people")
    answer = await talk.presses(listed.choice("Withdraw the invitation", beside=f"<@{BEN}>"))

    assert answer.words == f"Not invited to *Weekly sync* any more: <@{BEN}>."
    assert await invited(plenum) == [CLEO]


async def test_others_find_it_there_only_beside_those_they_invited(plenum: Backstage, talk: Talk) -> None:
    await plenum.plan(people=(BEN,))
    await talk.types(f"invite <@{GIL}>", by=CLEO)

    listed = await talk.types("people", by=CLEO)

    assert listed.offers(beside=f"<@{BEN}>") == []
    assert listed.offers(beside=f"<@{GIL}>") == ["Withdraw the invitation"]
