"""The form of a plan: what is asked, what can be chosen, and what stands above it when something was not understood."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.blocks import forms, kit, leads, option_fields, problem, repeats, times
from bot.blocks.forms import BACKEND, RECORD, TOPIC, TOPIC_LIMIT, WHO
from bot.blocks.option_fields import Entered
from bot.blocks.plan import CHANGE
from bot.errors import BadCommand, Mistake, UserError
from bot.leads import USUAL
from bot.model import Block, Conference, Feature, Limits, Message, Template
from bot.recurring import Choice, Recurrence

SCHEDULE, EDIT = "schedule.form", "edit.form"
PLAN_TITLE, CHANGE_TITLE = "Plan a conference", "Change a conference"
OPEN = "schedule.open"
MORE = "form.more"
DATE, TIME, LENGTH, REPEAT, CHANNEL, REMIND = "date", "time", "length", "repeat", "channel", "remind"
NO_END, AS_SAID = "0", "as_said"
USUAL_MINUTES = 30

NO_DATE = "Choose a day."
NO_HOUR = "Choose an hour."
MOST_CHOICES = 10

_LENGTHS = {
    15: "15 min",
    30: "30 min",
    45: "45 min",
    60: "1 hour",
    90: "1 hour 30 min",
    120: "2 hours",
    180: "3 hours",
    240: "4 hours",
    480: "8 hours",
}
_CAN: dict[Feature, str] = {
    Feature.RECORD_FROM_START: "records",
    Feature.RECORD: "records",
    Feature.DIAL_IN: "dial-in",
    Feature.PARTICIPANTS: "shows who is in",
    Feature.LOCK: "locks",
    Feature.CALL: "calls numbers",
}
_MISSING = {
    Mistake.NO_TIME: "I found no time in what you typed. Choose one below.",
    Mistake.EMPTY_TOPIC: "I found no topic in what you typed. Give it one below.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What stands in the form. `date` and `time` are as on the wall; `minutes` 0 means that nobody said; without
    `people`, who is invited is not asked here. `channel`: where the card is to stand. `leads` as in a plan."""

    topic: str = ""
    date: str | None = None
    time: str | None = None
    minutes: int = USUAL_MINUTES
    people: tuple[str, ...] | None = ()
    repeat: str = Choice.NEVER
    provider: str | None = None
    channel: str | None = None
    record: bool = False
    options: Entered = field(default_factory=Entered)
    leads: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What there is to choose. `zone`: whose hours they are; `rule`: a repetition that was said, as a plan keeps it;
    `backends`: names with what each can do, the usual one first, those `closed` by their makers among them; `limits`:
    what the rooms of each may be; `templates`: those of the chosen one. `leads`: when people are reminded where a plan
    does not say."""

    zone: str
    rule: str | None = None
    backends: Mapping[str, Collection[Feature]]
    closed: Collection[str] = ()
    limits: Mapping[str, Limits] = field(default_factory=dict)
    templates: Sequence[Template] = ()
    leads: tuple[int, ...] = USUAL


def schedule(filled: Filled, offered: Offered, *, more: bool, trouble: UserError | None, metadata: str) -> Block:
    """To plan one. `more`: everything there is; `trouble`: what was not understood of what was typed."""
    above = [kit.section(f":warning: {_sentence(trouble)}")] if trouble else []
    blocks = [*above, *_usual(filled, offered)]
    if more:
        blocks += _more(filled, offered)
    else:
        blocks.append(kit.actions(kit.button("More options", MORE)) | {"block_id": MORE})
    return forms.form(SCHEDULE, PLAN_TITLE, "Plan it", blocks, metadata)


def edit(conference: Conference, filled: Filled, offered: Offered, *, metadata: str) -> Block:
    """To change one."""
    room = _of_the_room(filled, offered, conference.provider)
    blocks = [*_usual(filled, offered), _remind(filled, offered), *room]
    if filled.people is None:
        blocks.append(kit.context(f"To invite more people: `/conf invite {conference.code} @ben`"))
    if conference.series is not None:
        one = f"To move only the next: `/conf move {conference.code} to tomorrow 15:00 this`"
        blocks.append(kit.context(f"What you change holds for all dates that are to come. {one}"))
    return forms.form(EDIT, CHANGE_TITLE, "Save", blocks, metadata)


def which(conferences: Sequence[Conference], *, metadata: str) -> Block:
    """Several could be meant: each with its button."""
    lines = [
        kit.section(
            f"{kit.bold(one.plan.topic)}\n{kit.day_and_moment(one.plan.starts_at)} · `{one.code}`",
            accessory=_change(one),
        )
        for one in conferences[:MOST_CHOICES]
    ]
    blocks = [kit.section("Several are planned here. Which one shall be changed?"), *lines]
    return forms.shown(EDIT, CHANGE_TITLE, blocks, metadata=metadata)


def not_understood(error: UserError, *, typed: str) -> Message:
    """What was typed cannot be planned: why, and a button that opens the form with what was understood."""
    why = problem.explain(error, reference="")
    if len(typed) > kit.VALUE_LIMIT:
        return why
    return Message(text=why.text, blocks=(*why.blocks, kit.actions(kit.button("Open the form", OPEN, typed))))


def saved(conference: Conference) -> Message:
    """To whoever changed it: what holds now."""
    topic, when = kit.bold(conference.plan.topic), kit.day_and_moment(conference.plan.starts_at)
    if conference.plan.rule is not None:
        rule = repeats.in_words(Recurrence.from_text(conference.plan.rule), zone=conference.plan.zone)
        when = f"{rule}, the next time {when}"
    lasts = conference.plan.duration
    length = f" · {_length(round(lasts.total_seconds() / 60))}" if lasts else ""
    spoken = f"{kit.escape(conference.plan.topic)} is saved"
    return Message(text=spoken, blocks=(kit.section(f"{topic} is saved: {when}{length}."),))


def changed_meanwhile(conference: Conference, why: Message) -> Message:
    """What somebody wanted to change was changed by somebody else first: the form can be opened anew."""
    return Message(text=why.text, blocks=(*why.blocks, kit.actions(_change(conference))))


def about_changing(conference: Conference) -> Message:
    """Where no form can open by itself: the button that opens it."""
    topic, when = kit.bold(conference.plan.topic), kit.day_and_moment(conference.plan.starts_at)
    text = f"{topic} is planned for {when}. What shall be changed?"
    spoken = f"Change {kit.escape(conference.plan.topic)}?"
    return Message(text=spoken, blocks=(kit.section(text), kit.actions(_change(conference, style="primary"))))


def _change(conference: Conference, *, style: str | None = None) -> Block:
    return kit.button("Change", CHANGE, conference.id, style=style, spoken=f"Change {conference.plan.topic}")


def _usual(filled: Filled, offered: Offered) -> list[Block]:
    blocks = [
        kit.text_input(TOPIC, "Topic", initial=filled.topic, limit=TOPIC_LIMIT),
        kit.date_input(DATE, "Date", initial=filled.date),
        kit.time_input(TIME, "Time", initial=filled.time, hint=times.clock(offered.zone)),
        kit.choice_input(LENGTH, "Length", _lengths(filled.minutes), initial=str(filled.minutes)),
    ]
    if filled.people is not None:
        hint = "Each of them gets a direct message."
        blocks.append(kit.people_input(WHO, "Who", initial=filled.people, hint=hint, optional=True))
    blocks.append(kit.choice_input(REPEAT, "Repeat", _repeats(offered), initial=filled.repeat))
    return blocks


def _more(filled: Filled, offered: Offered) -> list[Block]:
    names = list(offered.backends)
    chosen = filled.provider or names[0]
    blocks = []
    if len(names) > 1:
        described = {name: _able(offered, name) for name in names}
        options = [(name, name) for name in names]
        blocks.append(
            kit.choice_input(BACKEND, "Conference server", options, initial=chosen, described=described, told=True)
        )
    blocks.append(kit.channel_input(CHANNEL, "Channel", initial=filled.channel, hint="Its card stands there."))
    return [*blocks, _remind(filled, offered), *_of_the_room(filled, offered, chosen)]


def _of_the_room(filled: Filled, offered: Offered, name: str) -> list[Block]:
    """What a room of that back end can be told to be."""
    features = offered.backends.get(name, ())
    blocks = []
    if Feature.RECORD_FROM_START in features:
        blocks.append(kit.tick_input(RECORD, "Recording", "Record it from the start", ticked=filled.record))
    limits = offered.limits.get(name, Limits())
    return [*blocks, *option_fields.fields(filled.options, features, limits, offered.templates)]


def _remind(filled: Filled, offered: Offered) -> Block:
    usual = f"As usual here: {leads.before(offered.leads)}"
    return leads.choice(
        REMIND, "Remind", filled.leads, usual=usual, hint="Whoever chose times of their own keeps them."
    )


def _able(offered: Offered, name: str) -> str:
    """What it can do, in a line."""
    if name in offered.closed:
        return "closed by its maker"
    return " · ".join(dict.fromkeys(words for feature, words in _CAN.items() if feature in offered.backends[name]))


def _lengths(minutes: int) -> list[tuple[str, str]]:
    known = sorted({*_LENGTHS, *([minutes] if minutes else [])})
    return [*((_LENGTHS.get(one) or _length(one), str(one)) for one in known), ("Nobody knows yet", NO_END)]


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} hour{'s' if hours > 1 else ''}" if hours else "", f"{rest} min" if rest else ""]
    return " ".join(part for part in parts if part)


def _repeats(offered: Offered) -> list[tuple[str, str]]:
    if offered.rule is None:
        return repeats.choices()
    said = repeats.in_words(Recurrence.from_text(offered.rule), zone=offered.zone)
    return [(said[:1].upper() + said[1:], AS_SAID), *repeats.choices()]


def _sentence(trouble: UserError) -> str:
    if isinstance(trouble, BadCommand) and trouble.what in _MISSING:
        return _MISSING[trouble.what]
    text: str = problem.explain(trouble, reference="").blocks[0]["text"]["text"]
    return text
