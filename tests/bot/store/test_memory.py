"""A memory that forgets, and that many may ask at once."""

import asyncio

import pytest

from bot.store import memory
from bot.store.memory import Memory


class Source:
    """Where look-ups go: counts them, and answers when the test says so."""

    def __init__(self) -> None:
        self.asked = 0
        self.may_answer = asyncio.Event()
        self.answer: str | None = "found"

    async def __call__(self) -> str | None:
        self.asked += 1
        await self.may_answer.wait()
        if self.answer == "broken":
            raise OSError("broken")
        return self.answer


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def kept() -> Memory[str, str]:
    return Memory(span_s=60, monotonic=lambda: 1.0)


async def test_many_who_ask_at_once_make_one_look_up(kept: Memory[str, str], source: Source) -> None:
    asking = [asyncio.create_task(kept.recall("key", source)) for _ in range(50)]
    await asyncio.sleep(0)
    source.may_answer.set()

    assert set(await asyncio.gather(*asking)) == {"found"}
    assert source.asked == 1


async def test_who_gives_up_does_not_end_it_for_the_others(kept: Memory[str, str], source: Source) -> None:
    impatient = asyncio.create_task(kept.recall("key", source))
    patient = asyncio.create_task(kept.recall("key", source))
    await asyncio.sleep(0)
    impatient.cancel()
    source.may_answer.set()

    assert await patient == "found"


async def test_what_was_not_found_is_looked_for_again(kept: Memory[str, str], source: Source) -> None:
    source.may_answer.set()
    source.answer = None
    await kept.recall("key", source)

    await kept.recall("key", source)

    assert source.asked == 2


async def test_a_failed_look_up_fails_those_who_asked_and_nobody_after(kept: Memory[str, str], source: Source) -> None:
    source.may_answer.set()
    source.answer = "broken"
    with pytest.raises(OSError, match="broken"):
        await kept.recall("key", source)
    source.answer = "found"

    assert await kept.recall("key", source) == "found"


async def test_what_was_being_looked_up_when_it_was_forgotten_is_not_kept(
    kept: Memory[str, str], source: Source
) -> None:
    asking = asyncio.create_task(kept.recall("key", source))
    await asyncio.sleep(0)
    kept.forget(lambda key, value: True)
    source.may_answer.set()
    await asking

    assert kept.peek("key") is None


async def test_only_what_is_concerned_is_forgotten(kept: Memory[str, str], source: Source) -> None:
    source.may_answer.set()
    await kept.recall("one", source)
    await kept.recall("two", source)

    kept.forget(lambda key, value: key == "one")

    assert (kept.peek("one"), kept.peek("two")) == (None, "found")


async def test_it_does_not_grow_without_end(
    kept: Memory[str, str], source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "MOST", 2)
    source.may_answer.set()

    for key in ("one", "two", "three"):
        await kept.recall(key, source)

    assert [key for key in ("one", "two", "three") if kept.peek(key)] == ["three"]
