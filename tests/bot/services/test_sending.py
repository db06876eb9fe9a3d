"""One delivery: posted once when it is due, whatever Slack does."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.errors import StoreDown
from bot.model import Delivery, DeliveryKind, Message
from bot.services.deliveries import Drop, Update
from bot.services.sending import Timing
from bot.store.tables import cards
from tests.bot.services.conftest import BLOCKS, Sending
from tests.bot.slack_stub import answers, drops, limits, refuses
from tests.bot.store.rows import add_conference, owed, rows
from tests.conftest import NOON

LEASE = timedelta(seconds=60)


async def test_what_is_due_is_posted_where_its_target_says(sending: Sending) -> None:
    (in_channel, in_thread, direct) = await sending.owe(owed("C1"), owed("C2/7.5"), owed("U1"))

    await sending.pass_by()

    posts = sorted(sending.slack.posts, key=lambda post: str(post["channel"]))
    assert [(post["channel"], post.get("thread_ts"), post["text"]) for post in posts] == [
        ("C1", None, "to C1"),
        ("C2", "7.5", "to C2/7.5"),
        ("DU1", None, "to U1"),
    ]
    assert [post["metadata"]["event_payload"]["id"] for post in posts] == [in_channel, in_thread, direct]
    assert await sending.states() == ["sent"] * 3


async def test_a_posted_card_can_be_found_again(sending: Sending) -> None:
    await add_conference(sending.db, "c1")
    await sending.owe(owed("C1", kind=DeliveryKind.CARD, conference_id="c1"))

    await sending.pass_by()

    async with sending.db.read() as connection:
        (card,) = (await connection.execute(select(cards))).all()
    assert (card.channel_id, card.ts) == ("C1", sending.slack.posts[0]["ts"])


async def test_an_update_replaces_what_stands(sending: Sending) -> None:
    sending.words.say = lambda _: Update(channel_id="C1", ts="7.5", message=Message(text="ended"))
    await sending.owe(owed(kind=DeliveryKind.CARD_UPDATE))

    await sending.pass_by()

    assert sending.slack.updates == [{"channel": "C1", "ts": "7.5", "text": "ended", "blocks": []}]
    assert await sending.states() == ["sent"]


@pytest.mark.parametrize("code", ["message_not_found", "cant_update_message", "edit_window_closed"])
async def test_a_message_that_is_gone_needs_no_update(sending: Sending, code: str) -> None:
    sending.words.say = lambda _: Update(channel_id="C1", ts="7.5", message=Message(text="ended"))
    sending.slack.next("chat.update", refuses(code))
    await sending.owe(owed(kind=DeliveryKind.CARD_UPDATE, asked_by="U1"))

    await sending.pass_by()

    assert await sending.reasons() == [code]


async def test_what_is_not_worth_saying_any_more_is_dropped_with_its_reason(sending: Sending) -> None:
    sending.words.say = lambda _: Drop(reason="late")
    await sending.owe(owed(asked_by="U1", kind=DeliveryKind.INVITATION))

    await sending.pass_by()

    assert sending.slack.posts == []
    assert await sending.reasons() == ["late"]
    assert sending.counted == ["dropped"]


async def test_a_limit_makes_nothing_suspect(sending: Sending) -> None:
    sending.slack.next("chat.postMessage", limits(30))
    await sending.owe(owed())

    await sending.pass_by()

    (row,) = await rows(sending.db)
    assert (row.state, row.suspect, row.due_at) == ("due", False, NOON + timedelta(seconds=30))


async def test_an_outage_is_waited_out_a_little_longer_each_time(sending: Sending) -> None:
    sending.slack.always["chat.postMessage"] = answers(503)
    await sending.owe(owed())

    pauses = []
    for _ in range(8):
        await sending.pass_by()
        (row,) = await rows(sending.db)
        pauses.append((row.due_at - sending.clock()).total_seconds())
        sending.clock.now = row.due_at

    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]


async def test_after_an_outage_it_is_posted_once(sending: Sending) -> None:
    sending.slack.next("chat.postMessage", answers(503), answers(500))
    await sending.owe(owed())

    for _ in range(5):
        await sending.pass_by(seconds=60)

    assert len(sending.slack.posts) == 1
    assert await sending.states() == ["sent"]


async def test_a_message_whose_answer_was_lost_is_found_and_not_posted_again(sending: Sending) -> None:
    await add_conference(sending.db, "c1")
    sending.slack.next("chat.postMessage", drops(after=True))
    await sending.owe(owed("C1", kind=DeliveryKind.CARD, conference_id="c1"))
    await sending.pass_by()

    await sending.pass_by(seconds=2)

    assert len(sending.slack.posts) == 1
    assert sending.slack.called("conversations.history")[0]["oldest"] == f"{NOON.timestamp() - 300:.6f}"
    async with sending.db.read() as connection:
        assert [card.ts for card in await connection.execute(select(cards))] == [sending.slack.posts[0]["ts"]]


async def test_a_message_that_was_lost_before_slack_took_it_is_posted_again(sending: Sending) -> None:
    sending.slack.next("chat.postMessage", drops(after=False))
    await sending.owe(owed())
    await sending.pass_by()

    await sending.pass_by(seconds=2)

    assert len(sending.slack.posts) == 1
    assert await sending.states() == ["sent"]


async def test_without_the_history_scope_a_doubtful_channel_post_is_closed_and_its_asker_told(
    sending: Sending,
) -> None:
    sending.slack.always["conversations.history"] = refuses("missing_scope")
    sending.slack.next("chat.postMessage", drops(after=True))
    await sending.owe(owed("C1", kind=DeliveryKind.CARD, asked_by="U1"))
    await sending.pass_by()

    await sending.pass_by(seconds=2)

    assert [post["channel"] for post in sending.slack.posts] == ["C1", "DU1"]
    card, notice = await rows(sending.db)
    assert (card.state, card.reason) == ("closed", "unsure")
    assert (notice.kind, notice.target, notice.words["code"]) == ("notice", "U1", "unsure")


async def test_without_the_history_scope_a_doubtful_direct_message_is_sent_again(sending: Sending) -> None:
    sending.slack.always["conversations.history"] = refuses("missing_scope")
    sending.slack.next("chat.postMessage", drops(after=True))
    await sending.owe(owed("U1"))
    await sending.pass_by()

    await sending.pass_by(seconds=2)

    assert [post["channel"] for post in sending.slack.posts] == ["DU1", "DU1"]
    assert await sending.states() == ["sent"]


async def test_a_message_that_stands_is_not_dropped_for_being_late(sending: Sending) -> None:
    sending.slack.next("chat.postMessage", drops(after=True))
    await sending.owe(owed("C1"))
    await sending.pass_by()
    sending.words.say = lambda _: Drop(reason="late")

    await sending.pass_by(hours=1)

    assert await sending.states() == ["sent"]


async def test_an_update_in_doubt_is_simply_made_again(sending: Sending) -> None:
    sending.words.say = lambda _: Update(channel_id="C1", ts="7.5", message=Message(text="ended"))
    sending.slack.next("chat.update", drops(after=True))
    await sending.owe(owed(kind=DeliveryKind.CARD_UPDATE))
    await sending.pass_by()

    await sending.pass_by(seconds=2)

    assert len(sending.slack.updates) == 2
    assert sending.slack.called("conversations.history") == []


async def test_after_a_day_without_slack_it_is_parked(sending: Sending) -> None:
    sending.slack.always["chat.postMessage"] = answers(503)
    await sending.owe(owed())
    await sending.pass_by()
    await sending.pass_by(hours=23)
    assert await sending.states() == ["due"]

    await sending.pass_by(hours=1)

    assert await sending.states() == ["parked"]
    assert await sending.reasons() == ["http_503"]


@pytest.mark.parametrize(
    "code", ["channel_not_found", "is_archived", "not_in_channel", "missing_scope", "msg_too_long", "a_new_word"]
)
async def test_a_closed_channel_ends_it_and_its_asker_is_told_once(sending: Sending, code: str) -> None:
    sending.slack.next("chat.postMessage", refuses(code))
    await sending.owe(owed("C1", kind=DeliveryKind.CARD, asked_by="U1"))

    await sending.pass_by()
    await sending.pass_by(hours=1)

    assert [post["channel"] for post in sending.slack.posts] == ["DU1"]
    card, notice = await rows(sending.db)
    assert (card.state, card.reason) == ("closed", code)
    assert notice.words == {"about": "card", "code": code, "target": "C1"}


async def test_for_a_conference_and_a_reason_one_notice_is_enough(sending: Sending) -> None:
    for name in ("c1", "c2"):
        await add_conference(sending.db, name)
    sending.slack.always["chat.postMessage"] = refuses("is_archived")
    cards = [
        owed("C1", kind=DeliveryKind.CARD, asked_by="U1", conference_id=one, generation=generation)
        for one, generation in (("c1", 1), ("c1", 2), ("c2", 1))
    ]
    await sending.owe(*cards, owed("C1/1.5", kind=DeliveryKind.CARD, asked_by="U1", conference_id="c1"))

    for _ in range(4):
        await sending.pass_by(seconds=1)

    notices = [row for row in await rows(sending.db) if row.kind == "notice"]
    assert sorted(row.conference_id for row in notices) == ["c1", "c2"]


async def test_another_reason_is_another_notice(sending: Sending) -> None:
    await add_conference(sending.db, "c1")
    sending.slack.next("chat.postMessage", refuses("is_archived"), refuses("restricted_action"))
    cards = [
        owed(f"C{generation}", kind=DeliveryKind.CARD, asked_by="U1", conference_id="c1", generation=generation)
        for generation in (1, 2)
    ]
    await sending.owe(*cards)

    await sending.pass_by()

    codes = [row.words["code"] for row in await rows(sending.db) if row.kind == "notice"]
    assert sorted(codes) == ["is_archived", "restricted_action"]


async def test_each_person_who_cannot_be_reached_is_told_of_once(sending: Sending) -> None:
    await add_conference(sending.db, "c1")
    sending.slack.always["conversations.open"] = refuses("user_disabled")
    asked = [
        owed(target, kind=kind, asked_by="UHOST", conference_id="c1")
        for target in ("U1", "U2")
        for kind in (DeliveryKind.INVITATION, DeliveryKind.NUDGE)
    ]
    await sending.owe(*asked)

    await sending.pass_by()
    await sending.pass_by(seconds=1)

    told = [row.words["target"] for row in await rows(sending.db) if row.kind == "notice"]
    assert sorted(told) == ["U1", "U2"]


@pytest.mark.parametrize("code", ["invalid_auth", "not_authed", "token_expired"])
async def test_a_wrong_token_is_waited_for_and_little_is_asked_meanwhile(sending: Sending, code: str) -> None:
    sending.slack.always["chat.postMessage"] = refuses(code)
    await sending.owe(*(owed(f"C{number}") for number in range(20)))
    await sending.pass_by()
    asked = len(sending.slack.called("chat.postMessage"))

    await sending.pass_by(seconds=30)
    meanwhile = len(sending.slack.called("chat.postMessage"))
    del sending.slack.always["chat.postMessage"]
    await sending.pass_by(seconds=61)

    assert asked == meanwhile
    assert await sending.states() == ["sent"] * 20


@pytest.mark.parametrize("code", ["user_disabled", "cannot_dm_bot", "user_not_found"])
async def test_a_person_who_cannot_be_reached_is_skipped_and_the_others_are_not(sending: Sending, code: str) -> None:
    sending.slack.next("conversations.open", refuses(code))
    await sending.owe(owed("U1", kind=DeliveryKind.INVITATION), owed("U2", kind=DeliveryKind.INVITATION))

    await sending.pass_by()

    assert sorted(await sending.states()) == ["closed", "sent"]
    assert len(sending.slack.posts) == 1


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive"])
async def test_a_removed_workspace_is_owed_nothing_and_not_called_again(sending: Sending, code: str) -> None:
    sending.slack.next("chat.postMessage", refuses(code))
    await sending.owe(owed("C1", asked_by="U1", kind=DeliveryKind.CARD), owed("C1"))

    await sending.pass_by()
    await sending.owe(owed("C1", workspace_id="T2"))
    await sending.pass_by(hours=1)

    assert await sending.states() == ["closed", "closed", "sent"]
    assert len(sending.slack.calls) == 2


async def test_blocks_that_slack_refuses_become_plain_text_once(sending: Sending) -> None:
    sending.slack.next("chat.postMessage", refuses("invalid_blocks"))
    await sending.owe(owed())

    await sending.pass_by()

    first, second = sending.slack.called("chat.postMessage")
    assert first["blocks"] == list(BLOCKS)
    assert "blocks" not in second
    assert await sending.states() == ["sent"]


async def test_plain_text_that_is_refused_too_ends_it(sending: Sending) -> None:
    sending.slack.always["chat.postMessage"] = refuses("invalid_blocks")
    await sending.owe(owed())

    await sending.pass_by()
    await sending.pass_by(hours=1)

    assert len(sending.slack.calls) == 2
    assert await sending.reasons() == ["invalid_blocks"]


async def test_a_delivery_that_cannot_be_rendered_ends_after_a_few_attempts_and_delays_no_other(
    sending: Sending, caplog: pytest.LogCaptureFixture
) -> None:
    def say(delivery: Delivery) -> Drop:
        if delivery.target == "C1":
            raise RuntimeError("poison")
        return Drop(reason="other")

    sending.words.say = say
    await sending.owe(owed("C1"), *(owed(f"C{number}") for number in range(2, 9)))

    await sending.pass_by()
    assert sorted(await sending.states()) == ["closed"] * 7 + ["due"]
    for _ in range(10):
        await sending.pass_by(minutes=1)

    assert len([d for d, _ in sending.words.rendered if d.target == "C1"]) == Timing().attempts
    assert (await sending.reasons())[0] == "broken"
    assert "poison" in caplog.text


async def test_a_database_that_fails_while_rendering_makes_nothing_suspect(sending: Sending) -> None:
    failures = [StoreDown("gone")]

    async def fail_once() -> None:
        if failures:
            raise failures.pop()

    sending.words.meanwhile = fail_once
    await sending.owe(owed())

    await sending.pass_by()
    (row,) = await rows(sending.db)
    await sending.pass_by(seconds=2)

    assert (row.state, row.suspect) == ("due", False)
    assert await sending.states() == ["sent"]


async def test_a_renderer_that_hangs_is_cut_short(start: Callable[..., Sending]) -> None:
    quick = Timing(
        lease=timedelta(milliseconds=200), call=timedelta(milliseconds=10), settle=timedelta(milliseconds=10)
    )
    sending = start(timing=quick)
    sending.words.meanwhile = asyncio.Event().wait
    await sending.owe(owed())

    await sending.deliveries.round()
    await sending.deliveries.idle()

    (row,) = await rows(sending.db)
    assert (row.state, row.suspect) == ("due", False)
    assert sending.counted == ["unreachable"]


async def test_an_update_whose_blocks_are_refused_becomes_plain_text(sending: Sending) -> None:
    sending.words.say = lambda _: Update(channel_id="C1", ts="7.5", message=Message(text="ended", blocks=BLOCKS))
    sending.slack.next("chat.update", refuses("invalid_blocks"))
    await sending.owe(owed(kind=DeliveryKind.CARD_UPDATE))

    await sending.pass_by()

    assert sending.slack.updates == [{"channel": "C1", "ts": "7.5", "text": "ended", "blocks": []}]


async def test_an_update_that_is_refused_is_closed(sending: Sending) -> None:
    sending.words.say = lambda _: Update(channel_id="C1", ts="7.5", message=Message(text="ended"))
    sending.slack.next("chat.update", refuses("is_archived"))
    await sending.owe(owed(kind=DeliveryKind.CARD_UPDATE, asked_by="U1"))

    await sending.pass_by()

    assert (await sending.reasons())[0] == "is_archived"


async def test_a_doubtful_message_in_a_thread_is_looked_for_in_the_thread(sending: Sending) -> None:
    sending.slack.next("chat.postMessage", drops(after=True))
    await sending.owe(owed("C1/7.5"))
    await sending.pass_by()

    await sending.pass_by(seconds=2)

    assert [form["ts"] for form in sending.slack.called("conversations.replies")] == ["7.5"]
    assert len(sending.slack.posts) == 1


async def test_a_limit_that_holds_is_not_tried_out(sending: Sending) -> None:
    sending.slack.next("conversations.open", limits(30))
    await sending.owe(owed("U1"))
    await sending.pass_by()

    await sending.owe(owed("U2"))
    await sending.pass_by(seconds=1)

    assert len(sending.slack.calls) == 1
    assert [(row.state, row.due_at) for row in await rows(sending.db)] == [("due", NOON + timedelta(seconds=30))] * 2
