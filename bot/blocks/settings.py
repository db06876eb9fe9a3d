"""The form "Settings": what one chooses for oneself, a channel or the workspace, and where each thing comes from."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks import forms, kit, settings_leads
from bot.blocks.origins import CAME_FROM, name
from bot.choices import Chosen, Held, Scope, Starters, Who
from bot.model import Block, Message

FORM, TITLE = "settings.form", "Settings"
BACKEND, STARTERS, GROUPS, INVITED, NUMBERS, ADMINS, ACCOUNT = (
    "backend", "starters", "groups", "invited", "numbers", "admins", "account",
)  # fmt: skip
"""Fields; their block is called after the scope and the field: `channel.backend`."""
AS_WIDER = "-"
"""No choice: no back end is called so."""
GUESTS, OUTSIDERS = "guests", "outsiders"

MOST_GROUPS = 100
NUMBERS_LIMIT, EMAIL_LIMIT = 1000, 254

NO_NUMBER = "“{said}” is no beginning of a telephone number. Write them like this: +44, +1212, 101"
NO_EMAIL = "That is no e-mail address. Write it like this: ana@example.org"
NO_GROUP = "Choose at least one group, or let everyone or all members start conferences."

_WIDER = {
    Scope.PERSON: "No choice of my own",
    Scope.CHANNEL: "As in the whole workspace",
    Scope.WORKSPACE: "As Plenum is set up",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the form shows. `mine`, `here` and `everywhere` are what holds for one person, in the channel and in the
    workspace; there is no `here` in direct messages. `backends`: the names, everybody's default first; `with_accounts`:
    those that know people by their address, which in Slack is `email`. `groups`: pairs of id and name. `channel_id` is
    where the form was asked for, and an `admin` may change what holds for others. `zone`: whose hours they are."""

    mine: Chosen
    here: Chosen | None
    everywhere: Chosen
    backends: Sequence[str]
    with_accounts: Sequence[str]
    groups: Sequence[tuple[str, str]]
    email: str | None
    channel_id: str
    admin: bool
    zone: str


def form(sheet: Sheet, *, metadata: str) -> Block:
    blocks = [*_mine(sheet), *_channel(sheet), *_workspace(sheet)]
    return forms.form(FORM, TITLE, "Save", blocks, metadata)


def where_to_find() -> Message:
    """For those who ask where no form can open."""
    text = "The settings are a form, and I cannot open one from here. Type `/conf settings` in the channel."
    return Message(text=text.replace("`", ""), blocks=(kit.section(text),))


def _mine(sheet: Sheet) -> list[Block]:
    accounts = [_account(sheet, backend) for backend in sheet.with_accounts]
    usual = sheet.here or sheet.everywhere
    choice = [_backend(sheet, Scope.PERSON, sheet.mine, usual)] if _choosable(sheet) else []
    return [kit.header("Mine"), *choice, *settings_leads.mine(sheet.mine, usual, zone=sheet.zone), *accounts]


def _account(sheet: Sheet, backend: str) -> Block:
    chosen = sheet.mine.accounts.get(backend)
    now = f"{chosen}, your own choice" if chosen else f"{sheet.email or 'unknown'}, from Slack"
    return kit.text_input(
        name(Scope.PERSON, f"{ACCOUNT}.{backend}"),
        f"My e-mail address on {backend}, if it is not that of Slack",
        initial=chosen or "",
        hint=f"Now: {now}.",
        limit=EMAIL_LIMIT,
        optional=True,
    )


def _channel(sheet: Sheet) -> list[Block]:
    if sheet.here is None:
        return []
    title = kit.header("This channel")
    if not sheet.admin:
        return [title, kit.section("\n".join(_shared(sheet, sheet.here)))]
    choice = [_backend(sheet, Scope.CHANNEL, sheet.here, sheet.everywhere)] if _choosable(sheet) else []
    reminded = settings_leads.shared(Scope.CHANNEL, sheet.here, sheet.everywhere)
    return [title, *choice, *_starters(sheet, Scope.CHANNEL, sheet.here), *reminded]


def _workspace(sheet: Sheet) -> list[Block]:
    title, here = kit.header("This workspace"), sheet.everywhere
    if not sheet.admin:
        note = kit.context("Administrators can change what holds for a channel or for the workspace.")
        return [title, kit.section("\n".join([*_shared(sheet, here), *_for_all(here)])), note]
    choice = [_backend(sheet, Scope.WORKSPACE, here, Chosen())] if _choosable(sheet) else []
    reminded = settings_leads.shared(Scope.WORKSPACE, here, Chosen())
    return [title, *choice, *_starters(sheet, Scope.WORKSPACE, here), *reminded, *_only_here(here)]


def _choosable(sheet: Sheet) -> bool:
    return len(sheet.backends) > 1


def _backend(sheet: Sheet, scope: Scope, chosen: Chosen, wider: Chosen) -> Block:
    held, default = chosen.backend, sheet.backends[0]
    own = held.value if held.scope is scope else None
    options = [
        (f"{_WIDER[scope]} ({wider.backend.value or default})", AS_WIDER),
        *((one, one) for one in sheet.backends),
    ]
    return kit.choice_input(
        name(scope, BACKEND),
        "Conference server, when nobody names one",
        options,
        initial=own or AS_WIDER,
        hint=_lost(chosen) + f"Now: {held.value or default}, {CAME_FROM[held.scope]}.",
    )


def _starters(sheet: Sheet, scope: Scope, chosen: Chosen) -> list[Block]:
    held = chosen.starters
    own = held.value if held.scope is scope else Starters()
    groups = _groups(sheet, held.value)
    options: list[tuple[str, str]] = [("Everyone", Who.EVERYONE), ("Members, and no guests", Who.MEMBERS)]
    if groups:
        options.append(("Members of the groups below", Who.GROUPS))
    if scope is not Scope.WORKSPACE:
        options.insert(0, (f"{_WIDER[scope]} ({_who(sheet.everywhere.starters.value)})", AS_WIDER))
    inherits = scope is not Scope.WORKSPACE and held.scope is not scope
    who = kit.choice_input(
        name(scope, STARTERS),
        "Who may start and schedule",
        options,
        initial=AS_WIDER if inherits else own.who,
        hint=f"Now: {_who(held.value)}, {CAME_FROM[held.scope]}.",
    )
    return [who, kit.several_input(name(scope, GROUPS), "Groups", groups, initial=own.groups)] if groups else [who]


def _groups(sheet: Sheet, starters: Starters) -> list[tuple[str, str]]:
    """Those that were chosen come first, also where Slack does not know them any more."""
    known = dict(sheet.groups)
    ids = list(dict.fromkeys((*starters.groups, *sheet.everywhere.starters.value.groups, *known)))
    return [(known.get(one, f"a group that is gone ({one})"), one) for one in ids[:MOST_GROUPS]]


def _only_here(here: Chosen) -> list[Block]:
    ticked = [one for one, held in ((GUESTS, here.guests), (OUTSIDERS, here.outsiders)) if held.value]
    return [
        kit.ticks_input(
            name(Scope.WORKSPACE, INVITED),
            "Who may be invited beside members",
            [("Guests of this workspace", GUESTS), ("People of other organisations", OUTSIDERS)],
            initial=ticked,
            hint=f"Guests: {CAME_FROM[here.guests.scope]}. Other organisations: {CAME_FROM[here.outsiders.scope]}.",
        ),
        kit.text_input(
            name(Scope.WORKSPACE, NUMBERS),
            "Telephone numbers that may be called, by how they begin",
            initial=", ".join(here.numbers.value),
            hint="With commas between, as in +44, +1212, 10. Extensions count too. Empty: all that the server allows.",
            limit=NUMBERS_LIMIT,
            optional=True,
        ),
        kit.people_input(
            name(Scope.WORKSPACE, ADMINS),
            "Further administrators",
            initial=here.admins.value,
            hint="They may do all that Slack's administrators may do here.",
            optional=True,
        ),
    ]


def _shared(sheet: Sheet, chosen: Chosen) -> list[str]:
    backend, starters = chosen.backend, chosen.starters
    server = f"Conference server, when nobody names one: *{kit.escape(backend.value or sheet.backends[0])}*"
    shown = [f"{kit.escape(_lost(chosen))} {server}, {CAME_FROM[backend.scope]}".strip()] if _choosable(sheet) else []
    who = f"Who may start and schedule: {mentioned(starters.value)}, {CAME_FROM[starters.scope]}"
    return [*shown, who, *settings_leads.lines(chosen)]


def _for_all(chosen: Chosen) -> list[str]:
    numbers, admins = chosen.numbers, chosen.admins
    return [
        f"Guests may be invited: {_yes(chosen.guests)}",
        f"People of other organisations may be invited: {_yes(chosen.outsiders)}",
        f"Telephone numbers that may be called: {begins(numbers.value)}, {CAME_FROM[numbers.scope]}",
        f"Further administrators: {kit.people(admins.value) or 'nobody'}, {CAME_FROM[admins.scope]}",
    ]


def _yes(held: Held[bool]) -> str:
    return f"{'yes' if held.value else 'no'}, {CAME_FROM[held.scope]}"


def _lost(chosen: Chosen) -> str:
    return f"“{kit.plain(chosen.lost)}” was chosen, and is not set up any more. " if chosen.lost else ""


def begins(numbers: Sequence[str]) -> str:
    return f"those that begin with {', '.join(map(kit.code, numbers))}" if numbers else "all that the server allows"


def _who(starters: Starters) -> str:
    return {Who.EVERYONE: "everyone", Who.MEMBERS: "members, and no guests", Who.GROUPS: "members of some groups"}[
        starters.who
    ]


def mentioned(starters: Starters) -> str:
    if starters.who is not Who.GROUPS:
        return _who(starters)
    return f"members of {' and '.join(map(kit.group, starters.groups))}"
