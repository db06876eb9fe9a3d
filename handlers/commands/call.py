"""What a command is before and after: a `Call` comes in, a `Reply` goes out; a `Subcommand` is what stands between."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.blocks import kit
from bot.errors import BadCommand, BadTime, Mistake
from bot.model import Message, Place
from bot.services.backends import Backends
from bot.services.calendars import Calendars
from bot.services.choices import Choices
from bot.services.conferences import Conferences
from bot.services.control import Control
from bot.services.feeds import Feeds
from bot.services.guests import Guests
from bot.services.hosting import Hosting
from bot.services.invitations import Invitations
from bot.services.nudging import Nudging
from bot.services.opening import Opening
from bot.services.people import People
from bot.services.places import Places
from bot.services.planning import Planning
from bot.services.recalls import Recalls
from bot.services.starting import Starting
from bot.services.watching import Watching
from bot.when import read_leads, read_span

TOPIC_LIMIT = 240
RECORD = "+record"

_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^>]*))?>")
_GROUP = re.compile(r"<!subteam\^([A-Z0-9]+)(?:\|([^>]*))?>")
_BROADCAST = re.compile(r"<!(channel|here|everyone)(?:\|[^>]*)?>")
_EVERYONE = re.compile(
    rf"(?:(?<=[\s,])|^)(?:{_BROADCAST.pattern}|@?every(?:one|body)(?:\s+(?:here|in\s+(?:this|the)\s+channel))?"
    r"|@(?:channel|here)|(?:(?:this|the)\s+)?channel)(?=[\s,]|$)",
    re.IGNORECASE,
)
_CHANNEL = re.compile(r"<#[CGD][A-Z0-9]+(?:\|([^>]*))?>")
_LINK = re.compile(r"<((?:https?|mailto|tel):[^>|]+)(?:\|([^>]*))?>")
_QUOTED = re.compile(r"""^(?:"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»)""")
_MARKUP = re.compile(r"[<>|]")
_CODE = re.compile(r"^[2-9A-HJKMNP-Z]{4}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What somebody asked of Plenum, wherever they asked it. `key` is the same for every repetition of one press.

    `text` is what stands behind the sub-command's word, as Slack escaped it. `response_url` is there where Slack lets
    the question be answered in place; `can_answer` where such an answer may be public. `repeated`: it was begun before,
    by a process that may have died on the way.
    """

    workspace_id: str
    key: str
    person_id: str
    place: Place
    text: str
    asked_at: datetime
    response_url: str | None = None
    repeated: bool = False

    @property
    def can_answer(self) -> bool:
        return self.response_url is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What Plenum says. Private, unless `public`; `replaces` the private question whose button was pressed."""

    message: Message
    public: bool = False
    replaces: bool = False


Say = Callable[[Reply], Awaitable[None]]
"""Says something to the person who asked; may be called more than once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """All that a sub-command may use."""

    conferences: Conferences
    starting: Starting
    planning: Planning
    opening: Opening
    invitations: Invitations
    guests: Guests
    hosting: Hosting
    control: Control
    nudging: Nudging
    recalls: Recalls
    watching: Watching
    people: People
    places: Places
    choices: Choices
    backends: Backends
    feeds: Feeds
    calendars: Calendars
    clock: Callable[[], datetime]


def _always(text: str, now: datetime) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Subcommand:
    """One word behind `/conf`. `run` may take its time: it is called after Slack was answered.

    `form` names the form that opens instead where `by_form` says so of what stands behind the word: asked before Slack
    is answered, so it must be quick. Where no form can open, as in a thread, `run` is called all the same.
    """

    name: str
    usage: str
    summary: str
    examples: tuple[str, ...]
    run: Callable[[Call, Desk, Say], Awaitable[None]]
    near: tuple[str, ...] = ()
    """Other words that people use for it."""
    form: str | None = None
    by_form: Callable[[str, datetime], bool] = _always


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A text taken apart: topic or rest, and who and what was named in it. `rest` is what stands before the options, as
    Slack wrote it; `words` the same as a person reads it."""

    words: str
    rest: str = ""
    people: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    provider: str | None = None
    record: bool = False
    duration: timedelta | None = None
    leads: tuple[int, ...] | None = None
    quoted: bool = False


def taken_apart(text: str, *, lasting: bool = False) -> Typed:
    """Read people, groups and options out of what was typed; if it is `lasting`, how long it takes and when people are
    reminded of it. Raises `BadCommand`."""
    if _BROADCAST.search(text):
        raise BadCommand(Mistake.BROADCAST)
    people = tuple(dict.fromkeys(match[0] for match in _PERSON.findall(text)))
    groups = tuple(dict.fromkeys(match[0] for match in _GROUP.findall(text)))
    options = _options(text, lasting=lasting)
    words, quoted = _unquoted(as_read(options.rest))
    return Typed(
        words=words,
        rest=options.rest,
        people=people,
        groups=groups,
        provider=options.provider,
        record=options.record,
        duration=options.duration,
        leads=options.leads,
        quoted=quoted,
    )


def topic_of(typed: Typed) -> str | None:
    """The topic that was typed, None where there was none. Raises `BadCommand`."""
    topic = kit.plain(typed.words)
    if not topic and typed.quoted:
        raise BadCommand(Mistake.EMPTY_TOPIC)
    if len(topic) > TOPIC_LIMIT:
        raise BadCommand(Mistake.TOPIC_TOO_LONG, said=str(len(topic)))
    return topic or None


def code_and_rest(words: str) -> tuple[str | None, str]:
    """A leading conference code, if the first word looks like one, and what is left."""
    first, _, rest = words.strip().partition(" ")
    if _CODE.match(first) and (first.isupper() or any(c.isdigit() for c in first)):
        return first.upper(), rest.strip()
    return None, words.strip()


def named_one(text: str) -> tuple[str, str | None]:
    """One person: the name as it reads, and who it is in Slack where they were mentioned. Raises `BadCommand`."""
    people = _PERSON.findall(text)
    if len(people) > 1:
        raise BadCommand(Mistake.WHOM)
    if people and (more := beside_people(text)):
        raise BadCommand(Mistake.EXTRA_WORDS, said=more)
    name, _ = _unquoted(as_read(text).removeprefix("@"))
    return name, people[0][0] if people else None


def beside_people(text: str) -> str:
    """What stands beside the people and groups, without the little words that lead to them."""
    words = as_read(re.sub(_MENTION, " ", text).replace(",", " ")).split()
    return " ".join(word for word in words if word.casefold() not in _LEADING)


def without_everyone(text: str) -> tuple[str, bool]:
    """The text without the words that mean everybody in this conversation, and whether they were there."""
    rest, times = _EVERYONE.subn(" ", text)
    return rest, times > 0


def unescaped(text: str) -> str:
    """Slack escapes three characters in what it hands us; undone once, where text stops being markup."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _without_trailing_mentions(text: str) -> str:
    """People at the end, "with" and "and" before them, are no part of the topic."""
    trimmed = text.strip()
    for mention in reversed(list(_ANY_MENTION.finditer(trimmed))):
        if mention.end() != len(trimmed):
            break
        trimmed = _without_joint(trimmed[: mention.start()].rstrip(_APART)).rstrip()
    return trimmed


def _without_joint(text: str) -> str:
    last = text.rsplit(maxsplit=1)[-1:]
    return text.removesuffix(last[0]) if last and last[0].casefold() in _JOINTS else text


_LEADING = ("with", "and", "to", "from", "&")
_MENTION = r"(?:<@[UW][A-Z0-9]+(?:\|[^>]*)?>|<!subteam\^[A-Z0-9]+(?:\|[^>]*)?>)"
_ANY_MENTION = re.compile(_MENTION, re.IGNORECASE)
_JOINTS = ("with", "and", "&amp;")
_APART = " \t\n\r\f\v,"
_VIA = re.compile(r'(?:^|\s)via\s+([^\s"“”«»]+)\s*$', re.IGNORECASE)
_PLUS = re.compile(r"(?:^|\s)(\+[A-Za-z][\w-]*)\s*$")
_FOR = re.compile(r"^(?P<rest>.*\s)?for\s+(?P<span>\S.*)$", re.IGNORECASE | re.DOTALL)
_REMIND = re.compile(r"^(?P<rest>.*\S\s+)remind\s+(?P<leads>\S.*)$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Options:
    """What stood at the end of a text, and what is left of it."""

    rest: str
    provider: str | None = None
    record: bool = False
    duration: timedelta | None = None
    leads: tuple[int, ...] | None = None


def _options(text: str, *, lasting: bool) -> _Options:
    """In any order, with people between them; each at most once, or it belongs to the topic. Raises `BadCommand`."""
    found: _Options | None = _Options(rest=text)
    while found is not None:
        last = replace(found, rest=_without_trailing_mentions(found.rest))
        found = _one_more(last, lasting=lasting)
    return last


def _one_more(found: _Options, *, lasting: bool) -> _Options | None:
    if (plus := _PLUS.search(found.rest)) and not found.record:
        if plus.group(1).casefold() != RECORD:
            raise BadCommand(Mistake.UNKNOWN_OPTION, said=plus.group(1))
        return replace(found, rest=found.rest[: plus.start()], record=True)
    if (via := _VIA.search(found.rest)) and found.provider is None:
        return replace(found, rest=found.rest[: via.start()], provider=via.group(1))
    return _one_more_of_a_plan(found) if lasting else None


def _one_more_of_a_plan(found: _Options) -> _Options | None:
    if found.leads is None and (remind := _REMIND.match(found.rest)):
        leads = _leads(remind["leads"])
        if leads is not None:
            return replace(found, rest=remind["rest"], leads=leads)
    if found.duration is None and (span := _FOR.match(found.rest)):
        duration = _length(span["span"])
        return replace(found, rest=span["rest"] or "", duration=duration) if duration else None
    return None


def _length(said: str) -> timedelta | None:
    """None where "for" leads to something else, or to a length that no conference has."""
    try:
        return read_span(as_read(said))
    except BadTime:
        return None


def _leads(said: str) -> tuple[int, ...] | None:
    """None where "remind" leads to something else, or to what nobody can be reminded by."""
    try:
        return read_leads(as_read(said))
    except BadTime:
        return None


def as_read(text: str) -> str:
    """Slack's markup as a person reads it."""
    text = _PERSON.sub(lambda m: f"@{m.group(2) or m.group(1)}", text)
    text = _GROUP.sub(lambda m: f"@{(m.group(2) or 'group').removeprefix('@')}", text)
    text = _CHANNEL.sub(lambda m: f"#{m.group(1) or 'channel'}", text)
    text = _LINK.sub(lambda m: m.group(2) or m.group(1), text)
    return unescaped(text).strip()


def _unquoted(text: str) -> tuple[str, bool]:
    match = _QUOTED.match(text)
    if match is None:
        return text, False
    inside = next(part for part in match.groups() if part is not None)
    return f"{inside} {text[match.end() :]}".strip(), True


def quoted_end(text: str) -> int:
    """Where what is quoted at the beginning of a text ends; 0 where nothing is."""
    match = _QUOTED.match(text)
    return match.end() if match else 0


async def labelled(text: str, workspace_id: str, desk: Desk) -> str:
    """The text with a name in each mention that carries none, as in messages: a topic shows names, not ids."""
    for person_id in dict.fromkeys(re.findall(r"<@([UW][A-Z0-9]+)>", text)):
        person = await desk.people.likely(workspace_id, person_id)
        text = text.replace(f"<@{person_id}>", f"<@{person_id}|{_MARKUP.sub('', person.name)}>")
    return text
