"""Settings are checked as a whole: each problem is one line with its name, what is wrong and an example."""

import base64
import traceback
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from pydantic import HttpUrl, SecretStr, field_validator

from bot.errors import ConfigError
from bot.model import Room, RoomWish
from bot.providers.base import ConferenceProvider, ProviderSettings
from bot.settings import Settings, load_settings

KEY = base64.urlsafe_b64encode(b"k" * 32).decode()
OTHER_KEY = base64.urlsafe_b64encode(b"o" * 32).decode()


class Acme(ConferenceProvider):
    """A kind of back end that only these tests know."""

    kind = "acme"
    title = "Acme Meet"

    class Settings(ProviderSettings):
        base_url: HttpUrl
        token: SecretStr
        api_version: str = "v1"
        guests: bool = True
        seats: int = 10

        @field_validator("token")
        @classmethod
        def _quotes_what_it_refuses(cls, token: SecretStr) -> SecretStr:
            if "bad" in token.get_secret_value():
                raise ValueError(f"{token.get_secret_value()} is no token")
            return token

    async def create(self, wish: RoomWish) -> Room:
        raise NotImplementedError

    async def check(self) -> str:
        raise NotImplementedError


class Old(Acme):
    """A kind whose maker closed it."""

    kind, title, sunset = "old", "Old Meet", date(2025, 6, 30)


KINDS: dict[str, type[ConferenceProvider]] = {"acme": Acme, "old": Old}

GOOD = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": "signing-secret",
    "SECRET_KEYS": KEY,
    "PROVIDERS__HQ__KIND": "acme",
    "PROVIDERS__HQ__BASE_URL": "https://meet.example.org",
    "PROVIDERS__HQ__TOKEN": "acme-token",
}


def load(changes: Mapping[str, str | None] | None = None, *, dotenv: Path | None = None) -> Settings:
    said = {name: value for name, value in {**GOOD, **(changes or {})}.items() if value is not None}
    return load_settings(said, dotenv=dotenv, kinds=KINDS)


def problems(changes: dict[str, str | None]) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        load(changes)
    return caught.value.problems


def test_little_needs_to_be_said() -> None:
    settings = load()

    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url == "sqlite:///plenum.sqlite3"
    assert (settings.host, settings.port) == ("0.0.0.0", 3000)
    assert settings.default_provider == "hq"
    assert settings.log_level == "info"


def test_a_back_end_gets_the_settings_of_its_kind() -> None:
    entry = load({"PROVIDERS__HQ__API_VERSION": "3.10", "PROVIDERS__HQ__GUESTS": "false"}).providers["hq"]

    assert entry.kind == "acme"
    assert isinstance(entry.settings, Acme.Settings)
    assert entry.settings.api_version == "3.10"
    assert entry.settings.guests is False


def test_two_signing_secrets_may_stand_while_one_is_being_replaced() -> None:
    settings = load({"SLACK_SIGNING_SECRET": "new, old"})

    assert [secret.get_secret_value() for secret in settings.slack_signing_secrets] == ["new", "old"]


def test_several_secret_keys_may_stand() -> None:
    settings = load({"SECRET_KEYS": f"{KEY},{OTHER_KEY}"})

    assert [key.get_secret_value() for key in settings.secret_keys] == [KEY, OTHER_KEY]


def test_the_base_of_the_web_api_ends_with_a_slash() -> None:
    settings = load({"SLACK_API_URL": "http://127.0.0.1:3100/api"})

    assert settings.slack_api_url == "http://127.0.0.1:3100/api/"


def test_a_bundle_of_certificates_is_taken_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "company.pem").touch()

    assert load({"CA_BUNDLE": str(tmp_path / "company.pem")}).ca_bundle == str(tmp_path / "company.pem")


def test_an_empty_setting_is_not_said() -> None:
    assert load({"PORT": ""}).port == 3000


def test_socket_mode_needs_no_signing_secret() -> None:
    settings = load({"SLACK_SIGNING_SECRET": None, "SLACK_APP_TOKEN": "xapp-1"})

    assert settings.slack_signing_secrets == ()


def test_client_id_and_secret_stand_instead_of_the_bot_token() -> None:
    settings = load({"SLACK_BOT_TOKEN": None, "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "client-secret"})

    assert settings.slack_client_id == "1.2"


SLACK_ON_LOOPBACK = ["http://127.0.0.1:1/api/", "http://127.8.8.8:1/", "http://[::1]:1/api/", "http://localhost:1/api/"]


@pytest.mark.parametrize("slack", SLACK_ON_LOOPBACK)
def test_a_clock_may_be_followed_while_slack_is_on_this_machine(slack: str) -> None:
    settings = load({"SLACK_API_URL": slack, "CLOCK_URL": "http://127.0.0.1:3100/clock"})

    assert settings.clock_url == "http://127.0.0.1:3100/clock"


WRONG: dict[str, tuple[dict[str, str | None], str]] = {
    "no way to speak": ({"SLACK_BOT_TOKEN": None}, "SLACK_BOT_TOKEN: is missing (or, for many workspaces, "),
    "a bot token of another sort": ({"SLACK_BOT_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN: does not begin with xoxb-"),
    "an app token of another sort": ({"SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN: does not begin with xapp-"),
    "half of OAuth": (
        {"SLACK_BOT_TOKEN": None, "SLACK_CLIENT_ID": "1.2"},
        "SLACK_CLIENT_SECRET: is missing beside SLACK_CLIENT_ID; example: SLACK_CLIENT_SECRET=",
    ),
    "one workspace and many": (
        {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "x"},
        "SLACK_BOT_TOKEN: is for one workspace, SLACK_CLIENT_ID for many; keep one of the two",
    ),
    "no way in": ({"SLACK_SIGNING_SECRET": None}, "SLACK_SIGNING_SECRET: is missing (or, for Socket Mode, SLACK_APP"),
    "only commas": ({"SLACK_SIGNING_SECRET": ","}, "SLACK_SIGNING_SECRET: holds nothing but commas"),
    "no keys": ({"SECRET_KEYS": None}, "SECRET_KEYS: is missing; example: SECRET_KEYS=…, which `python -m bot setup`"),
    "a short key": ({"SECRET_KEYS": f"{KEY},c2hvcnQ="}, "SECRET_KEYS: number 2 is not a key: 32 bytes in URL-safe"),
    "a key that is not base64": ({"SECRET_KEYS": "?"}, "SECRET_KEYS: number 1 is not a key"),
    "a real Slack with a moved clock": (
        {"CLOCK_URL": "http://127.0.0.1:1/clock"},
        "CLOCK_URL: is for the playground, and accepted only while SLACK_API_URL is on this machine",
    ),
    "a clock beside a name that is not loopback": (
        {"CLOCK_URL": "http://127.0.0.1:1/clock", "SLACK_API_URL": "http://127.0.0.1.example.org/api/"},
        "CLOCK_URL: is for the playground",
    ),
    "another database": ({"DATABASE_URL": "mysql://h/d"}, "DATABASE_URL: begins with none of sqlite:///, postgres://"),
    "a port that is none": ({"PORT": "http"}, "PORT: should be a valid integer"),
    "a port too high": ({"PORT": "70000"}, "PORT: should be less than or equal to 65535; example: PORT=3000"),
    "an address without scheme": (
        {"PUBLIC_URL": "plenum.example.org"},
        "PUBLIC_URL: is not an address that begins with https:// or http://; example: PUBLIC_URL=https://plenum.",
    ),
    "a bundle that is not there": ({"CA_BUNDLE": "/none.pem"}, "CA_BUNDLE: names a file that does not exist"),
    "an unknown level": ({"LOG_LEVEL": "loud"}, "LOG_LEVEL: should be 'debug', 'info', 'warning' or 'error'"),
    "an unknown format": ({"LOG_FORMAT": "xml"}, "LOG_FORMAT: should be 'console' or 'json'; example: LOG_FORMAT=json"),
    "a kind that does not exist": (
        {"PROVIDERS__HQ__KIND": "zoom"},
        "PROVIDERS__HQ__KIND: is not a kind, which are acme, old; example: PROVIDERS__HQ__KIND=acme",
    ),
    "a back end without a setting": ({"PROVIDERS__HQ": "acme"}, "PROVIDERS: lacks a back end's name or a setting; exa"),
    "no kind": ({"PROVIDERS__HQ__KIND": None}, "PROVIDERS__HQ__KIND: is missing; example: PROVIDERS__HQ__KIND=acme"),
    "an unknown setting of a back end": (
        {"PROVIDERS__HQ__COLOUR": "red"},
        "PROVIDERS__HQ__COLOUR: is not a setting of this kind of back end, which takes JOIN_BASE_URL, CA_BUNDLE, C",
    ),
    "a missing setting of a back end": (
        {"PROVIDERS__HQ__BASE_URL": None},
        "PROVIDERS__HQ__BASE_URL: is missing; example: PROVIDERS__HQ__BASE_URL=https://meet.example.org",
    ),
    "a wrong setting of a back end": ({"PROVIDERS__HQ__SEATS": "many"}, "PROVIDERS__HQ__SEATS: should be a valid int"),
    "a back end's bundle": ({"PROVIDERS__HQ__CA_BUNDLE": "/none.pem"}, "PROVIDERS__HQ__CA_BUNDLE: names a file that"),
    "a name that cannot be typed": (
        {"PROVIDERS__HEAD OFFICE__KIND": "acme", "DEFAULT_PROVIDER": "hq"},
        "PROVIDERS__HEAD OFFICE__…: a name is 1 to 32 letters, digits, _ and -",
    ),
    "several back ends and no default": (
        {"PROVIDERS__B__KIND": "acme", "PROVIDERS__B__BASE_URL": "https://b.example.org", "PROVIDERS__B__TOKEN": "t"},
        "DEFAULT_PROVIDER: is missing beside several back ends, b, hq; example: DEFAULT_PROVIDER=b",
    ),
    "a default that is not there": ({"DEFAULT_PROVIDER": "b"}, "DEFAULT_PROVIDER: is not a back end, which are hq; e"),
    "a settings file that is not there": ({"PLENUM_CONFIG": "/none.toml"}, "PLENUM_CONFIG: /none.toml cannot be read"),
    "a secret's file that is not there": (
        {"SLACK_BOT_TOKEN": None, "SLACK_BOT_TOKEN_FILE": "/none"},
        "SLACK_BOT_TOKEN_FILE: the file it names gives no secret (no such file or directory); example: SLACK_BOT_TOKEN",
    ),
    "a secret given twice": (
        {"SLACK_BOT_TOKEN_FILE": "/none"},
        "SLACK_BOT_TOKEN: is given twice, as itself and by SLACK_BOT_TOKEN_FILE; keep one of the two",
    ),
}


@pytest.mark.parametrize(("changes", "beginning"), WRONG.values(), ids=WRONG.keys())
def test_one_mistake_is_one_line(changes: dict[str, str | None], beginning: str) -> None:
    lines = problems(changes)

    assert len(lines) == 1
    assert lines[0].startswith(beginning)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings({"PORT": "x", "PROVIDERS__HQ__KIND": "acme"}, kinds=KINDS)

    assert sorted(line.partition(":")[0] for line in caught.value.problems) == [
        "PORT",
        "PROVIDERS__HQ__BASE_URL",
        "PROVIDERS__HQ__TOKEN",
        "SECRET_KEYS",
        "SLACK_BOT_TOKEN",
        "SLACK_SIGNING_SECRET",
    ]


def test_no_back_end_at_all_is_told_with_how_to_name_one() -> None:
    lines = problems({name: None for name in GOOD if name.startswith("PROVIDERS__")})

    assert lines == (
        "PROVIDERS__<NAME>__KIND: is missing, there is no back end yet; example: PROVIDERS__HQ__KIND=trueconf",
    )


OLD = {"PROVIDERS__A__KIND": "Old", "PROVIDERS__A__BASE_URL": "https://a.example.org", "PROVIDERS__A__TOKEN": "t"}


class TestClosed:
    """A back end that its maker closed is the default only where it is named."""

    def test_beside_another_that_is_the_default(self) -> None:
        settings = load(OLD)

        assert (settings.default_provider, sorted(settings.providers)) == ("hq", ["a", "hq"])

    def test_it_is_where_it_is_named(self) -> None:
        assert load({**OLD, "DEFAULT_PROVIDER": "a"}).default_provider == "a"

    def test_alone_it_must_be_named(self) -> None:
        assert load({"PROVIDERS__HQ__KIND": "old", "DEFAULT_PROVIDER": "hq"}).default_provider == "hq"
        assert problems({"PROVIDERS__HQ__KIND": "old"}) == (
            "DEFAULT_PROVIDER: is missing, and a back end that its maker closed is the default only where it is named; "
            "example: DEFAULT_PROVIDER=hq",
        )

    def test_it_is_no_example_of_a_default(self) -> None:
        third = {name.replace("__A__", "__Z__"): value for name, value in OLD.items()}

        lines = problems({**OLD, **third, "PROVIDERS__Z__KIND": "acme"})

        assert lines == (
            "DEFAULT_PROVIDER: is missing beside several back ends, a, hq, z; example: DEFAULT_PROVIDER=hq",
        )


def test_the_default_of_several_back_ends_can_be_named_in_any_case() -> None:
    second = {
        "PROVIDERS__B__KIND": "Acme",
        "PROVIDERS__B__BASE_URL": "https://b.example.org",
        "PROVIDERS__B__TOKEN": "t",
    }

    settings = load({**second, "DEFAULT_PROVIDER": "HQ"})

    assert settings.default_provider == "hq"
    assert sorted(settings.providers) == ["b", "hq"]


class TestSources:
    """The environment goes before `.env`, and that before the TOML file."""

    def test_dotenv_gives_what_the_environment_does_not(self, tmp_path: Path) -> None:
        dotenv = tmp_path / ".env"
        dotenv.write_text("PORT=4000\nHOST=127.0.0.1\nSLACK_BOT_TOKEN=xoxb-${HOME}\n")

        settings = load({"HOST": "::1", "SLACK_BOT_TOKEN": None}, dotenv=dotenv)

        assert (settings.port, settings.host) == (4000, "::1")
        assert settings.slack_bot_token == SecretStr("xoxb-${HOME}")

    def test_toml_gives_what_the_others_do_not(self, tmp_path: Path) -> None:
        (tmp_path / ".env").write_text(f"PLENUM_CONFIG={tmp_path}/plenum.toml\nHOST=127.0.0.1\n")
        (tmp_path / "plenum.toml").write_text(
            'host = "::1"\nport = 4000\n[providers.Lab]\nkind = "acme"\nbase_url = "https://b.example.org"\n'
            'token = "t"\nguests = false\napi_version = 3.10\n'
        )

        settings = load({"DEFAULT_PROVIDER": "hq"}, dotenv=tmp_path / ".env")

        assert (settings.port, settings.host) == (4000, "127.0.0.1")
        lab = settings.providers["lab"].settings.model_dump()
        assert (lab["guests"], lab["api_version"]) == (False, "3.10")

    def test_toml_may_list_keys(self, tmp_path: Path) -> None:
        (tmp_path / "plenum.toml").write_text(f'secret_keys = ["{KEY}", "{OTHER_KEY}"]')

        settings = load({"SECRET_KEYS": None, "PLENUM_CONFIG": str(tmp_path / "plenum.toml")})

        assert len(settings.secret_keys) == 2

    @pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SECRET_KEYS", "PROVIDERS__HQ__TOKEN"])
    def test_a_secret_may_come_from_a_file(self, name: str, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text(f"{GOOD[name]}\n")

        settings = load({name: None, f"{name}_FILE": str(tmp_path / "secret")})

        assert settings == load()

    def test_a_database_address_may_come_from_a_file_since_it_holds_a_password(self, tmp_path: Path) -> None:
        (tmp_path / "url").write_text("postgres://me:pw@db/plenum\n")

        settings = load({"DATABASE_URL_FILE": str(tmp_path / "url")})

        assert settings.database_url == "postgres://me:pw@db/plenum"

    def test_a_value_in_the_environment_goes_before_a_file_named_in_dotenv(self, tmp_path: Path) -> None:
        (tmp_path / ".env").write_text("SLACK_BOT_TOKEN_FILE=/none\n")

        settings = load(dotenv=tmp_path / ".env")

        assert settings.slack_bot_token == SecretStr("xoxb-1")

    def test_a_file_in_the_environment_goes_before_a_value_in_dotenv(self, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("t2")
        (tmp_path / ".env").write_text("PROVIDERS__HQ__TOKEN=t1\n")

        changes: dict[str, str | None] = {
            "PROVIDERS__HQ__TOKEN": None,
            "PROVIDERS__HQ__TOKEN_FILE": str(tmp_path / "secret"),
        }
        entry = load(changes, dotenv=tmp_path / ".env").providers["hq"]

        assert entry.settings.model_dump()["token"] == SecretStr("t2")

    def test_an_empty_secret_file_is_one_problem(self, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("\n")

        lines = problems({"SECRET_KEYS": None, "SECRET_KEYS_FILE": str(tmp_path / "secret")})

        assert len(lines) == 1
        assert lines[0].startswith("SECRET_KEYS_FILE: the file it names gives no secret (it is empty)")

    def test_a_dotenv_that_is_no_text_is_one_problem(self, tmp_path: Path) -> None:
        (tmp_path / ".env").write_bytes(b"\xff\xfe\x00PORT")

        with pytest.raises(ConfigError, match=r"cannot be read \(it is not a text file\)"):
            load(dotenv=tmp_path / ".env")

    def test_toml_that_cannot_be_parsed_is_told_with_its_place_alone(self, tmp_path: Path) -> None:
        (tmp_path / "plenum.toml").write_text("port = 1\nsecret_keys = MARKER-1\n")

        lines = problems({"PLENUM_CONFIG": str(tmp_path / "plenum.toml")})

        assert "plenum.toml is not TOML (at line 2, column 15); example: PLENUM_CONFIG=plenum.toml" in lines[0]
        assert "MARKER" not in lines[0]


MARKED: dict[str, str | None] = {
    "SLACK_BOT_TOKEN": "MARKER-bot-token",
    "SLACK_APP_TOKEN": "MARKER-app-token",
    "SLACK_CLIENT_SECRET": "MARKER-client-secret",
    "SLACK_SIGNING_SECRET": "MARKER-signing-secret,MARKER-other",
    "SECRET_KEYS": "MARKER-key",
    "DATABASE_URL": "mysql://me:MARKER-password@db/plenum",
    "PROVIDERS__HQ__TOKEN": "MARKER-bad-token",
    "PROVIDERS__HQ__TOKN": "MARKER-mistyped",
    "PROVIDERS__HQ__TOKEN_FILE": "MARKER-where-a-path-belongs",
}


class TestSecrets:
    """Secrets never appear in messages, `repr` or tracebacks."""

    def test_no_secret_is_in_a_problem_or_its_traceback(self) -> None:
        with pytest.raises(ConfigError) as caught:
            load(MARKED)

        shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
        assert len(caught.value.problems) >= 6
        assert "MARKER" not in shown

    def test_what_a_back_end_says_of_a_secret_is_blotted_out(self) -> None:
        lines = problems({"PROVIDERS__HQ__TOKEN": "MARKER-bad-token"})

        assert lines == ("PROVIDERS__HQ__TOKEN: … is no token; example: PROVIDERS__HQ__TOKEN=…",)

    def test_no_secret_is_in_the_repr(self) -> None:
        settings = load(
            {
                "SLACK_BOT_TOKEN": "xoxb-MARKER",
                "SLACK_APP_TOKEN": "xapp-MARKER",
                "SLACK_SIGNING_SECRET": "MARKER",
                "DATABASE_URL": "postgres://me:MARKER@db/plenum",
                "PROVIDERS__HQ__TOKEN": "MARKER",
            }
        )

        assert "MARKER" not in repr(settings) + str(settings)
        assert KEY not in repr(settings)

    def test_the_log_can_learn_every_secret(self) -> None:
        settings = load({"SLACK_APP_TOKEN": "xapp-1", "DATABASE_URL": "postgres://me:p%40ss@db/plenum"})

        assert set(settings.secret_texts()) == {
            "xoxb-1",
            "xapp-1",
            "signing-secret",
            KEY,
            "acme-token",
            "p%40ss",
            "p@ss",
        }
