"""What stands in the form of a plan, read: as it is to be shown again, or as it is to be carried out."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.blocks import forms, plan_form, times
from bot.blocks.plan_form import Filled
from bot.errors import BadTime, TimeTrouble
from bot.model import Plan, Template
from bot.options import read_options
from bot.recurring import Choice, Recurrence, from_choice
from bot.when import read_when
from handlers.commands.call import Call, Desk
from handlers.forms import lead_field, option_fields
from handlers.forms.form import Reading, View, entered, remembered
from handlers.forms.topic import read_topic

AHEAD = timedelta(minutes=15)
"""The time that is proposed is at least so far away."""
HALF_AN_HOUR = timedelta(minutes=30)
_LATER_DAYS = (TimeTrouble.PAST, TimeTrouble.TOO_FAR)


def proposed(now: datetime, zone: str) -> datetime:
    """The next full half hour on the wall, not too soon."""
    at = (now + AHEAD).astimezone(ZoneInfo(zone))
    spare = timedelta(minutes=at.minute, seconds=at.second, microseconds=at.microsecond)
    return (now + AHEAD + -spare % HALF_AN_HOUR).astimezone(ZoneInfo(zone))


def standing(view: View) -> Filled:
    """What stands in it, to be shown again; of a box or a field that another back end has, what stood there before."""
    said, kept = entered(view), remembered(view)
    ticked = _said(said, forms.RECORD, "selected_options")
    return Filled(
        topic=_said(said, forms.TOPIC, "value") or "",
        date=_said(said, plan_form.DATE, "selected_date"),
        time=_said(said, plan_form.TIME, "selected_time"),
        minutes=int(_option(said, plan_form.LENGTH) or plan_form.USUAL_MINUTES),
        people=tuple(_said(said, forms.WHO, "selected_users") or ()),
        repeat=_option(said, plan_form.REPEAT) or Choice.NEVER,
        provider=_option(said, forms.BACKEND),
        channel=_said(said, plan_form.CHANNEL, "selected_conversation"),
        record=bool(kept.get("ticked") if ticked is None else ticked),
        options=option_fields.entered(said, hidden=kept.get("options_hidden")),
        leads=lead_field.chosen(said.get(plan_form.REMIND) or {}),
    )


def read_fields(view: View, now: datetime) -> Reading:
    """What is asked for, and what is wrong beside each field. What is kept of it goes by the names that `plan_of` and
    the forms read."""
    kept, filled, said = remembered(view), standing(view), entered(view)
    topic, errors = read_topic(said)
    options, wrong = option_fields.read(said, kept.get("options"))
    if filled.people is not None:
        wrong |= option_fields.too_few(options, len({*filled.people, kept.get("host")}))
    errors |= wrong
    asked: dict[str, Any] = {
        "topic": topic,
        "people": list(filled.people or ()),
        "minutes": filled.minutes,
        "zone": kept["zone"],
        "backend": filled.provider or kept.get("backend"),
        "to": filled.channel or kept.get("to"),
        "record": filled.record if forms.RECORD in said else kept.get("record", False),
        "options": options,
        "leads": None if filled.leads is None else list(filled.leads),
    }
    errors |= _wrong_leads(view)
    if missing := _missing(filled):
        return asked, errors | missing
    try:
        starts_at = _moment(filled, kept, now)
    except BadTime as error:
        return asked, errors | {_blamed(error, now): times.beside_field(error)}
    return asked | {"starts_at": starts_at.isoformat(), "rule": _rule(filled.repeat, kept, starts_at)}, errors


def plan_of(asked: dict[str, Any]) -> Plan:
    """The plan that was asked for."""
    return Plan(
        topic=asked["topic"],
        starts_at=datetime.fromisoformat(asked["starts_at"]),
        duration=timedelta(minutes=asked["minutes"]) or None,
        zone=asked["zone"],
        record=asked["record"],
        rule=asked["rule"],
        leads=_leads(asked.get("leads")),
        options=read_options(asked.get("options")),
    )


def repeat_of(rule: str | None, starts_at: datetime, zone: str) -> str:
    """What is chosen where a plan that begins then repeats so."""
    said = Recurrence.from_text(rule).anchored(starts_at, zone) if rule else None
    fitting = (choice.value for choice in Choice if from_choice(choice, starts_at, zone) == said)
    return next(fitting, plan_form.AS_SAID)


async def usual_leads(call: Call, desk: Desk, channel_id: str) -> tuple[int, ...]:
    """When people are reminded of what takes place in that channel, where nobody says otherwise."""
    return (await desk.choices.of(call.workspace_id, channel_id)).leads.value


def offered(
    desk: Desk,
    *,
    zone: str,
    rule: str | None,
    leads: Sequence[int],
    usual: str | None = None,
    templates: Sequence[Template] = (),
) -> plan_form.Offered:
    """What there is to choose; `usual`: the back end that is used where nobody names one, `leads`: when people are
    reminded where nobody says, `templates`: those of the chosen back end."""
    names = sorted(desk.backends.names, key=lambda name: name != usual)
    return plan_form.Offered(
        zone=zone,
        rule=rule,
        backends={name: desk.backends.features(name) for name in names},
        closed=desk.backends.closed,
        limits={name: desk.backends.limits(name) for name in names},
        templates=templates,
        leads=tuple(leads),
    )


def _wrong_leads(view: View) -> dict[str, str]:
    wrong = lead_field.wrong(entered(view).get(plan_form.REMIND) or {})
    return {plan_form.REMIND: wrong} if wrong else {}


def _leads(kept: list[int] | None) -> tuple[int, ...] | None:
    """Requests of an older release knew none."""
    return None if kept is None else tuple(kept)


def _missing(filled: Filled) -> dict[str, str]:
    without_date = {} if filled.date else {plan_form.DATE: plan_form.NO_DATE}
    return without_date | ({} if filled.time else {plan_form.TIME: plan_form.NO_HOUR})


def _moment(filled: Filled, kept: dict[str, Any], now: datetime) -> datetime:
    """What was shown at first stays the same instant, even in an hour that comes twice. Raises `BadTime`."""
    said, zone = f"{filled.date} {filled.time}", kept["zone"]
    if kept.get("at"):
        at = datetime.fromisoformat(kept["at"])
        if f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == said and at > now:
            return at.astimezone(UTC)
    return read_when(said, now=now, zone=zone, locale=kept.get("locale")).starts_at


def _blamed(error: BadTime, now: datetime) -> str:
    """The field that is to be changed."""
    if error.why not in _LATER_DAYS or error.understood is None:
        return plan_form.TIME
    today = now.astimezone(error.understood.tzinfo).date()
    return plan_form.TIME if error.understood.date() == today else plan_form.DATE


def _rule(repeat: str, kept: dict[str, Any], starts_at: datetime) -> str | None:
    if repeat == plan_form.AS_SAID:
        rule: str | None = kept["rule"]
        return rule
    chosen = from_choice(repeat, starts_at, kept["zone"])
    return chosen.to_text() if chosen else None


def _said(fields: dict[str, dict[str, Any]], name: str, key: str) -> Any:
    return (fields.get(name) or {}).get(key)


def _option(fields: dict[str, dict[str, Any]], name: str) -> str | None:
    value: str | None = (_said(fields, name, "selected_option") or {}).get("value")
    return value
