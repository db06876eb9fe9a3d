"""What can be done with a live conference: join, invite, list, show, host, end."""

from datetime import timedelta

import httpx

from playground.slack.seed import ANA, BEN, CLEO, DAN, GENERAL, GIL, SECRET, TEAM_CHANNEL
from tests.stage import Message, Stage
from tests.stories.ledger import until

SETTLED = "select room_stage from conferences where care_at is null"


async def started(on_stage: Stage, topic: str = "Weekly sync", *, channel: str = TEAM_CHANNEL) -> Message:
    await on_stage.types(ANA, channel, f"/conf start {topic}")
    return await on_stage.sees(f"{topic} is live", channel=channel)


async def test_end_asks_once_then_the_room_stops_and_the_card_says_so(both_ways: Stage) -> None:
    await started(both_ways)
    await both_ways.types(ANA, TEAM_CHANNEL, "/conf end")
    question = await both_ways.sees("for everyone? It has been going", only_for=ANA)

    await both_ways.presses(ANA, question, "conference.end_now")

    card = await both_ways.sees("Weekly sync has ended", channel=TEAM_CHANNEL, what="message_changed")
    (room,) = both_ways.rooms()
    assert room.state == "stopped"
    assert "conference.join" not in str(card["blocks"])


async def test_end_from_the_menu_of_the_card(on_stage: Stage) -> None:
    card = await started(on_stage)

    await on_stage.presses(ANA, card, "conference.more", option="End for everyone")

    question = await on_stage.sees("for everyone? It has been going", only_for=ANA)
    await on_stage.presses(ANA, question, "conference.keep")
    await on_stage.sees("stays as it was", only_for=ANA, what="message_changed")
    assert on_stage.rooms()[0].state == "running"


async def test_ending_twice_is_fine(on_stage: Stage) -> None:
    await started(on_stage)
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf end")
    question = await on_stage.sees("for everyone? It has been going", only_for=ANA)
    await on_stage.presses(ANA, question, "conference.end_now")
    await on_stage.sees("Weekly sync has ended", channel=TEAM_CHANNEL, what="message_changed")

    await on_stage.types(ANA, TEAM_CHANNEL, "/conf end")

    await on_stage.sees("Nothing is live or planned here", only_for=ANA)


async def test_only_the_host_and_administrators_end_it(on_stage: Stage) -> None:
    await on_stage.types(BEN, TEAM_CHANNEL, "/conf start Weekly sync")
    await on_stage.sees("Weekly sync is live", channel=TEAM_CHANNEL)

    await on_stage.types(CLEO, TEAM_CHANNEL, "/conf end")
    await on_stage.sees("who called it, or a workspace administrator can end it", only_for=CLEO)

    await on_stage.types(ANA, TEAM_CHANNEL, "/conf stop")
    await on_stage.sees("for everyone? It has been going", only_for=ANA)


async def test_invite_by_typing_reaches_people_and_the_card_names_them(on_stage: Stage) -> None:
    await started(on_stage)

    await on_stage.types(ANA, TEAM_CHANNEL, "/conf invite @ben @dan")

    line = await on_stage.sees("Invited to", only_for=ANA)
    assert f"<@{DAN}>, whose account is deactivated" in str(line["blocks"])
    await on_stage.sees("invites you to")
    await on_stage.sees(f"with <@{BEN}>", channel=TEAM_CHANNEL, what="message_changed")


async def test_invite_by_the_form(both_ways: Stage) -> None:
    card = await started(both_ways)
    await both_ways.presses(ANA, card, "conference.invite")
    form = await both_ways.opens("invite.form")

    await both_ways.submits(ANA, form, {"who": {"type": "multi_users_select", "selected_users": [BEN, CLEO]}})

    await both_ways.sees("Invited to", only_for=ANA)
    assert len(both_ways.posts("invites you to")) == 2


async def test_a_form_that_came_back_can_be_sent_again(on_stage: Stage) -> None:
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf")
    menu = await on_stage.sees("What would you like to do", only_for=ANA)
    await on_stage.presses(ANA, menu, "menu.start")
    form = await on_stage.opens("start.form")

    refused = await on_stage.submits(ANA, form, {"topic": {"type": "plain_text_input", "value": "\u200b "}})
    accepted = await on_stage.submits(ANA, form, {"topic": {"type": "plain_text_input", "value": "Budget"}})

    assert refused["errors"] == {"topic": "Give it a few words, as in “Weekly sync”."}
    assert accepted["ok"]
    await on_stage.sees("Budget is live", channel=TEAM_CHANNEL)


async def test_inviting_a_group_asks_its_members(on_stage: Stage) -> None:
    await started(on_stage)

    await on_stage.types(BEN, TEAM_CHANNEL, "/conf invite @design")

    await on_stage.sees("Invited to", only_for=BEN)


async def test_inviting_the_same_person_twice_sends_one_message(on_stage: Stage) -> None:
    await started(on_stage)
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf invite @ben")
    await on_stage.sees("Invited to", only_for=ANA)

    await on_stage.types(CLEO, TEAM_CHANNEL, "/conf invite @ben")

    await on_stage.sees("Invited to", only_for=CLEO)
    assert len(on_stage.posts("invites you to")) == 1


async def test_an_invitation_says_that_it_is_over_when_it_is(on_stage: Stage) -> None:
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf start Weekly sync @ben")
    await on_stage.sees("invites you to")
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf end")
    question = await on_stage.sees("for everyone? It has been going", only_for=ANA)

    await on_stage.presses(ANA, question, "conference.end_now")

    invitation = await on_stage.sees("Weekly sync is over", what="message_changed")
    assert "conference.join" not in str(invitation["blocks"])


async def test_join_on_an_old_copy_leads_to_the_truth(on_stage: Stage) -> None:
    await started(on_stage)
    await on_stage.types(BEN, TEAM_CHANNEL, "/conf show")
    copy = await on_stage.sees("As of", only_for=BEN)
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf end")
    question = await on_stage.sees("for everyone? It has been going", only_for=ANA)
    await on_stage.presses(ANA, question, "conference.end_now")
    await on_stage.sees("Weekly sync has ended", channel=TEAM_CHANNEL, what="message_changed")

    await on_stage.presses(BEN, copy, "conference.join")

    await on_stage.sees("is over", only_for=BEN)


async def test_the_list_keeps_private_places_private(on_stage: Stage) -> None:
    await started(on_stage, "Open talk", channel=GENERAL)
    await on_stage.types(ANA, SECRET, "/conf start Quiet talk")
    await on_stage.sees("Quiet talk is live", channel=SECRET)

    await on_stage.types(BEN, TEAM_CHANNEL, "/conf list")

    listed = await on_stage.sees("Open talk", only_for=BEN)
    assert "Quiet talk" not in str(listed["blocks"])


async def test_the_host_gets_a_way_to_host_by_direct_message_only(on_stage: Stage) -> None:
    await started(on_stage)

    await on_stage.types(ANA, TEAM_CHANNEL, "/conf host")

    await on_stage.sees("on its way to you in a direct message", only_for=ANA)
    secret = await on_stage.sees("You can host")
    assert secret["channel"].startswith("D")
    link = next(e["url"] for b in secret["blocks"] if b["type"] == "actions" for e in b["elements"])
    public = [e.args for e in on_stage.slack.record.of("shown") if e.args.get("channel") == TEAM_CHANNEL]
    assert link not in str(public)


async def test_nobody_else_gets_the_way_to_host(on_stage: Stage) -> None:
    await started(on_stage)

    await on_stage.types(GIL, TEAM_CHANNEL, "/conf host")

    await on_stage.sees("can host it", only_for=GIL)
    assert not on_stage.posts("You can host")


async def end(on_stage: Stage) -> None:
    """Ana ends what is live in #team."""
    await on_stage.types(ANA, TEAM_CHANNEL, "/conf end")
    question = await on_stage.sees("for everyone? It has been going", only_for=ANA)
    await on_stage.presses(ANA, question, "conference.end_now")
    await on_stage.sees("Weekly sync has ended", channel=TEAM_CHANNEL, what="message_changed")


async def test_twenty_minutes_after_the_end_the_room_is_gone_from_the_server(on_stage: Stage) -> None:
    await started(on_stage)
    await end(on_stage)

    on_stage.clock.advance(timedelta(minutes=21))

    await until(on_stage, SETTLED, [("removed",)])
    assert on_stage.rooms() == []


async def test_a_room_that_holds_a_recording_stays_on_the_server(on_stage: Stage) -> None:
    await started(on_stage)
    (room,) = on_stage.rooms()
    async with httpx.AsyncClient(base_url=on_stage.settings["PROVIDERS__HQ__BASE_URL"]) as door:
        await door.post("/control/record", json={"conference_id": room.id, "action": "start"})
    await end(on_stage)

    on_stage.clock.advance(timedelta(minutes=21))

    await until(on_stage, SETTLED, [("ready",)])
    assert on_stage.rooms() == [room]


async def test_a_room_that_everybody_left_closes_its_card(on_stage: Stage) -> None:
    await started(on_stage)
    (room,) = on_stage.rooms()
    async with httpx.AsyncClient(base_url=on_stage.settings["PROVIDERS__HQ__BASE_URL"]) as door:
        await door.post("/control/end", json={"conference_id": room.id})

    on_stage.clock.advance(timedelta(minutes=2))

    await on_stage.sees("Weekly sync has ended", channel=TEAM_CHANNEL, what="message_changed")
