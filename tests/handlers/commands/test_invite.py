"""`/conf invite`: people are asked, each by a direct message, and the caller hears who was reached."""

import pytest

from bot.errors import BadCommand, Mistake, UnknownConference
from bot.model import DeliveryKind
from handlers.commands import invite
from playground.slack.seed import ANA, BEN, BOT_USER, CLEO, DAN, DESIGN, EVE, PARTNERS
from tests.backstage import Backstage
from tests.handlers.conftest import Said


async def type_in(plenum: Backstage, said: Said, text: str, **call: object) -> None:
    await invite.run(plenum.call(text, **call), plenum.desk, said)


async def invited(plenum: Backstage) -> list[str]:
    (conference,) = await plenum.all()
    return [one.person_id for one in conference.invitations]


@pytest.mark.parametrize(
    "text",
    [
        "<@{BEN}|ben> <@{CLEO}|cleo>",
        "<@{BEN}|ben>, <@{CLEO}|cleo>",
        "<@{BEN}|ben> and <@{CLEO}|cleo>",
        "with <@{BEN}> &amp; <@{CLEO}>",
        "{code} <@{BEN}> <@{CLEO}>",
        "<@{BEN}> <@{CLEO}> {code}",
        "<@{BEN}> and <@{CLEO}> to {code}",
    ],
)
async def test_whoever_is_named_wherever_is_invited(plenum: Backstage, said: Said, text: str) -> None:
    conference = await plenum.start()

    await type_in(plenum, said, text.format(BEN=BEN, CLEO=CLEO, code=conference.code))

    assert await invited(plenum) == [BEN, CLEO]


async def test_groups_are_invited_too(plenum: Backstage, said: Said) -> None:
    await plenum.start()

    await type_in(plenum, said, f"<!subteam^{DESIGN}|@design>")

    assert set(await invited(plenum)) == {BEN, CLEO}


async def test_the_caller_hears_who_was_reached_and_who_was_not_and_why(plenum: Backstage, said: Said) -> None:
    plenum.slack.enter(plenum.slack.workspace.conversations[PARTNERS], BOT_USER)
    await plenum.start(people=(BEN,))
    await plenum.deliver()

    await type_in(plenum, said, f"<@{BEN}> <@{DAN}> <@{EVE}> <@{BOT_USER}> <@U0NOBODY01>")

    assert said.words.split("\n") == [
        f"Invited to *Weekly sync*: <@{BEN}>.",
        f"Not reached: <@{DAN}>, whose account is deactivated.",
        f"Not reached: <@{EVE}>, who belongs to another organisation: send them the link from the card.",
        f"Not reached: <@{BOT_USER}>, which is an app.",
        "Not reached: <@U0NOBODY01>, whom I cannot find in this workspace.",
    ]


async def test_anybody_may_invite(plenum: Backstage, said: Said) -> None:
    await plenum.start()

    await type_in(plenum, said, f"<@{CLEO}>", person_id=BEN)

    (owed,) = await plenum.owed(DeliveryKind.INVITATION)
    assert (owed.target, owed.words) == (CLEO, {"by": BEN})


async def test_more_than_twenty_are_asked_only_when_confirmed(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()
    group = plenum.crowd(21)

    await type_in(plenum, said, f"<!subteam^{group}|@everybody>")

    assert "That is 21 people." in said.words
    assert await invited(plenum) == []
    await invite.invite(conference, (), plenum.call(), plenum.desk, said, groups=(group,), confirmed=True)
    assert len(await invited(plenum)) == 21


async def test_where_two_are_live_the_choice_keeps_who_was_named(plenum: Backstage, said: Said) -> None:
    for number in range(2):
        await plenum.start(key=f"command:{number}", another=True)

    await type_in(plenum, said, f"<@{BEN}>")

    (first, _) = await plenum.all()
    button = said.button(f"Invite to Weekly sync · {first.code}")
    assert button["action_id"].startswith("invite.these")
    assert BEN in button["value"]
    assert first.id in button["value"]


async def test_nobody_can_be_invited_to_what_is_over(plenum: Backstage, said: Said) -> None:
    conference = await plenum.start()
    await plenum.conferences.close(conference, by=ANA, now=plenum.clock())

    await type_in(plenum, said, f"{conference.code} <@{BEN}>")

    assert "*Weekly sync* is over." in said.words
    assert await invited(plenum) == []


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", Mistake.NOBODY_NAMED),
        ("K7F3", Mistake.NOBODY_NAMED),
        (f"<@{BEN}> please", Mistake.EXTRA_WORDS),
        (f"<@{BEN}> via hq", Mistake.EXTRA_WORDS),
        (f"<@{ANA}>", Mistake.ONLY_YOURSELF),
        ("<!subteam^S0GONE|@gone>", Mistake.GROUP_UNREAD),
    ],
)
async def test_a_mistake_invites_nobody_and_is_never_met_with_silence(
    plenum: Backstage, said: Said, text: str, mistake: Mistake
) -> None:
    await plenum.start()

    with pytest.raises(BadCommand) as refused:
        await type_in(plenum, said, text)

    assert refused.value.what is mistake
    assert await invited(plenum) == []


async def test_an_unknown_code_is_refused(plenum: Backstage, said: Said) -> None:
    await plenum.start()

    with pytest.raises(UnknownConference):
        await type_in(plenum, said, f"Q9Q9 <@{BEN}>")
