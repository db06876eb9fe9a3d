"""Who is asked, and what they said."""

import asyncio
from datetime import timedelta

from bot.model import Rsvp
from bot.store import invitations
from tests.bot.store.keeping import ACME, Rows
from tests.conftest import NOON
from tests.makers import ANA, BEN, CLEO


async def test_only_those_who_are_new_are_invited(rows: Rows) -> None:
    conference = await rows.add("1")

    async with rows.db.write() as connection:
        assert await invitations.invite(connection, conference, [CLEO, BEN, CLEO], by=ANA, now=NOON) == [CLEO]
        assert await invitations.invite(connection, conference, [], by=ANA, now=NOON) == []
    assert [one.person_id for one in (await rows.by_id(ACME, conference.id)).invitations] == [BEN, CLEO]


async def test_two_who_invite_the_same_at_once_invite_once(rows: Rows) -> None:
    conference = await rows.add("1")

    async def invited(by: str) -> list[str]:
        async with rows.db.write() as connection:
            return await invitations.invite(connection, conference, [CLEO], by=by, now=NOON)

    assert sorted(await asyncio.gather(invited(ANA), invited(BEN))) == [[], [CLEO]]


async def test_a_reply_can_be_changed_and_the_same_one_twice_is_once(rows: Rows) -> None:
    conference = await rows.add("1")

    async with rows.db.write() as connection:
        said = [
            await invitations.reply(connection, conference.id, BEN, reply, now=NOON + timedelta(minutes=1))
            for reply in (Rsvp.YES, Rsvp.YES, Rsvp.NO)
        ]

    assert said == [True, False, True]
    assert [one.reply for one in (await rows.by_id(ACME, conference.id)).invitations] == [Rsvp.NO]


async def test_who_was_not_asked_has_nothing_to_reply_to(rows: Rows) -> None:
    conference = await rows.add("1")

    async with rows.db.write() as connection:
        assert not await invitations.reply(connection, conference.id, CLEO, Rsvp.YES, now=NOON)


async def test_where_it_is_asked_again_nobody_has_said_anything(rows: Rows) -> None:
    conference = await rows.add("1")

    async with rows.db.write() as connection:
        await invitations.reply(connection, conference.id, BEN, Rsvp.YES, now=NOON)
        await invitations.ask_again(connection, conference.id)

    assert [one.reply for one in (await rows.by_id(ACME, conference.id)).invitations] == [Rsvp.NONE]


async def test_withdrawing_says_who_was_asked(rows: Rows) -> None:
    conference = await rows.add("1")

    async with rows.db.write() as connection:
        assert await invitations.withdraw(connection, conference.id, [CLEO, BEN]) == [BEN]
    assert (await rows.by_id(ACME, conference.id)).invitations == ()
