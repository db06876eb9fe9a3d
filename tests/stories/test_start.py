"""From a typed `/conf start` to a card, in every kind of place."""

from playground.slack.seed import ANA, ANA_BEN, BEN, CLEO, GENERAL, PARTNERS, SECRET, TEAM_CHANNEL
from tests.stage import Stage


async def test_a_typed_start_becomes_a_card_with_a_join_that_leads_into_the_room(both_ways: Stage) -> None:
    await both_ways.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync @ben")

    card = await both_ways.sees("Weekly sync is live", channel=TEAM_CHANNEL)

    (room,) = both_ways.rooms()
    join = next(e for b in card["blocks"] if b["type"] == "actions" for e in b["elements"])
    assert join["text"]["text"] == "Join"
    assert join["url"].endswith(f"/c/{room.id}")
    assert "with <@U0BEN" in str(card["blocks"])


async def test_everybody_named_gets_a_message_and_the_host_one_line(on_stage: Stage) -> None:
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync with @ben and @cleo")

    line = await on_stage.sees("Invited to", only_for=ANA)

    assert BEN in str(line["blocks"])
    assert CLEO in str(line["blocks"])
    assert len(on_stage.posts("invites you to")) == 2


async def test_people_who_cannot_be_reached_are_named_with_the_reason(on_stage: Stage) -> None:
    on_stage.slack.enter(on_stage.slack.workspace.conversations[PARTNERS], on_stage.slack.app.id)
    await on_stage.types(ANA, PARTNERS, "/conf start Weekly sync @dan @eve @ben")

    line = await on_stage.sees("Not reached", only_for=ANA)

    text = str(line["blocks"])
    assert "account is deactivated" in text
    assert "belongs to another organisation" in text
    assert len(on_stage.posts("invites you to")) == 1


async def test_a_second_start_in_the_channel_is_a_private_question(on_stage: Stage) -> None:
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync")
    await on_stage.sees("Weekly sync is live", channel=TEAM_CHANNEL)

    await on_stage.types(BEN, TEAM_CHANNEL, "/conf start Budget")

    question = await on_stage.sees("is live here already", only_for=BEN)
    assert len(on_stage.rooms()) == 1
    await on_stage.presses(BEN, question, "start.another")
    await on_stage.sees("Budget is live", channel=TEAM_CHANNEL)
    assert len(on_stage.rooms()) == 2


async def test_a_button_pressed_twice_starts_one(on_stage: Stage) -> None:
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf budget review")
    offer = await on_stage.sees("What shall I do with", only_for=ANA)

    await on_stage.presses(ANA, offer, "start.meant")
    await on_stage.presses(ANA, offer, "start.meant")

    await on_stage.sees("budget review is live", channel=TEAM_CHANNEL)
    await settled(on_stage)
    assert len(on_stage.rooms()) == 1
    assert len(on_stage.posts("budget review is live")) == 1


async def test_an_acknowledgement_that_is_lost_starts_one(on_stage: Stage) -> None:
    on_stage.slack.faults.set("lost_ack", times=1)

    await on_stage.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync")

    await on_stage.sees("Weekly sync is live", channel=TEAM_CHANNEL)
    await settled(on_stage)
    assert len(on_stage.rooms()) == 1


async def test_where_plenum_may_not_post_the_card_is_the_public_answer(on_stage: Stage) -> None:
    await on_stage.types(ANA, ANA_BEN, "/conf start Quick one")

    card = await on_stage.sees("Quick one is live", channel=ANA_BEN)

    assert card["only_for"] is None
    assert "this card stays as it is" in str(card["blocks"])


async def test_in_a_private_channel_without_plenum_one_learns_how_to_add_it(on_stage: Stage) -> None:
    await on_stage.types(ANA, SECRET, "/conf start Quiet one")
    card = await on_stage.sees("Quiet one is live", channel=SECRET)

    await on_stage.presses(CLEO, card, "channel.add_plenum")

    await on_stage.sees("/invite @Plenum", only_for=CLEO)


async def test_an_archived_channel_is_refused_before_any_room_is_made(on_stage: Stage) -> None:
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf late talk")
    offer = await on_stage.sees("What shall I do with", only_for=ANA)
    on_stage.slack.archive(on_stage.slack.workspace.conversations[TEAM_CHANNEL], by=ANA)

    await on_stage.presses(ANA, offer, "start.meant")

    await on_stage.sees("that channel is archived")
    assert on_stage.rooms() == []


async def test_a_mention_in_a_thread_puts_the_card_into_the_thread(on_stage: Stage) -> None:
    await on_stage.types(BEN, TEAM_CHANNEL, "Prices again?")
    asked = await on_stage.sees("Prices again?", channel=TEAM_CHANNEL)

    await on_stage.types(ANA, TEAM_CHANNEL, "@Plenum start Prices @ben", thread_ts=asked["ts"])

    card = await on_stage.sees("Prices is live", channel=TEAM_CHANNEL)
    assert card["thread_ts"] == asked["ts"]


async def test_the_shortcut_takes_topic_and_people_from_the_message(both_ways: Stage) -> None:
    await both_ways.types(BEN, TEAM_CHANNEL, "Prices again?")
    asked = await both_ways.sees("Prices again?", channel=TEAM_CHANNEL)
    await both_ways.uses_shortcut(ANA, TEAM_CHANNEL, asked["ts"], "meet_about_this")
    form = await both_ways.opens("start.form")

    await both_ways.submits(ANA, form, {})

    card = await both_ways.sees("Prices again? is live", channel=TEAM_CHANNEL)
    assert card["thread_ts"] == asked["ts"]
    await both_ways.sees("invites you to")


async def settled(on_stage: Stage) -> None:
    """Ask for something that is answered after everything before it."""
    await on_stage.types(CLEO, GENERAL, "/conf list here")
    await on_stage.sees("Nothing is live here", only_for=CLEO)
