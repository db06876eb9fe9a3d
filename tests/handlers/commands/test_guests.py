"""Guests from outside, where the back end invites them: asked, shown and taken back by typing and pressing."""

from collections.abc import AsyncIterator

import pytest

from bot.choices import OUTSIDERS
from bot.model import Conference
from playground.slack.seed import ANA, BEN, CLEO
from tests.backstage import Backstage, backstage
from tests.bot.services.outsiders import EVE, MAX, Inviting, inviting
from tests.conftest import FrozenClock
from tests.handlers.talk import Talk


@pytest.fixture
def there(clock: FrozenClock) -> Inviting:
    return inviting(clock)


@pytest.fixture
async def plenum(sqlite_url: str, clock: FrozenClock, there: Inviting) -> AsyncIterator[Backstage]:
    """People of other organisations may be invited."""
    async with backstage(sqlite_url, clock=clock, providers=there.providers) as built:
        await built.choose(OUTSIDERS, True)
        yield built


async def planned(plenum: Backstage, provider: str = "open") -> Conference:
    conference = await plenum.plan(provider=provider)
    await plenum.tend()
    return await plenum.known(conference)


async def test_a_server_that_writes_to_guests_is_said_to_do_so(plenum: Backstage, talk: Talk, there: Inviting) -> None:
    conference = await planned(plenum, "pbx")

    answer = await talk.types(f"invite <mailto:{EVE}|{EVE}> {MAX}")

    assert conference.room is not None
    assert f"*pbx* sends the invitation to {EVE}, {MAX}, if it is set up to send mail." in answer.words
    assert str(conference.room.join_url).partition("&")[0] in answer.words
    assert there.mails() == [EVE, MAX]


async def test_a_server_that_may_not_write_to_them_has_them_on_its_list(
    plenum: Backstage, talk: Talk, there: Inviting
) -> None:
    conference = await planned(plenum)

    answer = await talk.types(f"invite {EVE}")

    assert conference.room is not None
    assert f"{EVE}: on the list of *open*, which may not write to them." in answer.words
    assert f"Pass on how one gets into *Weekly sync*: {conference.room.join_url}" in answer.words
    assert there.invited("open") == [[EVE]]


async def test_one_without_a_room_has_them_told_later(plenum: Backstage, talk: Talk) -> None:
    await plenum.plan(provider="open")

    answer = await talk.types(f"invite {EVE}")

    assert f"{EVE}: *open* hears of this guest as soon as it has the room." in answer.words
    assert "stands on its card as soon as it is known" in answer.words


async def test_a_server_that_does_not_answer_is_asked_again(plenum: Backstage, talk: Talk, there: Inviting) -> None:
    await planned(plenum)
    there.trueconf.faults.change({"busy_status": 503, "retry_after": None})

    answer = await talk.types(f"invite {EVE}")

    assert f"{EVE}: *open* has not confirmed this guest yet, and is asked again." in answer.words


async def test_whom_a_server_does_not_take_is_named(plenum: Backstage, talk: Talk) -> None:
    await planned(plenum)
    long = f"{'x' * 60}@else.example"

    answer = await talk.types(f"invite {long} {EVE}")

    assert f"*open* does not take {long}." in answer.words


async def test_where_outsiders_may_not_be_invited_nobody_is(plenum: Backstage, talk: Talk, there: Inviting) -> None:
    conference = await planned(plenum)
    await plenum.choose(OUTSIDERS, False)

    answer = await talk.types(f"invite {EVE}")

    assert "People of other organisations may not be invited here" in answer.words
    assert (await plenum.known(conference)).guests == ()
    assert there.invited("open") == [[]]


async def test_what_is_no_address_is_answered_as_ever(plenum: Backstage, talk: Talk) -> None:
    conference = await planned(plenum)

    answer = await talk.types("invite a;b@else.example")

    assert "nobody in this workspace has that address" in answer.words
    assert (await plenum.known(conference)).guests == ()


async def test_addresses_are_shown_to_whoever_hosts_or_asked_them(plenum: Backstage, talk: Talk) -> None:
    await planned(plenum)
    await talk.types(f"invite {EVE}")
    await talk.types(f"invite {MAX}", by=BEN)

    host, ben, cleo = [(await talk.types("people", by=person)).words for person in (ANA, BEN, CLEO)]

    assert (EVE in host, MAX in host) == (True, True)
    assert (EVE in ben, MAX in ben, "1 more guest" in ben) == (False, True, True)
    assert (EVE in cleo, MAX in cleo, "2 guests" in cleo) == (False, False, True)


async def test_of_a_live_one_they_are_shown_too(plenum: Backstage, talk: Talk) -> None:
    await plenum.start(provider="open")
    await talk.types(f"invite {EVE}")

    assert f"*Asked by e-mail:* {EVE}" in (await talk.types("people")).words
    assert "*Asked by e-mail:* 1 guest" in (await talk.types("people", by=CLEO)).words


@pytest.mark.parametrize("text", ["uninvite Eve@Else.example", "withdraw {code} <mailto:{eve}|{eve}>"])
async def test_a_guest_is_taken_back_by_the_address(plenum: Backstage, talk: Talk, there: Inviting, text: str) -> None:
    conference = await planned(plenum)
    await talk.types(f"invite {EVE}")

    answer = await talk.types(text.format(code=conference.code, eve=EVE))
    await plenum.tell_of_guests()

    assert f"Not invited to *Weekly sync* any more: {EVE}." in answer.words
    assert f"*open* is asked to take {EVE} from its list." in answer.words
    assert there.invited("open") == [[]]


async def test_a_guest_is_taken_back_from_the_list(plenum: Backstage, talk: Talk, there: Inviting) -> None:
    await planned(plenum)
    await talk.types(f"invite {EVE}")

    answer = await talk.presses((await talk.types("people")).choice("Withdraw the invitation", beside=EVE))
    await plenum.tell_of_guests()

    assert f"Not invited to *Weekly sync* any more: {EVE}." in answer.words
    assert there.invited("open") == [[]]


async def test_members_and_guests_are_taken_back_together(plenum: Backstage, talk: Talk) -> None:
    conference = await planned(plenum)
    await talk.types(f"invite <@{BEN}> {EVE}")

    await talk.types(f"uninvite <@{BEN}> {EVE}")

    now = await plenum.known(conference)
    assert (now.invitations, now.guests) == ((), ())


async def test_whoever_was_not_asked_is_named(plenum: Backstage, talk: Talk) -> None:
    await planned(plenum)

    answer = await talk.types(f"uninvite {EVE}")

    assert answer.words == f"{EVE} was not invited to *Weekly sync*."


async def test_somebody_else_may_not_take_them_back(plenum: Backstage, talk: Talk) -> None:
    conference = await planned(plenum)
    await talk.types(f"invite {EVE}")

    answer = await talk.types(f"uninvite {EVE}", by=CLEO)

    assert answer.words.startswith(f"Only <@{ANA}>, who called it, or a workspace administrator can withdraw")
    assert len((await plenum.known(conference)).guests) == 1


async def test_a_guest_who_became_a_member_is_taken_back_all_the_same(plenum: Backstage, talk: Talk) -> None:
    conference = await planned(plenum)
    await talk.types(f"invite {EVE}")
    email = plenum.slack.workspace.people[CLEO].email
    assert email
    await plenum.guests.invite(conference, [email], by=ANA, now=plenum.clock())

    await talk.types(f"uninvite {email}")

    assert [one.address for one in (await plenum.known(conference)).guests] == [EVE]


async def test_where_several_fit_the_one_is_to_be_named(plenum: Backstage, talk: Talk) -> None:
    for number in range(2):
        await plenum.start(key=f"command:{number}", another=True)

    asked = await talk.types(f"uninvite {EVE}")

    assert "`/conf uninvite K7F3" in asked.words


async def test_a_choice_that_names_nobody_takes_nobody_back(plenum: Backstage, talk: Talk) -> None:
    for number in range(2):
        await plenum.start(key=f"command:{number}", topic=f"Sync {number}", another=True)

    asked = await talk.types(f"uninvite {EVE}")

    if labels := [label for label in asked.offers() if label.startswith("Withdraw from")]:
        assert "Nobody was named." in (await talk.presses(asked.choice(labels[0]))).words


async def test_from_what_is_over_nobody_is_taken_back(plenum: Backstage, talk: Talk) -> None:
    conference = await plenum.start(provider="open")
    await plenum.conferences.close(conference, by=ANA, now=plenum.clock())

    answer = await talk.types(f"uninvite {conference.code} {EVE}")

    assert "*Weekly sync* is over." in answer.words
