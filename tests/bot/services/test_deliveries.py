"""The delivery loop: what is owed is sent once, when it is due, whatever Slack does."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.alarms import Alarms
from bot.errors import StoreDown
from bot.messenger import Messenger
from bot.model import Delivery, DeliveryKind, Message
from bot.services.deliveries import Drop, Post, Update
from bot.services.sending import Timing
from bot.store.database import Database
from bot.store.tables import cards
from tests.bot.services.conftest import BLOCKS, Sending, let_go, make_sending
from tests.bot.slack_stub import SlackStub, answers, drops, limits, refuses, waits
from tests.bot.store.rows import add_conference, owed, rows
from tests.conftest import NOON, FrozenClock

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


async def test_what_is_due_later_is_rendered_later(sending: Sending) -> None:
    await sending.owe(owed(due_at=NOON + timedelta(minutes=5)))
    await sending.pass_by()
    assert sending.words.rendered == []

    await sending.pass_by(minutes=5)

    assert [at for _, at in sending.words.rendered] == [NOON + timedelta(minutes=5)]


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


async def test_a_channel_gets_one_post_a_second_and_others_do_not_wait(sending: Sending) -> None:
    await sending.owe(*(owed("C1") for _ in range(3)), owed("C2"))

    posted = []
    for seconds in (0, 0.9, 0.1, 1):
        await sending.pass_by(seconds=seconds)
        posted.append(sorted(post["channel"] for post in sending.slack.posts))

    assert posted == [["C1", "C2"], ["C1", "C2"], ["C1", "C1", "C2"], ["C1", "C1", "C1", "C2"]]


async def test_what_is_paced_waits_in_the_table(sending: Sending) -> None:
    await sending.owe(*(owed("C1") for _ in range(3)))

    await sending.pass_by()

    assert await sending.states() == ["sent", "due", "due"]


async def test_a_limit_holds_for_one_method_in_one_workspace(sending: Sending) -> None:
    sending.slack.next("chat.postMessage", limits(30))
    await sending.owe(owed("C1"))
    await sending.pass_by()
    await sending.owe(owed("C2"), owed("C3", workspace_id="T2"), owed("C4", kind=DeliveryKind.CARD_UPDATE))
    sending.words.say = lambda delivery: (
        Update(channel_id="C4", ts="1", message=Message(text="x"))
        if delivery.target == "C4"
        else Post(message=Message(text=delivery.target))
    )

    await sending.pass_by(seconds=1)
    while_limited = [post["channel"] for post in sending.slack.posts], len(sending.slack.updates)
    called = len(sending.slack.called("chat.postMessage"))
    await sending.pass_by(seconds=29)

    assert while_limited == (["C3"], 1)
    assert called == 2  # the one that was limited, and C3's
    assert sorted(post["channel"] for post in sending.slack.posts) == ["C1", "C2", "C3"]


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
    assert sending.slack.called("conversations.history")[0]["oldest"] == f"{NOON.timestamp() - 5:.6f}"
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


async def test_a_claim_that_was_taken_over_while_frozen_is_not_posted(
    sending: Sending, start: Callable[..., Sending]
) -> None:
    thief = start(by="thief")

    async def freeze() -> None:
        sending.clock.advance(seconds=61)
        assert len(await thief.store.claim_due(sending.clock(), lease=LEASE, limit=1)) == 1

    sending.words.meanwhile = freeze
    await sending.owe(owed())

    await sending.deliveries.round()
    await sending.deliveries.idle()

    assert sending.slack.posts == []
    assert sending.counted == ["taken_over"]


async def test_the_claims_of_a_crashed_process_are_sent_after_a_look(
    sending: Sending, start: Callable[..., Sending]
) -> None:
    crashed = start(by="crashed")
    await sending.owe(owed())
    await crashed.store.claim_due(sending.clock(), lease=LEASE, limit=1)
    await sending.pass_by(seconds=59)
    assert sending.slack.posts == []

    await sending.pass_by(seconds=1)

    assert len(sending.slack.called("conversations.history")) == 1
    assert len(sending.slack.posts) == 1
    assert await sending.states() == ["sent"]


async def test_no_more_are_claimed_than_are_sent_at_once(start: Callable[..., Sending]) -> None:
    sending = start(limit=4)
    done, begun = asyncio.Event(), asyncio.Event()
    sending.slack.always["chat.postMessage"] = waits(done, begun)
    await sending.owe(*(owed(f"C{number}") for number in range(10)))

    started = [await sending.deliveries.round(), await sending.deliveries.round()]
    await let_go(begun)
    claimed = (await sending.states()).count("claimed")
    done.set()
    await sending.deliveries.idle()
    await sending.pass_by()

    assert (started, claimed) == ([4, 0], 4)
    assert len(sending.slack.posts) == 10


async def test_stopping_lets_what_is_being_sent_arrive(start: Callable[..., Sending]) -> None:
    sending, done, begun = start(), asyncio.Event(), asyncio.Event()
    sending.slack.next("chat.postMessage", waits(done, begun))
    await sending.owe(owed())
    await sending.deliveries.round()
    await let_go(begun)

    stopping = asyncio.create_task(sending.deliveries.stop())
    await asyncio.sleep(0)
    done.set()
    await stopping

    assert await sending.states() == ["sent"]


async def test_stopping_gives_back_what_does_not_arrive_in_time(start: Callable[..., Sending], db: Database) -> None:
    sending, never, begun = start(), asyncio.Event(), asyncio.Event()
    sending.slack.next("chat.postMessage", waits(never, begun))
    await sending.owe(owed())
    await sending.deliveries.round()
    await let_go(begun)

    await sending.deliveries.stop(within=timedelta(milliseconds=50))

    (row,) = await rows(db)
    assert (row.state, row.suspect, row.due_at) == ("due", True, NOON + timedelta(seconds=2))
    never.set()


async def test_stopping_before_the_post_gives_back_a_clean_claim(start: Callable[..., Sending], db: Database) -> None:
    sending, begun = start(), asyncio.Event()

    async def forever() -> None:
        begun.set()
        await asyncio.Event().wait()

    sending.words.meanwhile = forever
    await sending.owe(owed())
    await sending.deliveries.round()
    await let_go(begun)

    await sending.deliveries.stop(within=timedelta(milliseconds=50))

    (row,) = await rows(db)
    assert (row.state, row.suspect, row.due_at) == ("due", False, NOON)


async def test_a_stopped_process_takes_nothing_more(start: Callable[..., Sending]) -> None:
    sending = start()
    await sending.deliveries.stop()
    await sending.owe(owed())

    assert await sending.deliveries.round() == 0

    assert await sending.states() == ["due"]


async def test_the_loop_wakes_when_it_is_nudged(start: Callable[..., Sending]) -> None:
    sending, posted = start(), asyncio.Event()
    sending.slack.always["chat.postMessage"] = waits(_set(), posted)
    running = asyncio.create_task(sending.deliveries.run())
    await asyncio.sleep(0)
    await sending.owe(owed())

    sending.deliveries.nudge()

    await let_go(posted)
    await sending.deliveries.stop()
    await running
    assert await sending.states() == ["sent"]


async def test_the_loop_goes_on_by_itself_until_nothing_is_due(start: Callable[..., Sending]) -> None:
    sending = start(limit=2)
    await sending.owe(*(owed(f"C{number}") for number in range(9)))

    running = asyncio.create_task(sending.deliveries.run())
    while (await sending.states()).count("sent") < 9:  # noqa: ASYNC110  # the table is what tells
        await asyncio.sleep(0)
    await sending.deliveries.stop()
    await running

    assert len(sending.slack.posts) == 9


async def test_the_loop_outlives_a_database_that_fails(start: Callable[..., Sending]) -> None:
    sending, posted, failed = start(), asyncio.Event(), asyncio.Event()
    sending.slack.always["chat.postMessage"] = waits(_set(), posted)
    claim, failures = sending.store.claim_due, [StoreDown("gone")]

    async def flaky(*args: object, **options: object) -> list[Delivery]:
        if failures:
            failed.set()
            raise failures.pop()
        return await claim(*args, **options)  # type: ignore[arg-type]

    sending.store.claim_due = flaky  # type: ignore[method-assign]
    await sending.owe(owed())
    running = asyncio.create_task(sending.deliveries.run())
    await let_go(failed)

    sending.deliveries.nudge()

    await let_go(posted)
    await sending.deliveries.stop()
    await running


async def test_on_sqlite_the_claims_of_a_former_start_are_looked_at_soon(
    start: Callable[..., Sending], db: Database
) -> None:
    crashed, sending = start(by="crashed"), start(by="restarted")
    await sending.owe(owed())
    await crashed.store.claim_due(sending.clock(), lease=LEASE, limit=1)

    running = asyncio.create_task(sending.deliveries.run())
    await sending.deliveries.stop()
    await running
    (row,) = await rows(db)

    freed = (row.state, row.suspect, row.due_at) == ("due", True, NOON + timedelta(seconds=2))
    assert freed is (db.kind == "sqlite")


@pytest.mark.postgres
async def test_two_processes_send_each_of_two_hundred_once(
    postgres_url: str, slack: SlackStub, messenger: Messenger, clock: FrozenClock, alarms: Alarms
) -> None:
    databases = [await Database.open(postgres_url) for _ in range(2)]
    processes = [
        make_sending(database, slack, messenger, clock, alarms, by=f"process {number}")
        for number, database in enumerate(databases)
    ]
    await processes[0].owe(*(owed(f"C{number}") for number in range(200)))

    running = [asyncio.create_task(process.deliveries.run()) for process in processes]
    while set(await processes[0].states()) != {"sent"}:  # noqa: ASYNC110  # the table is what tells
        await asyncio.sleep(0.01)
    for process in processes:
        await process.deliveries.stop()
    await asyncio.gather(*running)

    posted = [post["channel"] for post in processes[0].slack.posts]
    assert sorted(posted) == sorted(f"C{number}" for number in range(200))
    assert all(process.counted.count("sent") > 0 for process in processes)
    for database in databases:
        await database.close()


def test_a_lease_that_a_call_could_outlive_is_refused() -> None:
    with pytest.raises(ValueError, match="lease"):
        Timing(lease=timedelta(seconds=10))


def _set() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event
