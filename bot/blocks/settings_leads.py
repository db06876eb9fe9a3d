"""What the settings ask about reminders: when, in which hours not, and whether the day begins with an agenda."""

from bot.blocks import kit, leads, times
from bot.blocks.origins import CAME_FROM, name
from bot.choices import Chosen, Held, Scope
from bot.leads import Daily, Quiet
from bot.model import Block

LEADS, CHANNEL_LEADS = "leads", "channel_leads"
QUIET_FROM, QUIET_TO, AGENDA = "quiet_from", "quiet_to", "agenda"
"""Fields; their block is called after the scope and the field: `person.leads`."""
OFF = "off"

BOTH_OR_NEITHER = "Choose both hours, or empty both."

_HALF_HOURS = range(0, 24 * 60, 30)


def mine(chosen: Chosen, usual: Chosen, *, zone: str) -> list[Block]:
    """What one chooses for oneself."""
    clock, quiet = times.clock(zone), chosen.quiet.value
    from_, to = (wall(quiet.begins), wall(quiet.ends)) if quiet else (None, None)
    night = f"Now: {quiet_words(quiet)}. Empty, or both the same: none. Up to an hour ahead you are reminded then too."
    return [
        _choice(Scope.PERSON, LEADS, "Remind me", chosen.leads, f"As usual: {leads.before(usual.leads.value)}"),
        kit.time_input(
            name(Scope.PERSON, QUIET_FROM), "Quiet hours, from", initial=from_, hint=f"{clock}.", optional=True
        ),
        kit.time_input(name(Scope.PERSON, QUIET_TO), "Quiet hours, to", initial=to, hint=night, optional=True),
        _agenda(chosen.agenda, clock=clock),
    ]


def shared(scope: Scope, chosen: Chosen, wider: Chosen) -> list[Block]:
    """What administrators choose for a channel or the workspace."""
    as_wider = "As in the whole workspace" if scope is Scope.CHANNEL else "As Plenum is set up"
    return [
        _choice(scope, LEADS, "Remind people", chosen.leads, f"{as_wider}: {leads.before(wider.leads.value)}"),
        _choice(
            scope,
            CHANNEL_LEADS,
            "Remind the channel itself",
            chosen.channel_leads,
            f"{as_wider}: {leads.before(wider.channel_leads.value)}",
        ),
    ]


def lines(chosen: Chosen) -> list[str]:
    """The same, for those who may not choose it."""
    return [
        f"People are reminded: {held(chosen.leads)}",
        f"The channel itself is reminded: {held(chosen.channel_leads)}",
    ]


def held(leads_held: Held[tuple[int, ...]]) -> str:
    """When, and where that comes from."""
    return f"{leads.before(leads_held.value)}, {CAME_FROM[leads_held.scope]}"


def quiet_words(quiet: Quiet | None) -> str:
    return f"from {wall(quiet.begins)} to {wall(quiet.ends)}, {times.clock(quiet.zone)}" if quiet else "none"


def agenda_words(daily: Daily | None) -> str:
    return f"at {wall(daily.at)}, {times.clock(daily.zone)}" if daily else "off"


def wall(minute: int) -> str:
    """As the wall shows it: 07:30."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _choice(scope: Scope, field: str, label: str, leads_held: Held[tuple[int, ...]], usual: str) -> Block:
    own = leads_held.value if leads_held.scope is scope else None
    return leads.choice(name(scope, field), label, own, usual=usual, hint=f"Now: {held(leads_held)}.")


def _agenda(daily: Held[Daily | None], *, clock: str) -> Block:
    """Any half hour, and whatever was chosen in another way."""
    chosen = [daily.value.at] if daily.value else []
    offered = [(wall(minute), str(minute)) for minute in sorted({*_HALF_HOURS, *chosen})]
    return kit.choice_input(
        name(Scope.PERSON, AGENDA),
        "What the day brings, by direct message",
        [("Off", OFF), *offered],
        initial=str(chosen[0]) if chosen else OFF,
        hint=f"{clock}. Nothing comes on a day that brings nothing. Now: {agenda_words(daily.value)}.",
    )
