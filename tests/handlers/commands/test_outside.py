"""`/conf invite` with addresses and telephone numbers."""

import pytest

from bot.model import Feature
from handlers.commands import outside
from playground.slack.seed import BEN
from tests.backstage import Backstage
from tests.handlers.talk import Talk


@pytest.mark.parametrize(
    ("text", "emails", "numbers", "rest"),
    [
        ("guest@example.org", ("guest@example.org",), (), ""),
        ("<mailto:guest@example.org|guest@example.org>", ("guest@example.org",), (), ""),
        ("K7F3 <tel:+441494523500|+441494523500> @x", (), ("+441494523500",), "K7F3 @x"),
        ("+44(1494)523500 a@b.example, a@b.example", ("a@b.example",), ("+44(1494)523500",), ","),
        ("<@U0BEN00001|ben> 7004", (), (), "<@U0BEN00001|ben> 7004"),
    ],
)
def test_addresses_and_numbers_are_taken_out(
    text: str, emails: tuple[str, ...], numbers: tuple[str, ...], rest: str
) -> None:
    found = outside.named(text)

    assert (found.emails, found.numbers) == (emails, numbers)
    assert " ".join(found.rest.split()) == rest


async def test_an_address_of_a_member_invites_that_member(plenum: Backstage, talk: Talk) -> None:
    conference = await plenum.start()
    email = plenum.slack.workspace.people[BEN].email

    await talk.types(f"invite <mailto:{email}|{email}>")

    assert [one.person_id for one in (await plenum.known(conference)).invitations] == [BEN]


async def test_for_an_address_of_nobody_here_one_is_told_what_to_pass_on(plenum: Backstage, talk: Talk) -> None:
    conference = await plenum.start()

    answer = await talk.types("invite guest@example.org")

    assert conference.room is not None
    assert "guest@example.org: nobody in this workspace has that address" in answer.words
    assert str(conference.room.join_url) in answer.words


async def test_before_it_has_a_room_the_card_is_where_that_will_stand(plenum: Backstage, talk: Talk) -> None:
    await plenum.plan(provider="dial")

    answer = await talk.types("invite guest@example.org +441494523500")

    assert "stands on its card as soon as it is known" in answer.words
    assert "can only be called while a conference is going on" in answer.words


async def test_a_telephone_is_called_only_where_the_server_can(plenum: Backstage, talk: Talk) -> None:
    await plenum.start()
    assert Feature.CALL not in plenum.backends.features("hq")

    answer = await talk.types("invite +441494523500")

    assert "+441494523500 was not called" in answer.words


async def test_members_are_invited_and_the_others_told_of(plenum: Backstage, talk: Talk) -> None:
    conference = await plenum.start()

    answer = await talk.types(f"invite <@{BEN}> guest@example.org")

    assert [one.person_id for one in (await plenum.known(conference)).invitations] == [BEN]
    assert "guest@example.org" in answer.words


async def test_where_several_fit_the_one_is_to_be_named_for_those_outside(plenum: Backstage, talk: Talk) -> None:
    for number in range(2):
        await plenum.start(key=f"command:{number}", another=True)

    answer = await talk.types(f"invite <@{BEN}> guest@example.org")

    assert "name the conference for this one" in answer.words


async def test_what_was_typed_is_text(plenum: Backstage, talk: Talk) -> None:
    await plenum.start()

    answer = await talk.types("invite *x*&amp;@evil.example")

    assert "*x*" not in answer.words
