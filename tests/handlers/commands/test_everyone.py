"""`/conf invite everyone`: those in the conversation, after one question with their number."""

import pytest

from bot.blocks import reasons
from bot.errors import BadCommand, Mistake
from bot.model import Place
from handlers.commands import invite
from handlers.commands.call import without_everyone
from playground.slack.seed import ANA_BEN, BEN, BOT_USER, CLEO, EVE, GIL, OPS, PARTNERS, SECRET
from tests.backstage import Backstage
from tests.handlers.conftest import Said
from tests.handlers.talk import Talk


async def invited(plenum: Backstage) -> list[str]:
    (conference,) = await plenum.all()
    return [one.person_id for one in conference.invitations]


@pytest.mark.parametrize(
    "text",
    [
        "everyone",
        "Everyone here",
        "everybody",
        "everyone in this channel",
        "channel",
        "@channel",
        "@here",
        "<!channel>",
        "<!here|here>",
        "<!everyone>",
        "{code} everyone",
        "everyone to {code}",
        "channel, <@{BEN}|ben>",
    ],
)
async def test_everyone_here_is_invited_after_one_question_with_their_number(
    plenum: Backstage, talk: Talk, text: str
) -> None:
    conference = await plenum.start()

    asked = await talk.types("invite " + text.format(code=conference.code, BEN=BEN))
    before = await invited(plenum)
    await talk.presses(asked.choice("Invite all 3"))

    assert asked.words.startswith("That is 3 people in <#")
    assert before == []
    assert set(await invited(plenum)) == {BEN, CLEO, GIL}


@pytest.mark.parametrize(
    "text", [f"<@{BEN}|everyone>", "everyone's", "channels", "#channel", "<#C0TEAM|channel>", "nobody", ""]
)
def test_other_words_do_not_mean_everyone(text: str) -> None:
    assert without_everyone(text) == (text, False)


async def test_only_those_are_counted_who_are_not_invited_yet(plenum: Backstage, talk: Talk) -> None:
    await plenum.plan(people=(BEN, CLEO))

    asked = await talk.types("invite everyone", by=BEN)

    assert asked.words.startswith("That is 1 person in ")
    assert asked.offers() == ["Invite them", "No, the card is enough"]


async def test_where_nobody_is_left_to_invite_that_is_said(plenum: Backstage, talk: Talk) -> None:
    await plenum.plan(people=(BEN, CLEO, GIL))

    assert "There is nobody else in this conversation to invite." in (await talk.types("invite everyone")).words


async def test_it_is_those_where_it_was_typed_who_are_meant(plenum: Backstage, talk: Talk) -> None:
    conference = await plenum.plan()

    asked = await talk.types(f"invite {conference.code} everyone", channel=OPS)
    await talk.presses(asked.choice("Invite them"), channel=OPS)

    assert await invited(plenum) == [BEN]


@pytest.mark.parametrize("channel", [SECRET, ANA_BEN])
async def test_where_plenum_cannot_see_who_is_there_it_says_so(plenum: Backstage, said: Said, channel: str) -> None:
    conference = await plenum.plan()
    call = plenum.call(f"{conference.code} everyone", place=Place(channel_id=channel))

    with pytest.raises(BadCommand) as refused:
        await invite.run(call, plenum.desk, said)

    assert refused.value.what is Mistake.CHANNEL_UNREAD


async def test_people_of_another_organisation_are_named_as_not_reached(plenum: Backstage, talk: Talk) -> None:
    plenum.slack.enter(plenum.slack.workspace.conversations[PARTNERS], BOT_USER)
    conference = await plenum.plan()

    asked = await talk.types(f"invite {conference.code} everyone", channel=PARTNERS)
    answer = await talk.presses(asked.choice("Invite them"), channel=PARTNERS)

    assert f"Not reached: <@{EVE}>, who belongs to another organisation" in answer.words
    assert f"<@{BOT_USER}>" not in answer.words


async def test_many_are_read_page_by_page(plenum: Backstage, talk: Talk) -> None:
    plenum.crowd(150)
    place = plenum.slack.workspace.conversations[OPS]
    place.members += [f"U0CROWD{number:03}" for number in range(150)]
    conference = await plenum.plan()

    asked = await talk.types(f"invite {conference.code} everyone", channel=OPS)

    assert "That is 151 people in" in asked.words


async def test_very_many_are_not_written_to(plenum: Backstage, talk: Talk) -> None:
    plenum.crowd(199)
    plenum.slack.workspace.conversations[OPS].members += [f"U0CROWD{number:03}" for number in range(199)]
    conference = await plenum.plan()

    answer = await talk.types(f"invite {conference.code} everyone", channel=OPS)

    assert "More than 200 people are in this conversation" in answer.words


async def test_where_two_are_live_the_choice_asks_with_the_number(plenum: Backstage, talk: Talk) -> None:
    for number in range(2):
        await plenum.start(key=f"command:{number}", topic=f"Sync {number}", another=True)

    asked = await talk.types("invite everyone")
    answer = await talk.presses(asked.choice("Invite to Sync 1"))

    assert "That is 3 people in" in answer.words


async def test_a_topic_still_cannot_call_a_channel(plenum: Backstage, talk: Talk) -> None:
    answer = await talk.types("start <!channel> sync")

    assert answer.words.casefold() == reasons.MISTAKES[Mistake.BROADCAST].casefold()
