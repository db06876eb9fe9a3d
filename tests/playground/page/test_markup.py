"""How text is read: mrkdwn and date tokens, by the page's own modules."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from playground.front import fronted
from playground.slack import SlackConfig, create_app
from tests.conftest import NOON

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """Ana's window, in Berlin, on Monday at 13:00."""
    async with fronted(create_app(SlackConfig(), lambda: NOON)) as address:
        window = await browser.new_page()
        await window.goto(f"{address}/?as=ana")
        await window.wait_for_selector("html[data-ready]")
        yield window
        await window.close()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("*bold* _slanted_ ~gone~", "<strong>bold</strong> <em>slanted</em> <s>gone</s>"),
        ("*_both_*", "<strong><em>both</em></strong>"),
        ("snake_case_name 2*3*4 a~b~c", "snake_case_name 2*3*4 a~b~c"),
        ("* not bold *", "* not bold *"),
        ("`*code*`", "<code>*code*</code>"),
        ("```a\n  &lt;b&gt;```", "<pre><code>a\n  &lt;b&gt;</code></pre>"),
        ("one\ntwo", "one<br>two"),
        ("&gt; said\nanswer", "<blockquote>said</blockquote>answer"),
        ("&lt;b&gt; &amp; more", "&lt;b&gt; &amp; more"),
        (":tada: :no_such_emoji: 10:30:45", "🎉 :no_such_emoji: 10:30:45"),
        ("<!subteam^S1|@design>", '<span class="mention">@design</span>'),
        ("<#C0NOBODY1>", '<span class="mention mention-unknown">#private-channel</span>'),
        (
            "<https://example.org/?a=1&amp;b=2|the *page*>",
            '<a href="https://example.org/?a=1&amp;b=2" target="_blank" rel="noopener">the *page*</a>',
        ),
        (
            "see https://example.org/x.",
            'see <a href="https://example.org/x" target="_blank" rel="noopener">https://example.org/x</a>.',
        ),
        ("<javascript:alert(1)|press>", "press"),
    ],
)
async def test_mrkdwn_is_read_as_slack_reads_it(page: Page, written: str, shown: str) -> None:
    html = await page.evaluate(
        """async (text) => {
          const { mrkdwn } = await import("/page/js/mrkdwn.js");
          const holder = document.createElement("div");
          holder.append(...mrkdwn(text));
          return holder.innerHTML;
        }""",
        written,
    )

    assert html == shown


@pytest.mark.parametrize(
    ("moment", "form", "shown"),
    [
        ("2026-11-23T14:00:00Z", "{time}", "15:00"),
        ("2026-11-23T14:00:00Z", "{date_short_pretty} {time}", "today 15:00"),
        ("2026-11-24T14:00:00Z", "{date_pretty} at {time_secs}", "tomorrow at 15:00:00"),
        ("2026-11-22T23:30:00Z", "{date_short_pretty}", "today"),
        ("2026-12-01T14:00:00Z", "{date_short_pretty}", "1 Dec 2026"),
        ("2026-12-01T14:00:00Z", "{date_num}", "2026-12-01"),
        ("2026-12-01T14:00:00Z", "{date_long}", "Tuesday, 1 December 2026"),
        ("2026-11-23T11:56:00Z", "{ago}", "4 minutes ago"),
        ("2026-11-23T14:00:00Z", "{of_no_kind}", "{of_no_kind}"),
    ],
)
async def test_date_tokens_are_those_of_the_viewer(page: Page, moment: str, form: str, shown: str) -> None:
    text = await page.evaluate(
        """async ([moment, form]) => {
          const { dateToken } = await import("/page/js/dates.js");
          const ana = { zone: "Europe/Berlin", now: () => new Date("2026-11-23T12:00:00Z") };
          return dateToken(Date.parse(moment) / 1000, form, "fallback", ana);
        }""",
        [moment, form],
    )

    assert text == shown


@pytest.mark.parametrize("wall", ["2026-03-28T02:30", "2026-10-25T01:30", "2026-11-23T13:00"])
async def test_a_moment_on_the_wall_is_the_same_there_and_back(page: Page, wall: str) -> None:
    again = await page.evaluate(
        """async (wall) => {
          const { fromWall, toWall } = await import("/page/js/dates.js");
          return toWall(fromWall(wall, "Europe/Berlin"), "Europe/Berlin");
        }""",
        wall,
    )

    assert again == wall
