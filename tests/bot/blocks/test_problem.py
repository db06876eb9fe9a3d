"""Every failure is a sentence: what did not happen, why, and what to do now."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from bot import errors
from bot.blocks import problem
from bot.errors import Mistake, Refusal
from bot.model import Feature
from playground.slack.blocks import check_message
from tests.makers import ANA, make_conference

HOSTILE = "<!channel> *free* <https://evil.example|x> `now` & all"
SAMPLES: dict[type[BaseException], dict[str, Any]] = {
    errors.BadCommand: {"what": Mistake.EXTRA_WORDS, "said": HOSTILE},
    errors.BadTime: {"why": errors.TimeTrouble.UNREADABLE, "said": HOSTILE},
    errors.UnknownConference: {"code": HOSTILE},
    errors.UnknownProvider: {"name": HOSTILE, "names": ("hq", HOSTILE)},
    errors.NotAllowed: {"what": "end it", "host_id": ANA},
    errors.MayNotStart: {"groups": ("S0DESIGN", "S0OPS")},
    errors.AdminsOnly: {},
    errors.Outsider: {},
    errors.NoPlace: {"code": "is_archived", "channel_id": "C0OLD"},
    errors.TooOld: {},
    errors.NotLive: {"topic": HOSTILE},
    errors.NotPlanned: {"topic": HOSTILE},
    errors.ChangedMeanwhile: {"topic": HOSTILE, "code": "K7F3"},
    errors.RoomMade: {"topic": HOSTILE, "provider": "hq"},
    errors.NotInvited: {"topic": HOSTILE},
    errors.NotInside: {"name": HOSTILE},
    errors.TooSoon: {"topic": HOSTILE, "after": timedelta(minutes=2)},
    errors.TooMany: {"most": 20},
    errors.NumberNotAllowed: {"number": "+33123456789", "allowed": ("+44", "101")},
    errors.Unsupported: {"what": Feature.RING, "provider": HOSTILE},
    errors.Unreachable: {"provider": HOSTILE, "detail": "secret detail"},
    errors.Resting: {"provider": HOSTILE, "detail": "secret detail", "again_in": timedelta(seconds=12)},
    errors.Unanswered: {"provider": HOSTILE, "detail": "secret detail"},
    errors.Busy: {"provider": HOSTILE, "detail": "secret detail"},
    errors.Denied: {"provider": HOSTILE, "detail": "secret detail"},
    errors.Refused: {"provider": HOSTILE, "detail": "secret detail"},
    errors.Gone: {"provider": HOSTILE, "detail": "secret detail"},
    errors.Garbled: {"provider": HOSTILE, "detail": "secret detail"},
    errors.ServiceClosed: {"provider": HOSTILE, "title": HOSTILE, "since": date(2026, 6, 30)},
    errors.SlackUnreachable: {"code": "no_answer"},
    errors.SlackLimited: {"code": "ratelimited", "retry_after": timedelta(seconds=30)},
    errors.SlackRefused: {"code": "secret_detail"},
    errors.CannotLook: {"code": "missing_scope"},
}
NOBODY_MEETS = {errors.StoreBusy, errors.StoreDown, errors.NotKept, errors.Unsealable}
"""The database's: tried again, and told in the end as what nobody foresaw."""

WAY_ON = re.compile(r"`/|\b(try again|ask|tell|use|start|join|name|shorten|leave|invite|end)\b", re.IGNORECASE)
LIVE = make_conference()


def leaves(kind: type[BaseException]) -> Iterator[type[BaseException]]:
    below = [one for one in kind.__subclasses__() if one.__module__ == errors.__name__]  # adapters refine some
    yield from (leaf for one in below for leaf in leaves(one))
    if not below or kind in SAMPLES:
        yield kind


def said(error: BaseException, **given: Any) -> str:
    message = problem.explain(error, reference="7Q2M", **given)
    check_message(list(message.blocks), calls=())
    return str(message.blocks[0]["text"]["text"])


def test_every_failure_there_is_has_a_sample_here() -> None:
    assert set(leaves(errors.PlenumError)) - NOBODY_MEETS == SAMPLES.keys()


@pytest.mark.parametrize("kind", SAMPLES)
def test_each_failure_has_a_sentence_of_its_own(kind: type[BaseException]) -> None:
    sentence = said(kind(**SAMPLES[kind]))

    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert "something broke" not in sentence.lower()


@pytest.mark.parametrize("kind", SAMPLES)
def test_no_failure_carries_markup_or_details_of_others(kind: type[BaseException]) -> None:
    message = problem.explain(kind(**SAMPLES[kind]), reference="7Q2M", attempt=problem.not_started(LIVE, others=["b"]))

    for text in (message.text, str(message.blocks[0]["text"]["text"])):
        assert "<!channel" not in text
        assert "<https" not in text
        assert "*free*" not in text
        assert "secret" not in text


@pytest.mark.parametrize("kind", [kind for kind in SAMPLES if issubclass(kind, errors.UserError)])
def test_a_persons_own_mistake_says_what_to_do(kind: type[BaseException]) -> None:
    if kind is not errors.Unsupported:
        assert WAY_ON.search(said(kind(**SAMPLES[kind])))


@pytest.mark.parametrize(
    "attempt", [problem.not_started(LIVE, others=["b"]), problem.not_ended(LIVE), problem.not_hosted(LIVE)]
)
@pytest.mark.parametrize("kind", [kind for kind in SAMPLES if issubclass(kind, errors.ProviderError)])
def test_a_back_ends_failure_says_what_did_not_happen_and_has_a_button(
    kind: type[BaseException], attempt: problem.Attempt
) -> None:
    message = problem.explain(kind(**SAMPLES[kind]), reference="7Q2M", attempt=attempt)

    sentence, buttons, reference = message.blocks
    assert sentence["text"]["text"].startswith(attempt.what)
    assert buttons["elements"]
    assert "`7Q2M`" in reference["elements"][0]["text"]


@pytest.mark.parametrize("mistake", Mistake)
def test_each_mistake_says_what_to_do(mistake: Mistake) -> None:
    assert WAY_ON.search(said(errors.BadCommand(mistake, said="x")))


@pytest.mark.parametrize("why", Refusal)
def test_each_refusal_says_why(why: Refusal) -> None:
    sentence = said(errors.Refused("hq", why=why))

    assert sentence.startswith("The conference server *hq* refused: ")
    assert len(sentence) > 50


def test_what_nobody_foresaw_says_so_and_what_to_do() -> None:
    sentence = said(RuntimeError("secret detail"))

    assert "it has been written down. Try again" in sentence


@pytest.mark.parametrize(
    ("target", "where"),
    [
        ("C0OLD", "posted in <#C0OLD>"),
        ("C0OLD/1.2", "posted in <#C0OLD>"),
        ("G0OLD", "posted in <#G0OLD>"),
        (ANA, f"sent to <@{ANA}>"),
        ("D0AB/1.2", "posted here"),
    ],
)
def test_what_could_not_be_posted_says_where(target: str, where: str) -> None:
    message = problem.unsent("card", "restricted_action", target)

    assert f"could not be {where}: " in message.blocks[0]["text"]["text"]


def test_what_nobody_knows_by_name_is_a_message() -> None:
    assert problem.unsent("notice", "x", "C1").text.startswith("A message of mine could not be posted")


@pytest.mark.parametrize("code", ["deactivated", "external", "bot", "unknown", "waiting", "anything else"])
def test_each_reason_stands_behind_a_name(code: str) -> None:
    assert problem.person_reason(code).endswith(".")


def test_who_may_start_is_said_where_it_is_not_everybody() -> None:
    members, designers = errors.MayNotStart(groups=()), errors.MayNotStart(groups=("S0DESIGN", "S0OPS"))

    assert "Only members of this workspace, and not its guests," in said(members)
    assert "Only members of <!subteam^S0DESIGN> and <!subteam^S0OPS> and administrators" in said(designers)


def test_of_many_numbers_that_may_be_called_some_are_named() -> None:
    allowed = tuple(f"+{number}" for number in range(30, 45))

    sentence = said(errors.NumberNotAllowed("101", allowed=allowed))

    assert "Calls to `101` are not allowed here" in sentence
    assert "`+39` and others" in sentence
