"""What setup asks: one question for each setting that has no sensible default."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import SecretStr

from bot.providers import PROVIDERS
from bot.settings.problems import example_of, holds

BASIC = "Basic Information"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`name` is the setting that the answer becomes. A secret one is not shown while it is typed."""

    name: str
    words: str
    default: str = ""
    secret: bool = False


def slack_questions(mode: str) -> Iterator[Question]:
    """What the Slack app's pages tell."""
    yield Question(name="SLACK_BOT_TOKEN", words="Bot token (Install App, begins with xoxb-)", secret=True)
    if mode == "socket":
        words = f"App token ({BASIC}, App-Level Tokens, scope connections:write, begins with xapp-)"
        yield Question(name="SLACK_APP_TOKEN", words=words, secret=True)
    else:
        yield Question(name="SLACK_SIGNING_SECRET", words=f"Signing secret ({BASIC}, App Credentials)", secret=True)
        yield Question(name="PUBLIC_URL", words="Address at which Slack reaches Plenum (https://…)")


def database_question() -> Question:
    words = "Database (a SQLite file, or postgresql://user:password@host/name)"
    return Question(name="DATABASE_URL", words=words, default="sqlite:///plenum.sqlite3")


def backend_questions(name: str, kind: str) -> Iterator[Question]:
    """The settings that a kind cannot do without."""
    for setting, field in PROVIDERS[kind].Settings.model_fields.items():
        if field.is_required():
            words = f"{setting.replace('_', ' ').capitalize()} (like {example_of(field)})"
            yield Question(
                name=f"PROVIDERS__{name.upper()}__{setting.upper()}",
                words=words,
                secret=holds(field.annotation, SecretStr),
            )
