"""A failure becomes one private message, and one line in the log under the same reference."""

import re

import pytest

from bot.errors import Busy, NotAllowed, SlackRefused, StoreBusy, StoreDown, UnknownConference
from handlers.telling import reference_for, telling
from tests.handlers.conftest import Said

REFERENCE = re.compile(r"Reference `([2-9A-HJKMNP-Z]{4})`")


async def tell(said: Said, error: BaseException, *, last_try: bool = False) -> None:
    async with telling(said, last_try=last_try):
        raise error


def told_reference(said: Said) -> str:
    (context,) = (block for block in said[-1].message.blocks if block["type"] == "context")
    found = REFERENCE.search(context["elements"][0]["text"])
    assert found
    return found.group(1)


async def test_what_succeeds_says_nothing(said: Said) -> None:
    async with telling(said, last_try=False):
        pass

    assert said == []


async def test_a_persons_own_mistake_is_told_without_a_reference(said: Said) -> None:
    await tell(said, UnknownConference("Q9Q9"))

    assert "I know no conference `Q9Q9`" in said.words
    assert [block["type"] for block in said[0].message.blocks] == ["section"]
    assert not said[0].public


async def test_who_else_may_do_it_is_named(said: Said) -> None:
    await tell(said, NotAllowed("end it", host_id="U0BEN"))

    assert "<@U0BEN>, who called it, or a workspace administrator can end it" in said.words


@pytest.mark.parametrize("error", [Busy("hq"), SlackRefused("is_archived")])
async def test_the_failures_of_others_are_told_with_a_reference_that_the_log_knows(
    said: Said, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    await tell(said, error)

    (line,) = caplog.records
    assert told_reference(said) == line.__dict__["reference"]
    assert line.exc_info is not None
    assert line.exc_info[1] is error


@pytest.mark.parametrize("error", [RuntimeError("secret detail"), StoreBusy("locked"), StoreDown("gone")])
async def test_what_may_pass_is_tried_again_first(said: Said, error: Exception) -> None:
    with pytest.raises(type(error)):
        await tell(said, error)

    assert said == []


async def test_what_nobody_foresaw_is_told_in_the_end_without_its_details(
    said: Said, caplog: pytest.LogCaptureFixture
) -> None:
    await tell(said, RuntimeError("secret detail"), last_try=True)

    assert "something broke on my side" in said.words.lower()
    assert "secret detail" not in said.words + said.text
    assert told_reference(said) in str([record.__dict__ for record in caplog.records])


def test_references_can_be_read_out() -> None:
    with_every_letter = "".join(reference_for(RuntimeError()) for _ in range(50))

    assert re.fullmatch(r"[2-9A-HJKMNP-Z]{200}", with_every_letter)
