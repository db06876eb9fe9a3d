"""The log is one line per event, for a person or a machine, and never holds a secret."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pytest

from bot.logs import QUIET, set_up_logs

MARKERS = ["MARKER-plain", 'MARKER "quoted"\nküche', "xoxb-MARKER-1"]


@contextmanager
def logs(form: Literal["console", "json"], *, level: str = "info") -> Iterator[io.StringIO]:
    """What is logged inside is in the stream; afterwards logging is as it was before."""
    root, hook = logging.getLogger(), sys.excepthook
    before = root.level, root.handlers[:], {name: logging.getLogger(name).level for name in QUIET}
    stream = io.StringIO()
    try:
        set_up_logs(level=level, form=form, secrets=MARKERS, stream=stream)
        yield stream
    finally:
        root.level, root.handlers[:], levels = before
        for name, quiet in levels.items():
            logging.getLogger(name).setLevel(quiet)
        sys.excepthook = hook


def fail_with(words: str) -> None:
    try:
        raise ValueError(words)
    except ValueError:
        logging.getLogger("bot.test").exception("could not")


def test_a_person_reads_time_level_words_and_fields() -> None:
    with logs("console") as stream:
        logging.getLogger("bot.test").info("sent to %s", "Ana", extra={"action": "reminder_sent", "attempt": 2})

    moment, _, rest = stream.getvalue().partition(" ")
    assert rest == "INFO    bot.test: sent to Ana action=reminder_sent attempt=2\n"
    assert moment.endswith("Z")


def test_a_machine_reads_one_object_per_event() -> None:
    with logs("json") as stream:
        logging.getLogger("bot.test").warning("late", extra={"action": "reminder_late", "lateness": 4.5})

    event: dict[str, Any] = json.loads(stream.getvalue())
    assert event.pop("at").endswith("Z")
    assert event == {
        "level": "warning",
        "logger": "bot.test",
        "message": "late",
        "action": "reminder_late",
        "lateness": 4.5,
    }


def test_json_stays_on_one_line_whatever_is_logged() -> None:
    with logs("json") as stream:
        logging.getLogger("bot.test").info("a\nb\r\x85\u2028c", extra={"topic": "x\ny", "odd": object()})
        fail_with("two\nlines")

    lines = stream.getvalue().splitlines()
    assert len(lines) == 2
    assert json.loads(lines[0])["message"] == "a\nb\r\x85\u2028c"
    assert "ValueError: two\nlines" in json.loads(lines[1])["traceback"]


def test_what_people_typed_cannot_begin_a_line_or_colour_the_terminal() -> None:
    with logs("console") as stream:
        logging.getLogger("bot.test").info("a\nb", extra={"topic": "x\ny\x1b[31m"})

    assert len(stream.getvalue().splitlines()) == 1
    assert r"a\nb topic=x\ny\x1b[31m" in stream.getvalue()


def test_a_traceback_stands_indented_below_its_event() -> None:
    with logs("console") as stream:
        fail_with("no")

    first, *below = stream.getvalue().splitlines()
    assert first.endswith("bot.test: could not")
    assert below[-1] == "  ValueError: no"
    assert all(line.startswith("  ") for line in below)


@pytest.mark.parametrize("form", ["console", "json"])
@pytest.mark.parametrize("secret", [*MARKERS, "xapp-1-MARKER-nobody-made-known"])
def test_no_secret_gets_through(form: Literal["console", "json"], secret: str) -> None:
    with logs(form) as stream:
        logger = logging.getLogger("somebody.else")
        logger.warning("plain %s", secret)
        logger.warning("escaped %r", {"token": secret})
        logger.warning("in a field", extra={"action": "x", "header": f"Bearer {secret}"})
        fail_with(f"the server refused {secret!r}")

    assert stream.getvalue().count("[secret]") >= 4
    assert "MARKER" not in stream.getvalue()


def test_an_error_nobody_caught_is_logged_without_secrets() -> None:
    with logs("console") as stream:
        error = ValueError(MARKERS[0])
        sys.excepthook(ValueError, error, None)

    assert "stopped by an error nobody expected" in stream.getvalue()
    assert "ValueError: [secret]" in stream.getvalue()


@pytest.mark.parametrize("name", QUIET)
def test_other_peoples_loggers_stay_quiet_even_when_all_is_logged(name: str) -> None:
    with logs("console", level="debug") as stream:
        logging.getLogger(f"{name}.part").info("a whole body")

    assert stream.getvalue() == ""


def test_other_peoples_loggers_say_no_more_than_was_asked_for() -> None:
    with logs("console", level="error") as stream:
        logging.getLogger("slack_bolt").warning("hm")

    assert stream.getvalue() == ""


def test_a_second_set_up_replaces_the_first() -> None:
    with logs("console") as first, logs("console") as second:
        logging.getLogger("bot.test").info("once")

    assert first.getvalue() == ""
    assert second.getvalue().count("once") == 1
