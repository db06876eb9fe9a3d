"""`setup` asks, writes `.env` for its owner's eyes alone, and never loses the keys of an earlier one."""

import stat
from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.errors import ConfigError
from bot.settings import load_settings
from bot.verbs.setup.conversation import hold
from bot.verbs.setup.dotenv import write_dotenv
from tests.bot.verbs.conftest import KEY

GIVEN = [
    "SLACK_BOT_TOKEN=xoxb-MARKER",
    "SLACK_APP_TOKEN=xapp-MARKER",
    "PROVIDERS__HQ__KIND=trueconf",
    "PROVIDERS__HQ__BASE_URL=https://conf.example.org",
    "PROVIDERS__HQ__CLIENT_ID=plenum",
    "PROVIDERS__HQ__CLIENT_SECRET=MARKER-secret",
]
SILENT = ["setup", "--no-input", "--no-doctor", "--mode", "socket"]


def silently(*more: str) -> int:
    return main([*SILENT, *(part for given in GIVEN for part in ("--set", given)), *more])


def options(**changes: object) -> Namespace:
    usual: dict[str, object] = {
        "mode": None,
        "given": [],
        "no_input": False,
        "overwrite": False,
        "no_doctor": True,
        "file": Path(".env"),
    }
    return Namespace(**{**usual, **changes})


def answering(answers: Mapping[str, str | list[str]], asked: list[str]) -> Callable[[str], str]:
    """Answers the question that begins so; of several answers the next one; what is not there with Enter."""
    left = {begin: [one] if isinstance(one, str) else list(one) for begin, one in answers.items()}

    def answer(prompt: str) -> str:
        asked.append(prompt)
        mine = next((ready for begin, ready in left.items() if prompt.startswith(begin)), [])
        return mine.pop(0) if mine else ""

    return answer


def test_what_is_given_needs_no_question(folder: Path) -> None:
    status = silently()

    settings = load_settings({}, dotenv=folder / ".env")
    assert status == 0
    assert settings.slack_app_token is not None
    assert settings.default_provider == "hq"
    assert len(settings.secret_keys) == 1


def test_only_its_owner_may_read_the_file(folder: Path) -> None:
    silently()

    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == [".env"]


def test_each_run_makes_a_key_of_its_own(folder: Path) -> None:
    silently()
    silently("--file", "other.env")

    first, second = (load_settings({}, dotenv=folder / name).secret_keys for name in (".env", "other.env"))
    assert first != second


def test_a_file_that_is_there_is_left_as_it_is(complete: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (complete / ".env").read_text()

    status = silently()

    assert status == 1
    assert (complete / ".env").read_text() == before
    assert "left as it is" in capsys.readouterr().out


def test_a_replaced_files_keys_stand_behind_the_fresh_one(complete: Path) -> None:
    status = silently("--overwrite")

    keys = [key.get_secret_value() for key in load_settings({}, dotenv=complete / ".env").secret_keys]
    assert status == 0
    assert len(keys) == 2
    assert keys[1] == KEY


def test_it_says_how_to_make_the_slack_app(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    silently()

    told = capsys.readouterr().out
    assert "https://api.slack.com/apps?new_app=1" in told
    assert "app-manifest.yml" in told
    assert "socket_mode_enabled" in told


def test_no_secret_is_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    silently()

    told = capsys.readouterr()
    assert "MARKER" not in told.out + told.err


def test_it_ends_in_doctor(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [argument for argument in SILENT if argument != "--no-doctor"]
    given = [*GIVEN, "SLACK_API_URL=http://127.0.0.1:9/api/", "PROVIDERS__HQ__BASE_URL=http://127.0.0.1:9"]

    status = main([*arguments, *(part for one in given for part in ("--set", one))])

    assert status == 1
    assert "ok     settings" in capsys.readouterr().out


def test_what_is_missing_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main([*SILENT, "--set", "SLACK_BOT_TOKEN=xoxb-1"])

    assert status == 2
    assert "SLACK_SIGNING_SECRET: is missing" in capsys.readouterr().err
    assert not (folder / ".env").exists()


def test_a_setting_given_without_a_name_is_not_quoted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main([*SILENT, "--set", "xoxb-MARKER"])

    assert status == 2
    assert "MARKER" not in capsys.readouterr().err


class TestConversation:
    """What is asked, and what becomes of the answers."""

    def test_secrets_are_asked_for_without_being_shown(self, folder: Path) -> None:
        openly: list[str] = []
        hidden: list[str] = []
        plain = {"Socket Mode": "http", "Address at": "https://plenum.example.org"}
        server = {"Its kind": "trueconf", "Base url": "https://c.example.org", "Client id": "i"}
        secret = {"Bot token": "xoxb-1", "Signing": "s", "Client secret": "c"}

        hold(options(), ask=answering(plain | server, openly), ask_secret=answering(secret, hidden))

        settings = load_settings({}, dotenv=folder / ".env")
        assert [prompt.partition(" (")[0] for prompt in hidden] == ["Bot token", "Signing secret", "Client secret"]
        assert settings.public_url == "https://plenum.example.org"
        assert settings.database_url == "sqlite:///plenum.sqlite3"
        assert list(settings.providers) == ["hq"]

    def test_a_wrong_answer_is_asked_for_again(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        hidden: list[str] = []
        secret = {"Bot token": "xapp-oops", "SLACK_BOT_TOKEN": "xoxb-1"}

        status = hold(
            options(mode="socket", given=GIVEN[1:]),
            ask=answering({}, []),
            ask_secret=answering(secret, hidden),
        )

        assert status == 0
        assert hidden[-1].startswith("SLACK_BOT_TOKEN")
        assert "SLACK_BOT_TOKEN: does not begin with xoxb-" in capsys.readouterr().out

    def test_an_unknown_choice_is_asked_for_again(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        openly: list[str] = []

        hold(options(given=GIVEN), ask=answering({"Socket Mode": ["carrier pigeon", "socket"]}, openly))

        assert len([prompt for prompt in openly if prompt.startswith("Socket Mode")]) == 2
        assert "Please type one of: socket, http" in capsys.readouterr().out

    @pytest.mark.parametrize(("answer", "status"), [("y", 0), ("", 1), ("no", 1)])
    def test_a_file_that_is_there_is_replaced_only_by_a_yes(self, complete: Path, answer: str, status: int) -> None:
        ask = answering({".env is there already": answer}, [])

        assert hold(options(mode="socket", given=GIVEN), ask=ask) == status

    def test_a_secret_from_a_file_is_not_asked_for(self, folder: Path) -> None:
        (folder / "token").write_text("xoxb-1")
        hidden: list[str] = []

        hold(
            options(mode="socket", given=[*GIVEN[1:], "SLACK_BOT_TOKEN_FILE=token"]),
            ask=answering({}, []),
            ask_secret=answering({}, hidden),
        )

        assert hidden == []
        assert load_settings({}, dotenv=folder / ".env").slack_bot_token is not None

    def test_what_no_answer_can_mend_ends_it(self, folder: Path) -> None:
        with pytest.raises(ConfigError):
            hold(
                options(mode="socket", given=[*GIVEN, "PROVIDERS__A B__KIND=trueconf", "DEFAULT_PROVIDER=hq"]),
                ask=answering({}, []),
                ask_secret=answering({}, []),
            )

        assert not (folder / ".env").exists()


@pytest.mark.parametrize(
    "value", ["plain", "it's", "two words", 'say "hi"', "a#b", "back\\slash", "${HOME}", "ü=1", "\\'"]
)
def test_what_is_written_is_read_back(value: str, folder: Path) -> None:
    write_dotenv(folder / ".env", {"PROVIDERS__HQ__CLIENT_ID": value})

    say_rest = {line.partition("=")[0]: line.partition("=")[2] for line in GIVEN}
    rest = {**say_rest, "SECRET_KEYS": KEY, "PROVIDERS__HQ__KIND": "trueconf"}
    rest.pop("PROVIDERS__HQ__CLIENT_ID")
    settings = load_settings(rest, dotenv=folder / ".env").providers["hq"].settings
    assert settings.model_dump()["client_id"] == value
