"""The delivery loop: no more than can start, one per conversation, given back in the end."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.alarms import Alarms
from bot.errors import StoreDown
from bot.messenger import Messenger
from bot.model import Delivery, DeliveryKind, Message
from bot.services.deliveries import Post, Update
from bot.services.sending import Timing
from bot.store.database import Database
from tests.bot.services.conftest import Sending, let_go, make_sending
from tests.bot.slack_stub import SlackStub, limits, waits
from tests.bot.store.rows import owed, rows
from tests.conftest import NOON, FrozenClock

LEASE = timedelta(seconds=60)


async def test_what_is_due_later_is_rendered_later(sending: Sending) -> None:
    await sending.owe(owed(due_at=NOON + timedelta(minutes=5)))
    await sending.pass_by()
    assert sending.words.rendered == []

    await sending.pass_by(minutes=5)

    assert [at for _, at in sending.words.rendered] == [NOON + timedelta(minutes=5)]


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


async def test_a_silent_workspace_is_not_claimed_row_after_row(sending: Sending) -> None:
    sending.slack.next("chat.postMessage", limits(30))
    await sending.owe(owed("C0"))
    await sending.pass_by()
    await sending.owe(*(owed(f"C{number}") for number in range(100)), owed("C1", workspace_id="T2"))

    await sending.pass_by(seconds=1)
    attempts = sum(row.attempts for row in await rows(sending.db) if row.workspace_id == "T1")
    meanwhile = [post["channel"] for post in sending.slack.posts]
    await sending.pass_by(seconds=29)

    assert (attempts, meanwhile) == (1, ["C1"])
    assert len(sending.slack.posts) == 101  # but for the second one of C0
    assert sending.counted.count("limited") == 1


async def test_order_within_a_conversation_is_kept_through_a_limit(sending: Sending) -> None:
    sending.slack.next("chat.postMessage", limits(30))
    sending.words.say = lambda delivery: Post(message=Message(text=delivery.words["n"]))
    await sending.owe(owed("C1", words={"n": "0"}), *(owed(f"C{2 + number}", words={"n": "-"}) for number in range(9)))
    await sending.pass_by()

    await sending.owe(owed("C1", words={"n": "1"}), owed("C1", words={"n": "2"}))
    for _ in range(33):
        await sending.pass_by(seconds=1)

    assert [post["text"] for post in sending.slack.posts if post["channel"] == "C1"] == ["0", "1", "2"]


async def test_posts_that_hang_in_one_workspace_do_not_hold_up_another(start: Callable[..., Sending]) -> None:
    sending, done, begun = start(limit=4), asyncio.Event(), asyncio.Event()
    sending.slack.next("chat.postMessage", *(waits(done, begun) for _ in range(4)))
    await sending.owe(*(owed(f"C{number}") for number in range(10)))
    await sending.deliveries.round()
    await let_go(begun)
    await sending.owe(*(owed(f"C{number}", workspace_id="T2") for number in range(3)))

    async with asyncio.timeout(30):
        while (await sending.states()).count("sent") < 3:
            await sending.deliveries.round()
            sending.clock.advance(seconds=1)
    sent = [row.target for row in await rows(sending.db) if row.state == "sent"]
    done.set()
    await sending.deliveries.idle()

    assert sent == ["C0", "C1", "C2"]


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
    for process in processes:
        await process.deliveries.round()  # else one may have sent all of them before the other begins

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


async def test_a_delivery_that_cannot_be_written_off_is_left_to_its_lease(
    start: Callable[..., Sending], caplog: pytest.LogCaptureFixture
) -> None:
    sending = start()

    async def broken(*args: object, **options: object) -> bool:
        raise RuntimeError("a mistake of ours")

    sending.store.sent = sending.store.later = broken  # type: ignore[method-assign,assignment]
    await sending.owe(owed())

    await sending.deliveries.round()
    await sending.deliveries.idle()

    assert await sending.states() == ["claimed"]
    assert "left open" in caplog.text


def test_a_lease_that_a_call_could_outlive_is_refused() -> None:
    with pytest.raises(ValueError, match="lease"):
        Timing(lease=timedelta(seconds=10))


def _set() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event
