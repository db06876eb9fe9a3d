"""The rules that bind settings to one another."""

from collections.abc import Iterator, Mapping

from bot.settings.model import Settings, is_loopback
from bot.settings.problems import Problems, line

SLACK_PAGE = "…, from Basic Information of your Slack app"


def note_contradictions(values: Mapping[str, str], problems: Problems) -> None:
    """Add a line for each setting that is missing beside another, or cannot stand beside it."""
    for name, what, example in (*_tokens(values), *_ways_in(values), *_clock(values)):
        problems.setdefault(name, line(name, what, example))


def _tokens(values: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    app = {"SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"}
    said = app & values.keys()
    if "SLACK_BOT_TOKEN" in values and said:
        yield "SLACK_BOT_TOKEN", f"is for one workspace, {min(said)} for many; keep one of the two", "xoxb-…"
    elif said:
        for name in app - said:
            yield name, f"is missing beside {min(said)}", SLACK_PAGE
    elif "SLACK_BOT_TOKEN" not in values:
        what = "is missing (or, for many workspaces, SLACK_CLIENT_ID and SLACK_CLIENT_SECRET)"
        yield "SLACK_BOT_TOKEN", what, "xoxb-…"


def _ways_in(values: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    if not {"SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"} & values.keys():
        yield "SLACK_SIGNING_SECRET", "is missing (or, for Socket Mode, SLACK_APP_TOKEN)", SLACK_PAGE


def _clock(values: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    slack = values.get("SLACK_API_URL", Settings.model_fields["slack_api_url"].default)
    if "CLOCK_URL" in values and not is_loopback(slack):
        what = "is for the playground, and accepted only while SLACK_API_URL is on this machine"
        yield "CLOCK_URL", what, "http://127.0.0.1:3100/clock, beside SLACK_API_URL=http://127.0.0.1:3100/api/"
