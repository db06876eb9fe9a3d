"""The conversation that setup holds: how to make the app, the questions, the file, the check."""

import base64
import re
import secrets
from argparse import Namespace
from collections.abc import Callable, Iterable
from getpass import getpass
from pathlib import Path

from bot.errors import ConfigError
from bot.providers import PROVIDERS
from bot.settings import Settings, load_settings
from bot.settings.backends import is_backend_secret
from bot.settings.model import is_secret
from bot.settings.said import Said
from bot.settings.sources import read_places
from bot.verbs.setup.dotenv import write_dotenv
from bot.verbs.setup.questions import Question, backend_questions, database_question, slack_questions

MANIFEST = Path(__file__).parents[3] / "app-manifest.yml"

HOW_TO = """\
1. Open https://api.slack.com/apps?new_app=1 and choose "From a manifest".
2. Choose your workspace, then paste the file {manifest}.
   {change}
3. Create the app, then install it: "Install App", "Install to Workspace".{token}
"""
CHANGE = {
    "socket": "First set socket_mode_enabled to true in it and take its two request_url lines out, as it says there.",
    "http": "First replace plenum.example.org in it by the address at which Slack reaches Plenum.",
}
TOKEN = {
    "socket": '\n4. "Basic Information", "App-Level Tokens": generate one with the scope connections:write.',
    "http": "",
}

_KIND = re.compile(r"PROVIDERS__(.+)__KIND")
_ASKABLE = re.compile(r"[A-Z0-9_-]+")

Ask = Callable[[str], str]


def hold(options: Namespace, *, ask: Ask = input, ask_secret: Ask = getpass) -> int:
    """Hold the conversation; the exit status."""
    path: Path = options.file
    conversation = Conversation(options, ask=ask, ask_secret=ask_secret)
    if path.exists() and not conversation.may_replace(path):
        print(f"{path} is left as it is. To replace it: --overwrite")
        return 1
    mode = conversation.mode()
    print(
        HOW_TO.format(manifest=MANIFEST if MANIFEST.exists() else MANIFEST.name, change=CHANGE[mode], token=TOKEN[mode])
    )
    values = conversation.values(mode)
    values["SECRET_KEYS"] = ",".join((_fresh_key(), *_former_keys(path)))
    settings = conversation.corrected(values)
    write_dotenv(path, values)
    print(f"Wrote {path}. Start Plenum with: python -m bot serve\n")
    return 0 if options.no_doctor else _doctor(settings)


class Conversation:
    """Asks for what was not given. `ask_secret` does not show what is typed."""

    def __init__(self, options: Namespace, *, ask: Ask, ask_secret: Ask) -> None:
        self._given = dict(_pair(text) for text in options.given)
        self._mode: str | None = options.mode
        self._silent: bool = options.no_input
        self._overwrite: bool = options.overwrite
        self._ask = ask
        self._ask_secret = ask_secret

    def may_replace(self, path: Path) -> bool:
        """Whether an existing file may go."""
        if self._overwrite or self._silent:
            return self._overwrite
        return self._ask(f"{path} is there already. Replace it? [y/N] ").strip().lower() in ("y", "yes")

    def mode(self) -> str:
        """How Slack is to reach us."""
        words = "Socket Mode (outbound connections only, no public address) or HTTP? socket or http"
        chosen = self._mode or self._choice(Question(name="", words=words, default="socket"), ("socket", "http"))
        print()
        return chosen

    def values(self, mode: str) -> dict[str, str]:
        """Everything that was given or answered, by name."""
        values = {**self._given, **self._answers([*slack_questions(mode), database_question()])}
        if not any(_KIND.fullmatch(name) for name in values):
            values.update(self._backend())
        for name, kind in [(_KIND.fullmatch(name), kind) for name, kind in values.items()]:
            if name and kind in PROVIDERS:
                values.update(self._answers(backend_questions(name[1], kind)))
        return values

    def corrected(self, values: dict[str, str]) -> Settings:
        """The settings that `values` make, after asking again for each that is wrong."""
        while True:
            try:
                return load_settings(values)
            except ConfigError as error:
                names = [problem.partition(":")[0] for problem in error.problems]
                if self._silent or not all(_ASKABLE.fullmatch(name) for name in names):
                    raise
                print("\n".join(("", *error.problems)))
                values.update(self._again(names))

    def _again(self, names: list[str]) -> dict[str, str]:
        secret = {name for name in names if is_secret(name) or is_backend_secret(name, PROVIDERS)}
        return {name: self._asked(Question(name=name, words=name, secret=name in secret)) for name in names}

    def _backend(self) -> dict[str, str]:
        name = self._answer(Question(name="", words="A name for your conferencing server", default="hq"))
        kinds = tuple(sorted(PROVIDERS))
        offered = (f"{kind} (closed)" if PROVIDERS[kind].sunset else kind for kind in kinds)
        which = Question(name="", words=f"Its kind: {', '.join(offered)}", default=kinds[0])
        return {f"PROVIDERS__{name.upper()}__KIND": self._choice(which, kinds)}

    def _answers(self, questions: Iterable[Question]) -> dict[str, str]:
        open_ones = [
            question for question in questions if not {question.name, f"{question.name}_FILE"} & {*self._given}
        ]
        answers = {question.name: self._answer(question) for question in open_ones}
        return {name: answer for name, answer in answers.items() if answer}

    def _answer(self, question: Question) -> str:
        return question.default if self._silent else self._asked(question)

    def _asked(self, question: Question) -> str:
        shown = f" [{question.default}]" if question.default else ""
        ask = self._ask_secret if question.secret else self._ask
        return ask(f"{question.words}{shown}: ").strip() or question.default

    def _choice(self, question: Question, choices: tuple[str, ...]) -> str:
        while (answer := self._answer(question).lower()) not in choices:
            print(f"Please type one of: {', '.join(choices)}")
        return answer


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ConfigError(("--set: lacks a name or a value; example: --set PORT=3000",))
    return name, value


def _fresh_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _former_keys(path: Path) -> list[str]:
    """Those of the file that is replaced: without them, what is encrypted in the database could not be read."""
    said = Said(read_places({}, path, {})).names.get("SECRET_KEYS", "")
    return [key.strip() for key in said.split(",") if key.strip()]


def _doctor(settings: Settings) -> int:
    from bot.verbs.doctor.examination import report

    return report(settings)
