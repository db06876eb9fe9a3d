"""What administrators do: what is sent, what they read, and which words of theirs mean nothing."""

from typing import Any

import httpx
import pytest

from bot.errors import Denied, Garbled, ProviderError, Refused, Unanswered
from bot.providers.chores import MisuseError, Report
from bot.providers.vonage import Vonage
from tests.bot.providers.vonage.script import Connect, Server, do, others, ours, page, refusal, wire

THEME = "ef2b46f3-8ebb-437e-a671-272e4990fbc8"
ROW = (THEME, "Theme1", "#12f64e", "Brand", "short-url")
HEAD = ("id", "name", "colour", "text", "short URL", "new rooms")


def theme(status: int = 200, **changes: object) -> httpx.Response:
    return httpx.Response(status, json=wire("theme") | changes)


class TestThemes:
    async def test_are_listed_with_the_one_of_new_rooms(self, server: Server, connect: Connect) -> None:
        server.says("GET themes", httpx.Response(200, json=[*wire("themes"), wire("theme") | {"theme_id": "other"}]))

        report = await do(connect(theme=THEME), "themes list")

        assert report == Report(head=HEAD, rows=((*ROW, "have it"), ("other", *ROW[1:], "")), said="2 themes.")

    @pytest.mark.parametrize("none", [{}, []], ids=["as captured", "as documented"])
    async def test_may_be_none(self, none: object, server: Server, old: Vonage) -> None:
        server.says("GET themes", httpx.Response(200, json=none))

        assert await do(old, "themes list") == Report(head=HEAD, rows=(), said="0 themes.")

    @pytest.mark.parametrize("answer", [None, {"themes": []}, [{}], [{"theme_id": THEME}], "[]"], ids=str)
    async def test_are_not_made_up(self, answer: object, server: Server, old: Vonage) -> None:
        server.says("GET themes", httpx.Response(200, json=answer))

        with pytest.raises(Garbled):
            await do(old, "themes list")

    async def test_are_added_with_all_that_can_be_said_of_them(self, server: Server, old: Vonage) -> None:
        server.says("POST themes", theme(201))

        report = await do(old, "themes add", "#12f64e", "Brand", "Theme1", "short-url")

        assert server.body() == wire("create_theme_request")["body"]
        assert report.rows == ((*ROW, ""),)

    async def test_are_added_with_the_least(self, server: Server, old: Vonage) -> None:
        server.says("POST themes", theme(201, theme_name=None, short_company_url=None))

        report = await do(old, "themes add", "12F", "Brand")

        assert server.body() == {"main_color": "#12F", "brand_text": "Brand"}
        assert report.rows == ((THEME, "", "#12f64e", "Brand", "", ""),)

    @pytest.mark.parametrize(
        ("said", "wrong"),
        [
            (("#12f6", "Brand"), "'#12f6' is no colour"),
            (("green", "Brand"), "is no colour"),
            (("##fff", "Brand"), "is no colour"),
            (("#fff\n", "Brand"), "is no colour"),
            (("#fff", ""), "is no text"),
            (("#fff", "x" * 201), "is no text"),
            (("#fff", "Brand", "x" * 201), "is no name"),
            (("#fff", "Brand", "Name", "1234"), "is no short-url"),
            (("#fff", "Brand", "Name", "a/b"), "is no short-url"),
            (("#fff", "Brand", "Name", "x" * 129), "is no short-url"),
        ],
    )
    async def test_that_cannot_be_are_not_asked_for(
        self, said: tuple[str, ...], wrong: str, server: Server, old: Vonage
    ) -> None:
        with pytest.raises(MisuseError, match=wrong):
            await do(old, "themes add", *said)

        assert server.asked == []

    @pytest.mark.parametrize(
        ("field", "name"),
        [("colour", "main_color"), ("text", "brand_text"), ("name", "theme_name"), ("short-url", "short_company_url")],
    )
    async def test_are_changed_one_thing_at_a_time(self, field: str, name: str, server: Server, old: Vonage) -> None:
        server.says(f"PATCH themes/{THEME}", theme())

        await do(old, "themes change", THEME, field, "#abcdef" if field == "colour" else "acme")

        assert server.body() == {"update_details": {name: "#abcdef" if field == "colour" else "acme"}}

    async def test_have_nothing_else_to_change(self, server: Server, old: Vonage) -> None:
        with pytest.raises(MisuseError, match="'logo' is nothing that a theme has: colour, text, name, short-url"):
            await do(old, "themes change", THEME, "logo", "x.png")

        assert server.asked == []

    async def test_are_shown_with_their_rooms(self, server: Server, old: Vonage) -> None:
        server.says(f"GET themes/{THEME}", theme())
        server.says(
            f"GET themes/{THEME}/rooms", page(*others(), start=501), page(ours(expires_at="2026-11-24T00:00:00Z"))
        )

        report = await do(old, "themes show", THEME)

        assert report.head == ("room", "reference", "topic", "state", "until")
        assert report.rows[-1][1:] == ("k7f3k7f3k7f3", "test_long_term_room", "open", "2026-11-24 00:00 UTC")
        assert report.said == "Theme1: #12f64e, Brand; 501 rooms with it."

    @pytest.mark.parametrize(("more", "query"), [((), {}), (("force",), {"force": "true"})])
    async def test_are_removed_as_told(
        self, more: tuple[str, ...], query: dict[str, str], server: Server, old: Vonage
    ) -> None:
        server.says(f"DELETE themes/{THEME}", httpx.Response(204))

        await do(old, "themes remove", THEME, *more)

        assert dict(server.asked[0].url.params) == query
        assert server.asked[0].content == b""

    async def test_in_use_are_removed_by_force_alone(self, server: Server, old: Vonage) -> None:
        server.says(f"DELETE themes/{THEME}", refusal("theme_in_use"))

        with pytest.raises(MisuseError, match="say `force`"):
            await do(old, "themes remove", THEME)

    @pytest.mark.parametrize("more", [(), ("force",)])
    async def test_that_new_rooms_have_are_not_removed(
        self, more: tuple[str, ...], server: Server, connect: Connect
    ) -> None:
        with pytest.raises(MisuseError, match="the setting THEME names it"):
            await do(connect(theme=THEME), "themes remove", THEME, *more)

        assert server.asked == []

    async def test_become_the_default(self, server: Server, old: Vonage) -> None:
        server.says("PATCH applications", httpx.Response(200, json=wire("application")))

        report = await do(old, "themes default", THEME)

        assert server.body() == wire("set_default_theme_request")["body"]
        assert report.said.startswith(THEME)

    @pytest.mark.parametrize("answer", [refusal("default_theme_unknown"), refusal("room_not_found")])
    async def test_that_are_not_there_become_no_default(
        self, answer: httpx.Response, server: Server, old: Vonage
    ) -> None:
        server.says("PATCH applications", answer)

        with pytest.raises(MisuseError, match="no theme has that id"):
            await do(old, "themes default", THEME)

    @pytest.mark.parametrize("words", ["themes show", "themes remove", "themes default", "themes change"])
    async def test_are_named_by_their_ids(self, words: str, server: Server, old: Vonage) -> None:
        with pytest.raises(MisuseError, match="'Theme1' is no theme's id"):
            await do(old, words, "Theme1", "text", "x")

        assert server.asked == []

    @pytest.mark.parametrize(
        ("call", "words", "more"),
        [
            (f"GET themes/{THEME}", "themes show", ()),
            (f"PATCH themes/{THEME}", "themes change", ("text", "x")),
            (f"DELETE themes/{THEME}", "themes remove", ()),
        ],
    )
    async def test_that_are_not_there_are_said_not_to_be(
        self, call: str, words: str, more: tuple[str, ...], server: Server, old: Vonage
    ) -> None:
        server.says(call, refusal("room_not_found"))

        with pytest.raises(MisuseError, match="no theme has that id"):
            await do(old, words, THEME, *more)

    async def test_whose_rooms_are_not_there_are_not_taken_for_a_closed_service(
        self, server: Server, old: Vonage
    ) -> None:
        """The address ends like that of the list of all rooms."""
        server.says(f"GET themes/{THEME}", theme())
        server.says(f"GET themes/{THEME}/rooms", refusal("theme_not_found"))

        with pytest.raises(MisuseError, match="no theme has that id"):
            await do(old, "themes show", THEME)

    @pytest.mark.parametrize(
        ("call", "words", "said"),
        [
            ("POST themes", "themes add", ("#fff", "Brand", "Theme1")),
            (f"PATCH themes/{THEME}", "themes change", (THEME, "name", "Theme1")),
        ],
    )
    async def test_have_names_of_their_own(
        self, call: str, words: str, said: tuple[str, ...], server: Server, old: Vonage
    ) -> None:
        server.says(call, refusal("theme_name"))

        with pytest.raises(MisuseError, match="there already"):
            await do(old, words, *said)

    @pytest.mark.parametrize(
        ("answer", "called"),
        [
            (refusal("validation"), Refused),
            (refusal("room_quota"), Refused),
            (httpx.Response(409), Garbled),
            (httpx.Response(201, json={}), Garbled),
            (httpx.ReadError("broken"), Unanswered),
        ],
    )
    async def test_that_could_not_be_added_are_told_like_any_trouble(
        self, answer: httpx.Response | Exception, called: type[ProviderError], server: Server, old: Vonage
    ) -> None:
        server.says("POST themes", answer)

        with pytest.raises(called):
            await do(old, "themes add", "#fff", "Brand")

    @pytest.mark.parametrize(
        ("answer", "called"),
        [(httpx.Response(200, content=b"<html>"), Garbled), (httpx.Response(403), Denied)],
    )
    async def test_are_removed_only_when_that_is_said(
        self, answer: httpx.Response, called: type[ProviderError], server: Server, old: Vonage
    ) -> None:
        server.says(f"DELETE themes/{THEME}", answer)

        with pytest.raises(called):
            await do(old, "themes remove", THEME)


class TestRooms:
    async def test_are_plenums_open_ones(self, server: Server, old: Vonage) -> None:
        server.says("GET rooms", page(*others(2), ours(), ours(is_available=False), ours(metadata="k7f3k7f3k7f")))

        report = await do(old, "rooms")

        assert [row[1] for row in report.rows] == ["k7f3k7f3k7f3"]
        assert report.said == "1 room of Plenum's; not shown: 1 closed, 3 of other programs."

    @pytest.mark.parametrize(
        ("changes", "state", "until"),
        [
            ({}, "open", "2023-01-30 00:47 UTC"),
            ({"is_available": False}, "closed", "2023-01-30 00:47 UTC"),
            ({"is_available": None, "expires_at": None}, "", ""),
        ],
        ids=str,
    )
    async def test_are_shown_as_far_as_it_is_told(
        self, changes: dict[str, Any], state: str, until: str, server: Server, old: Vonage
    ) -> None:
        server.says("GET rooms", page(ours(**changes)))

        report = await do(old, "rooms", "all")

        assert report.rows[0][3:] == (state, until)

    async def test_show_no_secret(self, server: Server, old: Vonage) -> None:
        callbacks = {"sessions_callback_url": "https://plenum.test/webhooks/SECRET"}
        server.says("GET rooms", page(ours(callback_urls=callbacks)))

        report = await do(old, "rooms")

        assert "SECRET" not in f"{report}"
        assert "PLACEHOLDER" not in f"{report}"

    async def test_are_all_or_the_open_ones(self, server: Server, old: Vonage) -> None:
        with pytest.raises(MisuseError, match="'everything' means nothing here, 'all' would"):
            await do(old, "rooms", "everything")

        assert server.asked == []
