"""The command line: verbs, help, exit status, and what happens when the settings are wrong."""

import io
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import VERBS, main
from tests.bot.verbs.conftest import say

ROOT = Path(__file__).parents[3]
NEEDS_SETTINGS = [name for name in VERBS if name != "setup"]


def test_help_names_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])

    assert stopped.value.code == 0
    told = capsys.readouterr().out
    assert all(verb.SUMMARY in told for verb in VERBS.values())


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([name, "--help"])

    assert stopped.value.code == 0
    assert VERBS[name].DESCRIPTION in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["fly"], ["serve", "--fast"]])
def test_what_is_no_verb_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)

    assert stopped.value.code == 2
    assert "usage: plenum" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("name", NEEDS_SETTINGS)
def test_wrong_settings_are_one_line_each_and_exit_2(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = main([name])

    told = capsys.readouterr()
    assert status == 2
    assert [line.partition(":")[0] for line in told.err.splitlines()] == [
        "PROVIDERS__<NAME>__KIND",
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
        "SECRET_KEYS",
    ]
    assert told.out == ""


def test_help_is_there_at_once_since_nothing_heavy_is_loaded_for_it() -> None:
    heavy = "{'slack_bolt', 'sqlalchemy', 'httpx', 'pydantic', 'aiohttp', 'asyncio'}"
    script = f"import sys, bot.__main__; print(sorted({heavy} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout.strip() == "[]"


def test_the_module_can_be_run(folder: Path) -> None:
    command = [sys.executable, "-m", "bot", "serve"]

    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=folder, env={"PYTHONPATH": str(ROOT)}
    )

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_a_line_about_the_settings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        say(folder, HOST="127.0.0.1", PORT=str(taken.getsockname()[1]))

        status = main(["serve"])

    assert status == 2
    assert capsys.readouterr().err.startswith("HOST and PORT: 127.0.0.1:")


def test_a_database_that_is_away_is_a_line_and_exit_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    say(folder, DATABASE_URL="postgresql://me:MARKER-pw@127.0.0.1:9/plenum")

    status = main(["worker"])

    told = capsys.readouterr().err
    assert status == 1
    assert "the database cannot be used: " in told
    assert "Traceback" not in told
    assert "MARKER" not in told


@pytest.mark.usefixtures("folder")
def test_whoever_answers_nothing_more_ends_setup_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))

    assert main(["setup"]) == 130
