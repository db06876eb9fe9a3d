"""`doctor` looks at everything, says what is wrong and what to do, and never fails itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.__main__ import main
from bot.clock import utc_now
from bot.scopes import BOT_SCOPES, OPTIONAL_BOT_SCOPES
from bot.settings import Settings, load_settings
from bot.store import schema
from bot.store.database import Database
from bot.verbs.doctor.database import examine_database
from bot.verbs.doctor.examination import examine
from bot.verbs.doctor.finding import Finding, Mark, examined, ok
from bot.verbs.doctor.slack import examine_slack
from playground.backends.sourceloop import SourceLoopConfig, bearer
from playground.backends.sourceloop import create_app as create_sourceloop
from playground.backends.trueconf import TrueConfConfig, create_app
from playground.backends.vonage import VonageConfig, key_pair
from playground.backends.vonage import create_app as create_vonage
from playground.running import running
from tests.bot.store.past import sent
from tests.bot.verbs.conftest import COMPLETE, say
from tests.conftest import NOON

ALL_SCOPES = frozenset({*BOT_SCOPES, *OPTIONAL_BOT_SCOPES})
PLENUM = {"PROVIDERS__HQ__CLIENT_ID": "plenum", "PROVIDERS__HQ__CLIENT_SECRET": "plenum-secret"}


@asynccontextmanager
async def slack(scopes: frozenset[str] = ALL_SCOPES, *, token: str = "xoxb-MARKER") -> AsyncIterator[str]:
    """The two methods that doctor asks, answered with Slack's header of scopes; gives the base of the Web API."""

    async def test(request: Request) -> JSONResponse:
        if request.headers["authorization"] != f"Bearer {token}":
            return JSONResponse({"ok": False, "error": "invalid_auth"})
        told = {"ok": True, "team_id": "T1", "team": "Acme", "user_id": "UBOT", "bot_id": "B1"}
        return JSONResponse(told, headers={"x-oauth-scopes": ",".join(scopes)})

    async def open_connection(request: Request) -> JSONResponse:
        if request.headers["authorization"] != "Bearer xapp-MARKER":
            return JSONResponse({"ok": False, "error": "not_allowed_token_type"})
        return JSONResponse({"ok": True, "url": "wss://127.0.0.1:9/link"})

    methods = {"auth.test": test, "apps.connections.open": open_connection}
    routes = [Route(f"/api/{name}", method, methods=["POST"]) for name, method in methods.items()]
    async with running(Starlette(routes=routes)) as base:
        yield f"{base}/api/"


@asynccontextmanager
async def trueconf() -> AsyncIterator[str]:
    async with running(create_app(TrueConfConfig(), utc_now)) as base:
        yield base


def settings(**changes: str) -> Settings:
    return load_settings({name: value for name, value in {**COMPLETE, **changes}.items() if value})


def about(findings: tuple[Finding, ...] | list[Finding], what: str) -> Finding:
    return next(finding for finding in findings if finding.about == what)


async def test_nothing_is_wrong_where_all_is_well(sqlite_url: str) -> None:
    async with slack() as api, trueconf() as server:
        findings = await examine(
            settings(SLACK_API_URL=api, DATABASE_URL=sqlite_url, PROVIDERS__HQ__BASE_URL=server, **PLENUM)
        )

    assert [finding for finding in findings if finding.mark is Mark.WRONG] == []
    assert about(findings, "settings").mark is Mark.OK
    assert about(findings, "Slack bot token").words == "workspace Acme (T1)"
    assert "signed in" in about(findings, "back end hq").words
    assert server in about(findings, "link of hq").words


async def test_the_link_to_try_is_the_one_that_people_get(sqlite_url: str) -> None:
    async with trueconf() as server:
        changes = {"PROVIDERS__HQ__BASE_URL": server, "PROVIDERS__HQ__JOIN_BASE_URL": "https://meet.example.org"}
        findings = await examine(settings(DATABASE_URL=sqlite_url, **PLENUM, **changes))

    assert about(findings, "link of hq").words.endswith(": https://meet.example.org/")


@pytest.mark.parametrize(
    ("join_url", "join_base_url", "link"),
    [
        ("https://meet.example.org/{id}", "", "https://meet.example.org/sample"),
        (
            "https://meet.example.org/#/room?id={id}&token={token}",
            "https://m.example.org",
            "https://m.example.org/#/room?id=sample&token=sample",
        ),
    ],
)
async def test_the_link_to_try_leads_to_the_pages_where_people_meet(
    join_url: str, join_base_url: str, link: str, sqlite_url: str
) -> None:
    config = SourceLoopConfig()
    async with running(create_sourceloop(config, utc_now)) as server:
        there = {"KIND": "sourceloop", "BASE_URL": server, "TOKEN": bearer(config), "JOIN_URL": join_url}
        said = {f"PROVIDERS__LOOP__{name}": value for name, value in (there | {"JOIN_BASE_URL": join_base_url}).items()}
        findings = await examine(settings(DATABASE_URL=sqlite_url, DEFAULT_PROVIDER="hq", **said))

    assert about(findings, "link of loop").words.endswith(f": {link}")


class TestSlack:
    """The tokens, and each scope."""

    async def test_each_scope_is_told_with_its_reason(self) -> None:
        async with slack() as api:
            findings = await examine_slack(settings(SLACK_API_URL=api))

        told = {finding.about: finding.words for finding in findings if finding.about.startswith("scope ")}
        assert told == {f"scope {scope}": why for scope, why in {**BOT_SCOPES, **OPTIONAL_BOT_SCOPES}.items()}

    async def test_a_missing_scope_is_wrong_and_says_what_is_lost(self) -> None:
        async with slack(ALL_SCOPES - {"im:write"}) as api:
            findings = await examine_slack(settings(SLACK_API_URL=api))

        finding = about(findings, "scope im:write")
        assert finding.mark is Mark.WRONG
        assert finding.words == f"missing; lost: {BOT_SCOPES['im:write']}"
        assert about(findings, "scopes").words.endswith("then install the app again")

    async def test_scopes_that_slack_does_not_tell_are_worth_a_note(self) -> None:
        async with slack(frozenset()) as api:
            findings = await examine_slack(settings(SLACK_API_URL=api))

        assert about(findings, "scopes").mark is Mark.NOTE
        assert not [finding for finding in findings if finding.about.startswith("scope ")]

    async def test_a_missing_optional_scope_is_only_a_note(self) -> None:
        async with slack(frozenset(BOT_SCOPES)) as api:
            findings = await examine_slack(settings(SLACK_API_URL=api))

        assert about(findings, "scope channels:history").mark is Mark.NOTE
        assert not [finding for finding in findings if finding.mark is Mark.WRONG]

    async def test_a_token_that_slack_refuses_is_told_with_slacks_word(self) -> None:
        async with slack(token="xoxb-another") as api:
            findings = await examine_slack(settings(SLACK_API_URL=api))

        assert about(findings, "Slack bot token").words == "SLACK_BOT_TOKEN: Slack refuses it (invalid_auth)"

    async def test_a_slack_that_does_not_answer_is_told_with_its_address(self) -> None:
        findings = await examine_slack(settings())

        finding = about(findings, "Slack bot token")
        assert finding.mark is Mark.WRONG
        assert finding.words.startswith("http://127.0.0.1:9/api/ does not answer (")

    @pytest.mark.parametrize(
        ("token", "mark", "words"),
        [
            ("xapp-MARKER", Mark.OK, "Socket Mode can be opened"),
            (
                "xapp-wrong",
                Mark.WRONG,
                "SLACK_APP_TOKEN: Slack refuses it (not_allowed_token_type); it needs the scope",
            ),
        ],
    )
    async def test_the_app_token_is_tried_out(self, token: str, mark: Mark, words: str) -> None:
        async with slack() as api:
            findings = await examine_slack(settings(SLACK_API_URL=api, SLACK_APP_TOKEN=token))

        finding = about(findings, "Slack app token")
        assert finding.mark is mark
        assert finding.words.startswith(words)

    async def test_an_app_token_cannot_be_tried_out_without_slack(self) -> None:
        findings = await examine_slack(settings(SLACK_APP_TOKEN="xapp-MARKER"))

        assert "does not answer" in about(findings, "Slack app token").words

    async def test_over_http_it_says_which_address_slack_is_to_use(self) -> None:
        findings = await examine_slack(settings(PUBLIC_URL="https://plenum.example.org/"))

        assert about(findings, "Slack").words == "reaches Plenum at https://plenum.example.org/slack/events"

    async def test_for_many_workspaces_it_says_where_one_installs(self) -> None:
        oauth = {"SLACK_BOT_TOKEN": "", "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "c"}

        findings = await examine_slack(settings(**oauth, PUBLIC_URL="https://plenum.example.org"))

        finding = about(findings, "Slack bot token")
        assert finding.mark is Mark.NOTE
        assert finding.words.endswith("https://plenum.example.org/slack/install")


class TestDatabase:
    """Whether it can be used, and its schema."""

    async def test_the_newest_schema_is_well(self, database_url: str) -> None:
        (finding,) = await examine_database(database_url)

        assert finding.mark is Mark.OK

    async def test_what_was_given_up_is_listed_with_what_to_do(self, database_url: str) -> None:
        db = await Database.open(database_url, sole=False)
        await sent(db, 3, state="parked", reason="http_503")
        await sent(db, 1, state="parked", reason="no_answer", kind="card", workspace_id="T2", at=NOON)
        await db.close()

        (_, *given_up) = await examine_database(database_url)

        assert {(one.mark, one.about) for one in given_up} == {(Mark.NOTE, "given up")}
        first, second, advice = (one.words for one in given_up)
        assert first == "3 × card_update of workspace T1 (http_503), since 2026-08-24 12:00 UTC, after a day of trying"
        assert second == "1 × card of workspace T2 (no_answer), since 2026-11-23 12:00 UTC, after a day of trying"
        assert advice.startswith("these are not sent any more")

    async def test_of_very_much_that_was_given_up_the_rest_is_counted(self, sqlite_url: str) -> None:
        db = await Database.open(sqlite_url, sole=False)
        for number in range(13):
            await sent(db, 2, state="parked", reason="http_503", workspace_id=f"T{number}")
        await db.close()

        (_, *given_up) = await examine_database(sqlite_url)

        assert len(given_up) == 11
        assert given_up[-1].words.startswith("and 6 more; these")

    async def test_an_empty_sqlite_file_is_worth_a_note(self, tmp_path: Path) -> None:
        (finding,) = await examine_database(f"sqlite:///{tmp_path}/new.sqlite3")

        assert finding.mark is Mark.NOTE
        assert "is empty; `serve` brings it to 0" in finding.words

    @pytest.mark.postgres
    @pytest.mark.parametrize(("wrong_s", "words"), [(-600, "600 s ahead of this machine's"), (30, "30 s behind this")])
    async def test_clocks_that_disagree_are_told(self, wrong_s: float, words: str, postgres_url: str) -> None:
        findings = await examine_database(postgres_url, clock=lambda: utc_now() + timedelta(seconds=wrong_s))

        assert about(findings, "clock").mark is Mark.NOTE
        assert words in about(findings, "clock").words

    @pytest.mark.postgres
    async def test_clocks_that_agree_are_not_mentioned(self, postgres_url: str) -> None:
        (finding,) = await examine_database(postgres_url)

        assert finding.mark is Mark.OK

    @pytest.mark.postgres
    async def test_an_older_postgresql_needs_migrate(self, postgres_url: str) -> None:
        await pretend(postgres_url, "DELETE FROM alembic_version")

        (finding,) = await examine_database(postgres_url)

        assert finding.mark is Mark.WRONG
        assert finding.words.endswith("run: python -m bot migrate")

    async def test_a_newer_one_needs_a_newer_plenum(self, database_url: str) -> None:
        await pretend(database_url, "UPDATE alembic_version SET version_num = '9999'")

        (finding,) = await examine_database(database_url)

        assert finding.mark is Mark.WRONG
        assert "a newer Plenum made it (schema 9999, " in finding.words

    async def test_a_file_that_is_no_database_is_wrong(self, tmp_path: Path) -> None:
        (tmp_path / "letter.txt").write_text("Dear all, this is no database at all. " * 50)

        (finding,) = await examined("database", lambda: examine_database(f"sqlite:///{tmp_path}/letter.txt"))

        assert finding.mark is Mark.WRONG
        assert "file is not a database" in finding.words

    async def test_a_server_that_is_not_there_is_wrong(self) -> None:
        (finding,) = await examine_database("postgresql://me@127.0.0.1:9/plenum")

        assert finding.mark is Mark.WRONG
        assert finding.words.startswith("cannot be used: ")


class TestBackEnds:
    """Whether each answers and lets us in."""

    async def test_wrong_credentials_are_told_as_such(self, sqlite_url: str) -> None:
        async with trueconf() as server:
            findings = await examine(settings(DATABASE_URL=sqlite_url, PROVIDERS__HQ__BASE_URL=server))

        finding = about(findings, "back end hq")
        assert finding.mark is Mark.WRONG
        assert finding.words.startswith("TrueConf Server rejects our credentials, or they lack a right")

    async def test_one_that_is_not_there_is_told_with_what_to_check(self, sqlite_url: str) -> None:
        findings = await examine(settings(DATABASE_URL=sqlite_url))

        finding = about(findings, "back end hq")
        assert finding.mark is Mark.WRONG
        assert finding.words.startswith("TrueConf Server cannot be reached; check BASE_URL, CA_BUNDLE, HTTPS_PROXY")

    async def test_one_that_its_maker_closed_is_told_as_such_whether_it_answers_or_not(self, sqlite_url: str) -> None:
        private_key, public_key = key_pair()
        config = VonageConfig(public_key=public_key)
        old = {
            "PROVIDERS__OLD__KIND": "vonage",
            "PROVIDERS__OLD__APPLICATION_ID": config.application_id,
            "PROVIDERS__OLD__PRIVATE_KEY": private_key.replace("\n", "\\n"),
        }
        async with running(create_vonage(config, utc_now)) as server:
            answering = settings(DATABASE_URL=sqlite_url, PROVIDERS__OLD__BASE_URL=server, **old)
            found = await examine(answering)
        noted = [finding for finding in found if finding.about == "back end old"]
        told = [finding.words for finding in found if finding.about == "webhooks of old"]
        (wrong,) = [finding for finding in await examine(answering) if finding.about == "back end old"]

        assert [finding.mark for finding in noted] == [Mark.OK, Mark.NOTE]
        assert told == ["set PUBLIC_URL to where this server reaches Plenum, or no card can show who is in"]
        assert noted[1].words == "Vonage Meetings was closed by its maker on 2025-06-30; use another back end"
        assert wrong.mark is Mark.WRONG
        assert wrong.words.startswith("Vonage Meetings is closed, as its maker announced; take this back end out")

    async def test_certificates_that_are_none_are_told_by_the_settings_name(
        self, sqlite_url: str, tmp_path: Path
    ) -> None:
        (tmp_path / "company.pem").write_text("no certificate")
        bundle = {"PROVIDERS__HQ__CA_BUNDLE": str(tmp_path / "company.pem")}

        findings = await examine(settings(DATABASE_URL=sqlite_url, **bundle))

        assert about(findings, "back end hq").words.startswith(
            "PROVIDERS__HQ__CA_BUNDLE: is not a file of certificates"
        )


class TestExamining:
    """A check that fails is a finding."""

    async def test_a_check_that_raises_is_a_finding(self) -> None:
        async def check() -> list[Finding]:
            raise LookupError("odd")

        (finding,) = await examined("moon", check)

        assert finding.mark is Mark.WRONG
        assert finding.words == "the check itself failed: LookupError: odd"

    async def test_a_check_that_hangs_is_a_finding(self) -> None:
        async def check() -> list[Finding]:
            await asyncio.Event().wait()
            return [ok("moon", "full")]

        (finding,) = await examined("moon", check, patience=timedelta(milliseconds=10))

        assert finding.words == "no answer within 0.01 s"


@pytest.mark.usefixtures("complete")
def test_the_table_ends_with_a_count_and_exit_1(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["doctor"])

    told = capsys.readouterr()
    assert status == 1
    assert told.out.endswith("\n2 things are wrong.\n")
    assert "WRONG  Slack bot token  " in told.out
    assert "Traceback" not in told.out + told.err
    assert "MARKER" not in told.out + told.err


def test_a_moved_clock_is_worth_a_note(complete: Path, capsys: pytest.CaptureFixture[str]) -> None:
    say(complete, CLOCK_URL="http://127.0.0.1:9/clock")

    main(["doctor"])

    assert "note   CLOCK_URL" in capsys.readouterr().out


async def pretend(database_url: str, statement: str) -> None:
    db = await Database.open(database_url, sole=False)
    async with db.write() as connection:
        await connection.exec_driver_sql(statement)
    assert (await schema.state(db)).schema is not schema.Schema.CURRENT
    await db.close()
